"""An hour of ten thousand chats: plans made, lists asked for, reminders that fall due.

python -m tests.bench.crowd.hour [--chats 10000] [--minutes 60] [--reminders 4000] [--folder DIR]

By a clock on which waiting takes no time and work as long as the processor needs, so that an hour
passes as soon as its work is done. Of ten chats three make a plan and seven ask for their plans,
each at a moment by chance. What a screen had shown must be kept, and each reminder come once.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from statistics import quantiles
from time import process_time
from typing import Any

from telegram import Update

from bot.clock import by_hand
from bot.pacing import Pace
from bot.settings import Settings
from bot.store.sqlite import SqliteStore
from bot.wiring import alarm as wired_alarm
from bot.wiring import local_desk
from tests.bench.crowd.due import DUE, private
from tests.bench.database.places import Place, both
from tests.bench.drive import STEPS, weight_of
from tests.bench.figures import Row, printed, resident_mib
from tests.bench.growth.large_folder import OWNER, label_of
from tests.bench.stub import ROOT, TOKEN, Stub, pressed, typed
from tests.bot.alarm.ringing import BERLIN
from tests.bot.served_bot import bot_on, serving
from tests.delivery.virtual import VirtualLoop, run

PLANS_OF_TEN = 3
CHATS_FROM = 7_000_000_000
SEED = 19
THINKS_SECONDS = 5.0  # before each answer
LABEL = re.compile(r"[A-Z0-9]{3}-[A-Z0-9]{3}")
P99_GOAL, MEMORY_GOAL = 2.0, 100


class BusyLoop(VirtualLoop):
    """Time passes too while the processor works."""

    def __init__(self, start: datetime) -> None:
        self._began = process_time()
        super().__init__(start)

    def time(self) -> float:
        """Seconds since it began."""
        return super().time() + process_time() - self._began


class Screens(Stub):
    """Notes the labels that come to each chat of a reminder."""

    def __init__(self) -> None:
        super().__init__()
        self.came = Counter[tuple[int, str]]()

    def _shown(self, parameters: Any) -> bytes:
        chat = int(parameters["chat_id"])
        if chat < CHATS_FROM and not parameters.get("message_id"):
            self.came.update((chat, label) for label in set(LABEL.findall(parameters["text"])))
        return super()._shown(parameters)


class Hour:
    """Everybody, each at a moment of their own."""

    def __init__(self, loop: BusyLoop, store: SqliteStore, folder: Path, chats: int) -> None:
        self.loop, self.store, self.stub = loop, store, Screens()
        self.chats = range(CHATS_FROM, CHATS_FROM + chats)
        self.each: list[float] = []
        self.planned: dict[int, str] = {}
        self._folder, self._number = folder, 1_000

    async def passes(self, seconds: float, people: Sequence[int]) -> list[float]:
        """It has; by how many MiB the process has grown at each tenth of it."""
        loop, chance = self.loop, Random(SEED)
        pace = Pace(monotonic=loop.time, sleep=loop.waits)
        desk = local_desk(
            Settings(timezone=BERLIN),
            self._folder,
            prescribers=frozenset((*self.chats, *people)),
            limited=False,
            opens=lambda _: self.store,
            clock=by_hand(loop.now),
        )
        news = asyncio.Event()
        bot = bot_on(desk, self.stub, root=ROOT, token=TOKEN, pace=pace, monotonic=loop.time)
        alarm, stop = wired_alarm(desk, bot.out, pace, news), asyncio.Event()
        grown, before = list[float](), resident_mib()
        async with serving(bot):
            self._queue = bot.work.update_queue, bot.work.bot
            ringing = asyncio.create_task(alarm.run(stop))
            acts = [
                asyncio.create_task(self._acts(chat, chance.random() * seconds))
                for chat in self.chats
            ]
            for _ in range(10):
                await loop.waits(seconds / 10)
                grown.append(resident_mib() - before)
            await asyncio.gather(*acts)
            await loop.waits(seconds / 10)
            stop.set()
            await ringing
        return grown

    async def _acts(self, chat: int, after: float) -> None:
        await self.loop.waits(after)
        if chat % 10 >= PLANS_OF_TEN:
            await self._step(chat, "/plans")
            return
        await self._step(chat, "/new")
        for words in STEPS:
            await self.loop.waits(THINKS_SECONDS)
            await self._step(chat, words or weight_of(chat))
        self.planned[chat] = LABEL.findall(self.stub.text[chat])[0]

    async def _step(self, chat: int, words: str) -> None:
        """It is on the screen."""
        began, at = self.loop.time(), int(self.loop.now().timestamp())
        self._number += 1
        if words[0] == "/" or words[0].isdigit():
            raw = typed(chat, words, number=self._number, at=at)
        else:
            data, message = self.stub.pressed(chat, words), self.stub.message[chat]
            raw = pressed(chat, data, message=message, number=self._number, at=at)
        shown = self.stub.awaited(chat)
        queue, bot = self._queue
        await queue.put(Update.de_json(raw, bot))
        await shown.wait()
        self.each.append(self.loop.time() - began)


def rows(folder: Path, *, chats: int, minutes: int, reminders: int) -> Iterator[Row]:
    """On either engine."""
    with both(folder) as places:
        about = {"chats": chats, "minutes": minutes, "reminders": reminders}
        for place in places:
            yield from rows_of(place, folder, **about)


def rows_of(place: Place, folder: Path, *, chats: int, minutes: int, reminders: int) -> list[Row]:
    """On this one."""
    seconds = 60.0 * minutes
    private(place, reminders, DUE, over=timedelta(seconds=seconds * 0.9))
    loop = BusyLoop(DUE)
    people = range(OWNER, OWNER + reminders)
    cpu = process_time()
    with closing(place.opened()) as store:
        hour = Hour(loop, store, folder / place.name, chats)
        grown = run(hour.passes(seconds, people), loop)
        lost = [chat for chat, label in hour.planned.items() if not store.plan(label)]
    cpu = process_time() - cpu
    asked = [(OWNER + number, label_of(number)) for number in range(reminders)]
    came = Counter(hour.stub.came[each] for each in asked)
    assert not lost, f"{len(lost)} plans are lost"
    assert came == {1: reminders}, came
    assert len(hour.planned) == sum(chat % 10 < PLANS_OF_TEN for chat in hour.chats)
    cuts = quantiles(hour.each, n=100, method="inclusive")
    of = f"{chats:,} chats and {reminders:,} reminders in {minutes} minutes, {place.name}"
    mib = ", ".join(f"{each:.0f}" for each in grown)
    return [
        Row(
            figure=f"{of}: p99 of a step",
            seen=[cuts[98]],
            goal=P99_GOAL,
            unit="s",
            beside=f"p50 {1e3 * cuts[49]:.0f} ms, {len(hour.each):,} steps, "
            f"{cpu:.0f} s of processor; nothing lost, no reminder twice",
        ),
        Row(
            figure=f"{of}: memory",
            seen=[max(grown)],
            goal=MEMORY_GOAL,
            unit="MiB",
            beside=f"after each tenth of it {mib}",
        ),
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    about = "An hour of ten thousand chats."
    printed(rows, about, arguments, chats=10_000, minutes=60, reminders=4_000)


if __name__ == "__main__":
    main()
