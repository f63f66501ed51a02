"""Tests run with everything logged, and nothing that anybody said may be in it.

    python -m tests.canaries                        all of bot, flows, delivery and editions
    python -m tests.canaries tests/bot/desk -n 0    some of them, with words for pytest

The checks run the small tests of `bot` so each time.
"""

import sys

import pytest

PLUGIN = ("-q", "-p", "tests.canaries.plugin")
ALL = (
    "-m",
    "not bench",
    "-n",
    "2",
    "tests/bot",
    "tests/flows",
    "tests/delivery",
    "tests/editions",
)

if __name__ == "__main__":
    sys.exit(pytest.main([*PLUGIN, *(sys.argv[1:] or ALL)]))
