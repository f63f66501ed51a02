"""`myotaper restore`: a backup becomes the data of an empty folder, or of an empty database."""

import argparse
from pathlib import Path

from bot.commands.ending import WRONG_SETTINGS, ended
from bot.commands.service.keyed import takes_master
from bot.commands.service.noting import act
from bot.engine import restored, where
from bot.settings import PREFIX, Unset, read_settings
from bot.store import CannotOpen
from bot.store.backups.restore import NotRestored, Restoration

DOES = (
    "A backup becomes the data of an empty folder or database. Stop the bot first, the one on "
    "another machine too: what is due by now is told again, marked as a possible repeat."
)
NOT_MADE = 1
BEWARE = """\
What was decided, answered, acknowledged or changed after that is NOT in it. A plan may stand at
another dose than the one in force: compare each with its last card or paper before you act."""


def main(arguments: list[str]) -> int:
    """All of the backup is there (0), or nothing has changed and a line says why (1)."""
    parser = argparse.ArgumentParser(
        prog="myotaper restore",
        description=DOES,
        epilog=f"{PREFIX}DATA is the folder, which has to be empty or not there; with "
        f"{PREFIX}DATABASE the backup goes into that database, which has to be empty.",
    )
    parser.add_argument("backup", type=Path, help="a file that `myotaper backup` has made")
    takes_master(parser)
    asked = parser.parse_args(arguments)
    try:
        settings = read_settings()
    except Unset as error:
        return ended(str(error), WRONG_SETTINGS)
    try:
        done = restored(settings, asked.master, asked.backup, act("restored"))
    except (NotRestored, CannotOpen) as error:
        return ended(str(error), NOT_MADE)
    print(_said(done, where(settings)))
    return 0


def _said(done: Restoration, there: str) -> str:
    as_of = f"{done.as_of:%d-%b-%Y %H:%M} UTC"
    marked = f"{done.repeats} reminders may have been told since, and are marked so"
    erased = f"; {done.erased} plans were erased since, and are not in it" if done.erased else ""
    return f"{there}: {done.proof}; all as of {as_of}; {marked}{erased}.\n{BEWARE}"
