"""A course played at the terminal: everybody at one screen, and a clock that is pushed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.desk import Desk
from bot.pacing import Pace
from bot.practice import Course, practise
from bot.pushed import Leaping, PushedClock
from bot.settings import Settings
from bot.transport.terminal import ME, Terminal
from bot.wiring import alarm, local_desk

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=BERLIN)


@dataclass(slots=True)
class Play:
    """What was typed, and what came of it."""

    course: Course
    desk: Desk
    out: StringIO

    async def says(self, *lines: str) -> str:
        """Everything that is written while these lines are taken in."""
        before = len(self.out.getvalue())
        for line in lines:
            self.out.write(f"\n> {line}\n")
            await self.course.take(line)
        return self.out.getvalue()[before:]


@asynccontextmanager
async def playing(folder: Path, start: datetime = MONDAY) -> AsyncIterator[Play]:
    """A terminal on the data in this folder, from this moment on."""
    time = PushedClock(lambda: start)
    settings = Settings(timezone="Europe/Berlin", data=folder)
    desk = local_desk(settings, folder, prescribers=frozenset({ME}), clock=time)
    try:
        await practise(desk)
        out, leaping = StringIO(), Leaping()
        terminal = Terminal(desk=desk, key=desk.store.key(), out=out, colours=False)
        pace = Pace(monotonic=leaping, sleep=leaping.sleep)
        rings = alarm(desk, terminal, pace=pace)
        course = Course(desk=desk, terminal=terminal, time=time, alarm=rings)
        await course.begin()
        yield Play(course=course, desk=desk, out=out)
    finally:
        desk.store.close()
