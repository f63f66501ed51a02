"""A database with keys: nothing is in clear, and every process that leads has the keys of now."""

from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from bot.store import CannotOpen, NotSaved, Standby, Undecodable
from bot.store.engine import Unanswered
from bot.store.postgres import look
from bot.store.postgres.keyring.keys import is_encrypted, made_in, put_in, rotated_in
from bot.store.postgres.store import open_database
from bot.store.secrecy import WrongKeys
from bot.store.secrecy.cipher import fresh_key
from bot.store.secrecy.keyring import RING
from bot.store.secrecy.master import MASTER, write_masters
from tests.bot.kept import InDatabase
from tests.bot.store.examples import LABEL, change, labelled, record, session
from tests.bot.store.keyed import keys_in, open_keyed
from tests.bot.store.postgres.keyed import (
    anew,
    check_secret,
    done,
    filled,
    kept,
    keys_beside,
    master_of,
)
from tests.bot.store.purging.test_erasure import erasing
from tests.bot.store.secrecy.test_encrypted import OTHER, fill


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the master key."""
    return tmp_path / "keys"


@pytest.fixture
async def closed(address: str, folder: Path) -> str:
    """The address of an encrypted database that nobody leads."""
    (await filled(address, folder)).close()
    return address


async def test_nothing_is_in_clear_and_all_is_there_again(closed: str, folder: Path) -> None:
    check_secret(closed)
    with closing(anew(closed, folder)) as store:
        assert (store.plan(LABEL), store.plan(OTHER).label) == (record(), OTHER)
        assert list(store.problems()) == []
        assert await store.inspected() == ()


async def test_a_database_in_clear_is_encrypted_at_the_next_start_and_loses_nothing(
    address: str, folder: Path
) -> None:
    with closing(open_database(address)) as store:
        await fill(store)
        before = store.key(), store.plan(LABEL), store.reminders(LABEL), list(store.entries())
    with closing(open_keyed(address, folder)) as store:
        after = store.key(), store.plan(LABEL), store.reminders(LABEL), list(store.entries())
        assert list(store.problems()) == []
    assert before == after
    check_secret(address)


async def test_what_was_in_clear_is_not_left_between_the_rows(address: str, folder: Path) -> None:
    def pages() -> bytes:
        found = done_and_read(address, "SELECT pg_relation_filepath('kept')")
        server_folder = Path(done_and_read(address, "SHOW data_directory"))
        done(address, "CHECKPOINT")
        return (server_folder / found).read_bytes()

    with closing(open_database(address)) as store:
        await fill(store)
    done(address, "ALTER TABLE kept ALTER value SET STORAGE EXTERNAL", "VACUUM FULL kept")
    assert b"over_usual_weight" in pages()
    open_keyed(address, folder).close()
    assert b"over_usual_weight" not in pages()


def done_and_read(address: str, statement: str) -> str:
    with psycopg.connect(address) as there:
        return there.execute(statement).fetchone()[0]


async def test_without_keys_or_with_others_it_is_not_opened(
    closed: str, folder: Path, tmp_path: Path
) -> None:
    before = kept(closed)
    with pytest.raises(WrongKeys, match="is encrypted: set MYOTAPER_KEYS"):
        open_database(closed)
    assert "is encrypted: set" in "".join(look.wrong_with(closed))
    assert look.groups(closed) == {}
    keys_in(others := tmp_path / "others").close()
    with pytest.raises(WrongKeys, match="by another master key"):
        open_database(closed, masters=master_of(others))
    (folder / MASTER).rename(tmp_path / MASTER)
    with pytest.raises(WrongKeys, match="master key, is not there: put it back"):
        open_database(closed, masters=master_of(folder))
    (tmp_path / MASTER).rename(folder / MASTER)
    assert kept(closed) == before
    with closing(keys_beside(closed, folder)) as keys:
        assert [each for each in look.wrong_with(closed, keys) if "fsync" not in each] == []
        assert look.groups(closed, keys) == {1: -5}
        assert is_encrypted(closed, keys)
        assert keys.plans() >= 2
        with look.audit(closed, keys) as book:
            assert [each.action for each in book.entries()] == ["made"]


LOST = {
    "no keyring": ("DROP TABLE keyring", "no keyring in the database"),
    "an empty one": ("DELETE FROM keyring", "no keyring in the database"),
    "an altered one": (
        "UPDATE keyring SET wrapped = decode(repeat('00', 61), 'hex') WHERE name = 'rows'",
        "another master",
    ),
    "one that is too old": (
        "DELETE FROM keyring WHERE name LIKE 'plan/%'",
        "keys of 2 plans are not there",
    ),
    "no secret": ("DELETE FROM keyring WHERE name = 'secret'", "every button is sealed with"),
    "no rows": ("DELETE FROM kept", "is not encrypted, and what was in it was"),
    "no marker": ("DELETE FROM kept WHERE key = 'meta/encrypted'", "is not encrypted, and what"),
    "another keyring": (
        "UPDATE kept SET value = 'beef' WHERE key = 'meta/encrypted'",
        "with the keys beef, and these are",
    ),
}


@pytest.mark.parametrize("name", LOST)
async def test_where_keys_or_data_are_lost_it_stops_and_says_so(
    closed: str, folder: Path, name: str
) -> None:
    statement, says = LOST[name]
    done(closed, statement)
    with pytest.raises(CannotOpen, match=says):
        anew(closed, folder)
    with pytest.raises(CannotOpen, match=says):  # the lease was let go again
        open_database(closed, masters=master_of(folder))


async def test_the_manual_finds_the_plans_whose_key_is_lost(closed: str) -> None:
    assert InDatabase(closed).keyless() == []
    done(closed, LOST["one that is too old"][0])
    assert sorted(InDatabase(closed).keyless()) == sorted((LABEL, OTHER))


async def test_a_lost_keyring_is_put_back_and_new_keys_take_nothing_over(
    closed: str, folder: Path
) -> None:
    with closing(keys_beside(closed, folder)) as keys:
        count = len(keys.wrapped())
        keys.copy_to(folder)
    with pytest.raises(WrongKeys, match=r"has a keyring already.* into an empty database"):
        put_in(closed, folder, folder / MASTER, ())
    done(closed, "DROP TABLE keyring")
    with pytest.raises(WrongKeys, match="new keys open nothing of it"):
        made_in(closed, folder / MASTER, ())
    assert put_in(closed, folder, folder / MASTER, ()) == count
    with closing(anew(closed, folder)) as store:
        assert store.plan(LABEL) == record()


def altered(address: str, value: str, key: str) -> None:
    with psycopg.connect(address, cursor_factory=psycopg.RawCursor) as there:
        there.execute(f"UPDATE kept SET value = {value} WHERE key = $1", (key,))  # noqa: S608


async def test_a_row_that_was_altered_or_moved_is_found_and_harms_no_other(
    closed: str, folder: Path
) -> None:
    key = f"plan/{LABEL}/000001"
    wrong = {
        "set_byte(value, 40, get_byte(value, 40) # 1)": "was altered",
        "set_byte(value, 3, get_byte(value, 3) # 1)": "another key",
        "(SELECT value FROM kept WHERE key LIKE 'reminder/%' LIMIT 1)": "was altered",
        "(SELECT value FROM kept WHERE key <> $1 AND key LIKE 'plan/%' LIMIT 1)": "another",
        "'{}'": "is not encrypted as all others are",
    }
    before = kept(closed)[key]
    for value, says in wrong.items():
        altered(closed, value, key)
        with closing(anew(closed, folder)) as store:
            with pytest.raises(Undecodable, match=says):
                store.plan(LABEL)
            assert [each.key for each in await store.inspected()] == [key]
            assert store.plan(OTHER)
        altered(closed, f"'\\x{before.hex()}'", key)


async def test_an_erased_plan_has_no_key_and_a_deposed_process_makes_none(
    address: str, folder: Path
) -> None:
    store = await filled(address, folder)
    await store.commit(erasing(serial=1))
    with closing(keys_beside(address, folder)) as keys:
        assert keys.erased() == {LABEL}
    before = keys_of(address)
    assert before[f"plan/{LABEL}"] is None
    with closing(anew(address, folder)) as second:
        with pytest.raises(Unanswered, match="another process has taken over"):
            store._encryption.ready([labelled(8)])
        with pytest.raises(NotSaved):
            await store.commit(new_plan(8))
        assert keys_of(address) == before
        await second.commit(new_plan(8))
        assert second.plan(labelled(8))
    store.close()


async def test_who_asks_for_a_key_after_the_end_opens_nothing(closed: str, folder: Path) -> None:
    """As the thread that makes keys ahead may."""
    keys = keys_beside(closed, folder)
    keys.close()
    with pytest.raises(Unanswered, match="is closed"):
        keys.ready([labelled(8)])


def keys_of(address: str) -> dict[str, bytes | None]:
    with psycopg.connect(address) as there:
        return dict(there.execute("SELECT name, wrapped FROM keyring").fetchall())


def new_plan(number: int):
    label = labelled(number)
    return change(chat=number, then=session(label=label), made=record(label=label))


# -------------------------------------------------------------------------------- rotation


async def test_a_rotation_leaves_nobody_with_stale_keys(
    address: str, folder: Path, tmp_path: Path
) -> None:
    """The master key of a machine is read when it takes over, never kept from before."""
    first, old = await filled(address, folder), (folder / MASTER).read_bytes()
    with pytest.raises(Standby):
        rotated_in(address, folder / MASTER, (), None)
    assert (folder / MASTER).read_bytes() == old  # nothing was begun beside one that leads
    first.close()
    (tmp_path / RING).write_bytes(b"")  # the copy that lies with the backups follows
    assert rotated_in(address, folder / MASTER, (), tmp_path) == len(keys_of(address))
    new = (folder / MASTER).read_bytes()
    assert len(new.split()) == 1
    assert new != old
    (folder / MASTER).write_bytes(old)  # a machine that was not given the new one
    with pytest.raises(WrongKeys, match="by another master key"):
        open_database(address, masters=master_of(folder))
    (folder / MASTER).write_bytes(new)
    with closing(open_database(address, masters=master_of(folder))) as store:
        await store.commit(new_plan(8))
        assert (store.plan(LABEL), store.plan(labelled(8)).label) == (record(), labelled(8))
    done(address, "DROP TABLE keyring")
    (folder / RING).write_bytes((tmp_path / RING).read_bytes())
    (folder / RING).chmod(0o600)
    put_in(address, folder, folder / MASTER, ())


async def test_a_key_that_is_added_while_all_are_wrapped_anew_is_not_added(
    address: str, folder: Path
) -> None:
    """It would be wrapped by a master key that nobody has any more."""
    first = await filled(address, folder)
    done(address, "UPDATE installation SET until = '-infinity'")
    rotated_in(address, folder / MASTER, (), None)
    with pytest.raises(NotSaved):
        await first.commit(new_plan(8))
    assert f"plan/{labelled(8)}" not in keys_of(address)
    first.close()


async def test_a_rotation_that_did_not_end_still_makes_keys(address: str, folder: Path) -> None:
    (await filled(address, folder)).close()
    (old,) = (folder / MASTER).read_text().split()
    write_masters(folder / MASTER, (fresh_key(), bytes.fromhex(old)))
    with closing(open_database(address, masters=master_of(folder))) as store:
        await store.commit(new_plan(8))
    rotated_in(address, folder / MASTER, (), None)
    with closing(open_database(address, masters=master_of(folder))) as store:
        assert store.plan(labelled(8))
    assert old not in (folder / MASTER).read_text()


async def test_a_copy_that_is_newer_than_the_keyring_stays_as_it_is(
    closed: str, folder: Path, tmp_path: Path
) -> None:
    (backups := tmp_path / "backups").mkdir()
    with closing(keys_beside(closed, folder)) as keys:
        keys.copy_to(backups)
    newest, master = (backups / RING).read_bytes(), (folder / MASTER).read_bytes()
    last = "SELECT max(name) FROM keyring WHERE name LIKE 'plan/%'"
    done(closed, f"DELETE FROM keyring WHERE name = ({last})")  # noqa: S608
    with pytest.raises(WrongKeys, match="has 1 keys"):
        rotated_in(closed, folder / MASTER, (), backups)
    older = keys_beside(closed, folder)
    with closing(older), pytest.raises(WrongKeys, match="has 1 keys"):
        older.copy_to(backups)
    assert ((backups / RING).read_bytes(), (folder / MASTER).read_bytes()) == (newest, master)
