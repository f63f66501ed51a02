"""One visitor: a desk of their own, a clock of their own, and a course that can play by itself."""

import asyncio
import contextlib
import logging
import shutil
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.page.write import full_day
from bot.practice.pushed_clock import Push, PushedClock
from bot.practice.team import practice
from bot.settings import Settings
from bot.site.board import Board
from bot.site.cast import Cast
from bot.site.inspector import inspected
from bot.site.scene import Scene
from bot.transport.played import ME

BEGIN = "/start"
BEAT_SECONDS = 0.5  # of the play: three minutes and a half for thirty weeks

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True, eq=False)
class Visit:
    """What one visitor sees and does; one thing at a time."""

    number: int
    folder: Path
    scene: Scene
    cast: Cast
    beat_seconds: float
    watched: int = 0  # how many pages are open
    playing: asyncio.Task[None] | None = None
    gone: bool = False
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def says(self, who: int, chat: int, text: str) -> None:
        """What was typed is answered."""
        async with self._turn:
            await self.scene.says(who, chat, text)

    async def presses(self, who: int, chat: int, message: int, data: str) -> None:
        """The button is answered."""
        async with self._turn:
            await self.scene.presses(who, chat, message, data)

    async def push(self, push: Push) -> None:
        """The clock is on."""
        async with self._turn:
            await self.scene.push(push)

    async def ring(self) -> None:
        """What fell due by time itself is told."""
        due = self.scene.practice.desk.store.next_due()
        if due and due <= self.scene.practice.time():
            async with self._turn:
                await self.scene.practice.ring()
                self.scene.board.stir()

    def play(self) -> None:
        """A course plays from here on, as long as somebody looks."""
        if self.playing is None:
            self.playing = asyncio.create_task(self._play())
            self.scene.board.stir()

    def pause(self) -> None:
        """It stands still."""
        if self.playing:
            self.playing.cancel()

    async def _play(self) -> None:
        try:
            while self.watched:
                async with self._turn:
                    if not await self.cast.beat():
                        break
                await asyncio.sleep(self.beat_seconds)
        except Exception:
            log.exception("the play stopped")
        finally:
            self.playing = None
            self.scene.board.stir()

    async def news(self, after: int) -> AsyncGenerator[dict[str, Any], None]:
        """What has changed since, each time that something has; it ends with the visit."""
        self.watched += 1
        try:
            while True:
                await self.scene.board.newer(after)
                if self.gone:
                    return
                latest = self.scene.board.news
                yield self.seen(after)
                after = latest
        finally:
            self.watched -= 1

    @property
    def id(self) -> str:
        """Which visit it is, and the number of its last change."""
        return f"{self.number}-{self.scene.board.news}"

    def after(self, id_: str) -> int:
        """The change that this id of an event was up to; before the first where it is not ours."""
        number, _, news = id_.partition("-")
        return int(news) if number == str(self.number) and news.isdecimal() else -1

    def seen(self, after: int) -> dict[str, Any]:
        """The page as it stands, its messages only as far as they are newer."""
        board, desk, now = self.scene.board, self.scene.practice.desk, self.scene.practice.time()
        local = now.astimezone(desk.zone)
        return {
            "id": self.id,
            "whole": after < 0,
            "now": f"{full_day(local.date())} {local:%H:%M}",
            "zone": desk.zone_name,
            "playing": self.playing is not None,
            "bubbles": list(board.bubbles(after)),
            "toasts": list(board.toasts(after)) if after >= 0 else [],
            **inspected(desk, board),
        }

    async def leave(self) -> None:
        """Nothing of it is left."""
        self.gone = True
        self.scene.board.stir()
        if self.playing:
            self.playing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.playing
        self.scene.practice.desk.store.close()
        shutil.rmtree(self.folder, ignore_errors=True)


async def visit(
    number: int,
    settings: Settings,
    folder: Path,
    *,
    clock: Callable[[], datetime],
    beat_seconds: float = BEAT_SECONDS,
) -> Visit:
    """A visitor who has come in, with the first words said to them."""
    time = PushedClock(clock)
    board = Board(local=lambda: time().astimezone(settings.zone))
    scene = Scene(practice=await practice(settings, folder, time, board), board=board)
    await scene.practice.played.says(ME, ME, BEGIN)
    return Visit(
        number=number,
        folder=folder,
        scene=scene,
        cast=Cast(scene=scene),
        beat_seconds=beat_seconds,
    )
