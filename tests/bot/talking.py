"""Whole conversations: people, the fake server, and all of the bot with its real store."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from bot.desk import Desk
from bot.settings import Settings
from bot.transport.telegram import TelegramBot
from bot.wiring import introduction, local_desk
from flows.talk import Draft, Session
from tests.fake_telegram.in_process import ROOT, InProcess
from tests.fake_telegram.people import Person, person
from tests.fake_telegram.state import TOKEN, FakeTelegram

DOCTOR, COLLEAGUE, STRANGER = 4_000_000_001, 4_000_000_002, 4_000_000_003
SETTINGS = Settings(timezone="Europe/Berlin", prescribers=frozenset({DOCTOR, COLLEAGUE}))


@dataclass(slots=True)
class Talk:
    """One bot that serves, the people who talk to it, and their clock."""

    telegram: FakeTelegram
    desk: Desk
    bot: TelegramBot
    doctor: Person
    colleague: Person

    async def settled(self) -> None:
        """Everything that was sent is answered, and the answers are on the screens."""
        await self.telegram.idle()
        assert self.bot.work
        await self.bot.work.update_queue.join()

    async def says(self, *texts: str) -> None:
        """The doctor types these, each after the answer to the one before."""
        for text in texts:
            self.telegram.time += timedelta(seconds=5)
            self.doctor.says(text)
            await self.settled()

    async def taps(self, *buttons: str) -> str:
        """The doctor presses these in turn; the toast of the last one."""
        press = ""
        for text in buttons:
            self.telegram.time += timedelta(seconds=5)
            press = self.doctor.taps(text)
            await self.settled()
        return self.doctor.toast(press) or ""

    def session(self, who: int = DOCTOR) -> Session:
        """What is kept of this person's chat."""
        return self.desk.store.load(who).session

    def draft(self, who: int = DOCTOR) -> Draft:
        """The plan in the making of this person."""
        draft = self.session(who).draft
        assert draft
        return draft


@asynccontextmanager
async def talking(telegram: FakeTelegram, folder: Path) -> AsyncIterator[Talk]:
    """A bot on the data in this folder, from its start to an orderly end."""
    desk = local_desk(SETTINGS, folder, prescribers=SETTINGS.prescribers)
    try:
        desk = replace(desk, clock=telegram.now)
        bot = TelegramBot.at(
            ROOT,
            TOKEN,
            InProcess(telegram),
            desk=desk,
            key=desk.store.key(),
            introduction=introduction(SETTINGS),
            clock=telegram.now,
        )
        stop, ready = asyncio.Event(), asyncio.Event()
        served = asyncio.create_task(bot.serve(ready=lambda _name: ready.set(), stop=stop))
        await ready.wait()
        yield Talk(telegram, desk, bot, person(telegram, DOCTOR), person(telegram, COLLEAGUE))
        stop.set()
        await served
    finally:
        desk.store.close()
