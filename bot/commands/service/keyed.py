"""The keys of this installation, opened as its settings say."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.settings import PREFIX, Settings
from bot.store.secrecy import Encryption

NO_KEYS = (
    f"What is kept is not encrypted: set {PREFIX}KEYS to a folder away from the data, and run "
    "`myotaper keys new`."
)


def takes_master(parser: argparse.ArgumentParser) -> None:
    """The command can be told where the master key lies."""
    parser.add_argument(
        "--master",
        type=Path,
        help=f"the file of the master key, where it lies elsewhere than {PREFIX}KEYS",
    )


@contextmanager
def keys_for(settings: Settings, master: Path | None = None) -> Iterator[Encryption | None]:
    """The same, until the end of the block."""
    keys = keys_of(settings, master)
    try:
        yield keys
    finally:
        if keys:
            keys.close()


def keys_of(settings: Settings, master: Path | None = None) -> Encryption | None:
    """The open keys, by the master key of this file or where it is looked for; None where no
    folder is set for them. Raises WrongKeys."""
    if settings.keys is None:
        return None
    from bot.store.secrecy.keys import opened_keys  # noqa: PLC0415  the library is slow to import
    from bot.store.secrecy.master import master_at  # noqa: PLC0415  likewise

    master = master or master_at(settings.keys)
    return opened_keys(settings.keys, master, apart_from(settings))


def apart_from(settings: Settings) -> tuple[Path, ...]:
    """The folders that no key may lie in."""
    return (settings.data, *((settings.backups,) if settings.backups else ()))
