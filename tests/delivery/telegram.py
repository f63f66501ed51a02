"""Telegram as a sender meets it: takes a message or not, and answers or loses the answer."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf
from random import Random

from bot.alarm.sending import Attempt
from bot.page import Page
from flows.talk.records import Landing
from tests.delivery.hooks import Hooks
from tests.delivery.virtual import VirtualLoop

TIMEOUT_SECONDS, AN_HOUR_SECONDS = 30.0, 3_600.0


class Fault(StrEnum):
    """What can go wrong with one message."""

    NONE = "none"
    ANSWER_LOST = "answer lost"  # taken
    TIMED_OUT = "timed out"  # taken, and the answer is waited for in vain
    SERVER_ERROR = "server error"  # not taken, which nobody can know
    NOT_SENT = "not sent"
    FLOOD = "flood"
    REFUSED = "refused once"


FAULTS = tuple(Fault)[1:]


@dataclass(slots=True, kw_only=True)
class Telegram:
    """The way out of the alarm; `arrived` is told of every message that is on a screen."""

    loop: VirtualLoop
    chance: Random
    hooks: Hooks
    arrived: Callable[[int, Page], None]
    slowest_seconds: float = 0.5
    faulty: float = 0.0  # the share of messages with a fault
    blocked: set[int] = field(default_factory=set)
    moved: dict[int, int] = field(default_factory=dict)
    unauthorised: bool = False  # for a while it knows no such bot
    stays: Fault | None = None  # the only fault, for an hour from the first message on
    hour_ends: float = inf
    faults: Counter[str] = field(default_factory=Counter)
    messages: int = 0

    async def send(self, chat: int, page: Page, *, thread: int = 0) -> Attempt:
        """One try."""
        del thread
        self.hooks.point("before send")
        spent = self.chance.uniform(0.05, self.slowest_seconds)
        await self.loop.waits(spent)
        if self.unauthorised:
            self.faults["unauthorised"] += 1
            return Attempt(landing=Landing.WAITS, wait_seconds=300.0, why="Unauthorized")
        if chat in self.blocked:
            self.faults["forbidden"] += 1
            return Attempt(landing=Landing.REFUSED, unreachable=True, why="Forbidden")
        if chat in self.moved:
            self.faults["migrated"] += 1
            to = self.moved[chat]
            return Attempt(landing=Landing.WAITS, moved_to=to, why="ChatMigrated")
        fault = Fault.NONE
        if self.stays and self._in_the_hour():
            fault = self.stays
        elif self.chance.random() < self.faulty:
            fault = self.chance.choice(FAULTS)
        self.faults[fault] += 1
        return await self._answered(fault, chat, page, spent)

    async def edit(self, chat: int, page: Page) -> Attempt:
        """The message shows it, or is gone; nobody is told anything by it."""
        del page
        self.hooks.point("before send")
        await self.loop.waits(self.chance.uniform(0.05, 0.5))
        gone = chat in self.blocked or chat in self.moved
        return Attempt(landing=Landing.REFUSED if gone else Landing.SENT)

    async def remove(self, chat: int, message: int) -> Attempt:
        """Nothing is erased here."""
        raise NotImplementedError

    async def clear(self, chat: int) -> None:
        """Nobody is being answered."""

    async def reaches(self, chat: int) -> bool:
        """Whether the chat can be written to."""
        await self.loop.waits(0.1)
        return chat not in self.blocked | self.moved.keys()

    def _in_the_hour(self) -> bool:
        now = self.loop.time()
        self.hour_ends = min(self.hour_ends, now + AN_HOUR_SECONDS)
        return now < self.hour_ends

    async def _answered(self, fault: Fault, chat: int, page: Page, spent: float) -> Attempt:
        match fault:
            case Fault.NOT_SENT:
                return Attempt(landing=Landing.WAITS, why=fault)
            case Fault.FLOOD:
                seconds = self.chance.choice((3.0, 30.0, 600.0))
                return Attempt(landing=Landing.WAITS, wait_seconds=seconds, why=fault)
            case Fault.REFUSED:
                return Attempt(landing=Landing.REFUSED, why=fault)
            case Fault.SERVER_ERROR:
                return Attempt(landing=Landing.UNKNOWN, why=fault)
        self.messages += 1
        message = self.messages
        self.arrived(chat, page)
        if fault is Fault.TIMED_OUT:
            await self.loop.waits(TIMEOUT_SECONDS - spent)  # whoever waits does so from the begin
        self.hooks.point("after send")
        if fault is Fault.NONE:
            return Attempt(landing=Landing.SENT, message=message)
        return Attempt(landing=Landing.UNKNOWN, why=fault)
