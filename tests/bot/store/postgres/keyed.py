"""A database with its keys, as tests look at it from beside."""

from functools import partial
from pathlib import Path

import psycopg

from bot.store.postgres.keyring.keys import opened_in
from bot.store.postgres.store import open_database
from bot.store.secrecy import MARKER
from bot.store.secrecy.keys import Keys
from bot.store.secrecy.master import MASTER, Masters, masters
from bot.store.sqlite import SqliteStore
from tests.bot.store.keyed import open_keyed
from tests.bot.store.secrecy.test_encrypted import CANARIES, fill

EXPIRED = "UPDATE installation SET until = '-infinity'"


def master_of(folder: Path) -> Masters:
    """What reads the master keys of this folder."""
    return partial(masters, folder / MASTER, ())


def keys_beside(address: str, folder: Path) -> Keys:
    """Those of another process than the bot's."""
    return opened_in(address, folder / MASTER, ())


async def filled(address: str, folder: Path) -> SqliteStore:
    """A store that is encrypted and has something of everything."""
    store = open_keyed(address, folder)
    await fill(store)
    return store


def anew(address: str, folder: Path) -> SqliteStore:
    """The next process."""
    done(address, EXPIRED)
    return open_database(address, masters=master_of(folder))


def done(address: str, *statements: str) -> None:
    """By whoever has the word of the database."""
    with psycopg.connect(address, autocommit=True) as there:
        for each in statements:
            there.execute(each)


def kept(address: str) -> dict[str, bytes]:
    """Every row as it lies there."""
    with psycopg.connect(address) as there:
        return dict(there.execute("SELECT key, value FROM kept").fetchall())


def check_secret(address: str) -> None:
    """No value of any row is in clear, and the button secret is in none."""
    rows = kept(address)
    assert MARKER in rows
    assert "meta/key" not in rows
    for key, value in rows.items():
        assert value[:1] in {b"", b"\x01"} or key == MARKER, key
        assert not [each for each in CANARIES if each in value], key
