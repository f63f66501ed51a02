"""sqlitedict works through our connection, and the file stays one that it can read."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlitedict import SqliteDict

from bot.store import Undecodable
from bot.store.connection import Direct, NotHonoured
from bot.store.sqlite import SqliteStore
from tests.bot.store.examples import CHAT, change, record, steps


def test_sqlitedict_works_on_our_connection_and_starts_no_thread(sqlite: SqliteStore) -> None:
    assert type(sqlite.rows.conn) is Direct
    assert "sqlitedict" not in {type(each).__module__ for each in threading.enumerate()}


def test_the_store_is_a_dictionary_of_texts(sqlite: SqliteStore) -> None:
    rows = sqlite.rows
    rows["due/1"] = "one"
    rows.update({"due/2": "two", "due/3": "three"})
    del rows["due/2"]
    rows.commit()
    assert dict(rows) == {"meta/key": rows["meta/key"], "due/1": "one", "due/3": "three"}
    assert (len(rows), "due/2" in rows, bool(rows)) == (3, False, True)
    rows.clear()
    assert list(rows) == []


def test_a_write_through_the_dictionary_is_on_disk_at_once(
    sqlite: SqliteStore, folder: Path
) -> None:
    sqlite.rows["due/1"] = "one"
    with sqlite3.connect(folder / "myotaper.db") as other:
        assert other.execute("SELECT value FROM kept WHERE key = 'due/1'").fetchall() == [("one",)]
    other.close()


def test_what_is_begun_through_the_connection_is_committed_through_the_dictionary(
    sqlite: SqliteStore, folder: Path
) -> None:
    sqlite.rows.conn.execute("BEGIN")
    sqlite.rows["due/1"] = "one"
    sqlite.rows.commit()
    with closing(Direct(folder / "myotaper.db", wait_seconds=0)) as other:
        assert other.select_one("SELECT value FROM kept WHERE key = 'due/1'") == ("one",)


@pytest.mark.parametrize("value", [5, None, b"bytes", ["list"]])
def test_the_dictionary_takes_text_only(sqlite: SqliteStore, value: object) -> None:
    with pytest.raises(Undecodable):
        sqlite.rows["due/1"] = value


async def test_stock_sqlitedict_reads_the_file(sqlite: SqliteStore, folder: Path) -> None:
    await steps(sqlite, chat=CHAT, count=1)
    text = sqlite.rows[f"session/{CHAT}"]
    sqlite.close()
    path = folder / "myotaper.db"
    with SqliteDict(path, "kept", journal_mode="WAL", encode=str, decode=str) as stock:
        assert stock[f"session/{CHAT}"] == text


async def test_everything_is_text_under_a_prefixed_key(sqlite: SqliteStore) -> None:
    await sqlite.commit(change(made=record()))
    rows = sqlite.rows.conn.select("SELECT key, typeof(value) FROM kept ORDER BY key")
    assert list(rows) == [
        ("label/K7Q-2M3", "text"),
        ("last/K7Q-2M3/000001", "text"),
        ("meta/key", "text"),
        ("owner/42/K7Q-2M3", "text"),
        (f"parked/001795348800/{CHAT}", "text"),
        ("plan/K7Q-2M3/000001", "text"),
        (f"session/{CHAT}", "text"),
    ]


@pytest.mark.parametrize(
    ("name", "reads"),
    [("journal_mode", "wal"), ("synchronous", 2), ("fullfsync", 1), ("secure_delete", 1)],
)
def test_the_connection_in_use_waits_for_the_disk_and_leaves_nothing_deleted(
    sqlite: SqliteStore, name: str, reads: object
) -> None:
    """A synchronous of 2 is FULL: the log is on the disk before a commit returns."""
    assert sqlite.rows.conn.select_one(f"PRAGMA {name}") == (reads,)


def test_durability_that_cannot_be_had_is_not_done_without() -> None:
    """A file in memory cannot have a write-ahead log."""
    with pytest.raises(NotHonoured, match="journal_mode"):
        Direct(Path(":memory:"), wait_seconds=0)
