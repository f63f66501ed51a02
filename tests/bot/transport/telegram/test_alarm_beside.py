"""The alarm runs beside the poll, stops before anything else, and its end is the bot's."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.alarm.sending import Attempt, Sends
from bot.page import Page, Placed
from bot.transport import TRY_AGAIN, CannotServe
from flows.talk.records import Landing
from tests.bot.served_bot import DOCTOR
from tests.bot.transport.telegram.conftest import Scripted, bot_of
from tests.fake_telegram.answers import Fault
from tests.fake_telegram.people import Person, person
from tests.fake_telegram.state import FakeTelegram

DUE = Page(text="55 mg", place=Placed.NEW)
Alarm = Callable[[Sends, asyncio.Event], Awaitable[None]]


@pytest.fixture
def doctor(telegram: FakeTelegram) -> Person:
    return person(telegram, DOCTOR)


async def serve(telegram: FakeTelegram, alarm: Alarm, stop: asyncio.Event) -> None:
    bot, _ = bot_of(telegram, Scripted(lambda _: (Page(text="answered", place=Placed.NEW),)))
    await bot.serve(ready=lambda _name: None, stop=stop, alarm=alarm)


async def test_an_alarm_that_ends_by_itself_ends_the_bot_which_is_started_again(
    telegram: FakeTelegram,
) -> None:
    async def ends(_sends: Sends, _quiet: asyncio.Event) -> None:
        return

    with pytest.raises(CannotServe, match="ended by itself") as caught:
        await serve(telegram, ends, asyncio.Event())
    assert caught.value.code == TRY_AGAIN


async def test_whoever_watches_ends_the_bot_with_a_reason(telegram: FakeTelegram) -> None:
    async def watch() -> None:
        await telegram.idle()
        raise CannotServe("the alarm has died", code=TRY_AGAIN)

    bot, _ = bot_of(telegram, Scripted())
    with pytest.raises(CannotServe, match="the alarm has died"):
        await bot.serve(ready=lambda _name: None, stop=asyncio.Event(), watch=watch)


async def one_message(sends: Sends, quiet: asyncio.Event) -> None:
    await sends.send(DOCTOR, DUE)
    await quiet.wait()


async def test_the_alarm_sends_while_the_bot_serves(
    telegram: FakeTelegram, doctor: Person
) -> None:
    stop = asyncio.Event()
    served = asyncio.create_task(serve(telegram, one_message, stop))
    await telegram.until(doctor.heard)
    doctor.says("70")
    await telegram.until(lambda: len(doctor.heard()) == 2)
    stop.set()
    await served
    assert [message.text for message in doctor.heard()] == ["55 mg", "answered"]


async def test_the_send_that_was_begun_ends_before_the_bot_does(
    telegram: FakeTelegram, doctor: Person
) -> None:
    stop, outcomes = asyncio.Event(), list[Attempt]()
    slow = Fault(method="sendMessage", hold=asyncio.Event())
    telegram.faults.append(slow)

    async def until_quiet(sends: Sends, quiet: asyncio.Event) -> None:
        while not quiet.is_set():
            outcomes.append(await sends.send(DOCTOR, DUE))

    served = asyncio.create_task(serve(telegram, until_quiet, stop))
    await slow.held.wait()
    stop.set()
    doctor.says("70")
    await telegram.until(doctor.heard)
    assert not served.done()
    assert slow.hold
    slow.hold.set()
    await served
    assert [outcome.landing for outcome in outcomes] == [Landing.SENT]
    assert [message.text for message in doctor.heard()] == ["answered", "55 mg"]


async def ended(telegram: FakeTelegram, alarm: Alarm) -> CannotServe:
    with pytest.raises(CannotServe) as caught:
        await serve(telegram, alarm, asyncio.Event())
    return caught.value


async def test_a_token_that_stays_refused_is_noticed_by_the_sender_too(
    telegram: FakeTelegram,
) -> None:
    outcomes = list[Attempt]()

    async def later(sends: Sends, quiet: asyncio.Event) -> None:
        telegram.token = "1:another"
        outcomes.append(await sends.send(DOCTOR, DUE))
        await quiet.wait()

    why = await ended(telegram, later)
    assert [each.landing for each in outcomes] == [Landing.WAITS]
    assert "BotFather" in str(why)
    assert why.code == 75


async def test_an_alarm_that_fails_ends_the_bot_to_be_started_again(
    telegram: FakeTelegram,
) -> None:
    async def broken(_sends: Sends, _quiet: asyncio.Event) -> None:
        raise ValueError("72 kg")

    why = await ended(telegram, broken)
    assert "72 kg" not in str(why)
    assert why.code == 75


async def test_a_second_poller_stops_the_alarm_first(
    telegram: FakeTelegram, doctor: Person
) -> None:
    slow = Fault(method="sendMessage", hold=asyncio.Event())
    telegram.faults.append(slow)
    quiet_seen = asyncio.Event()

    async def alarm(sends: Sends, quiet: asyncio.Event) -> None:
        await sends.send(DOCTOR, DUE)
        await quiet.wait()
        quiet_seen.set()

    end = asyncio.create_task(ended(telegram, alarm))
    await slow.held.wait()
    for _ in range(2):
        await telegram.idle()
        await telegram.polled(0, 1, 0)
    assert slow.hold
    slow.hold.set()
    why = await end
    assert why.code == 75
    assert quiet_seen.is_set()
    assert [message.text for message in doctor.heard()] == ["55 mg"]
