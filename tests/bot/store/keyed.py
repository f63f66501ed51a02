"""Keys of an installation, and a store that is encrypted with them."""

from functools import partial
from pathlib import Path
from typing import Any

from bot.store.postgres.keyring.keys import made_in
from bot.store.postgres.store import open_database
from bot.store.secrecy.cipher import fresh_key
from bot.store.secrecy.keys import Keys, opened_keys
from bot.store.secrecy.master import MASTER, masters, write_masters
from bot.store.secrecy.ring_file import make_keyring
from bot.store.sqlite import SqliteStore, open_store


def keys_in(folder: Path) -> Keys:
    """The keys of this folder, made where there are none."""
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True)
        master = fresh_key()
        write_masters(folder / MASTER, (master,))
        make_keyring(folder, master)
    return opened_keys(folder, folder / MASTER, ())


def open_encrypted(folder: Path, *, wait_seconds: float = 2.0) -> SqliteStore:
    """The store in this folder, encrypted with the keys beside it."""
    keys = keys_in(folder.with_name(f"{folder.name}.keys"))
    return open_store(folder, wait_seconds=wait_seconds, keys=keys)


def open_keyed(address: str, folder: Path, **how: Any) -> SqliteStore:
    """The store in this database, encrypted with its keyring, which the master key of the folder
    opens; both are made where there are none."""
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True)
        made_in(address, folder / MASTER, ())
    return open_database(address, masters=partial(masters, folder / MASTER, ()), **how)
