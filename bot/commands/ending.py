"""How a command ends: its exit status, and a line on standard error that says why."""

import os
import sys

NOT_OPENED, WRONG_SETTINGS = 1, 2
INTERRUPTED = 130  # as a shell reports Ctrl-C
BROKEN_PIPE = 141  # as a shell reports a writer whose reader has gone


def ended(why: object, status: int) -> int:
    """Every line of the reason is on standard error under the program's name."""
    for line in str(why).splitlines():
        print(f"myotaper: {line}", file=sys.stderr)
    return status


def leave_unwritten() -> None:
    """What could not be written is not tried again when the program ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
