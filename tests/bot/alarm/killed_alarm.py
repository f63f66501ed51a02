"""A whole bot as a process whose alarm is killed -9 at an instant that is named beforehand."""

import asyncio
import logging
import os
import signal
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path

from bot.alarm.sending import Attempt, Sends
from bot.clock import by_hand
from bot.desk.desk import Desk
from bot.pacing import Pace
from bot.page import Page
from bot.practice.pushed_clock import Leaping, PushedClock
from bot.store import Change, Standby, Store
from bot.store.postgres.store import open_database
from bot.store.sqlite import open_store
from bot.transport.telegram.api.request import AiohttpRequest
from bot.wiring import alarm, local_desk
from flows.talk.records import Reminder, Stage
from tests.bot.kill import unmeasured
from tests.bot.killed_bot import FORKS
from tests.bot.served_bot import SETTINGS, bot_on

LEASE_SECONDS = 0.5
SOON = timedelta(hours=2)  # what is due within it is waited for by pushing the clock


class Point(StrEnum):
    """Where a process is killed."""

    BEFORE_CLAIM = "before the claim is committed"
    AFTER_CLAIM = "after the claim, before the POST"
    DURING_POST = "during the POST"  # by whoever holds the server
    AFTER_POST = "after the POST, before the record"
    IN_RECORD = "inside the recording transaction"
    AFTER_RECORD = "after the record"
    WHEN_TOLD = "when everybody has been told"


@dataclass(slots=True, kw_only=True)
class Life:
    """One process: when it begins, and where it ends."""

    start: datetime
    ends: Point
    sends: int = 1  # the send that it dies after, where it dies after one
    read_seconds: float = 30.0
    database: str = ""  # where it stands by until it leads; else all is in the folder
    recording: bool = False

    def reaches(self, point: Point) -> None:
        """The end of it, where it is this one."""
        if point is self.ends:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class Watched:
    """The way out, and the end of the process after so many sends."""

    sends: Sends
    life: Life

    async def send(self, chat: int, page: Page, *, thread: int = 0) -> Attempt:
        """As the transport does it."""
        outcome = await self.sends.send(chat, page, thread=thread)
        self.life.sends -= 1
        if not self.life.sends:
            self.life.reaches(Point.AFTER_POST)
        return outcome

    async def edit(self, chat: int, page: Page) -> Attempt:
        """As the transport does it."""
        return await self.sends.edit(chat, page)

    async def remove(self, chat: int, message: int) -> Attempt:
        """As the transport does it."""
        return await self.sends.remove(chat, message)

    async def clear(self, chat: int) -> None:
        """As the transport does it."""
        await self.sends.clear(chat)

    async def reaches(self, chat: int) -> bool:
        """As the transport does it."""
        return await self.sends.reaches(chat)


def begun(root: str, folder: Path, life: Life) -> BaseProcess:
    """A bot in a process of its own, on this data, at this server, for as long as this."""
    process = FORKS.Process(target=live, args=(root, folder, life), daemon=True)
    process.start()
    return process


def live(root: str, folder: Path, life: Life) -> None:
    """Serves and reminds until it is killed, and writes nothing about it."""
    logging.disable()
    unmeasured()
    asyncio.run(_live(root, folder, life))


async def _live(root: str, folder: Path, life: Life) -> None:
    time, news = PushedClock(lambda: life.start), asyncio.Event()
    desk = local_desk(
        SETTINGS,
        folder,
        prescribers=SETTINGS.prescribers,
        clock=by_hand(time),
        news=news.set,
        opens=partial(led, life.database) if life.database else open_store,
    )
    _watch(desk, life, time, news)
    request = AiohttpRequest(read_seconds=life.read_seconds)
    bot = bot_on(desk, request, root=root)

    async def ring(sends: Sends, quiet: asyncio.Event) -> None:
        leaping = Leaping()
        pace = Pace(monotonic=leaping, sleep=leaping.sleep)
        rings = alarm(desk, Watched(sends, life), pace, news)
        await rings.tick(time())
        _told(desk, life)
        await rings.run(quiet)

    await bot.serve(ready=lambda _name: None, stop=asyncio.Event(), alarm=ring)


def _watch(desk: Desk, life: Life, time: PushedClock, news: asyncio.Event) -> None:
    """Every commit of the alarm is an instant at which the process may be killed."""
    commit = desk.store.commit

    async def watched(change: Change) -> None:
        reminders = [each for each in change.keeps if isinstance(each, Reminder)]
        claims = any(each.stage is Stage.SENDING for each in reminders)
        life.recording = bool(reminders) and not claims
        if claims:
            life.reaches(Point.BEFORE_CLAIM)
        await commit(change)
        if claims:
            life.reaches(Point.AFTER_CLAIM)
        if life.recording:
            life.reaches(Point.AFTER_RECORD)
        _told(desk, life)
        for each in reminders:
            if each.due and each.due < life.start + SOON:
                time.to(each.due)
                news.set()

    def executed(statement: str) -> None:
        if statement == "COMMIT" and life.recording:
            life.reaches(Point.IN_RECORD)

    desk.store.commit = watched
    if not life.database:
        desk.store.rows.conn._sqlite.set_trace_callback(executed)
        return
    link = desk.store.rows.conn.link
    run = link.run

    def ran(statement: str, arguments: tuple[object, ...] | None = None) -> object:
        executed(statement)
        return run(statement, arguments)

    link.run = ran


def led(database: str, _folder: Path) -> Store:
    """The store, as soon as no other process leads."""
    while True:
        try:
            return open_database(database, seconds=LEASE_SECONDS, calls=0.0)
        except Standby:
            continue


def _told(desk: Desk, life: Life) -> None:
    """Where nothing is on its way and nothing is due soon, that is the end of this life."""
    due = desk.store.next_due()
    if not desk.store.sending() and (due is None or due > life.start + SOON):
        life.reaches(Point.WHEN_TOLD)
