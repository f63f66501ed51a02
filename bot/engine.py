"""Which engine keeps everything, as the settings say, and what is done to it as a whole."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path

from bot.settings import PREFIX, Settings
from bot.standing import LEADS
from bot.store import CannotOpen, Store, glance
from bot.store.audit import acts, book
from bot.store.audit.acts import Act, NotNoted
from bot.store.audit.book import Book
from bot.store.backups import backup
from bot.store.backups.backup import Backup, NotBackedUp
from bot.store.backups.proof import NotMoved, Proof
from bot.store.backups.restore import Restoration, restore
from bot.store.disk import folder
from bot.store.disk.folder import opened_folder
from bot.store.inbox import Puts
from bot.store.secrecy import Encryption
from bot.store.sqlite import open_store
from bot.unlocking import address_of, extra, keys_for, masters_of


def where(settings: Settings) -> str:
    """Where everything is kept, in words."""
    return f"{settings.data}" if settings.database is None else "in the database"


def opened(settings: Settings, keys: Encryption | None, ended: Callable[[str], None]) -> Store:
    """The store, for this process alone; raises Standby where another one leads, and CannotOpen.

    `ended` is called, perhaps by another thread, once this process may not write any more. Those
    of a database are opened here, once this process leads.
    """
    if settings.database is None:
        for gone in _gone(settings.data):
            raise CannotOpen(gone)
        return open_store(settings.data, keys=keys)
    opened_folder(settings.data)  # that of the health file
    with extra():
        from bot.store.postgres.store import open_database  # noqa: PLC0415
    address = address_of(settings)
    return open_database(address, ended, masters=masters_of(settings))


def _gone(data: Path) -> Iterator[str]:
    """That a new file would be taken for what a bot has kept, in that folder or in a database."""
    if (data / LEADS).exists() and not (data / folder.FILE).exists():
        yield (
            f"{data / folder.FILE} is not there, and a bot has run on this folder: put it back, "
            f"or restore a backup into an empty one; was it in a database, set {PREFIX}DATABASE"
        )


def letterbox(settings: Settings) -> Puts | None:
    """A way into the inbox for any process, also one that does not lead; None where there is but
    one. Raises CannotOpen."""
    if settings.database is None:
        return None
    with extra():
        from bot.store.postgres.senders.letterbox import Letterbox  # noqa: PLC0415
    return Letterbox(address_of(settings), masters=masters_of(settings))


def joined(settings: Settings, ended: Callable[[str], None]) -> Store:
    """The store of a database, in clear, for a process that sends beside the one that leads;
    raises CannotOpen.

    `ended` is called, perhaps by another thread, once this process may not write any more.
    """
    if settings.database is None:
        raise CannotOpen("nothing is sent beside a process that has a folder")
    with extra():
        from bot.store.postgres.store import join_database  # noqa: PLC0415
    return join_database(address_of(settings), ended)


def backed_up(settings: Settings, keys: Encryption | None, to: Path, at: datetime) -> Backup:
    """Everything is in this file, or in one named for the time in this folder; raises
    NotBackedUp."""
    if settings.database is None:
        return backup.backed_up(settings.data, to, at, keys)
    try:
        with extra():
            from bot.store.postgres.moving import backed_up_from  # noqa: PLC0415
        with nullcontext(keys) if keys else keys_for(settings) as there:
            return backed_up_from(address_of(settings), to, at, there)
    except CannotOpen as error:
        raise NotBackedUp(str(error)) from error


def copy_followed(settings: Settings) -> bool:
    """Whether the copy of the keyring that lies with the backups of this machine still had a key
    of what was erased since, and has it no more; raises CannotOpen, and one of UNREADABLE."""
    from bot.store.secrecy.keyring import RING  # noqa: PLC0415  the library is slow to import

    if settings.keys is None or not settings.backups or not (settings.backups / RING).exists():
        return False
    if settings.database is None:
        from bot.store.secrecy.copying import followed  # noqa: PLC0415  likewise
        from bot.store.secrecy.ring_file import RingFile  # noqa: PLC0415  likewise

        with closing(RingFile(settings.keys)) as ring:
            return followed(ring, settings.backups)
    with extra():
        from bot.store.postgres.keyring.copying import followed_in  # noqa: PLC0415
    return followed_in(address_of(settings), settings.backups)


def restored(settings: Settings, master: Path | None, backup_: Path, act: Act) -> Restoration:
    """What was empty holds what the backup holds, and says who did it; raises NotRestored, and
    CannotOpen."""
    if settings.database is None:
        with keys_for(settings, master) as keys:
            return restore(backup_, settings.data, act.at, keys, act)
    with extra():
        from bot.store.postgres.restoring import restored_into  # noqa: PLC0415
    address, masters = address_of(settings), masters_of(settings, master)
    return restored_into(backup_, address, settings.data, act.at, masters, act=act)


@contextmanager
def audit(settings: Settings, keys: Encryption | None) -> Iterator[Book]:
    """The audit, which a bot may be writing to; raises CannotOpen."""
    if settings.database is None:
        with book.opened(settings.data, keys) as there:
            yield there
        return
    with extra():
        from bot.store.postgres import look  # noqa: PLC0415
    with look.audit(address_of(settings), keys) as there:
        yield there


def noted(settings: Settings, act: Act, keys: Encryption | None) -> None:
    """The audit has it, where anything is kept; raises NotNoted."""
    if settings.database is None:
        acts.noted(settings.data, act, keys)
        return
    try:
        with extra():
            from bot.store.postgres.acts import noted_in  # noqa: PLC0415
        noted_in(address_of(settings), act, keys)
    except CannotOpen as error:
        raise NotNoted(str(error)) from error


def moved(
    settings: Settings, act: Act, master: Path | None = None, *, back: bool
) -> tuple[Proof, str]:
    """Everything is in the database and in the folder, wherever it was, and the audit of what it
    was moved to says so: what that is, and the sum over all rows; raises NotMoved."""
    if settings.database is None:
        raise NotMoved(f"set {PREFIX}DATABASE to the address of the database")
    address = address_of(settings)
    try:
        with extra():
            from bot.store.postgres.moving import into_database, into_folder  # noqa: PLC0415
        with keys_for(settings, master, in_a_file=not back) as keys:
            if back:
                return into_folder(address, settings.data, keys, settings.keys, act)
            return into_database(settings.data, address, keys, act)
    except CannotOpen as error:
        raise NotMoved(str(error)) from error


def wrong_with(settings: Settings, keys: Encryption | None) -> Iterator[str]:
    """What would keep a bot from starting, each with a way on."""
    if settings.database is None:
        yield from _gone(settings.data)
        yield from glance.wrong_with(settings.data, keys)
        return
    try:
        with extra():
            from bot.store.postgres import look  # noqa: PLC0415
        yield from look.wrong_with(address_of(settings), keys)
    except CannotOpen as error:
        yield str(error)


def is_encrypted(settings: Settings) -> bool:
    """Whether what is kept is, with whatever keys; raises CannotOpen."""
    if settings.database is None:
        return folder.is_encrypted(settings.data / folder.FILE)
    with extra():
        from bot.store.postgres import look  # noqa: PLC0415
    return look.is_encrypted(address_of(settings))


def copies_in_clear(settings: Settings) -> list[str]:
    """What earlier upgrades have left beside it before it was encrypted; raises CannotOpen."""
    if settings.database is None:
        return [f"{each}" for each in folder.copies_in_clear(settings.data)]
    with extra():
        from bot.store.postgres import look  # noqa: PLC0415
    return look.copies_in_clear(address_of(settings))


def groups(settings: Settings, keys: Encryption | None) -> Mapping[int, int]:
    """The group of each team that has one, as far as it can be read."""
    if settings.database is None:
        return glance.groups(settings.data, keys)
    try:
        with extra():
            from bot.store.postgres import look  # noqa: PLC0415
        return look.groups(address_of(settings), keys)
    except CannotOpen:
        return {}
