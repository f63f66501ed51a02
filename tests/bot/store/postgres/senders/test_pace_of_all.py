"""Two processes on one database send at one pace: whenever what they send arrives, and whoever
comes or goes, Telegram's limit is kept."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from bot.pacing import ALL_MESSAGES, ALL_SECONDS, Kind, Pace
from bot.store.postgres.senders.paces import LONGEST_SECONDS
from bot.store.sqlite import SqliteStore
from tests.bot.test_pacing import OF_TELEGRAM, Ways
from tests.delivery.timed import Timed
from tests.delivery.virtual import VirtualLoop, run

START = datetime(2026, 12, 21, 7, 30, tzinfo=UTC)
A_WHILE = 10.0  # seconds, after which one that leads knows that it is alone
CHATS = 20


@pytest.fixture
def timed(tmp_path: Path) -> Iterator[Timed]:
    loop = VirtualLoop(START)
    with closing(loop):
        there = Timed(loop=loop, name=str(tmp_path))
        yield there
        there.gone()


def pace(timed: Timed, store: SqliteStore) -> Pace:
    return Pace(monotonic=timed.loop.time, sleep=timed.loop.waits, peers=store.peers)


@pytest.mark.parametrize("joins_after", [-A_WHILE, 0.4])
def test_both_together_keep_to_telegrams_limit_also_while_one_does_not_know_of_the_other(
    timed: Timed, joins_after: float
) -> None:
    loop, ways, chance = timed.loop, Ways(), Random(1)

    async def sends(store: SqliteStore, chats: range) -> None:
        there = pace(timed, store)
        await asyncio.gather(
            *(
                ways.goes(there, loop, chat, kind, chance.choice((0.02, 2.5)))
                for chat in chats
                for kind in Kind
            )
        )

    async def everything() -> None:
        leads = timed.opened()
        await loop.waits(A_WHILE)
        assert leads.rows.lease.alone
        if joins_after < 0:
            helps = timed.joined(print)
            await loop.waits(A_WHILE)
        leading = asyncio.create_task(sends(leads, range(1, CHATS)))
        if joins_after > 0:
            await loop.waits(joins_after)
            helps = timed.joined(print)
        await sends(helps, range(1_000, 1_000 + CHATS))
        await leading

    run(everything(), loop)
    assert len(ways.there) == 2 * (2 * CHATS - 1)
    assert ways.most_within(ALL_SECONDS - 0.001) <= ALL_MESSAGES < OF_TELEGRAM


def test_what_a_killed_process_had_on_its_way_is_counted_for_a_while(timed: Timed) -> None:
    loop, begun = timed.loop, list[float]()

    async def hangs(there: Pace, chat: int) -> None:
        async with there.turn(chat):
            begun.append(loop.time())
            await loop.waits(1_000)

    async def everything() -> None:
        leads = timed.opened()
        helps = timed.joined(print)
        await loop.waits(A_WHILE)
        there = pace(timed, helps)
        hanging = [asyncio.create_task(hangs(there, chat)) for chat in range(1, 100)]
        await loop.waits(1)
        timed.killed(helps)
        for each in hanging:
            each.cancel()
        async with pace(timed, leads).turn(1_000):
            assert loop.time() >= min(begun) + LONGEST_SECONDS + ALL_SECONDS
        async with pace(timed, leads).turn(1_001, Kind.ANSWER):
            pass

    run(everything(), loop)
