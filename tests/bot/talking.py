"""Whole conversations: people, the fake server, and all of the bot with its real store."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from bot.alarm.alarm import Alarm
from bot.alarm.daily import make_true
from bot.alarm.sending import Sends
from bot.clock import by_hand
from bot.desk.desk import Desk
from bot.pacing import Pace
from bot.settings import Settings
from bot.transport.telegram.bot import TelegramBot
from bot.wiring import alarm, local_desk
from flows.talk.known import Room
from flows.talk.turn import Draft, Session
from tests.bot.served_bot import COLLEAGUE, DOCTOR, SETTINGS, bot_on, serving, settled
from tests.fake_telegram.in_process import InProcess
from tests.fake_telegram.people import Person, person
from tests.fake_telegram.state import FakeTelegram

T = TypeVar("T")
A_TICK, A_MOMENT, A_DAY = timedelta(milliseconds=1), timedelta(seconds=1), timedelta(days=1)


@dataclass(slots=True)
class Talk:
    """One bot that serves, the people who talk to it, and their clock."""

    telegram: FakeTelegram
    desk: Desk
    bot: TelegramBot
    doctor: Person
    colleague: Person
    alarm: Alarm

    async def settled(self) -> None:
        """Everything that was sent is answered, and the answers are on the screens."""
        await settled(self.telegram, self.bot)

    async def after(self, act: Callable[..., T], *about: object, **more: object) -> T:
        """What somebody did has its answer; some seconds have passed since the act before."""
        self.telegram.time += timedelta(seconds=5)
        done = act(*about, **more)
        await self.settled()
        return done

    async def says(self, *texts: str) -> None:
        """The doctor types these, each after the answer to the one before."""
        for text in texts:
            await self.after(self.doctor.says, text)

    async def taps(self, *buttons: str) -> str:
        """The doctor presses these in turn; the toast of the last one."""
        for text in buttons:
            press = await self.after(self.doctor.taps, text)
        return self.doctor.toast(press) or ""

    async def rings(self) -> None:
        """What is due by now was sent."""
        await self.alarm.tick(self.telegram.now())

    async def until(self, when: datetime) -> None:
        """It is so late now, and everything on the way was sent in its minute."""
        while self.telegram.time < when:
            tomorrow = min(when, self.telegram.time + A_DAY)
            due, day = self.desk.store.next_due() or tomorrow, self.telegram.time.date()
            self.telegram.time = min(tomorrow, max(due, self.telegram.time + A_MOMENT))
            if self.telegram.time.date() != day:
                await make_true(self.desk, self.telegram.now())
            await self.rings()

    def session(self, who: int = DOCTOR) -> Session:
        """What is kept of this person's chat."""
        return self.desk.store.load(who).session

    def draft(self, who: int = DOCTOR) -> Draft:
        """The plan in the making of this person."""
        draft = self.session(who).draft
        assert draft
        return draft


def pace_of(telegram: FakeTelegram) -> Pace:
    """A pace by the server's time, which goes on by what is waited for."""

    def seconds_now() -> float:
        return telegram.time.timestamp()

    async def passes(seconds: float) -> None:
        telegram.time += timedelta(seconds=seconds) + A_TICK
        await asyncio.sleep(0)

    return Pace(monotonic=seconds_now, sleep=passes)


@asynccontextmanager
async def talking(
    telegram: FakeTelegram, folder: Path, settings: Settings = SETTINGS, *, limited: bool = False
) -> AsyncIterator[Talk]:
    """A bot on the data in this folder, from its start to an orderly end."""
    bots = list[TelegramBot]()

    async def room(chat: int) -> Room:
        return await bots[-1].room(chat)

    desk = local_desk(
        settings,
        folder,
        prescribers=settings.prescribers,
        administrators=settings.administrators,
        clock=by_hand(telegram.now),
        limited=limited,  # a test talks in no time
        room=room,
    )
    try:
        bot = bot_on(desk, InProcess(telegram), monotonic=pace_of(telegram).monotonic)
        bots.append(bot)
        rings = asyncio.get_running_loop().create_future()

        async def ring(sends: Sends, quiet: asyncio.Event) -> None:
            """The alarm looks at what is due only when a test says so."""
            rings.set_result(alarm(desk, sends, pace_of(telegram)))
            await quiet.wait()

        async with serving(bot, alarm=ring):
            people = (person(telegram, DOCTOR), person(telegram, COLLEAGUE))
            yield Talk(telegram, desk, bot, *people, await rings)
    finally:
        desk.store.close()
