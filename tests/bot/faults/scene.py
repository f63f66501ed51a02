"""One scene for every fault: a clinician answers, a group asks, a reminder falls due; time passes
by itself. What people saw and when, what was kept, and how the process came through it."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.alarm.sending import Sends
from bot.desk.desk import Desk
from bot.pacing import Pace
from bot.transport import CannotServe
from bot.transport.telegram.bot import TelegramBot
from bot.wiring import alarm, health_file, introduction
from flows.talk.known import Line
from flows.talk.outage import OutageKind
from flows.talk.records import Matter, Reminder
from tests.bot.alarm.ringing import (
    ADMIN,
    GATE_TIME,
    GROUP,
    LABEL,
    OTHER,
    OWNER,
    TEAM,
    Ringing,
    desk_of,
    ringing,
)
from tests.bot.faults.asked import ACT, TOAST, Asked, Slowly
from tests.bot.faults.failures import OFTEN, RUNNING, Cell
from tests.bot.served_bot import SETTINGS, bot_on
from tests.delivery.virtual import VirtualLoop, run
from tests.fake_telegram.answers import Fault
from tests.fake_telegram.groups import Group, group, in_topic
from tests.fake_telegram.people import Person as Someone
from tests.fake_telegram.people import person
from tests.fake_telegram.state import BOT_ID, TOKEN, FakeTelegram

AN_HOUR, CALM = 3_600.0, 3 * 3_600.0  # seconds of the fault that stays, and of what comes after
BEFORE = timedelta(minutes=5)  # the reminder
RESTARTS_AFTER = 10.0  # as the service file says
WEIGHT, SUBTYPE = "72", "Which subtype"
REMINDER = f"{LABEL}: dose change due"


@dataclass(slots=True, kw_only=True)
class Seen:
    """What came of it."""

    at: dict[str, tuple[float, str]] = field(default_factory=dict)  # seconds after, and where
    times: dict[tuple[str, int], int] = field(default_factory=dict)  # by what and chat
    marked: int = 0  # reminders that say that they may be repeats
    exits: list[int] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    weight: str = ""
    reminder: Reminder | None = None
    line: Line = field(default_factory=Line)
    introduced: bool = False
    back: bool = False  # the colleague who had counted as gone can be reached again


@dataclass(slots=True, kw_only=True)
class Scene:
    """Everything of one cell."""

    cell: Cell
    there: Ringing
    folder: Path
    loop: VirtualLoop = field(init=False)
    telegram: FakeTelegram = field(init=False)
    desk: Desk = field(init=False)
    owner: Someone = field(init=False)
    team: Group = field(init=False)
    seen: Seen = field(default_factory=Seen)
    bot: TelegramBot | None = None
    began: float = 0.0
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.loop = self.there.loop
        self.telegram = FakeTelegram(clock=self.loop.now)
        self.desk = desk_of(self.there.store, self.there.clock)
        self.desk.outages.line = lambda: self.bot.line if self.bot else Line()
        self.owner = person(self.telegram, OWNER)
        for who in (OTHER, ADMIN):
            person(self.telegram, who)
        self.team = group(self.telegram, GROUP)
        self.team.opens_topic(TEAM.thread)
        self.team.lets_in(self.owner)

    async def played(self) -> Seen:
        """What came of it."""
        await self._calm()
        await self._fault()
        return self._seen()

    async def _calm(self) -> None:
        """A plan is begun, and a message has buttons."""
        self.stop = asyncio.Event()
        serving = asyncio.create_task(self._served())
        self.owner.says("/buttons")
        self.owner.says("/new")
        await self.loop.waits(20)
        self.stop.set()
        await serving
        self.stop = asyncio.Event()

    async def _fault(self) -> None:
        self.loop.passes((GATE_TIME - BEFORE - self.loop.now()).total_seconds())
        self.telegram.profile.clear()
        self.telegram.commands.clear()
        self.began = self.loop.time()
        watching = asyncio.create_task(self._watch())
        times = OFTEN[self.cell.often]
        faults = [Fault(method=m, times=times, **self.cell.fault) for m in self.cell.methods]
        serving = asyncio.create_task(self._supervised())
        if self.cell.method == RUNNING:
            await self.loop.waits(1)
        self.telegram.faults += faults
        await self.loop.waits(5)
        self.owner.says(WEIGHT)
        await self.loop.waits(15)
        self._acts()
        await self.loop.waits(BEFORE.total_seconds() - 25)
        for each in faults:  # what falls due meets it, too
            each.times = times
        await self.loop.waits(AN_HOUR - BEFORE.total_seconds() + 5)
        self.seen.lines.append(self.bot.line if self.bot else Line())
        for each in faults:
            each.times = 0
        await self.loop.waits(CALM)
        self.stop.set()
        await serving
        watching.cancel()

    def _acts(self) -> None:
        """Somebody does what makes the bot call this method."""
        there = replace(self.owner, chat=self.team.chat)
        match self.cell.method:
            case "sendPhoto":
                self.owner.says("/photo")
            case "sendDocument":
                self.owner.says("/paper")
            case "sendPoll":
                self.owner.says("/quiz")
            case "editMessageText" | "answerCallbackQuery":
                self.owner.taps("edit")
            case "editMessageReplyMarkup":
                self.owner.taps("bare")
            case _:
                there.says("/today", **in_topic(TEAM.thread))

    async def _supervised(self) -> None:
        """As the service manager does it."""
        while not self.stop.is_set():
            try:
                await self._served()
            except CannotServe as error:
                self.seen.exits.append(error.code)
                await self.loop.waits(RESTARTS_AFTER)

    async def _served(self) -> None:
        file = health_file(self.desk, self.folder)
        about = {
            "key": self.desk.store.key(),
            "introduction": introduction(SETTINGS),
            "rival_since": file.left.since.get(OutageKind.CONFLICT),
        }
        pace = Pace(monotonic=self.loop.time, sleep=self.loop.waits)
        self.bot = bot_on(
            Asked(desk=self.desk),
            Slowly(self.telegram, self.loop),
            token=TOKEN,
            clock=self.there.clock,
            monotonic=self.loop.time,
            pace=pace,
            **about,
        )

        async def ring(sends: Sends, quiet: asyncio.Event) -> None:
            news = asyncio.Event()
            await replace(alarm(self.desk, sends, pace, news, file), nudges=None).run(quiet)

        await self.bot.serve(ready=lambda _: None, stop=self.stop, alarm=ring)

    async def _watch(self) -> None:
        """When people saw what."""
        known = {
            (c.id, m.number, m.edits) for c in self.telegram.chats.values() for m in c.messages
        }
        while True:
            for chat in self.telegram.chats.values():
                for message in chat.messages:
                    here = (chat.id, message.number, message.edits)
                    if here not in known and message.sender == BOT_ID:
                        known.add(here)
                        self._note(chat.id, message)
            for query in self.telegram.queries.values():
                if query.answer and "toast" not in self.seen.at:
                    self.seen.at["toast"] = (self.loop.time() - self.began, "toast")
            changed = self.telegram.changed
            with suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), 60)

    def _note(self, chat: int, message: Any) -> None:
        text = message.quiz.question if message.quiz else message.text
        for what, words in (
            ("weight", SUBTYPE), ("again", "was not taken"), ("act", ACT), ("toast", TOAST),
            ("told", "please ask again"), ("reminder", REMINDER), ("undelivered", "not deliver"),
            ("stop", "NO REMINDER HAS BEEN SENT"),
        ):  # fmt: skip
            if words in text:
                place = {OWNER: "private", GROUP: "group"}.get(chat, "others")
                if message.thread:
                    place = "topic"
                self.seen.at.setdefault(what, (self.loop.time() - self.began, place))
                key = (what, chat)
                self.seen.times[key] = self.seen.times.get(key, 0) + 1
        self.seen.marked += "MAY BE A REPEAT" in text
        if not message.keyboard and message.text == "Buttons":
            self.seen.at["bare"] = (self.loop.time() - self.began, "private")

    def _seen(self) -> Seen:
        store, seen = self.desk.store, self.seen
        draft = store.load(OWNER).session.draft
        seen.weight = str(draft.answers.get("weight_kg", "")) if draft else ""
        seen.reminder = next(each for each in store.reminders(LABEL) if each.matter is Matter.GATE)
        seen.line = self.bot.line if self.bot else Line()
        seen.introduced = len(self.telegram.profile) == 2 and len(self.telegram.commands) == 2
        colleague = store.person(OTHER)
        seen.back = bool(colleague and colleague.reachable)
        return seen


def _ward(there: Ringing) -> None:
    """A team with a plan whose gate is to come, and a colleague who counts as gone."""
    there.plans(LABEL, Matter.GATE)
    colleague = there.store.person(OTHER)
    assert colleague
    there.keeps(replace(colleague, reachable=False, serial=colleague.serial + 1))


def played(cell: Cell) -> Seen:
    """What came of this cell."""
    with ringing(GATE_TIME - BEFORE - timedelta(seconds=30)) as there:
        _ward(there)
        asyncio.set_event_loop(there.loop)
        try:
            with TemporaryDirectory() as folder:
                scene = Scene(cell=cell, there=there, folder=Path(folder))
                return run(scene.played(), there.loop)
        finally:
            asyncio.set_event_loop(None)
