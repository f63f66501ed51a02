"""Keys of an installation, and a store that is encrypted with them."""

from pathlib import Path

from bot.store.secrecy.cipher import fresh_key
from bot.store.secrecy.keyring import make_keyring
from bot.store.secrecy.keys import Keys, opened_keys
from bot.store.secrecy.master import MASTER, write_masters
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
