"""A message of ours is deleted: what is said of it is what is certain, and nothing of its chat."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.alarm.sending import Attempt
from bot.transport.telegram.saying.out import Out
from flows.talk.erasure import DELETABLE
from flows.talk.records import Landing
from tests.bot.served_bot import DOCTOR
from tests.bot.transport.telegram.saying.test_send import (
    PAGE,
    Passing,
    doctor,
    passing,
    sender,
)
from tests.fake_telegram.answers import BLOCKED, Fault, Refused, bad_gateway, too_many
from tests.fake_telegram.people import Person
from tests.fake_telegram.state import FakeTelegram

__all__ = ["doctor", "passing", "sender"]
REFUSED = Attempt(landing=Landing.REFUSED, refused=True, why="BadRequest")


async def told(doctor: Person, sender: Out) -> int:
    """The number of a message that was shown."""
    await sender.send(DOCTOR, PAGE)
    return doctor.heard()[-1].number


async def test_a_message_is_gone_and_once_more_it_was_gone_before(
    doctor: Person, sender: Out
) -> None:
    number = await told(doctor, sender)
    gone = Attempt(landing=Landing.SENT, message=number)
    assert await sender.remove(DOCTOR, number) == gone
    assert doctor.heard() == []
    assert await sender.remove(DOCTOR, number) == gone


@pytest.mark.parametrize("age", [DELETABLE, 100 * DELETABLE])
async def test_what_is_too_old_is_refused_and_the_chat_is_not_doubted(
    age: timedelta, doctor: Person, sender: Out, telegram: FakeTelegram
) -> None:
    number = await told(doctor, sender)
    telegram.time += age
    for _ in range(10):
        assert await sender.remove(DOCTOR, number) == REFUSED
    assert len(doctor.heard()) == 1
    telegram.faults.append(Fault(method="sendMessage", answer=Refused(403, BLOCKED)))
    assert (await sender.send(DOCTOR, PAGE)).landing is Landing.WAITS


async def test_just_before_it_is_not_too_old(
    doctor: Person, sender: Out, telegram: FakeTelegram
) -> None:
    number = await told(doctor, sender)
    telegram.time += DELETABLE - timedelta(seconds=1)
    assert (await sender.remove(DOCTOR, number)).landing is Landing.SENT


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (
            {"answer": too_many(3)},
            Attempt(landing=Landing.WAITS, wait_seconds=3, why="RetryAfter"),
        ),
        (
            {"seen": httpx.ConnectError},
            Attempt(landing=Landing.WAITS, why="ConnectError"),
        ),
        ({"answer": bad_gateway()}, Attempt(landing=Landing.UNKNOWN, why="NetworkError")),
    ],
)
async def test_what_failed_may_be_tried_again(
    fault: dict[str, Any], outcome: Attempt, doctor: Person, sender: Out, telegram: FakeTelegram
) -> None:
    number = await told(doctor, sender)
    telegram.faults.append(Fault(method="deleteMessage", **fault))
    assert await sender.remove(DOCTOR, number) == outcome
    assert (await sender.remove(DOCTOR, number)).landing is Landing.SENT


async def test_while_the_token_is_doubted_nothing_is_tried(
    doctor: Person, sender: Out, telegram: FakeTelegram
) -> None:
    number = await told(doctor, sender)
    telegram.token = "1:another"
    assert (await sender.remove(DOCTOR, number)).why == "InvalidToken"
    calls = len(telegram.calls)
    outcome = await sender.remove(DOCTOR, number)
    assert (outcome.landing, outcome.why) == (Landing.WAITS, "token in doubt")
    assert outcome.wait_seconds > 0
    assert len(telegram.calls) == calls


async def test_of_somebody_who_blocked_the_bot_it_is_given_up_in_the_end(
    doctor: Person, sender: Out, passing: Passing
) -> None:
    number = await told(doctor, sender)
    doctor.blocks()
    landings = list[Landing]()
    for _ in range(3):
        outcome = await sender.remove(DOCTOR, number)
        landings.append(outcome.landing)
        passing.seconds += outcome.wait_seconds
    assert landings == [Landing.WAITS, Landing.WAITS, Landing.REFUSED]
