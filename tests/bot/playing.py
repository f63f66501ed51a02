"""A course played at the terminal: everybody at one screen, and a clock that is pushed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.desk.desk import Desk
from bot.practice.pushed_clock import PushedClock
from bot.practice.team import TypedPractice, practice
from bot.settings import Settings
from bot.transport.terminal import Terminal

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=BERLIN)


@dataclass(slots=True)
class Play:
    """What was typed, and what came of it."""

    course: TypedPractice
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
async def playing(
    folder: Path, start: datetime = MONDAY, at: type[Terminal] = Terminal
) -> AsyncIterator[Play]:
    """A terminal on the data in this folder, from this moment on."""
    settings = Settings(timezone="Europe/Berlin", data=folder)
    out = StringIO()
    terminal = at(out=out, colours=False)
    here = await practice(settings, folder, PushedClock(lambda: start), terminal)
    try:
        yield Play(course=TypedPractice(practice=here, terminal=terminal), desk=here.desk, out=out)
    finally:
        here.desk.store.close()
