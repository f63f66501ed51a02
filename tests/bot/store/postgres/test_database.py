"""The tables of a database: made, checked, brought up; and what is special about reading them."""

from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from bot.store import CannotOpen, NotSaved, Stale
from bot.store.postgres.database import Database
from bot.store.postgres.store import open_database
from bot.store.record.codec import SCHEMA
from bot.store.record.keys import within
from bot.store.rows import ADD, COUNT, EVERY_KEPT, KEYS, RANGE
from bot.store.sqlite import SqliteStore
from tests.bot.store.examples import (
    CHAT,
    LABEL,
    NOON,
    change,
    keeping,
    record,
    reminder,
    steps,
)
from tests.world.postgres import server

LARGEST = 10_000  # as many rows are counted


def test_a_database_with_other_tables_is_not_touched(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as there:
        there.execute("CREATE TABLE kept (key TEXT)")
    with pytest.raises(CannotOpen, match="other tables"):
        open_database(address)


def test_a_database_of_a_later_program_is_not_opened(address: str) -> None:
    open_database(address).close()
    with psycopg.connect(address, autocommit=True) as there:
        there.execute("UPDATE installation SET schema = schema + 1")
    with pytest.raises(CannotOpen, match=f"knows {SCHEMA} at most"):
        open_database(address)


def test_a_database_that_cannot_hold_every_text_is_refused(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as there:
        there.execute("CREATE DATABASE narrow ENCODING 'LATIN1' TEMPLATE template0")
    with pytest.raises(CannotOpen, match="LATIN1; make one with UTF8"):
        open_database(address.replace("/postgres?", "/narrow?"))


async def test_a_database_without_its_secret_is_refused_and_free_for_others(
    postgres: SqliteStore, address: str
) -> None:
    await steps(postgres, chat=CHAT, count=1)
    postgres.close()
    with psycopg.connect(address, autocommit=True) as there:
        there.execute("DELETE FROM kept WHERE key = 'meta/key'")
        with pytest.raises(CannotOpen, match="meta/key is missing"):
            open_database(address)
        there.execute("DELETE FROM kept")
    open_database(address).close()


async def test_a_database_of_an_earlier_program_is_brought_up_beside_a_copy(address: str) -> None:
    store = open_database(address)
    await store.commit(change())
    store.close()
    with psycopg.connect(address, autocommit=True) as there:
        there.execute("DELETE FROM kept WHERE key LIKE 'parked/%'")
        there.execute("UPDATE installation SET schema = 1")
        there.execute("DROP TABLE audit, audit_begin")
        store = open_database(address)
        assert there.execute("SELECT schema FROM installation").fetchone() == (SCHEMA,)
        assert there.execute("SELECT count(*) FROM kept_1").fetchone()[0] >= 3
    assert list(store.problems()) == []
    assert await store.purge(NOON + timedelta(days=1)) == 1
    store.close()


@pytest.mark.parametrize("rows", [49, 50, 51, 549, 550, 551, 4_000])
def test_rows_are_found_however_many_there_are(postgres: SqliteStore, rows: int) -> None:
    """They are read in parts; nothing is left out where one ends, and nothing comes twice."""
    connection = postgres._file.connection()
    keys = [f"label/{number:06d}" for number in range(rows)]
    with postgres._file.transaction() as writing:
        writing.executemany(ADD, [(key, "{}") for key in keys])
    assert [key for (key,) in connection.select(KEYS, within("label"))] == keys
    assert [key for key, _ in connection.select(RANGE, within("label"))] == keys
    assert [key for key, _ in connection.select(EVERY_KEPT)] == [*keys, "meta/key"]
    assert connection.select_one(COUNT, (*within("label"), LARGEST)) == (rows,)


def test_keys_sort_as_they_do_in_a_file(postgres: SqliteStore) -> None:
    """By their bytes, whatever the language of the database is."""
    connection = postgres._file.connection()
    keys = ["label/-1", "label/A", "label/B", "label/_", "label/a", "label/é", "label/😀"]
    with postgres._file.transaction() as writing:
        writing.executemany(ADD, [(key, "{}") for key in reversed(keys)])
    assert [key for (key,) in connection.select(KEYS, within("label"))] == keys


async def test_a_row_that_was_altered_is_found_and_an_index_mended(
    postgres: SqliteStore, address: str
) -> None:
    await postgres.commit(change(made=record()))
    await postgres.commit(keeping(reminder()))
    assert await postgres.inspected() == ()
    with psycopg.connect(address, autocommit=True) as there:
        there.execute("UPDATE kept SET value = '{}' WHERE key LIKE 'session/%'")
        there.execute("DELETE FROM kept WHERE key LIKE 'due/%'")
    found = {fault.kind: fault for fault in await postgres.inspected()}
    assert sorted(found) == ["reminder", "session"]
    assert await postgres.mend([found["reminder"]]) == 1
    assert [each.key for each in postgres.faults()] == [f"session/{CHAT}"]
    assert list(postgres.problems()) != []


async def test_what_somebody_else_has_written_is_read_anew(
    postgres: SqliteStore, address: str
) -> None:
    await postgres.commit(change(made=record()))
    assert postgres.plan(LABEL) == record()
    with psycopg.connect(address, autocommit=True) as there:
        there.execute("DELETE FROM kept WHERE key LIKE 'plan/%' OR key LIKE 'last/%'")
        assert postgres.plan(LABEL) == record()  # as it is remembered
        there.execute("UPDATE installation SET counted = counted + 1")
    assert postgres.plan(LABEL) is None


async def test_a_full_or_refusing_server_saves_nothing(
    postgres: SqliteStore, address: str
) -> None:
    """It says no to a write only once that is sent with what follows it: nothing is taken back."""
    with psycopg.connect(address, autocommit=True) as there:
        there.execute("ALTER TABLE kept ADD CONSTRAINT full_up CHECK (key NOT LIKE 'label/%')")
        with pytest.raises(NotSaved, match="full_up"):
            await postgres.commit(change())
        there.execute("ALTER TABLE kept DROP CONSTRAINT full_up")
    assert postgres.load(CHAT).version == 0
    await postgres.commit(change())
    with pytest.raises(Stale):
        await postgres.commit(change())


def test_a_connection_beside_sees_one_moment(postgres: SqliteStore) -> None:
    engine = postgres.rows
    assert isinstance(engine, Database)
    with engine.beside() as reader:
        before = reader.select_one(COUNT, (*within("label"), LARGEST))
        engine.conn.execute(ADD, ("label/ABC-DEF", "{}"))
        assert reader.select_one(COUNT, (*within("label"), LARGEST)) == before == (0,)
        assert list(reader.damage()) == []


def test_the_tables_of_two_installations_are_apart(tmp_path: Path) -> None:
    stores = [open_database(server().address(f"{tmp_path}{number}")) for number in range(2)]
    assert stores[0].key() != stores[1].key()
    for each in stores:
        each.close()


async def test_room_is_given_back_beside_whoever_writes(
    postgres: SqliteStore, address: str
) -> None:
    await steps(postgres, chat=CHAT, count=9)
    await postgres.compact(NOON)
    assert (postgres.compacted(), await postgres.purge_copies(NOON)) == (NOON, 0)
    with psycopg.connect(address, autocommit=True) as there:
        there.execute("ALTER TABLE kept RENAME TO away")
        with pytest.raises(NotSaved, match="UndefinedTable"):
            await postgres.compact(NOON)
        there.execute("ALTER TABLE away RENAME TO kept")
