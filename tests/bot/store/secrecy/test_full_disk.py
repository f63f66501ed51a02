"""Where the disk is full nothing is lost or left without its key, and it is said."""

import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.store import CannotOpen, NotSaved
from bot.store.disk.folder import FILE
from bot.store.secrecy.keys import Keys
from bot.store.sqlite import open_store
from tests.bot.store.examples import LABEL, change, labelled, record, session
from tests.bot.store.full_disk import files_no_longer_than
from tests.bot.store.keyed import keys_in, open_encrypted
from tests.bot.store.secrecy.test_encrypted import check_secret, fill


async def test_a_file_that_cannot_be_encrypted_is_as_it_was_or_encrypted(folder: Path) -> None:
    """With room for little, then for more each time, until everything fits."""
    with closing(open_store(folder)) as store:
        await fill(store)
        key = store.key()
    size, room, refused = (folder / FILE).stat().st_size, 0, 0
    keys = keys_in(folder.with_name("kept.keys"))
    while room < 3 * size:
        keys = keys_in(folder.with_name("kept.keys"))
        room += size // 4
        try:
            with files_no_longer_than(room):
                open_store(folder, keys=keys).close()
            break
        except CannotOpen as error:
            refused += 1
            assert "make room" in str(error) or "restore" in str(error)  # noqa: PT017
        finally:
            keys.close()
    assert refused
    with closing(open_encrypted(folder)) as store:
        assert (store.plan(LABEL), store.key()) == (record(), key)
        assert list(store.problems()) == []
    check_secret(folder)


async def test_a_plan_whose_key_cannot_be_kept_is_not_saved(folder: Path) -> None:
    keys = keys_in(folder.with_name("kept.keys"))
    with closing(open_store(folder, keys=keys)) as store:
        await store.commit(
            change(chat=5, then=session(label=labelled(3)), made=record(label=labelled(3)))
        )
        with closing(sqlite3.connect(keys.ring.ring.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with waiting_little(keys), pytest.raises(NotSaved, match="locked"):
                await store.commit(change(made=record()))
        assert store.plan(LABEL) is None
        await store.commit(change(made=record()))
        assert store.plan(LABEL) == record()


@contextmanager
def waiting_little(keys: Keys):
    """It gives up at once on a keyring that another program is writing to."""
    connection = keys.ring.ring._connection
    connection.execute("PRAGMA busy_timeout = 10")
    yield
    connection.execute("PRAGMA busy_timeout = 10000")
