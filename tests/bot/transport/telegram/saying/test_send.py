"""One message by the alarm's way out: what is said of it is what is certain, and no more."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from telegram.request import HTTPXRequest

from bot.alarm.sending import Attempt
from bot.clock import by_hand
from bot.page import Button, Page, Placed
from bot.store.peers import Alone
from bot.transport.telegram.bot import TelegramBot
from bot.transport.telegram.saying.out import Out
from flows.talk.records import Landing
from tests.bot.served_bot import DOCTOR, bot_on
from tests.bot.transport.telegram.conftest import INTRODUCTION, KEY, NOON, Scripted
from tests.fake_telegram.answers import (
    BLOCKED,
    DEACTIVATED,
    WRITING,
    Fault,
    Refused,
    bad_gateway,
    too_many,
)
from tests.fake_telegram.groups import Group, group
from tests.fake_telegram.in_process import ROOT, Wire
from tests.fake_telegram.people import Person, person
from tests.fake_telegram.state import FakeTelegram

GROUP, SUPERGROUP = -1_001, -1_001_000_000_001
DONE = ((Button(text="Done", data="done"),),)
PAGE = Page(text="<b>55 mg</b> &amp; no less", place=Placed.NEW, buttons=DONE, protected=True)
READ = "55 mg & no less"
FLOOD = Refused(429, "Too Many Requests")  # with no word of how long to wait


@pytest.fixture
def doctor(telegram: FakeTelegram) -> Person:
    return person(telegram, DOCTOR)


@pytest.fixture
def team(telegram: FakeTelegram) -> Group:
    return group(telegram, GROUP, kind="group")


def bot_at(root: str, request: HTTPXRequest, **more: Any) -> TelegramBot:
    about = {"key": KEY, "introduction": INTRODUCTION, "clock": by_hand(lambda: NOON), **more}
    return bot_on(Scripted(), request, root=root, **about)


@dataclass(slots=True)
class Passing:
    """A clock that a test pushes."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def passing() -> Passing:
    return Passing()


@pytest.fixture
async def sender(telegram: FakeTelegram, passing: Passing) -> AsyncIterator[Out]:
    """A way out whose errors are those of the real library underneath."""
    request = HTTPXRequest(httpx_kwargs={"transport": Wire(telegram)})
    bot = bot_at(ROOT, request, monotonic=passing)
    async with bot.bot:
        yield bot.out


async def insisted(sender: Out, chat: int, passing: Passing) -> Attempt:
    """What becomes of a message that is tried whenever it may be, for a minute."""
    for _ in range(4):
        outcome = await sender.send(chat, PAGE)
        if outcome.landing is not Landing.WAITS:
            break
        passing.seconds += outcome.wait_seconds
    return outcome


def struck(telegram: FakeTelegram, **fault: Any) -> None:
    telegram.faults.append(Fault(method="sendMessage", **fault))


async def test_a_message_that_is_sent_has_its_number(doctor: Person, sender: Out) -> None:
    outcome = await sender.send(DOCTOR, PAGE)
    (message,) = doctor.heard()
    assert outcome == Attempt(landing=Landing.SENT, message=message.number)
    assert (message.text, message.protected, message.thread) == (READ, True, 0)
    assert [key.text for key in message.buttons()] == ["Done"]


async def test_a_message_that_may_be_passed_on_is_not_protected(
    doctor: Person, sender: Out
) -> None:
    await sender.send(DOCTOR, Page(text="Hello", place=Placed.NEW))
    assert not doctor.heard()[-1].protected


async def test_a_message_goes_into_its_topic(team: Group, sender: Out) -> None:
    await sender.send(GROUP, PAGE, thread=team.opens_topic(17))
    assert team.chat.messages[-1].thread == 17


# ---------------------------------------------------------------------- every row of the table

