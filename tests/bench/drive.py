"""Clinicians who answer five questions, each as soon as the one before is on the screen."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter, process_time
from typing import Any

from telegram import Update
from telegram.ext import Application

from bot import clock
from tests.bench.figures import Taken
from tests.bench.stub import Stub, pressed, typed

Work = Application[Any, Any, Any, Any, Any, Any]
BEGIN = "/new"
FIRST_UPDATE = 1_000  # below it are those that a chat was prepared with
LONGEST_SECONDS = 600  # an answer that never comes ends the run
STEPS = ("", "Dermatomyositis", "Moderate", "No", "Make the plan")  # the first one is a weight


@dataclass(slots=True)
class Driver:
    """Sends updates into an application, and times each until its answer is on the screen.

    To prepare an update is no work of the bot: its time is taken off.
    """

    work: Work
    stub: Stub
    each_cpu: list[float] = field(default_factory=list)  # of the last run; tells with one at once
    _each: list[float] = field(default_factory=list)
    _preparing_seconds: float = 0.0
    _preparing_cpu_seconds: float = 0.0
    _numbers: Iterator[int] = field(default_factory=lambda: count(FIRST_UPDATE))

    async def begun(self, chats: Iterable[int], *, at_once: int) -> None:
        """Every chat has an open draft."""
        waiting = iter(chats)

        async def lane() -> None:
            for chat in waiting:
                await self._sent(chat, self._typed(chat, BEGIN))

        await asyncio.gather(*(lane() for _ in range(at_once)))

    async def answered(self, chats: Iterable[int], *, at_once: int) -> Taken:
        """What it took until every chat had answered all questions, so many beside each other."""
        waiting = iter(chats)
        self._each, self._preparing_seconds, self._preparing_cpu_seconds = [], 0.0, 0.0
        self.each_cpu = []
        calls, cpu, began = self.stub.calls, process_time(), perf_counter()

        async def lane() -> None:
            for chat in waiting:
                for words in STEPS:
                    await self.step(chat, words or weight_of(chat))

        async with asyncio.timeout(LONGEST_SECONDS):
            await asyncio.gather(*(lane() for _ in range(at_once)))
        return Taken(
            each=self._each,
            seconds=perf_counter() - began - self._preparing_seconds,
            cpu_seconds=process_time() - cpu - self._preparing_cpu_seconds,
            calls=self.stub.calls - calls,
        )

    async def step(self, chat: int, words: str) -> None:
        """What was typed, or pressed, and its answer."""
        began, cpu = perf_counter(), process_time()
        raw = self._typed(chat, words) if words[0].isdigit() else self._pressed(chat, words)
        prepared, prepared_cpu = perf_counter(), process_time()
        self._preparing_cpu_seconds += prepared_cpu - cpu
        await self._sent(chat, raw)
        self.each_cpu.append(process_time() - prepared_cpu)
        self._each.append(perf_counter() - prepared)
        self._preparing_seconds += prepared - began

    def _typed(self, chat: int, words: str) -> dict[str, Any]:
        return typed(chat, words, number=next(self._numbers), at=int(clock.now().timestamp()))

    def _pressed(self, chat: int, words: str) -> dict[str, Any]:
        data, message = self.stub.pressed(chat, words), self.stub.message[chat]
        at = int(clock.now().timestamp())
        return pressed(chat, data, message=message, number=next(self._numbers), at=at)

    async def _sent(self, chat: int, raw: dict[str, Any]) -> None:
        shown = self.stub.awaited(chat)
        await self.work.update_queue.put(Update.de_json(raw, self.work.bot))
        await shown.wait()


def weight_of(chat: int) -> str:
    """No two patients in a row have the same, and none a start dose that is to be confirmed."""
    return f"{(450 + chat * 7 % 340) / 10}"
