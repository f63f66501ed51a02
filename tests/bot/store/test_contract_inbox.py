"""What every store does with updates that were received and wait, whichever engine keeps it."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store import Change, NotSaved, Store
from bot.store.inbox import LAST_NUMBER, Received
from bot.store.record.keys import inbox_key
from bot.store.rows import PUT
from bot.store.sqlite import SqliteStore
from flows.talk.erasure import Eraser, Erasure
from tests.bot.store.conftest import Opener
from tests.bot.store.examples import LABEL, NOON, change, record

DAY = timedelta(days=1)


def received(number: int, said: str = "{}", days_ago: int = 0) -> Received:
    return Received(number=number, at=NOON - days_ago * DAY, said=said)


def receives(*updates: Received) -> Change:
    return Change(at=NOON, receives=updates)


def worked_off(*numbers: int) -> Change:
    return Change(at=NOON, worked_off=numbers)


async def test_updates_wait_in_the_order_of_their_numbers(store: Store) -> None:
    for number in (70, 9, LAST_NUMBER, 0, 100):
        await store.commit(receives(received(number)))
    assert store.waiting(10) == (0, 9, 70, 100, LAST_NUMBER)
    assert store.waiting(2) == (0, 9)


async def test_an_update_is_kept_as_it_came(store: Store) -> None:
    one = received(7, '{"update_id":7,"text":"72 kg \\u0000 \N{PILL}"}')
    await store.commit(receives(one))
    assert (store.received(7), store.received(8)) == (one, None)


async def test_the_same_update_waits_once_and_the_first_one_counts(store: Store) -> None:
    both = (received(7, "first"), received(7, "second"))
    await asyncio.gather(*(store.commit(receives(each)) for each in both))
    assert (store.waiting(10), store.received(7)) == ((7,), both[0])


async def test_an_update_that_is_worked_off_waits_no_more_and_is_known_when_it_comes_again(
    store: Store,
) -> None:
    await store.commit(receives(received(7), received(8)))
    await store.commit(worked_off(7, 9))
    await store.commit(receives(received(7)))
    assert (store.waiting(10), store.received(7)) == ((8,), None)


async def test_what_waits_is_there_for_the_next_process(
    store: Store, opener: Opener, folder: Path
) -> None:
    await store.commit(receives(received(7)))
    store.close()
    again = opener(folder)
    await again.commit(receives(received(7), received(8)))
    assert again.waiting(10) == (7, 8)
    again.close()


async def test_it_is_kept_with_the_change_or_not_at_all(store: Store) -> None:
    await store.commit(receives(received(7)))
    stale = replace(change(based_on=3), receives=(received(8),), worked_off=(7,))
    with suppress(Exception):
        await store.commit(stale)
    assert store.waiting(10) == (7,)
    await store.commit(replace(change(), worked_off=(7,)))
    assert store.waiting(10) == ()


async def test_an_update_without_a_zone_or_that_is_no_text_harms_nobody_else(store: Store) -> None:
    naive = replace(received(1), at=NOON.replace(tzinfo=None))
    changes = (receives(naive), receives(received(2, "\ud800")), receives(received(3)))
    outcomes = await asyncio.gather(*map(store.commit, changes), return_exceptions=True)
    assert [isinstance(each, ValueError) for each in outcomes] == [True, True, False]
    assert store.waiting(10) == (3,)


async def test_a_closed_store_takes_none(store: Store) -> None:
    store.close()
    with pytest.raises(NotSaved):
        await store.commit(receives(received(7)))


async def test_numbers_that_came_long_ago_are_forgotten_and_what_waits_stays(
    store: Store,
) -> None:
    old, new, waits = received(7, days_ago=3), received(8, days_ago=1), received(9, days_ago=3)
    await store.commit(receives(old, new, waits))
    await store.commit(worked_off(7, 8))
    assert await store.purge_inbox(NOON - 2 * DAY) == 1
    await store.commit(receives(old, new, waits))
    assert store.waiting(10) == (7, 9)


async def test_more_numbers_than_fit_in_one_batch_are_forgotten(store: Store) -> None:
    await store.commit(receives(*(received(each, days_ago=each % 2 * 3) for each in range(500))))
    await store.commit(worked_off(*range(500)))
    assert await store.purge_inbox(NOON - 2 * DAY) == 250


async def test_an_update_that_cannot_be_read_is_noted_and_goes_in_its_time(
    sqlite: SqliteStore,
) -> None:
    await sqlite.commit(receives(received(7, days_ago=3), received(8, days_ago=3)))
    sqlite.rows.conn.execute(PUT, (inbox_key(7), "damaged"))
    assert [each.name for each in await sqlite.inspected()] == ["7"]
    assert await sqlite.purge_inbox(NOON - 2 * DAY) == 1
    assert (sqlite.waiting(10), sqlite.faults()) == ((8,), ())


async def test_the_update_that_erased_a_plan_leaves_no_byte_of_its_label(
    sqlite: SqliteStore, folder: Path
) -> None:
    """It still waits when the plan goes: the log is emptied once more when it is taken away."""
    await sqlite.commit(change(made=record()))
    await sqlite.commit(receives(received(7, f"erase {LABEL} canary")))
    await sqlite.commit(Change(at=NOON, erases=Erasure(label=LABEL, serial=1, by=Eraser.OWNER)))
    await sqlite.commit(worked_off(7))
    kept = b"".join(each.read_bytes() for each in folder.iterdir() if each.is_file())
    assert b"canary" not in kept