WAITS, UNKNOWN, REFUSED = Landing.WAITS, Landing.UNKNOWN, Landing.REFUSED
ERRORS: list[tuple[dict[str, Any], Attempt]] = [
    ({"answer": too_many(3)}, Attempt(landing=WAITS, wait_seconds=3, why="RetryAfter")),
    ({"answer": too_many(3_000)}, Attempt(landing=WAITS, wait_seconds=3_000, why="RetryAfter")),
    ({"seen": httpx.ConnectError}, Attempt(landing=WAITS, why="ConnectError")),
    ({"seen": httpx.ConnectTimeout}, Attempt(landing=WAITS, why="ConnectTimeout")),
    ({"seen": httpx.PoolTimeout}, Attempt(landing=WAITS, why="PoolTimeout")),
    ({"seen": httpx.ReadTimeout}, Attempt(landing=UNKNOWN, why="TimedOut")),
    ({"seen": httpx.WriteTimeout}, Attempt(landing=UNKNOWN, why="TimedOut")),
    ({"seen": httpx.ReadError}, Attempt(landing=UNKNOWN, why="NetworkError")),
    ({"seen": httpx.WriteError}, Attempt(landing=UNKNOWN, why="NetworkError")),
    ({"seen": httpx.RemoteProtocolError}, Attempt(landing=UNKNOWN, why="NetworkError")),
    ({"answer": bad_gateway()}, Attempt(landing=UNKNOWN, why="NetworkError")),
    ({"answer": Refused(500, "Internal")}, Attempt(landing=UNKNOWN, why="NetworkError")),
    ({"answer": Refused(504, "Gateway")}, Attempt(landing=UNKNOWN, why="NetworkError")),
    ({"answer": FLOOD}, Attempt(landing=UNKNOWN, why="NetworkError")),
    (
        {"answer": Refused(403, DEACTIVATED)},
        Attempt(landing=WAITS, wait_seconds=20, refused=True, why="Forbidden"),
    ),
    (
        {"answer": Refused(400, "Bad Request: chat not found")},
        Attempt(landing=WAITS, wait_seconds=20, refused=True, why="BadRequest"),
    ),
    (
        {"answer": Refused(400, "Bad Request: message is too long"), "times": 2},
        Attempt(landing=WAITS, wait_seconds=20, refused=True, why="BadRequest"),
    ),
    ({"answer": Refused(409, "Conflict: ?")}, Attempt(landing=UNKNOWN, why="Conflict")),
]


@pytest.mark.parametrize(
    ("fault", "outcome"), ERRORS, ids=lambda it: it.why if isinstance(it, Attempt) else ""
)
async def test_an_error_says_what_is_certain_after_one_try(
    fault: dict[str, Any],
    outcome: Attempt,
    doctor: Person,
    sender: Out,
    telegram: FakeTelegram,
) -> None:
    struck(telegram, **fault)
    assert await sender.send(DOCTOR, PAGE) == outcome
    assert doctor.heard() == []
    assert (await sender.send(DOCTOR, PAGE)).landing is Landing.SENT


@pytest.mark.parametrize("taken", [{"seen": httpx.ReadTimeout}, {"seen": httpx.ReadError},
                                   {"answer": bad_gateway()}])  # fmt: skip
async def test_what_was_taken_and_not_answered_is_not_known(
    taken: dict[str, Any], doctor: Person, sender: Out, telegram: FakeTelegram
) -> None:
    struck(telegram, taken=True, **taken)
    assert (await sender.send(DOCTOR, PAGE)).landing is Landing.UNKNOWN
    assert len(doctor.heard()) == 1


@pytest.mark.parametrize("instead", [True, {}, {"message_id": 5}, [], "sent"])
async def test_an_answer_that_cannot_be_read_may_be_of_a_message_that_was_sent(
    instead: object, doctor: Person, sender: Out, telegram: FakeTelegram
) -> None:
    struck(telegram, instead=instead)
    outcome = await sender.send(DOCTOR, PAGE)
    assert outcome.landing is Landing.UNKNOWN
    assert len(doctor.heard()) == 1


@pytest.mark.parametrize("body", [b"<html>", b"", b"403"])
async def test_a_refusal_that_is_not_in_telegrams_own_form_is_not_telegrams(
    body: bytes, passing: Passing
) -> None:
    answer = httpx.MockTransport(lambda _: httpx.Response(403, content=body))
    bot = bot_at(ROOT, HTTPXRequest(httpx_kwargs={"transport": answer}), monotonic=passing)
    for _ in range(10):
        outcome = await bot.out.send(DOCTOR, PAGE)
        passing.seconds += 60
        assert (outcome.landing, outcome.unreachable) == (UNKNOWN, False)


async def test_what_is_refused_now_and_then_is_never_given_up(
    doctor: Person, sender: Out, passing: Passing, telegram: FakeTelegram
) -> None:
    for _ in range(10):
        struck(telegram, answer=Refused(403, BLOCKED), times=2)
        assert (await insisted(sender, DOCTOR, passing)).landing is Landing.SENT
        passing.seconds += 60
    assert len(doctor.heard()) == 10


async def test_refusals_that_lie_far_apart_are_not_one_that_goes_on(
    doctor: Person, sender: Out, passing: Passing
) -> None:
    doctor.blocks()
    for _ in range(10):
        assert (await sender.send(DOCTOR, PAGE)).landing is WAITS
        passing.seconds += 181


async def test_somebody_who_blocked_the_bot_cannot_be_reached(
    doctor: Person, sender: Out, passing: Passing
) -> None:
    doctor.blocks()
    outcome = await insisted(sender, DOCTOR, passing)
    assert passing.seconds == 40
    assert outcome == Attempt(landing=REFUSED, refused=True, unreachable=True, why="Forbidden")


