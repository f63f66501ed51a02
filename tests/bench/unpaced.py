"""`python -m tests.bench.unpaced`: `myotaper run`, as if Telegram took whatever is sent, at once.

The pace holds one process or several to what Telegram takes; without it one sees what they could.
"""

import sys

from bot import pacing
from bot.commands import run

MOST = 1_000_000
FREE = pacing._Limit(
    seconds=pacing.ALL_SECONDS, most=MOST, of_a_kind=dict.fromkeys(pacing.Kind, MOST)
)

if __name__ == "__main__":
    pacing.OF_ALL, pacing.CHAT_SECONDS = FREE, 0.0
    sys.exit(run.main([]))
