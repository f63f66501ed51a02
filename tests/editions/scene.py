"""A bot whose time is given to it: people at their keys, and its alarm on the way."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from unittest.mock import patch

from bot.alarm.alarm import Alarm
from bot.alarm.sending import Attempt
from bot.clock import by_hand
from bot.desk.arrival import Arrival
from bot.desk.desk import Desk
from bot.pacing import Pace
from bot.page import Page, Placed
from bot.page.seal import unseal
from bot.practice.pushed_clock import Leaping
from bot.settings import Settings
from bot.wiring import alarm, local_desk
from flows.plan.live import Live
from flows.talk.records import Landing, Place, PlanRecord
from flows.talk.turn import Commanded, Draft, Heard, Pressed, Typed
from tests.editions.asked import ZONE
from tests.editions.people import ADMINISTRATOR, NAMES, PRESCRIBERS

A_MOMENT, A_DAY = timedelta(seconds=3), timedelta(days=1)
SEED = 20261123


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A message that the alarm has sent, with what can be pressed under it."""

    chat: int
    message: int
    presses: tuple[Pressed, ...]


@dataclass(slots=True, kw_only=True)
class Scene:
    """One bot, and everybody who talks to it; a chat that is in `lost` takes no message."""

    now: datetime
    desks: dict[str, Desk] = field(default_factory=dict)  # one for each region of the settings
    region: str = "us"
    sent: list[Shown] = field(default_factory=list)
    lost: set[int] = field(default_factory=set)
    rings: Alarm = field(init=False)
    messages: dict[int, int] = field(default_factory=dict)  # the last of each chat
    updates: int = 0

    @property
    def desk(self) -> Desk:
        return self.desks[self.region]

    # what is there

    def plan(self, label: str) -> PlanRecord:
        record = self.desk.store.plan(label)
        assert record
        return record

    def live(self, label: str) -> Live:
        as_of_now = self.desk.as_of_now(self.plan(label))
        assert as_of_now
        return as_of_now

    def draft(self, who: int) -> Draft | None:
        return self.desk.store.load(who).session.draft

    # what is heard

    async def types(self, who: int, text: str) -> tuple[Pressed, ...]:
        return await self.hear(who, Typed(text=text))

    async def commands(
        self, who: int, name: str, argument: str = "", chat: int = 0
    ) -> tuple[Page, ...]:
        return await self.answers(who, Commanded(name=name, argument=argument), chat)

    async def presses(self, who: int, label: str, press: str) -> tuple[Pressed, ...]:
        """A button of the plan, or of the open draft under this label."""
        draft = self.draft(who)
        drafted = draft is not None and draft.label == label
        number = draft.serial if draft and drafted else self.plan(label).revision
        return await self.hear(who, Pressed(label=label, number=number, press=press))

    async def hear(
        self, who: int, heard: Heard, chat: int = 0, message: int | None = None
    ) -> tuple[Pressed, ...]:
        """What can be pressed in this chat then."""
        chat = chat or who
        pages = await self.answers(who, heard, chat, message)
        here = (page for page in pages if page.chat in {None, chat})
        return tuple(press for page in here for press in self._under(page, chat))

    async def answers(
        self, who: int, heard: Heard, chat: int = 0, message: int | None = None
    ) -> tuple[Page, ...]:
        """What the desk shows for it; the message of the open prompt is numbered for it."""
        chat = chat or who
        self.now += A_MOMENT
        self.updates += 1
        pages = await self.desk.converse(
            Arrival(
                chat=chat,
                who=who,
                update=self.updates,
                heard=heard,
                sent=self.now,
                arrived=self.now,
                pressed_message=message,
                place=Place.GROUP if chat < 0 else Place.PRIVATE,
                name=NAMES[who],
            )
        )
        for page in pages:
            if page.place is not Placed.TOAST:
                number = page.edits or self._next(page.chat or chat)
                if page.prompt:
                    await self.desk.shown(chat, number)
        return pages

    # what is sent unasked

    async def send(self, chat: int, page: Page, *, thread: int = 0) -> Attempt:
        """It has arrived; in a chat that is lost it never will."""
        del thread
        if chat in self.lost:
            return Attempt(landing=Landing.REFUSED, unreachable=True, why="Forbidden")
        message = page.edits or self._next(chat)
        presses = tuple(self._under(page, chat))
        self.sent.append(Shown(chat=chat, message=message, presses=presses))
        return Attempt(landing=Landing.SENT, message=message)

    async def edit(self, chat: int, page: Page) -> Attempt:
        """As a new one, but that it has its number already."""
        return await self.send(chat, page)

    async def remove(self, chat: int, message: int) -> Attempt:
        """Gone, as if it had been there."""
        del chat
        return Attempt(landing=Landing.SENT, message=message)

    async def clear(self, chat: int) -> None:
        """One thing at a time is answered here."""

    async def reaches(self, chat: int) -> bool:
        """Whether it is not lost."""
        return chat not in self.lost

    async def until(self, then: datetime) -> None:
        """It is so late now, and what fell due on the way was sent when it did."""
        while self.now < then:
            due = self.desk.store.next_due() or then
            self.now = min(then, max(due, self.now + A_MOMENT), self.now + A_DAY)
            await self.rings.tick(self.now)

    def taken(self) -> list[Shown]:
        """What was sent since this was asked last."""
        sent, self.sent = self.sent, []
        return sent

    def _next(self, chat: int) -> int:
        self.messages[chat] = self.messages.get(chat, 0) + 1
        return self.messages[chat]

    def _under(self, page: Page, chat: int) -> Iterator[Pressed]:
        key = self.desk.store.key()
        for row in page.buttons:
            for button in row:
                if press := unseal(key, chat, max(chat, 0), button.data):
                    yield press


@contextmanager
def scene(folder: Path, begin: datetime) -> Iterator[Scene]:
    """A bot on a new folder, in which nothing is left to chance."""
    chance = Random(SEED)
    there = Scene(now=begin)
    settings = Settings(timezone=ZONE, data=folder, region="us")
    # The installation's secret is the one thing that the store itself makes by chance.
    with patch.object(secrets, "token_hex", lambda size: chance.randbytes(size).hex()):
        desk = local_desk(
            settings,
            folder,
            prescribers=frozenset(PRESCRIBERS),
            administrators=frozenset({ADMINISTRATOR}),
            clock=by_hand(lambda: there.now),
        )
    reader = replace(desk.reader, fresh_code=lambda: chance.randbytes(16).hex())
    desk = replace(desk, chance=chance.randrange, reader=reader)
    for region in ("us", "uk", "eu"):
        pages = replace(desk.pages, region=region)
        there.desks[region] = replace(desk, region=region, pages=pages)
    leaping = Leaping()
    there.rings = alarm(desk, there, pace=Pace(monotonic=leaping, sleep=leaping.sleep))
    try:
        yield there
    finally:
        desk.store.close()