async def test_somebody_who_never_wrote_cannot_be_reached(sender: Out, passing: Passing) -> None:
    assert (await insisted(sender, 7, passing)).unreachable


@pytest.mark.parametrize(
    ("bot", "unreachable"),
    [("kicked", True), ("left", True), ("deactivated", True), ("restricted", False)],
)
async def test_a_group_without_the_bot_refuses(
    bot: str, unreachable: bool, team: Group, sender: Out, passing: Passing
) -> None:
    assert bot in WRITING
    team.chat.bot = bot
    outcome = await insisted(sender, GROUP, passing)
    assert (outcome.landing, outcome.unreachable) == (REFUSED, unreachable)


async def test_a_group_with_another_number_says_which_and_nothing_is_sent(
    team: Group, doctor: Person, sender: Out
) -> None:
    team.becomes_supergroup(SUPERGROUP, doctor)
    outcome = await sender.send(GROUP, PAGE)
    assert outcome == Attempt(landing=WAITS, moved_to=SUPERGROUP, why="ChatMigrated")


@pytest.mark.parametrize("broken", ["<b>55 mg", "55 mg < 65 mg", "55 mg & more", "</b>55 mg"])
async def test_what_is_not_html_is_sent_as_it_would_read(
    broken: str, doctor: Person, sender: Out
) -> None:
    page = Page(text=broken, place=Placed.NEW, buttons=DONE, protected=True)
    assert (await sender.send(DOCTOR, page)).landing is Landing.SENT
    (message,) = doctor.heard()
    assert "55 mg" in message.text
    assert message.entities == ()
    assert message.protected
    assert message.keyboard


class Deposed(Alone):
    """Another process may have taken over."""

    stands = False


async def test_no_other_form_is_begun_once_another_process_may_have_taken_over(
    doctor: Person, sender: Out, telegram: FakeTelegram
) -> None:
    """A chat is kept closed for one call that was begun before."""
    struck(telegram, answer=Refused(400, "Bad Request: can't parse entities"))
    sender.pace.peers = Deposed()
    outcome = await sender.send(DOCTOR, PAGE)
    assert outcome == Attempt(landing=WAITS, why="overtaken")
    assert doctor.heard() == []


async def test_what_is_refused_as_plain_text_too_is_refused(
    doctor: Person, sender: Out, passing: Passing, telegram: FakeTelegram
) -> None:
    struck(telegram, answer=Refused(400, "Bad Request: can't parse entities: ?"), times=6)
    outcome = await insisted(sender, DOCTOR, passing)
    assert (outcome.landing, outcome.unreachable) == (REFUSED, False)
    assert doctor.heard() == []


async def test_what_becomes_of_the_plain_text_is_what_is_said(
    doctor: Person, sender: Out, telegram: FakeTelegram
) -> None:
    struck(telegram, answer=Refused(400, "Bad Request: can't parse entities: ?"))
    struck(telegram, dropped=True, taken=True)
    assert (await sender.send(DOCTOR, PAGE)).landing is UNKNOWN
    assert len(doctor.heard()) == 1


@pytest.mark.parametrize("why", ["message thread not found", "TOPIC_CLOSED"])
async def test_where_the_topic_is_gone_it_goes_into_the_group(
    why: str, team: Group, sender: Out, telegram: FakeTelegram
) -> None:
    struck(telegram, answer=Refused(400, f"Bad Request: {why}"))
    outcome = await sender.send(GROUP, PAGE, thread=17)
    (message,) = team.chat.messages
    assert outcome == Attempt(landing=Landing.SENT, message=message.number)
    assert message.thread == 0


async def test_a_topic_that_is_gone_and_no_html_end_in_one_plain_message(
    team: Group, sender: Out
) -> None:
    page = Page(text="55 mg & more", place=Placed.NEW)
    assert (await sender.send(GROUP, page, thread=17)).landing is Landing.SENT
    assert [message.text for message in team.chat.messages] == ["55 mg & more"]


async def test_with_no_topic_a_missing_one_is_a_refusal(
    team: Group, sender: Out, passing: Passing, telegram: FakeTelegram
) -> None:
    struck(telegram, answer=Refused(400, "Bad Request: message thread not found"), times=6)
    assert (await insisted(sender, GROUP, passing)).landing is REFUSED
    assert team.chat.messages == []


@pytest.mark.usefixtures("doctor")
async def test_a_token_that_is_refused_is_a_question_and_no_end(
    sender: Out, telegram: FakeTelegram
) -> None:
    telegram.token = "1:another"
    outcome = await sender.send(DOCTOR, PAGE)
    assert outcome == Attempt(landing=WAITS, why="InvalidToken")
    assert sender.token.refused_since == NOON
