"""`myotaper migrate-store`: everything from the file into the database, or back."""

import argparse

from bot.commands.ending import NOT_OPENED, WRONG_SETTINGS, ended
from bot.commands.service.keyed import takes_master
from bot.commands.service.noting import act
from bot.engine import moved
from bot.settings import PREFIX, Unset, read_settings
from bot.store.backups.proof import NotMoved

DOES = """\
Everything from the file in the data folder into an empty database, or from the database into an
empty folder; each row is compared. Stop the bot first, on every machine. What is moved from stays
as it is."""
THERE, BACK = "to-database", "to-file"
DONE = """\
{proof}; the sum over all rows of either is {digest}.
Only what {setting} leads to goes on: keep the other as a backup, and start no bot on it."""


def main(arguments: list[str]) -> int:
    """All is in both (0); or it is where it was, and a line says why (1)."""
    parser = argparse.ArgumentParser(
        prog="myotaper migrate-store",
        description=DOES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"{PREFIX}DATA names the folder, {PREFIX}DATABASE the database.",
    )
    parser.add_argument("where", choices=(THERE, BACK))
    takes_master(parser)
    asked = parser.parse_args(arguments)
    back: bool = asked.where == BACK
    try:
        settings = read_settings()
    except Unset as error:
        return ended(str(error), WRONG_SETTINGS)
    try:
        proof, digest = moved(
            settings,
            act("moved_to_file" if back else "moved_to_database"),
            asked.master,
            back=back,
        )
    except NotMoved as error:
        return ended(str(error), NOT_OPENED)
    setting = f"{PREFIX}DATA, with no {PREFIX}DATABASE," if back else f"{PREFIX}DATABASE"
    print(DONE.format(proof=proof, digest=digest, setting=setting))
    return 0
