"""Unfinished drafts go after their time, and leave no trace in the files."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store import NotSaved
from bot.store.sqlite import SqliteStore
from flows.talk import Deed, Session
from tests.bot.store.examples import CHAT, LABEL, NOON, change, labelled, record, session

DAY = timedelta(days=1)


async def asked(store: SqliteStore, *, days_ago: dict[int, float]) -> None:
    for chat, days in days_ago.items():
        then = session(label=labelled(chat), asked_at=NOON - days * DAY)
        await store.commit(change(chat=chat, then=then))


async def test_drafts_asked_before_are_removed_and_the_others_stay(sqlite: SqliteStore) -> None:
    await asked(sqlite, days_ago={1: 8, 2: 7, 3: 6.9, -4: 30})
    assert await sqlite.purge(NOON - 7 * DAY) == 2
    assert [sqlite.load(chat).version for chat in (1, 2, 3, -4)] == [0, 1, 1, 0]


async def test_more_drafts_than_fit_in_one_batch_are_removed(sqlite: SqliteStore) -> None:
    await asked(sqlite, days_ago={chat: 8 + chat % 2 * -8 for chat in range(1_000)})
    assert await sqlite.purge(NOON - 7 * DAY) == 500
    assert sum(sqlite.load(chat).version for chat in range(1_000)) == 500


async def test_plans_labels_and_sessions_without_a_draft_stay(sqlite: SqliteStore) -> None:
    await asked(sqlite, days_ago={1: 8})
    done = Session(last_update=5)
    await sqlite.commit(change(made=record(), then=done, deeds=(Deed(action="a", label=LABEL),)))
    await sqlite.purge(NOON + 100 * DAY)
    assert sqlite.given(labelled(1))
    assert (sqlite.plan(LABEL), sqlite.load(CHAT).session) == (record(), done)
    assert len(list(sqlite.entries())) == 1


async def test_a_row_that_cannot_be_read_is_left_for_a_person(sqlite: SqliteStore) -> None:
    await asked(sqlite, days_ago={1: 8, 2: 8})
    sqlite.rows["session/1"] = "not JSON"
    assert await sqlite.purge(NOON) == 1
    assert sqlite.rows["session/1"] == "not JSON"


async def test_a_step_on_a_draft_that_was_purged_meanwhile_is_stale(sqlite: SqliteStore) -> None:
    await asked(sqlite, days_ago={1: 8})
    loaded = sqlite.load(1)
    await sqlite.purge(NOON)
    with pytest.raises(Exception, match="moved on"):
        await sqlite.commit(change(chat=1, based_on=loaded.version))


async def test_not_a_byte_of_what_was_purged_remains(sqlite: SqliteStore, folder: Path) -> None:
    canary = session(label="CAN-ARY")
    await sqlite.commit(change(then=canary))
    files = [folder / "myotaper.db", folder / "myotaper.db-wal"]
    assert any(b'"154 lb"' in path.read_bytes() for path in files)
    await sqlite.purge(NOON + DAY)
    assert not any(b'"154 lb"' in path.read_bytes() for path in files)


async def test_a_purge_that_cannot_write_says_so(sqlite: SqliteStore) -> None:
    await asked(sqlite, days_ago={1: 8})
    sqlite.rows.conn.execute("PRAGMA query_only = ON")
    with pytest.raises(NotSaved):
        await sqlite.purge(NOON)
    assert await sqlite.purge(NOON) == 1


async def test_a_purge_that_meets_the_end_of_the_process_says_so(sqlite: SqliteStore) -> None:
    await asked(sqlite, days_ago={1: 8})
    purging = asyncio.ensure_future(sqlite.purge(NOON))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    sqlite.close()
    with pytest.raises(NotSaved, match="closed"):
        await purging
