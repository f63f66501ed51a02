"""With keys everything moves, is backed up and restored as it is kept, and its keys with it."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from bot.store.backups.backup import NotBackedUp
from bot.store.backups.proof import NotMoved
from bot.store.backups.restore import NotRestored, restore
from bot.store.connection import Looking
from bot.store.postgres.keyring.keys import made_in, opened_in, put_in
from bot.store.postgres.moving import backed_up_from, into_database, into_folder
from bot.store.postgres.restoring import SCRATCH, restored_into
from bot.store.postgres.store import open_database
from bot.store.rows import EVERY_KEPT
from bot.store.secrecy.keyring import RING
from bot.store.secrecy.master import MASTER
from bot.store.sqlite import open_store
from tests.bot.store.examples import CHAT, LABEL, NOON, change, keeping, record, reminder
from tests.bot.store.keyed import keys_in, open_encrypted
from tests.bot.store.postgres.keyed import (
    check_secret,
    done,
    filled,
    kept,
    keys_beside,
    master_of,
)
from tests.bot.store.purging.test_erasure import erasing
from tests.bot.store.secrecy.test_encrypted import OTHER, fill
from tests.world.postgres import server

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def keys(folder: Path) -> Path:
    """The folder of the keys."""
    return folder.with_name("kept.keys")


@pytest.fixture
def elsewhere(tmp_path: Path) -> str:
    """The address of another database, which is empty."""
    return server().address(str(tmp_path / "elsewhere"))


async def test_it_is_the_same_there_and_back(
    folder: Path, address: str, keys: Path, tmp_path: Path
) -> None:
    with closing(open_encrypted(folder)) as store:
        await fill(store)
        secret = store.key()
    with closing(keys_in(keys)) as opened:
        proof, _ = into_database(folder, address, opened)
        count = len(opened.wrapped())
    assert proof.encrypted
    check_secret(address)
    with closing(open_database(address, masters=master_of(keys))) as store:
        assert (store.plan(LABEL), store.key()) == (record(), secret)
        await store.commit(change(based_on=1))
    (back := tmp_path / "back.keys").mkdir(mode=0o700)
    (back / MASTER).write_bytes((keys / MASTER).read_bytes())
    (back / MASTER).chmod(0o600)
    for _ in range(2):  # as after one that was killed between the keyring and the rows
        with closing(opened_in(address, keys / MASTER, ())) as opened:
            into_folder(address, tmp_path / "back", opened, back)
        with closing(keys_in(back)) as opened:
            assert len(opened.wrapped()) >= count
            with closing(
                Looking(tmp_path / "back" / "myotaper.db", wait_seconds=1, keys=opened)
            ) as file:
                rows = dict(file.select(EVERY_KEPT))
        assert {key: value for key, value in rows.items() if isinstance(value, bytes)} == {
            key: value for key, value in kept(address).items() if value[:1] == b"\x01"
        }
        (tmp_path / "back" / "myotaper.db").rename(tmp_path / "first.db")
    (tmp_path / "first.db").rename(tmp_path / "back" / "myotaper.db")
    with closing(open_encrypted(tmp_path / "back")) as store:
        assert (store.load(CHAT).version, store.key()) == (2, secret)
        assert list(store.problems()) == []


async def test_no_other_keyring_is_replaced(
    folder: Path, address: str, keys: Path, tmp_path: Path
) -> None:
    with closing(open_encrypted(folder)) as store:
        await fill(store)
    made_in(address, keys / MASTER, ())
    with closing(keys_in(keys)) as opened:
        with pytest.raises(NotMoved, match="has a keyring already"):
            into_database(folder, address, opened)
        done(address, "DROP TABLE keyring")
        into_database(folder, address, opened)
    keys_in(others := tmp_path / "others").close()
    with (
        closing(opened_in(address, keys / MASTER, ())) as opened,
        pytest.raises(NotMoved, match="is there already, and is another"),
    ):
        into_folder(address, tmp_path / "back", opened, others)
    assert list((tmp_path / "back").glob("*.db*")) == []


async def test_a_backup_holds_nothing_in_clear_and_what_is_erased_since_in_none(
    address: str, keys: Path, tmp_path: Path, elsewhere: str
) -> None:
    store = await filled(address, keys)
    (to := tmp_path / "backups").mkdir()
    with closing(keys_beside(address, keys)) as opened:
        made = backed_up_from(address, to, NOON, opened)
    assert made.proof.encrypted
    assert {path.name for path in to.iterdir()} == {made.path.name, RING}
    with pytest.raises(NotBackedUp, match="is encrypted: set MYOTAPER_KEYS"):
        backed_up_from(address, to / "another.db", NOON)
    await store.commit(erasing(serial=1))
    store.close()
    done(address, "DELETE FROM kept", "TRUNCATE audit, audit_begin")
    into = restored_into(made.path, address, tmp_path / "data", LATER, master_of(keys))
    assert (into.erased, into.proof.encrypted) == (1, True)
    assert not (tmp_path / "data" / SCRATCH).exists()
    check_secret(address)
    with closing(open_database(address, masters=master_of(keys))) as again:
        assert again.plan(LABEL) is None
        assert again.plan(OTHER)
        assert again.restored().as_of == NOON
        assert list(again.problems()) == []
        assert [each.action for each in again.entries()][-1] == "restored"
    # A database of its own, by the copy of the keyring beside the backup and the master key alone:
    # that copy was made before.
    (to / RING).rename(keys / RING)
    with pytest.raises(NotRestored, match="no keyring in the database"):
        restored_into(made.path, elsewhere, tmp_path / "data", LATER, master_of(keys))
    put_in(elsewhere, keys, keys / MASTER, ())
    into = restored_into(made.path, elsewhere, tmp_path / "data", LATER, master_of(keys))
    with closing(open_database(elsewhere, masters=master_of(keys))) as again:
        assert again.plan(LABEL) == record()
        assert await again.inspected() == ()


async def test_a_backup_in_clear_becomes_what_a_database_holds_encrypted_or_not(
    address: str, keys: Path, tmp_path: Path, elsewhere: str
) -> None:
    with closing(open_database(address)) as store:
        await store.commit(change(made=record()))
        await store.commit(keeping(reminder()))
        made = backed_up_from(address, tmp_path / "one.db", NOON)
    for there, masters in ((elsewhere, None), (server().address(str(tmp_path)), master_of(keys))):
        if masters:
            keys.mkdir(mode=0o700)
            made_in(there, keys / MASTER, ())
        into = restored_into(made.path, there, tmp_path / "data", LATER, masters)
        assert (into.proof.counts["plan"], into.repeats) == (1, 1)
        assert into.proof.encrypted is bool(masters)
        with closing(open_database(there, masters=masters)) as store:
            assert store.plan(LABEL) == record()
            assert [each.remade for each in store.reminders(LABEL)] == [True]
            assert await store.inspected() == ()
    restore(made.path, tmp_path / "folder", LATER)
    with closing(open_store(tmp_path / "folder")) as file:
        assert [each.remade for each in file.reminders(LABEL)] == [True]


async def test_a_backup_goes_into_no_database_that_holds_something_or_cannot_be_had(
    address: str, tmp_path: Path
) -> None:
    with closing(open_database(address)) as store:
        await store.commit(change(made=record()))
        made = backed_up_from(address, tmp_path / "one.db", NOON)
        with pytest.raises(NotRestored, match="another process leads"):
            restored_into(made.path, address, tmp_path / "data", LATER, None)
    before = kept(address)
    with pytest.raises(NotRestored, match="holds data already"):
        restored_into(made.path, address, tmp_path / "data", LATER, None)
    none = f"postgresql:///x?host={tmp_path}"
    with pytest.raises(NotRestored, match="does not answer"):
        restored_into(made.path, none, tmp_path / "data", LATER, None)
    assert kept(address) == before


async def test_a_damaged_backup_leaves_a_database_empty(address: str, tmp_path: Path) -> None:
    (wrong := tmp_path / "wrong.db").write_bytes(b"SQLite format 3\0" + b"x" * 9_000)
    with pytest.raises(NotRestored, match=r"wrong\.db"):
        restored_into(wrong, address, tmp_path / "data", LATER, None)
    with psycopg.connect(address) as there:
        assert there.execute("SELECT count(*) FROM kept").fetchone() == (0,)
