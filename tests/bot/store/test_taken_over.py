"""A process that lost its folder to another one and does not know it writes nothing any more."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.store import Change, Fault, NotSaved
from bot.store.disk.folder import FILE
from bot.store.disk.opening import LAST
from bot.store.sqlite import SqliteStore, open_store
from flows.talk.turn import Session
from tests.bot.store.examples import change, keeping, reminder


def number(folder: Path) -> int:
    with closing(sqlite3.connect(folder / FILE)) as other:
        return int(other.execute("PRAGMA application_id").fetchone()[0])


def said(chat: int) -> Change:
    return change(chat=chat, then=Session(last_update=1))


def lost(folder: Path) -> SqliteStore:
    """A store whose lock is gone, as when its drive was away."""
    store = open_store(folder)
    store._lock.release()
    return store


async def test_whoever_wrote_last_of_two_is_the_only_one_that_writes(tmp_path: Path) -> None:
    first = lost(tmp_path / "data")
    await first.commit(said(1))
    second = open_store(tmp_path / "data")
    await first.commit(said(2))  # nobody else has written yet
    await second.commit(keeping(reminder()))
    for _ in range(2):
        with pytest.raises(NotSaved, match="taken over"):
            await first.commit(said(3))
    with pytest.raises(NotSaved, match="taken over"):
        await first.mend([Fault(key="idle/", why="")])
    assert first.load(3).version == 0
    assert first.reminders(reminder().label) == (reminder(),)  # it may read
    await second.commit(said(4))
    assert [second.load(chat).version for chat in (1, 2, 3, 4)] == [1, 1, 0, 1]
    first.close()
    second.close()


async def test_each_opening_that_writes_has_the_next_number(tmp_path: Path) -> None:
    seen = list[int]()
    for chat in (1, 2, 3):
        store = open_store(tmp_path / "data")
        seen.append(number(tmp_path / "data"))
        await store.commit(said(chat))
        await store.commit(said(chat + 10))
        store.close()
    assert seen == [0, 1, 2]
    open_store(tmp_path / "data").close()
    assert number(tmp_path / "data") == 3


async def test_after_the_highest_number_comes_the_first(tmp_path: Path) -> None:
    open_store(tmp_path / "data").close()
    with closing(sqlite3.connect(tmp_path / "data" / FILE)) as other:
        other.execute(f"PRAGMA application_id = {LAST}")
    store = open_store(tmp_path / "data")
    await store.commit(said(1))
    store.close()
    assert number(tmp_path / "data") == 1
