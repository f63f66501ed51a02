"""`myotaper restore`: a backup becomes the data of an empty folder."""

import argparse
from pathlib import Path

from bot.clock import now
from bot.commands.ending import WRONG_SETTINGS, ended
from bot.commands.service.keyed import keys_for, takes_master
from bot.settings import PREFIX, Unset, read_settings
from bot.store import CannotOpen
from bot.store.restore import NotRestored, Restoration, restore

DOES = (
    "A backup becomes the data of an empty folder. Stop the bot first, the one on another machine "
    "too: what is due by now is told again, marked as a possible repeat."
)
NOT_MADE = 1
BEWARE = """\
What was decided, answered, acknowledged or changed after that is NOT in it. A plan may stand at
another dose than the one in force: compare each with its last card or paper before you act."""


def main(arguments: list[str]) -> int:
    """The folder holds what the backup holds (0), or is as it was and a line says why (1)."""
    parser = argparse.ArgumentParser(
        prog="myotaper restore",
        description=DOES,
        epilog=f"{PREFIX}DATA is the folder, which has to be empty or not there.",
    )
    parser.add_argument("backup", type=Path, help="a file that `myotaper backup` has made")
    takes_master(parser)
    asked = parser.parse_args(arguments)
    try:
        settings = read_settings()
    except Unset as error:
        return ended(str(error), WRONG_SETTINGS)
    try:
        with keys_for(settings, asked.master) as keys:
            done = restore(asked.backup, settings.data, now(), keys)
    except (NotRestored, CannotOpen) as error:
        return ended(str(error), NOT_MADE)
    print(_said(done, settings.data))
    return 0


def _said(done: Restoration, data: Path) -> str:
    as_of = f"{done.as_of:%d-%b-%Y %H:%M} UTC"
    marked = f"{done.repeats} reminders may have been told since, and are marked so"
    erased = f"; {done.erased} plans were erased since, and are not in it" if done.erased else ""
    return f"{data}: {done.proof}; all as of {as_of}; {marked}{erased}.\n{BEWARE}"
