"""`python -m tests.bench.database.unpaced`: `myotaper run`, as if Telegram took whatever is sent.

The pace holds several processes to the limits of one; without it one sees what they could send.
"""

import sys

from bot import pacing
from bot.commands import run

MOST = 1_000_000
FREE = pacing._Limit(
    seconds=pacing.ALL_SECONDS, most=MOST, of_a_kind=dict.fromkeys(pacing.Kind, MOST)
)

if __name__ == "__main__":
    pacing.OF_ALL = FREE
    sys.exit(run.main([]))
