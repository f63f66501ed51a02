"""One message over real sockets: the errors of a real client, as the sender reads them."""

import asyncio

import httpx
import pytest
from telegram.request import HTTPXRequest

from bot.alarm.sending import Attempt
from flows.talk.records import Landing
from tests.bot.served_bot import DOCTOR
from tests.bot.transport.test_send import PAGE, UNKNOWN, WAITS, bot_at, struck
from tests.fake_telegram.loopback import served
from tests.fake_telegram.people import Person, person
from tests.fake_telegram.state import FakeTelegram


@pytest.fixture
def doctor(telegram: FakeTelegram) -> Person:
    return person(telegram, DOCTOR)


async def over_http(root: str, *, read_seconds: float) -> Attempt:
    """The message alone has so little time; the greeting before it has what it needs."""
    request = HTTPXRequest()
    bot = bot_at(root, request)
    async with bot.bot:
        request._client.timeout = httpx.Timeout(5, read=read_seconds)
        return await bot.out.send(DOCTOR, PAGE)


async def test_nobody_at_the_other_end_is_certainly_not_sent(
    telegram: FakeTelegram, doctor: Person
) -> None:
    async with served(telegram) as root:
        bot = bot_at(root, HTTPXRequest(connection_pool_size=1))
        await bot.bot.initialize()
    assert (await bot.out.send(DOCTOR, PAGE)).landing is WAITS
    await bot.bot.shutdown()
    assert doctor.heard() == []


@pytest.mark.parametrize("taken", [True, False])
@pytest.mark.parametrize("how", ["dropped", "silent"])
async def test_a_connection_that_ends_or_stays_silent_tells_nothing(
    how: str, taken: bool, telegram: FakeTelegram, doctor: Person
) -> None:
    struck(telegram, taken=taken, **{how: True})
    async with served(telegram) as root:
        outcome = await over_http(root, read_seconds=0.05)
        if taken:
            await telegram.until(doctor.heard)
    assert outcome.landing is UNKNOWN
    assert len(doctor.heard()) == taken


@pytest.mark.usefixtures("doctor")
async def test_a_request_that_finds_no_free_connection_is_certainly_not_sent(
    telegram: FakeTelegram,
) -> None:
    slow = asyncio.Event()
    struck(telegram, hold=slow)
    async with served(telegram) as root:
        request = HTTPXRequest(connection_pool_size=1, pool_timeout=0.05, read_timeout=10)
        bot = bot_at(root, request)
        async with bot.bot:
            first = asyncio.create_task(bot.out.send(DOCTOR, PAGE))
            await telegram.faults[0].held.wait()
            second = await bot.out.send(DOCTOR, PAGE)
            slow.set()
            assert (await first).landing is Landing.SENT
    assert second == Attempt(landing=WAITS, why="PoolTimeout")
