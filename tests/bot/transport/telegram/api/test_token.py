"""A token that is refused is a question to getMe; what it says for minutes ends the bot."""

import asyncio

import pytest

from bot.page import Page, Placed
from flows.talk.records import Landing
from tests.bot.served_bot import DOCTOR
from tests.bot.transport.telegram.conftest import NOON, Bench, Scripted, bot_of, serving
from tests.bot.transport.telegram.hearing.test_poll import echo, ended
from tests.fake_telegram.answers import Fault, Refused
from tests.fake_telegram.people import person
from tests.fake_telegram.state import TOKEN, FakeTelegram

UNAUTHORIZED = Refused(401, "Unauthorized")


async def test_a_wrong_token_ends_the_bot_to_be_started_again_without_naming_the_token(
    telegram: FakeTelegram,
) -> None:
    telegram.token = "another"
    bot, pauses = bot_of(telegram, Scripted())
    why = await ended(bot)
    assert "BotFather" in str(why)
    assert TOKEN not in str(why)
    assert why.code == 75
    assert sum(pauses) <= 15


async def test_a_token_that_is_refused_once_at_the_start_is_asked_about_again(
    telegram: FakeTelegram,
) -> None:
    telegram.faults.append(Fault(method="getMe", answer=UNAUTHORIZED))
    async with serving(telegram, Scripted(echo)) as bench:
        bench.doctor.says("70")
        await bench.settled()
        assert bench.doctor.reads() == "70"


@pytest.mark.parametrize("method", ["getUpdates", "sendMessage", "sendChatAction", "getMe"])
async def test_a_token_that_is_refused_now_and_then_ends_nothing(
    method: str, bench: Bench
) -> None:
    bench.desk.answer = echo
    await bench.telegram.idle()
    bench.telegram.faults.append(Fault(method=method, answer=UNAUTHORIZED, times=3))
    bench.doctor.says("70")
    await bench.settled()
    assert bench.doctor.reads() == "70"


async def test_a_token_that_getme_denies_for_minutes_ends_a_bot_that_runs(
    telegram: FakeTelegram,
) -> None:
    bot, pauses = bot_of(telegram, Scripted())
    end = asyncio.create_task(ended(bot))
    await telegram.idle()
    telegram.token = "1:another"
    person(telegram, DOCTOR).says("70")
    assert (await end).code == 75
    assert sum(pauses) >= 600
    assert bot.line.refused_since == bot.line.refused_last == NOON
    assert bot.line.unheard_since == NOON


async def test_while_the_token_is_in_doubt_nothing_is_sent_but_the_question(
    bench: Bench,
) -> None:
    await bench.telegram.idle()
    asked = Fault(method="getMe", answer=UNAUTHORIZED, hold=asyncio.Event())
    bench.telegram.faults += [Fault(method="sendMessage", answer=UNAUTHORIZED), asked]
    page = Page(text="55 mg", place=Placed.NEW)
    assert (await bench.bot.out.send(DOCTOR, page)).landing is Landing.WAITS
    await asked.held.wait()
    calls = len(bench.telegram.refusals)
    waits = await bench.bot.out.send(DOCTOR, page)
    assert (waits.landing, waits.wait_seconds > 0) == (Landing.WAITS, True)
    assert len(bench.telegram.refusals) == calls
    assert bench.bot.line.refused_since == NOON
    assert asked.hold
    asked.hold.set()
    while bench.bot.line.refused_since:
        await asyncio.sleep(0)
    assert (await bench.bot.out.send(DOCTOR, page)).landing is Landing.SENT
    assert bench.bot.line.refused_last == NOON
