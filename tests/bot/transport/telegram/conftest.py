"""A bot in this process, between the fake server and a desk that says what a test tells it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from bot.clock import by_hand
from bot.desk.arrival import Arrival
from bot.pacing import Pace
from bot.page import Page
from bot.practice.pushed_clock import Leaping
from bot.transport.introduction import Introduction
from bot.transport.telegram.bot import TelegramBot
from flows.talk.turn import Reachable
from tests.bot import served_bot
from tests.bot.served_bot import DOCTOR, bot_on, settled
from tests.fake_telegram.in_process import InProcess
from tests.fake_telegram.people import Person, person
from tests.fake_telegram.state import FakeTelegram

KEY = b"k" * 32
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
INTRODUCTION = Introduction(
    description="What it is.",
    short_description="What it is, in short.",
    commands={"new": "New plan", "help": "How it works"},
    in_group="In a private chat, please.",
    unshown="The answer came too late: ask again.",
    group_commands={"today": "What is due"},
)


@dataclass(slots=True)
class Scripted:
    """A desk that remembers what arrived and answers with the pages it was given."""

    answer: Callable[[Arrival], tuple[Page, ...]] = lambda _arrival: ()
    arrivals: list[Arrival] = field(default_factory=list)
    signs: list[int] = field(default_factory=list)  # of groups in which something was said
    prompts: list[tuple[int, int]] = field(default_factory=list)
    hold: asyncio.Event | None = None

    async def converse(self, arrival: Arrival) -> tuple[Page, ...]:
        if arrival.heard == Reachable(writable=True) and not arrival.who:
            self.signs.append(arrival.chat)
            return ()
        self.arrivals.append(arrival)
        if self.hold:
            await self.hold.wait()
        return self.answer(arrival)

    async def shown(self, chat: int, message: int) -> None:
        self.prompts.append((chat, message))


@dataclass(slots=True)
class Bench:
    """Everything that a test of the transport touches."""

    telegram: FakeTelegram
    desk: Scripted
    doctor: Person
    pauses: list[float]
    bot: TelegramBot

    async def settled(self) -> None:
        """Every update is fetched, answered, and its pages are shown."""
        await settled(self.telegram, self.bot)
        await self.bot.debts.paid()


def bot_of(
    telegram: FakeTelegram, desk: Scripted, clock: Callable[[], datetime] = lambda: NOON
) -> tuple[TelegramBot, list[float]]:
    """A bot whose pauses end at once, and the list of them; its time is what it has paused."""
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        await asyncio.sleep(0)

    request = InProcess(telegram)
    about = {"key": KEY, "introduction": INTRODUCTION, "clock": by_hand(clock)}
    leaping = Leaping()
    pace = Pace(monotonic=lambda: sum(pauses) + leaping(), sleep=leaping.sleep)
    time = {"pause": pause, "monotonic": lambda: sum(pauses), "pace": pace}
    return bot_on(desk, request, **about, **time), pauses


@asynccontextmanager
async def serving(
    telegram: FakeTelegram, desk: Scripted, clock: Callable[[], datetime] = lambda: NOON
) -> AsyncIterator[Bench]:
    """A bot that serves until the end of the block."""
    bot, pauses = bot_of(telegram, desk, clock)
    async with served_bot.serving(bot):
        yield Bench(telegram, desk, person(telegram, DOCTOR), pauses, bot)


@pytest.fixture
def telegram() -> FakeTelegram:
    """A server with nobody in it."""
    return FakeTelegram()


@pytest.fixture
async def bench(telegram: FakeTelegram) -> AsyncIterator[Bench]:
    """A bot that serves one doctor."""
    async with serving(telegram, Scripted()) as it:
        yield it
