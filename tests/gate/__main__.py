"""The checks, in lanes or only the quick ones: `python3 start.py test [quick]`."""

import signal
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.gate.checks import MEASURES, after, lanes
from tests.gate.lanes import beside, driven, ended_early, summed
from tests.gate.memory import in_memory
from tests.gate.quick import quick


def main(words: list[str]) -> int:
    """The exit status: 0 where every check passed."""
    signal.signal(signal.SIGTERM, ended_early)
    # Begun in the background it was told to ignore this, and every check would hand that on.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if words == ["quick"]:
        return quick()
    began = time.monotonic()
    with TemporaryDirectory(prefix="myotaper-coverage-") as name, in_memory() as quickly:
        data = Path(name)
        for each in MEASURES:
            (data / each).mkdir()
        ended = beside(lanes(data, quickly))
        covered = driven("what was covered", after(data))
        print(covered.output, flush=True)
    return summed([*ended, covered], time.monotonic() - began)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
