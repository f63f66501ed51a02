"""Which engine keeps everything, as the settings say, and what is done to it as a whole."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot.settings import PREFIX, Settings
from bot.store import CannotOpen, Store, backup, glance
from bot.store.audit import book
from bot.store.audit.book import Book
from bot.store.backup import Backup, NotBackedUp
from bot.store.folder import opened_folder
from bot.store.inbox import Puts
from bot.store.proof import NotMoved, Proof
from bot.store.secrecy import Encryption
from bot.store.sqlite import open_store

NEEDS = f"{PREFIX}DATABASE takes another library: pip install 'myotaper[postgres]'"

NO_KEYS = (
    f"{PREFIX}KEYS encrypts a file alone, and {PREFIX}DATABASE names a database: have that "
    f"encrypted by whoever runs it, and leave {PREFIX}KEYS empty"
)


def in_clear(settings: Settings) -> bool:
    """Whether a file is kept that this program should encrypt, and does not."""
    return settings.keys is None and settings.database is None


def opened(settings: Settings, keys: Encryption | None, ended: Callable[[str], None]) -> Store:
    """The store, for this process alone; raises Standby where another one leads, and CannotOpen.

    `ended` is called, perhaps by another thread, once this process may not write any more.
    """
    if settings.database is None:
        return open_store(settings.data, keys=keys)
    if keys:
        raise CannotOpen(NO_KEYS)
    opened_folder(settings.data)  # that of the health file
    with _extra():
        from bot.store.postgres.store import open_database  # noqa: PLC0415
    return open_database(settings.database.get_secret_value(), ended)


def letterbox(settings: Settings) -> Puts | None:
    """A way into the inbox for any process, also one that does not lead; None where there is but
    one. Raises CannotOpen."""
    if settings.database is None:
        return None
    with _extra():
        from bot.store.postgres.letterbox import Letterbox  # noqa: PLC0415
    return Letterbox(settings.database.get_secret_value())


def backed_up(settings: Settings, keys: Encryption | None, to: Path, at: datetime) -> Backup:
    """Everything is in this file, or in one named for the time in this folder; raises
    NotBackedUp."""
    if settings.database is None:
        return backup.backed_up(settings.data, to, at, keys)
    try:
        with _extra():
            from bot.store.postgres.moving import backed_up_from  # noqa: PLC0415
    except CannotOpen as error:
        raise NotBackedUp(str(error)) from error
    return backed_up_from(settings.database.get_secret_value(), to, at)


@contextmanager
def audit(settings: Settings, keys: Encryption | None) -> Iterator[Book]:
    """The audit, which a bot may be writing to; raises CannotOpen."""
    if settings.database is None:
        with book.opened(settings.data, keys) as there:
            yield there
        return
    with _extra():
        from bot.store.postgres import look  # noqa: PLC0415
    with look.audit(settings.database.get_secret_value()) as there:
        yield there


def moved(settings: Settings, *, back: bool) -> tuple[Proof, str]:
    """Everything is in the database and in the folder, wherever it was: what that is, and the
    sum over all rows; raises NotMoved."""
    if settings.database is None:
        raise NotMoved(f"set {PREFIX}DATABASE to the address of the database")
    if settings.keys:
        raise NotMoved(NO_KEYS)
    try:
        with _extra():
            from bot.store.postgres.moving import into_database, into_folder  # noqa: PLC0415
    except CannotOpen as error:
        raise NotMoved(str(error)) from error
    address = settings.database.get_secret_value()
    return into_folder(address, settings.data) if back else into_database(settings.data, address)


def wrong_with(settings: Settings, keys: Encryption | None) -> Iterator[str]:
    """What would keep a bot from starting, each with a way on."""
    if settings.database is None:
        yield from glance.wrong_with(settings.data, keys)
        return
    if keys:
        yield NO_KEYS
    try:
        with _extra():
            from bot.store.postgres import look  # noqa: PLC0415
        yield from look.wrong_with(settings.database.get_secret_value())
    except CannotOpen as error:
        yield str(error)


def groups(settings: Settings, keys: Encryption | None) -> Mapping[int, int]:
    """The group of each team that has one, as far as it can be read."""
    if settings.database is None:
        return glance.groups(settings.data, keys)
    try:
        with _extra():
            from bot.store.postgres import look  # noqa: PLC0415
        return look.groups(settings.database.get_secret_value())
    except CannotOpen:
        return {}


@contextmanager
def _extra() -> Iterator[None]:
    """The library of the database is there; raises CannotOpen."""
    try:
        yield
    except ImportError as error:
        raise CannotOpen(f"{NEEDS} ({error})") from error
