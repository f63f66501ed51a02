"""Clinicians who plan one patient after the other, no two the same, each step as soon as the one
before is on the screen."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from time import perf_counter
from typing import Any

from bot import clock
from tests.bench.wire import Server, listening, pressed, typed

SUBTYPES = (
    "Dermatomyositis", "Polymyositis", "Immune-mediated necrotizing", "Antisynthetase",
    "Overlap myositis",
)  # fmt: skip
SEVERITIES = ("Mild", "Moderate")
MAKES = ("Make the plan", "Confirm")
LONGEST_SECONDS = 120  # a step that takes so long has failed
STEPS = 6  # of one intake: the command, the weight, four presses


@dataclass(slots=True)
class Clinicians:
    """As many as work beside each other; what they were shown, and how long each step took."""

    server: Server
    each: list[float] = field(default_factory=list)
    acknowledged: dict[int, list[str]] = field(default_factory=dict)  # texts, by chat
    intakes: int = 0
    _steps: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _waiting: dict[int, asyncio.Future[None]] = field(default_factory=dict)

    def shown(self, chat: int, message: dict[str, Any]) -> None:
        """A message of this chat came, or came to read otherwise."""
        waiting = self._waiting.pop(chat, None)
        if waiting and not waiting.done():
            self.acknowledged.setdefault(chat, []).append(message["text"])
            waiting.set_result(None)

    async def plan(self, chats: Iterable[int], *, at_once: int) -> None:
        """All of these chats, so many beside each other.

        One begins when the one before has taken a step, so that they are not all at the same.
        """
        some = iter(chats)
        async with asyncio.TaskGroup() as lanes:
            for _ in range(at_once):
                begun = self._steps
                lane = lanes.create_task(self._lane(some))
                while self._steps == begun and not lane.done():
                    await self._news.wait()

    async def planned(self, intakes: int) -> None:
        """So many are through."""
        while self.intakes < intakes:
            await self._news.wait()

    async def _lane(self, chats: Iterator[int]) -> None:
        for chat in chats:
            chance = Random(chat)
            weight = f"{chance.randrange(450, 1_100) / 10}"
            for text in ("/new", weight):
                await self._step(chat, message=self._typed(chat, text))
            choices = ((chance.choice(SUBTYPES),), (chance.choice(SEVERITIES),), ("No",), MAKES)
            for words in choices:
                await self._step(chat, callback_query=self._pressed(chat, words))
            self.intakes += 1

    async def _step(self, chat: int, **update: Any) -> None:
        waiting = self._waiting[chat] = asyncio.get_running_loop().create_future()
        began = perf_counter()
        self.server.push(**update)
        async with asyncio.timeout(LONGEST_SECONDS):
            await waiting
        self.each.append(perf_counter() - began)
        self._steps += 1
        self._news.set()
        self._news = asyncio.Event()

    def _typed(self, chat: int, text: str) -> dict[str, Any]:
        self.server.messages += 1
        at = int(clock.now().timestamp())
        return typed(chat, text, at=at, number=self.server.messages)

    def _pressed(self, chat: int, words: tuple[str, ...]) -> dict[str, Any]:
        screen = self.server.screens[chat]
        rows = screen["reply_markup"]["inline_keyboard"]
        data = next(
            button["callback_data"] for row in rows for button in row
            if button["text"].startswith(words)
        )  # fmt: skip
        return pressed(chat, data, screen)


@asynccontextmanager
async def clinicians() -> AsyncIterator[Clinicians]:
    """A server with nobody at it yet, until the end of the block."""
    async with listening() as server:
        them = Clinicians(server)
        server.shown = them.shown
        yield them
