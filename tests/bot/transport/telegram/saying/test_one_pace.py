"""Answers and reminders leave at one pace: Telegram never has to say that it was too much."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from bot.clock import by_hand
from bot.desk.arrival import Arrival
from bot.pacing import CHAT_SECONDS, GROUP_SECONDS, Kind, Pace
from bot.page import Button, Page, Placed
from bot.page.seal import seal
from bot.transport.telegram.bot import TelegramBot
from bot.transport.telegram.saying.out import LONGEST_WAIT_SECONDS
from bot.transport.telegram.saying.say import Mouth
from bot.wiring import alarm
from flows.talk.records import Landing, Matter
from flows.talk.turn import Pressed
from tests.bot.alarm.ringing import (
    GATE_TIME,
    GROUP,
    LABEL,
    OWNER,
    TEAM,
    Ringing,
    desk_of,
    ringing,
)
from tests.bot.faults.asked import Slowly
from tests.bot.served_bot import bot_on
from tests.bot.transport.telegram.conftest import INTRODUCTION, KEY, Scripted
from tests.delivery.virtual import run
from tests.fake_telegram.answers import Fault, too_many
from tests.fake_telegram.floods import Floods
from tests.fake_telegram.groups import group
from tests.fake_telegram.people import Person, person
from tests.fake_telegram.state import FakeTelegram

BEFORE = timedelta(minutes=2)
PRESSES_APART = 1.5  # seconds: 40 a minute
A_CALL = 0.05  # seconds that each call takes
HELD = 100  # seconds
REMINDER = f"{LABEL}: dose change due"


def answered(arrival: Arrival) -> tuple[Page, ...]:
    """A press changes the message above it; a command gets a new one."""
    sealed = seal(KEY, arrival.chat, max(arrival.chat, 0), label="", number=0, press="again")
    keys = ((Button(text="Again", data=sealed),),)
    if isinstance(arrival.heard, Pressed):
        text = f"after update {arrival.update}"
        return (
            Page(text=text, place=Placed.EDIT, edits=arrival.pressed_message, buttons=keys),
            Page(text="seen", place=Placed.TOAST),
        )
    return (Page(text="here", place=Placed.NEW, buttons=keys),)


@dataclass(slots=True, kw_only=True)
class Evening:
    """A team whose plan asks in two minutes, a bot that counts, and a Telegram that does."""

    there: Ringing
    telegram: FakeTelegram = field(init=False)
    desk: Scripted = field(default_factory=lambda: Scripted(answered))
    bot: TelegramBot = field(init=False)
    owner: Person = field(init=False)
    member: Person = field(init=False)

    def __post_init__(self) -> None:
        self.there.plans(LABEL, Matter.GATE)
        loop = self.there.loop
        self.telegram = FakeTelegram(clock=loop.now)
        self.telegram.floods = Floods()
        self.owner = person(self.telegram, OWNER)
        team = group(self.telegram, GROUP)
        team.opens_topic(TEAM.thread)
        self.member = team.lets_in(self.owner)
        self.bot = bot_on(
            self.desk,
            Slowly(self.telegram, loop),
            key=KEY,
            introduction=INTRODUCTION,
            clock=by_hand(loop.now),
            monotonic=loop.time,
            pace=Pace(monotonic=loop.time, sleep=loop.waits),
        )

    async def served(self, does: Callable[[], Awaitable[None]]) -> None:
        """The bot serves and reminds while somebody does this."""

        async def ring(sends: Any, quiet: asyncio.Event) -> None:
            desk = desk_of(self.there.store, self.there.clock)
            await alarm(desk, sends, self.bot.pace).run(quiet)

        stop, ready = asyncio.Event(), asyncio.Event()
        serving = asyncio.create_task(
            self.bot.serve(ready=lambda _: ready.set(), stop=stop, alarm=ring)
        )
        await ready.wait()
        await does()
        stop.set()
        await serving

    @property
    def floods(self) -> Floods:
        """What was too much for Telegram."""
        assert self.telegram.floods
        return self.telegram.floods

    async def waits(self, seconds: float) -> None:
        await self.there.loop.waits(seconds)

    async def presses(self, times: int) -> None:
        """Members press the same key again and again."""
        message, key = self.member.button("Again")
        for _ in range(times):
            press = self.member.presses(message, key.data)
            await self.waits(PRESSES_APART)
            assert self.member.toast(press) == "seen"

    def reminded_after(self) -> float:
        """Seconds from when it was due until it stood in the group."""
        told = next(each for each in self.member.heard() if REMINDER in each.text)
        return (told.date - GATE_TIME).total_seconds()


def evening(does: Callable[[Evening], Awaitable[None]]) -> None:
    """This happens in the two minutes before a step is asked about, and after."""
    with ringing(GATE_TIME - BEFORE) as there:
        asyncio.set_event_loop(there.loop)
        try:
            played = Evening(there=there)
            run(played.served(lambda: does(played)), there.loop)
        finally:
            asyncio.set_event_loop(None)


def test_a_group_that_presses_without_end_gets_its_reminder_and_telegram_refuses_nothing() -> None:
    async def does(there: Evening) -> None:
        there.member.says("/today")
        await there.waits(5)
        await there.presses(200)  # for five minutes
        assert there.floods.refused == 0
        assert there.reminded_after() < 2 * CHAT_SECONDS
        await there.waits(2 * GROUP_SECONDS)
        assert there.bot.debts.unshown == 0
        last = there.telegram.last_update
        assert any(f"after update {last}" in each.text for each in there.member.heard())

    evening(does)


def test_an_answer_alone_leaves_at_once() -> None:
    async def does(there: Evening) -> None:
        there.owner.says("/new")
        there.member.says("/today")
        await there.waits(A_CALL * 4)
        assert there.owner.reads() == there.member.reads() == "here"

    evening(does)


def test_a_flood_of_answers_in_one_chat_delays_nobody_elsewhere() -> None:
    async def does(there: Evening) -> None:
        for _ in range(100):
            there.member.says("/today")
        for each in range(10):
            there.owner.says("/new")
            await there.waits(3)
            assert len(there.owner.heard()) == each + 1
            assert there.owner.heard()[-1].date <= there.telegram.now() - timedelta(seconds=2)
        assert there.floods.refused == 0

    evening(does)


def test_many_who_ask_at_once_are_answered_as_fast_as_telegram_takes_it() -> None:
    async def does(there: Evening) -> None:
        people = [person(there.telegram, 1_000 + number) for number in range(60)]
        for each in people:
            each.says("/new")
        await there.waits(4)
        assert [each.reads() for each in people] == ["here"] * 60
        assert there.floods.refused == 0

    evening(does)


@pytest.mark.parametrize("kind", Kind)
def test_a_chat_that_telegram_holds_is_held_for_answers_and_reminders(kind: Kind) -> None:
    async def does(there: Evening) -> None:
        there.telegram.faults.append(
            Fault(method="sendMessage", chat=GROUP, answer=too_many(HELD))
        )
        out = there.bot.out
        page = Page(text="held", place=Placed.NEW)
        tried = out.answer(GROUP, page) if kind is Kind.ANSWER else out.send(GROUP, page)
        assert (await tried).wait_seconds == HELD
        calls = len(there.telegram.calls)
        outcome = await out.answer(GROUP, page)
        assert outcome.landing is Landing.WAITS
        assert outcome.wait_seconds == pytest.approx(HELD, abs=1)
        assert there.bot.pace.wait_seconds(GROUP) == pytest.approx(HELD, abs=1)
        assert len(there.telegram.calls) == calls
        assert (await out.answer(OWNER, page)).landing is Landing.SENT

    evening(does)


def test_what_is_to_go_from_a_chat_goes_however_much_is_said_there() -> None:
    async def does(there: Evening) -> None:
        there.member.says("/today")
        await there.waits(5)
        await there.presses(20)
        assert there.bot.pace.wait_seconds(GROUP, Kind.ANSWER) > LONGEST_WAIT_SECONDS
        message, _ = there.member.button("Again")
        mouth = Mouth(out=there.bot.out, debts=there.bot.debts)
        await mouth.show(
            GROUP, Page(text="", place=Placed.NEW, edits=message.number, removes=True)
        )
        assert there.member.chat.find(message.number) is None

    evening(does)


def test_of_what_one_message_was_to_show_while_its_chat_was_held_the_last_is_shown() -> None:
    async def does(there: Evening) -> None:
        there.member.says("/today")
        await there.waits(5)
        message, _ = there.member.button("Again")
        there.bot.pace.hold(GROUP, HELD, Kind)
        mouth = Mouth(out=there.bot.out, debts=there.bot.debts)
        for text in ("one", "two", "three", ""):
            await mouth.show(GROUP, Page(text=text, place=Placed.EDIT, edits=message.number))
        await there.waits(2 * HELD)
        edited = there.telegram.called("editMessageText")
        assert [each["text"] for each in edited] == ["three"]
        assert len(there.telegram.called("editMessageReplyMarkup")) == 1
        assert "one" in [each.text for each in there.member.heard()]

    evening(does)


def test_what_falls_due_while_its_group_is_answered_comes_a_second_after_the_answer() -> None:
    async def does(there: Evening) -> None:
        await there.waits(BEFORE.total_seconds() - 1)
        there.desk.hold = asyncio.Event()
        there.member.says("/today")
        await there.waits(4)
        assert there.member.heard() == []
        there.desk.hold.set()
        await there.waits(4)
        answer, reminder = there.member.heard()
        assert (answer.text, REMINDER in reminder.text) == ("here", True)
        assert reminder.date - answer.date >= timedelta(seconds=CHAT_SECONDS)
        assert there.floods.refused == 0

    evening(does)
