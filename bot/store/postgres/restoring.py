"""A backup becomes what an empty database holds; killed meanwhile, that is empty still."""

from contextlib import closing, nullcontext
from datetime import datetime
from pathlib import Path
from shutil import rmtree

from bot.store import CannotOpen
from bot.store.audit.acts import Act
from bot.store.backups.proof import NotMoved
from bot.store.backups.restore import NotRestored, Restoration, restore
from bot.store.connection import WAIT_SECONDS, Looking
from bot.store.disk.folder import FILE, opened_folder
from bot.store.engine import Unanswered
from bot.store.postgres.moving import written_to
from bot.store.postgres.store import keys_in, led_by_anyone
from bot.store.rows import A_ROW
from bot.store.secrecy.master import Masters
from bot.store.training.file import TraineesFile

SCRATCH = "restoring"  # where the backup becomes a file of this program first


def restored_into(
    backup: Path,
    address: str,
    data: Path,
    now: datetime,
    masters: Masters | None,
    *,
    act: Act | None = None,
) -> Restoration:
    """The database, which was empty, holds what the backup holds, and its audit this act; raises
    NotRestored.

    As into a folder, which it is first, within the one of the data: with master keys everything is
    encrypted with the keyring that the database has.
    """
    scratch = data / SCRATCH
    try:
        opened_folder(data)
        rmtree(scratch, ignore_errors=True)
        with led_by_anyone(address) as engine:
            if engine.conn.select_one(A_ROW):
                raise NotRestored(
                    "the database holds data already. Nothing in it was changed. Stop the bot on "
                    "every machine, and name an empty database"
                )
            keys = keys_in(engine, masters)
            with closing(keys) if keys else nullcontext():
                done = restore(backup, scratch, now, keys, act, trainees=TraineesFile(data))
                with closing(
                    Looking(scratch / FILE, wait_seconds=WAIT_SECONDS, keys=keys)
                ) as file:
                    written_to(engine.conn, file)
    except (CannotOpen, NotMoved, Unanswered, OSError) as error:
        raise NotRestored(f"{backup} was not restored: {error}") from error
    finally:
        rmtree(scratch, ignore_errors=True)
    return done
