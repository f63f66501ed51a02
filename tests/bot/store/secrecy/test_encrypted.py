"""A store with keys: nothing is in clear, and whatever is not as it was written is found."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.store import CannotOpen, Undecodable
from bot.store.disk.folder import FILE
from bot.store.glance import groups, is_encrypted, wrong_with
from bot.store.secrecy import MARKER, WrongKeys
from bot.store.secrecy.cipher import fresh_key
from bot.store.secrecy.keyring import RING
from bot.store.secrecy.master import MASTER
from bot.store.sqlite import SqliteStore, open_store
from flows.talk.turn import Deed
from tests.bot.kept import OnFile
from tests.bot.store.examples import (
    CHAT,
    LABEL,
    change,
    keeping,
    labelled,
    person,
    record,
    reminder,
    session,
    steps,
    team,
)
from tests.bot.store.keyed import keys_in, open_encrypted
from tests.bot.store.test_older import WRITTEN, schema_1

CANARIES = (b"154 lb", b"over_usual_weight", b"dermatomyositis", b"polymyositis")
OTHER = labelled(3)
REST = b"Rest-of-a-row"


async def fill(store: SqliteStore) -> None:
    deeds = (Deed(action="made", label=LABEL),)
    await store.commit(change(made=record(), deeds=deeds))
    await store.commit(change(chat=5, then=session(label=OTHER), made=record(label=OTHER)))
    await store.commit(keeping(team(chat=-5), person(), *(reminder(day=day) for day in (1, 2))))
    await steps(store, chat=6, count=2)


@pytest.fixture
async def closed(folder: Path) -> Path:
    """The folder of an encrypted store that is closed."""
    with closing(open_encrypted(folder)) as store:
        await fill(store)
    return folder


@pytest.fixture
async def in_clear(folder: Path) -> Path:
    """The folder of one that has no keys yet."""
    with closing(open_store(folder)) as store:
        await fill(store)
    return folder


def check_secret(folder: Path) -> None:
    """No value of any row is in clear in any file, and the button secret lies in none."""
    with closing(open_encrypted(folder)) as store:
        key = store.key()
    held = {path: path.read_bytes() for path in folder.iterdir()}
    assert held[folder / FILE]
    for data in held.values():
        assert not [each for each in (*CANARIES, key, key.hex().encode()) if each in data]
    with closing(sqlite3.connect(folder / FILE)) as file:
        rows = file.execute("SELECT key, typeof(value) FROM kept WHERE value != ''").fetchall()
    assert {kind for key, kind in rows if key != MARKER} == {"blob"}
    assert "meta/key" not in dict(rows)


def altered(folder: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(folder / FILE)) as file, file:
        assert file.execute(statement, values).rowcount


async def test_nothing_is_in_clear_while_it_is_written_and_afterwards(folder: Path) -> None:
    store = open_encrypted(folder)
    await fill(store)
    held = b"".join(path.read_bytes() for path in folder.iterdir())
    assert not [each for each in CANARIES if each in held]
    store.close()
    check_secret(folder)


async def test_a_store_in_clear_is_encrypted_at_the_next_start_and_loses_nothing(
    in_clear: Path,
) -> None:
    held = b"".join(path.read_bytes() for path in in_clear.iterdir())
    assert [each for each in CANARIES if each in held]
    with closing(open_store(in_clear)) as store:
        before = store.key(), store.plan(LABEL), store.reminders(LABEL), list(store.entries())
    with closing(open_encrypted(in_clear)) as store:
        after = store.key(), store.plan(LABEL), store.reminders(LABEL), list(store.entries())
        assert list(store.problems()) == []
        assert await store.inspected() == ()
    assert before == after
    check_secret(in_clear)


def with_a_rest(folder: Path) -> None:
    """The file still has the bytes of a row that was removed."""
    with closing(sqlite3.connect(folder / FILE)) as file, file:
        file.execute("PRAGMA secure_delete = OFF")
        file.execute("INSERT INTO kept VALUES ('meta/rest', ?)", (REST.decode() * 900,))
        file.commit()
        file.execute("DELETE FROM kept WHERE key = 'meta/rest'")
    assert REST in (folder / FILE).read_bytes()


def test_what_was_removed_before_it_was_encrypted_is_not_left_in_it(in_clear: Path) -> None:
    with_a_rest(in_clear)
    open_encrypted(in_clear).close()
    assert REST not in (in_clear / FILE).read_bytes()


def test_what_a_killed_one_has_left_goes_at_the_next_start(closed: Path) -> None:
    with_a_rest(closed)
    open_encrypted(closed).close()
    assert REST in (closed / FILE).read_bytes()  # not each start writes the file anew
    with closing(sqlite3.connect(closed.with_name("kept.keys") / RING)) as ring, ring:
        ring.execute("DELETE FROM ring WHERE name = 'used'")
    open_encrypted(closed).close()
    assert REST not in (closed / FILE).read_bytes()


def test_a_file_of_an_earlier_schema_is_encrypted_with_its_copy(folder: Path) -> None:
    schema_1(folder, WRITTEN)
    with closing(open_encrypted(folder)) as store:
        assert store.plan(LABEL)
    assert is_encrypted(folder / f"{FILE}.schema-1", keys_in(folder.with_name("kept.keys")))
    check_secret(folder)


async def test_a_flipped_byte_is_found_and_harms_no_other_row(closed: Path) -> None:
    key = f"plan/{LABEL}/000001"
    with closing(sqlite3.connect(closed / FILE)) as file:
        (kept,) = file.execute("SELECT value FROM kept WHERE key = ?", (key,)).fetchone()
    for place in (0, 3, 10, len(kept) // 2, len(kept) - 1):
        wrong = bytearray(kept)
        wrong[place] ^= 1
        altered(closed, "UPDATE kept SET value = ? WHERE key = ?", bytes(wrong), key)
        with closing(open_encrypted(closed)) as store:
            with pytest.raises(Undecodable, match=r"was altered|another key"):
                store.plan(LABEL)
            assert [each.key for each in await store.inspected()] == [key]
            assert store.plan(OTHER)


@pytest.mark.parametrize(
    ("to", "says"),
    [(f"plan/{OTHER}/000001", "another key"), (f"reminder/{LABEL}/dose/2/", "was altered")],
)
async def test_a_row_moved_to_another_key_is_found(closed: Path, to: str, says: str) -> None:
    with closing(sqlite3.connect(closed / FILE)) as file:
        (there,) = file.execute(
            "SELECT key FROM kept WHERE key >= ? ORDER BY key LIMIT 1", (to,)
        ).fetchone()
    move = "UPDATE kept SET value = (SELECT value FROM kept WHERE key = ?) WHERE key = ?"
    altered(closed, move, f"plan/{LABEL}/000001", there)
    with closing(open_encrypted(closed)) as store:
        (why,) = store.problems()
    assert says in why


def test_a_row_in_clear_among_the_others_is_found(closed: Path) -> None:
    altered(closed, "UPDATE kept SET value = '{}' WHERE key = ?", f"session/{CHAT}")
    with closing(open_encrypted(closed)) as store:
        (why,) = store.problems()
    assert "is not encrypted as all others are" in why


def test_without_keys_or_with_others_it_is_not_opened_and_stays_as_it_is(closed: Path) -> None:
    before = (closed / FILE).read_bytes()
    others = keys_in(closed.with_name("others"))
    for keys, says in ((None, "set MYOTAPER_KEYS"), (others, "these are")):
        with pytest.raises(WrongKeys, match=says):
            open_store(closed, keys=keys)
        assert says in "".join(wrong_with(closed, keys))
        assert groups(closed, keys) == {}
    assert (closed / FILE).read_bytes() == before
    keys = keys_in(closed.with_name("kept.keys"))
    assert list(wrong_with(closed, keys)) == []
    assert groups(closed, keys) == {1: -5}


def test_a_file_that_is_gone_or_replaced_by_one_in_clear_is_no_empty_store(closed: Path) -> None:
    (closed / FILE).unlink()
    with pytest.raises(CannotOpen, match="is not there, and the keys"):
        open_encrypted(closed)
    open_store(closed).close()
    with pytest.raises(CannotOpen, match="is not encrypted, and the file of the keys"):
        open_encrypted(closed)


async def test_a_keyring_that_is_too_old_stops_the_start(closed: Path) -> None:
    keys = closed.with_name("kept.keys")
    (old := closed.with_name("old")).write_bytes((keys / RING).read_bytes())
    with closing(open_encrypted(closed)) as store:
        await store.commit(
            change(chat=9, then=session(label=labelled(7)), made=record(label=labelled(7)))
        )
    (keys / RING).write_bytes(old.read_bytes())
    with pytest.raises(WrongKeys, match="keys of 1 plans are not there"):
        open_encrypted(closed)
    assert OnFile(closed).keyless(keys / RING) == [labelled(7)]
    assert "newest copy" in "".join(wrong_with(closed, keys_in(keys)))


async def test_keys_of_another_installation_take_no_file_in_clear(
    in_clear: Path, tmp_path: Path
) -> None:
    keys = keys_in(tmp_path / "kept.keys")
    keys.keep_secret(fresh_key())
    with pytest.raises(WrongKeys, match="another installation"):
        open_store(in_clear, keys=keys)
    with closing(open_store(in_clear)) as store:
        assert store.plan(LABEL)


def test_a_file_in_clear_without_its_secret_is_not_encrypted(in_clear: Path) -> None:
    altered(in_clear, "DELETE FROM kept WHERE key = 'meta/key'")
    with pytest.raises(CannotOpen, match="meta/key is missing"):
        open_encrypted(in_clear)


def test_a_keyring_without_the_secret_opens_nothing(closed: Path) -> None:
    keys = closed.with_name("kept.keys")
    with closing(sqlite3.connect(keys / RING)) as ring, ring:
        ring.execute("DELETE FROM ring WHERE name = 'secret'")
    with pytest.raises(CannotOpen, match="every button is sealed with"):
        open_encrypted(closed)


def test_an_erased_plan_is_read_nowhere(closed: Path) -> None:
    keys = keys_in(closed.with_name("kept.keys"))
    with closing(open_store(closed, keys=keys)) as store:
        keys.destroy(LABEL)
        with pytest.raises(Undecodable, match="was erased"):
            store.plan(LABEL)
        assert store.plan(OTHER)


def test_a_copy_from_before_is_named(closed: Path, caplog: pytest.LogCaptureFixture) -> None:
    with closing(sqlite3.connect(closed / f"{FILE}.schema-4")) as copy, copy:
        copy.execute("CREATE TABLE kept (key TEXT PRIMARY KEY, value BLOB)")
    (closed / f"{FILE}.schema-4").chmod(0o600)
    open_encrypted(closed).close()
    assert "a copy of earlier data is not encrypted" in caplog.text
    assert (closed.with_name("kept.keys") / MASTER).exists()
