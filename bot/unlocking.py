"""The keys of this installation, opened as its settings say."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bot.settings import PREFIX, Settings
from bot.store import CannotOpen
from bot.store.secrecy import Encryption

NEEDS = f"{PREFIX}DATABASE takes another library: pip install 'myotaper[postgres]'"


@contextmanager
def keys_for(
    settings: Settings, master: Path | None = None, *, in_a_file: bool = False
) -> Iterator[Encryption | None]:
    """The keys of `keys_of`, open until the end of the block."""
    keys = keys_of(settings, master, in_a_file=in_a_file)
    try:
        yield keys
    finally:
        if keys:
            keys.close()


def keys_of(
    settings: Settings, master: Path | None = None, *, in_a_file: bool = False
) -> Encryption | None:
    """The open keys, by the master key of this file or where it is looked for; None where no
    folder is set for them. Raises WrongKeys, and CannotOpen where they lie in a database.

    They lie with a file that everything is kept in, or in the database, as the settings say.
    """
    if settings.keys is None:
        return None
    from bot.store.secrecy.keys import opened_keys  # noqa: PLC0415  the library is slow to import
    from bot.store.secrecy.master import master_at  # noqa: PLC0415  likewise

    master = master or master_at(settings.keys)
    if in_a_file or settings.database is None:
        return opened_keys(settings.keys, master, apart_from(settings))
    with extra():
        from bot.store.postgres.keyring.keys import opened_in  # noqa: PLC0415

    return opened_in(address_of(settings), master, apart_from(settings))


def masters_of(
    settings: Settings, master: Path | None = None
) -> Callable[[], tuple[bytes, ...]] | None:
    """What reads the master keys, the newest first, whenever it is called; None where no folder is
    set for them."""
    if settings.keys is None:
        return None
    from bot.store.secrecy.master import master_at, masters  # noqa: PLC0415  slow to import

    return partial(masters, master or master_at(settings.keys), apart_from(settings))


@contextmanager
def extra() -> Iterator[None]:
    """The library of the database is there; raises CannotOpen."""
    try:
        yield
    except ImportError as error:
        raise CannotOpen(f"{NEEDS} ({error})") from error


def address_of(settings: Settings) -> str:
    """That of the database; empty where none is set."""
    return settings.database.get_secret_value() if settings.database else ""


def apart_from(settings: Settings) -> tuple[Path, ...]:
    """The folders that no key may lie in."""
    return (settings.data, *((settings.backups,) if settings.backups else ()))
