"""`myotaper backup`: everything in one file, also while the bot is running."""

import argparse
from pathlib import Path

from bot.clock import now
from bot.commands.ending import WRONG_SETTINGS, ended
from bot.commands.service.keyed import takes_master
from bot.commands.service.noting import act, note
from bot.engine import backed_up
from bot.settings import PREFIX, Unset, read_settings
from bot.store import CannotOpen
from bot.store.backups.backup import NotBackedUp, by_hand
from bot.unlocking import keys_for

DOES = (
    "Everything the bot keeps, in one file that was read back whole; the bot may be running. The "
    "file holds clinical answers: keep it as you keep those."
)
NOT_MADE = 1
WHOLE, KEEP = "read back whole", "keep an older one until they are mended"


def main(arguments: list[str]) -> int:
    """The backup is there (0), or there is none and a line says why (1)."""
    parser = argparse.ArgumentParser(
        prog="myotaper backup",
        description=DOES,
        epilog=f"{PREFIX}DATABASE, or {PREFIX}DATA without it, is what is backed up.",
    )
    parser.add_argument(
        "to",
        type=Path,
        nargs="?",
        help="a folder, in which it is named for the time, or the file itself; "
        f"without it, {PREFIX}BACKUPS",
    )
    takes_master(parser)
    asked = parser.parse_args(arguments)
    to: Path | None = asked.to
    try:
        settings = read_settings()
    except Unset as error:
        return ended(str(error), WRONG_SETTINGS)
    at = now()
    if to is None and settings.backups:
        to = settings.backups / by_hand(at)
    if to is None:
        return ended(f"name a folder or a file, or set {PREFIX}BACKUPS", WRONG_SETTINGS)
    try:
        with keys_for(settings, asked.master) as keys:
            note(settings, keys, act("backup_asked"))
            made = backed_up(settings, keys, to, at)
            note(settings, keys, act("backup_made"))
    except (NotBackedUp, CannotOpen) as error:
        return ended(str(error), NOT_MADE)
    print(f"{made.path}: {made.proof}; {KEEP if made.proof.faults else WHOLE}")
    return 0
