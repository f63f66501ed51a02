"""A write that fails is never called saved, and the store works again when it can."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest

from bot.store import NotSaved
from bot.store.sqlite import SqliteStore, open_store
from flows.talk.records import Reminder, Stage
from flows.talk.turn import Deed
from tests.bot.store.examples import (
    NOON,
    change,
    labelled,
    outcomes,
    record,
    reminder,
    session,
    steps,
)
from tests.bot.store.full_disk import files_no_longer_than

CHATS = range(8)
ANYTHING = nullcontext()


async def one_turn_each(store: SqliteStore) -> list[str]:
    """Every chat commits a step with a plan, a deed and its reminder, all of them together."""
    commits = []
    for chat in CHATS:
        based_on, label = store.load(chat).version, labelled(chat)
        one = change(
            chat=chat,
            based_on=based_on,
            then=session(label=label, step=based_on + 1),
            made=record(label=label, revision=based_on + 1),
            deeds=(Deed(action="made", label=label),),
        )
        commits.append(
            asyncio.ensure_future(store.commit(replace(one, keeps=(moved(label, based_on + 1),))))
        )
    return await outcomes(commits)


def moved(label: str, serial: int) -> Reminder:
    """The plan's reminder at this writing: claimed and settled in turn, due later each time."""
    stage = Stage.PENDING if serial % 2 else Stage.SENDING
    due = NOON + timedelta(minutes=serial)
    return reminder(label=label, serial=serial, stage=stage, due=due)


def kept(store: SqliteStore) -> list[tuple[int, int, int]]:
    """Of each chat, the version of its session, the revision of its plan, its reminder's serial.

    Each reminder is found where it stands, and nothing is wrong with anything.
    """
    assert list(store.problems()) == []
    found = store.due(NOON + timedelta(days=1), 99) + store.sending()
    serials = {each.label: each.serial for each in found}
    assert len(serials) == len(found)
    assert all(moved(each.label, each.serial) == each for each in found)
    labels = [labelled(chat) for chat in CHATS]
    plans = [store.plan(label) for label in labels]
    return [
        (store.load(chat).version, plan.revision if plan else 0, serials.get(label, 0))
        for chat, label, plan in zip(CHATS, labels, plans, strict=True)
    ]


async def tried(store: SqliteStore, within: AbstractContextManager[None] = ANYTHING) -> bool:
    """Whether one more turn of each chat was saved; what was said is what is there."""
    before = kept(store)
    with within:
        said = await one_turn_each(store)
    assert set(said) in ({"kept"}, {"NotSaved"}, {"Full"})
    saved = said[0] == "kept"
    assert kept(store) == [tuple(number + saved for number in numbers) for numbers in before]
    assert len(list(store.entries())) == sum(version for version, *_ in kept(store))
    return saved


async def test_the_disk_is_full_at_the_nth_write(tmp_path: Path) -> None:
    """Room for no write, then for one more page each time, until everything fits."""
    saved, room = False, 0
    while not saved:
        store = open_store(tmp_path / str(room), wait_seconds=0.1)
        await steps(store, chat=99, count=1)
        log = tmp_path / str(room) / "myotaper.db-wal"
        limit = log.stat().st_size + room * 1_000
        saved = await tried(store, files_no_longer_than(limit))
        assert await tried(store)
        assert list(store.problems()) == []
        store.close()
        room += 1
    assert room > 10


async def test_the_file_may_not_grow(sqlite: SqliteStore) -> None:
    """SQLite's own limit: so many pages, then one more each time, until everything fits."""
    saved, tries = False, 0
    (pages,) = sqlite.rows.conn.select_one("PRAGMA page_count")
    while not saved:
        sqlite.rows.conn.execute(f"PRAGMA max_page_count = {pages + tries}")
        saved = await tried(sqlite)
        tries += 1
    assert tries > 1
    sqlite.rows.conn.execute("PRAGMA max_page_count = 1000000")
    assert await tried(sqlite)


async def test_a_full_disk_is_told_apart(sqlite: SqliteStore) -> None:
    (pages,) = sqlite.rows.conn.select_one("PRAGMA page_count")
    sqlite.rows.conn.execute(f"PRAGMA max_page_count = {pages}")
    assert set(await one_turn_each(sqlite)) == {"Full"}


async def test_it_is_interrupted_at_any_instruction(sqlite: SqliteStore) -> None:
    """SQLite gives up at the nth instruction that it runs for a turn, for every 19th and last."""
    saved, at = False, 0
    while not saved:
        at += 19
        left = [at]
        saved = await tried(sqlite, interrupted(sqlite, left))
    assert at > 1_000
    assert await tried(sqlite)


@contextmanager
def interrupted(store: SqliteStore, left: list[int]) -> Iterator[None]:
    """Within, so many instructions are run in a transaction and no more."""
    connection = store.rows.conn

    def stop() -> bool:
        left[0] -= connection._sqlite.in_transaction
        return left[0] < 0

    connection._sqlite.set_progress_handler(stop, 1)
    try:
        yield
    finally:
        if store.rows.conn is connection:
            connection._sqlite.set_progress_handler(None, 1)


async def test_the_file_is_read_only(sqlite: SqliteStore) -> None:
    sqlite.rows.conn.execute("PRAGMA query_only = ON")
    assert not await tried(sqlite)
    assert await tried(sqlite)


async def test_somebody_else_has_locked_the_file(sqlite: SqliteStore, folder: Path) -> None:
    """The wait is bounded, is paid once for all who wait together, and leaves nothing behind."""
    with closing(sqlite3.connect(folder / "myotaper.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = monotonic()
        assert not await tried(sqlite)
        assert monotonic() - began < 5
        other.execute("ROLLBACK")
    assert await tried(sqlite)


async def test_the_file_cannot_even_be_reopened(sqlite: SqliteStore, folder: Path) -> None:
    """Every turn is refused while the file is away; with the file, the next one is saved."""
    assert await tried(sqlite)
    before = kept(sqlite)
    sqlite.rows.conn.execute("PRAGMA query_only = ON")
    folder.rename(folder.with_name("away"))
    assert set(await one_turn_fails(sqlite)) == {"NotSaved"}
    assert set(await one_turn_fails(sqlite)) == {"NotSaved"}
    folder.with_name("away").rename(folder)
    assert kept(sqlite) == before
    assert await tried(sqlite)


async def one_turn_fails(store: SqliteStore) -> list[str]:
    return await outcomes([asyncio.ensure_future(store.commit(change(chat=77)))])


async def test_a_fault_of_this_program_is_not_saved_either(sqlite: SqliteStore) -> None:
    """A change that cannot be written takes its group with it, and nobody waits for ever."""
    wrong = change(chat=50, deeds=(Deed(action=object(), label="ABC-DEF"),))
    commits = [sqlite.commit(wrong), sqlite.commit(change(chat=51, then=session(label="X")))]
    said = await outcomes([asyncio.ensure_future(commit) for commit in commits])
    assert said == ["NotSaved", "NotSaved"]
    assert await tried(sqlite)


async def test_the_reason_is_told_to_everybody_who_waited(sqlite: SqliteStore) -> None:
    sqlite.rows.conn.execute("PRAGMA query_only = ON")
    with pytest.raises(NotSaved, match="readonly"):
        await sqlite.commit(change())
