"""Of two processes on one database the one that leads is killed -9 on the way of a reminder: the
other takes over by itself, every reminder arrives, and what comes twice says that it may."""

import asyncio
import signal
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random

import psycopg
import pytest

from bot.store.postgres.store import open_database
from tests.bot.alarm.killed_alarm import Life, Point, begun, led
from tests.bot.alarm.test_kill_delivery import (
    CHATS,
    FAULTS,
    FIRST_LIFE_POINTS,
    LONGEST_SECONDS,
    MATTERS,
    READ_SECONDS,
    Run,
    Tally,
    _kept,
    question_of_plan,
)
from tests.campaigns import seed, size
from tests.fake_telegram.loopback import served
from tests.world.postgres import server

pytestmark = [pytest.mark.waits, pytest.mark.wide]

LEADS = "SELECT holder FROM installation WHERE until > clock_timestamp()"


async def leading(address: str, but: str = "") -> str:
    """Who leads, as soon as it is somebody else than that."""
    with psycopg.connect(address, autocommit=True) as there:
        async with asyncio.timeout(LONGEST_SECONDS):
            while (row := there.execute(LEADS).fetchone()) in {None, (but,)}:
                await asyncio.sleep(0)
    return row[0]


@pytest.mark.parametrize("number", range(size("replicas")))
async def test_the_other_one_takes_over_and_nothing_is_lost_or_repeated_unmarked(
    number: int, tmp_path: Path
) -> None:
    chance = Random(seed(number))
    address, point = server().address(str(tmp_path)), chance.choice(FIRST_LIFE_POINTS)
    fault, turn, matter = chance.choice([*FAULTS]), chance.randrange(2), chance.choice(MATTERS)
    seconds = READ_SECONDS if "timeout" in fault else 30.0
    question = question_of_plan(matter)
    with closing(open_database(address)) as store:
        await _kept(store, question)
    run = Run(tmp_path)
    first = Life(
        start=question.due, ends=point, sends=1 + turn, read_seconds=seconds, database=address
    )
    second = Life(
        start=question.due + timedelta(minutes=2),
        ends=Point.WHEN_TOLD,
        read_seconds=seconds,
        database=address,
    )
    async with served(run.telegram) as root:
        kills = run.struck(point, FAULTS[fault], turn)
        one = begun(root, tmp_path / "one", first)
        holder = await leading(address)
        two = begun(root, tmp_path / "two", second)
        async with asyncio.timeout(LONGEST_SECONDS):
            if kills:
                await kills.held.wait()
                one.kill()
            await asyncio.to_thread(one.join, LONGEST_SECONDS)
            await leading(address, but=holder)
            await asyncio.to_thread(two.join, LONGEST_SECONDS)
        assert [one.exitcode, two.exitcode] == [-signal.SIGKILL] * 2
    tally = Tally()
    with closing(led(address, tmp_path)) as store:
        run.judges(store, tally, point)
    assert (tally.lost, tally.unmarked, tally.damaged) == (0, 0, 0), (point, fault, turn, matter)
    print(f"| {point} | {fault} | {sum(tally.repeats.values())} marked of {len(CHATS)} |")
