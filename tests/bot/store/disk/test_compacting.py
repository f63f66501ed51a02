"""The file is made as small as it can be: nothing is lost, and nobody is held meanwhile."""

import asyncio
import os
import signal
import sqlite3
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path
from shutil import copytree
from threading import Event
from types import SimpleNamespace

import pytest

from bot.store import Full, NotSaved
from bot.store.connection import Direct
from bot.store.disk import compacting
from bot.store.disk.compacting import Compacting
from bot.store.sqlite import SqliteStore, open_store
from flows.talk.records import Reminder, Stage
from tests.bot.store.examples import CHAT, LABEL, NOON, change, keeping, record, reminder
from tests.bot.store.killed_steps import in_a_child
from tests.bot.store.purging.test_purge import closed

LATER = NOON + timedelta(days=90)
MANY = 400


async def with_room(store: SqliteStore) -> None:
    """A file of which most is not used any more."""
    await closed(store)
    await store.commit(keeping(*(over(number) for number in range(MANY))))
    await store.purge_reminders(LATER)


def over(number: int) -> Reminder:
    return reminder(detail=str(number), stage=Stage.WITHDRAWN, due=None, at=NOON)


def size(folder: Path) -> int:
    return (folder / "myotaper.db").stat().st_size


async def test_what_is_not_used_is_given_back(sqlite: SqliteStore, folder: Path) -> None:
    await with_room(sqlite)
    before, plan = size(folder), sqlite.plan(LABEL)
    await sqlite.compact(LATER)
    assert size(folder) < before / 4
    assert (sqlite.plan(LABEL), sqlite.compacted()) == (plan, LATER)
    assert list(sqlite.problems()) == []
    assert {each.suffix for each in folder.iterdir()} <= {".db", ".db-wal", ".db-shm", ".lock"}


async def test_whoever_writes_meanwhile_waits_and_whoever_reads_does_not(
    sqlite: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, goes_on = Event(), Event()
    run = Compacting.run

    def slowly(self: Compacting) -> None:
        begun.set()
        goes_on.wait()
        run(self)

    monkeypatch.setattr(Compacting, "run", slowly)
    await sqlite.commit(change(made=record()))
    work = asyncio.create_task(sqlite.compact(LATER))
    while not begun.is_set():
        await asyncio.sleep(0)
    writing = asyncio.create_task(sqlite.commit(change(based_on=1)))
    mending = asyncio.create_task(sqlite.mend(()))
    for _ in range(5):  # turns of the loop
        await asyncio.sleep(0)
    assert sqlite.plan(LABEL) == record()
    assert [each.done() for each in (writing, mending)] == [False, False]
    goes_on.set()
    await asyncio.gather(work, writing, mending)
    assert sqlite.load(CHAT).version == 2


async def test_where_the_disk_has_no_room_for_it_nothing_is_begun(
    sqlite: SqliteStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await with_room(sqlite)
    before = size(folder)
    free = SimpleNamespace(free=3 * before - 1)
    monkeypatch.setattr(compacting, "disk_usage", lambda _: free)
    with pytest.raises(Full):
        await sqlite.compact(LATER)
    assert (size(folder), sqlite.compacted()) == (before, None)
    await sqlite.commit(change())


async def test_a_file_that_somebody_else_has_locked_stays_as_it_is(
    sqlite: SqliteStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.sqlite.WAIT_SECONDS", 0.05)
    await with_room(sqlite)
    with closing(sqlite3.connect(folder / "myotaper.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(NotSaved, match="locked"):
            await sqlite.compact(LATER)
        other.execute("ROLLBACK")
    await sqlite.compact(LATER)
    assert sqlite.compacted() == LATER


async def test_one_that_was_stopped_does_not_begin(sqlite: SqliteStore, folder: Path) -> None:
    await with_room(sqlite)
    before, stopped = size(folder), Compacting(sqlite.rows.path, 0.1)
    stopped.stop()
    stopped.run()
    assert size(folder) == before


async def test_a_process_that_ends_stops_it_and_the_file_is_as_it_was(
    sqlite: SqliteStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await with_room(sqlite)
    work, plan = Direct.compact, sqlite.plan(LABEL)

    def stopped(self: Direct) -> None:
        self._sqlite.set_progress_handler(sqlite._compacting.stop, 1)
        work(self)

    monkeypatch.setattr(Direct, "compact", stopped)
    with pytest.raises(NotSaved, match="interrupted"):
        await sqlite.compact(LATER)
    sqlite.close()
    with closing(open_store(folder)) as again:
        assert again.plan(LABEL) == plan
        assert list(again.problems()) == []


@pytest.mark.waits
@pytest.mark.wide
def test_killed_at_any_step_nothing_is_lost(tmp_path: Path) -> None:
    before = tmp_path / "before"
    with closing(open_store(before)) as store:
        asyncio.run(with_room(store))
        plan = store.plan(LABEL)
    for number in count(1):
        folder = tmp_path / str(number)
        copytree(before, folder)

        def work(folder: Path = folder) -> None:
            asyncio.run(open_store(folder).compact(LATER))

        def killed(step: int, number: int = number) -> None:
            if step == number:
                os.kill(os.getpid(), signal.SIGKILL)

        status = in_a_child(work, killed)
        with closing(open_store(folder)) as again:
            assert again.plan(LABEL) == plan
            assert list(again.problems()) == []
            compacted = again.compacted()
        if os.WIFEXITED(status):
            break
    assert compacted == LATER
