"""One seed: a team, a few plans, a process that is killed again and again, and weeks of time."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from heapq import heappop, heappush
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from bot.alarm.alarm import AGAIN_SECONDS, Alarm
from bot.alarm.daily import _inspect, make_true
from bot.alarm.ledger import Claimed, Ledger
from bot.clock import Clock
from bot.desk.outages import Outages
from bot.guideline import shipped
from bot.pacing import Pace
from bot.page import Page
from bot.store import Change, Full, NotRead, NotSaved
from bot.store.sqlite import SqliteStore
from bot.wiring import alarm
from bot.words import Catalogue, catalogue
from flows.plan.live import live
from flows.reminder.wanted.wanted import replanned
from flows.talk.label import label_from
from flows.talk.outage import OutageKind
from flows.talk.records import Matter, Membership, Person, PlanRecord, Role, Team
from tests.bot.alarm.ringing import desk_of
from tests.bot.kept import Kept, OnFile
from tests.delivery.courses import CASES, FIRST, OWNER, made
from tests.delivery.damage import Damage
from tests.delivery.drugs import Ward, answer_of
from tests.delivery.hooks import Crash, Hooks
from tests.delivery.people import Act, People
from tests.delivery.telegram import Telegram
from tests.delivery.truth import Truth
from tests.delivery.virtual import VirtualLoop
from tests.delivery.watched import Seen, Watched, faults_in

OTHER, NURSE, ADMIN = 8, 6, 9
GROUP, MOVED_GROUP, SECOND = -100, -1_000_100, -200
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC")
A_DAY = timedelta(days=1)
QUIET = timedelta(days=1, hours=12)  # at the end: no faults, and nobody who decides anything
MOVES = tuple(sign * timedelta(hours=each) for each in (2, 72, 1_752_000) for sign in (-1, 1))
LOOKS_EVERY = timedelta(minutes=15)  # while nothing may leave
MOMENTS = (0.0005, 0.02, 0.3, 1_000)  # days; the last is for good
DAMAGED = 0.2  # the share of stories in which a row is
RESTORED_AFTER = (0.02, 0.3, 1.5, 3.0)  # days, where the story lasts as long
FAR = datetime(2100, 1, 1, tzinfo=UTC)


async def nothing(_store: Any, _clock: Any) -> None:
    """Nobody does anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """How wild a seed is."""

    days: int = 21  # of the taper that are played, outages and the quiet end not counted
    plans: int = 2
    crash_every: int = 40  # points passed between two kills, about; 0: never
    faulty: float = 0.15
    answers: float = 0.7  # of what arrives, that somebody acts upon
    damaged: float = DAMAGED  # the share of stories in which a row of the file is


@dataclass(slots=True, kw_only=True)
class Played:
    """What a seed came to."""

    crashes: Counter[str]
    counts: Counter[str]
    faults: Counter[str]
    days: float
    points: int


@dataclass(slots=True, kw_only=True)
class World:
    """Everything of one seed."""

    seed: int
    folder: Path
    script: Script
    kept: Kept | None = None  # None: in the folder
    lanes: type[Seen] = Seen
    ledger: type[Ledger] = Ledger
    words: Catalogue = field(default_factory=catalogue)
    chance: Random = field(init=False)
    loop: VirtualLoop = field(init=False)
    hooks: Hooks = field(init=False)
    truth: Truth = field(init=False)
    telegram: Telegram = field(init=False)
    people: People = field(init=False)
    zone: str = field(init=False)
    acts: list[tuple[datetime, int, Act]] = field(default_factory=list)
    number: Iterator[int] = field(default_factory=count)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    pressing: asyncio.Event = field(default_factory=asyncio.Event)
    disk_fails: float = 0.0
    off: timedelta = timedelta(0)  # that the machine's clock is ahead
    clock: Clock = field(init=False)
    outages: Outages = field(init=False)
    damage: Damage = field(init=False)
    quiet: bool = False

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.zone = self.chance.choice(ZONES)
        begin = FIRST + timedelta(days=self.chance.randrange(0, 190))
        hour = self.chance.randrange(24)
        self.loop = VirtualLoop(datetime(begin.year, begin.month, begin.day, hour, 7, tzinfo=UTC))
        self.hooks = Hooks(ends=self._ends)
        guideline = shipped()
        self.clock = Clock(
            machine=lambda: self.loop.now() + self.off,
            elapsed=self.loop.time,
            boot="boot",
        )
        self.truth = Truth(
            guideline=guideline,
            zone=self.zone,
            administrators=frozenset({ADMIN}),
            now=self.loop.now,
        )
        self.damage = Damage(kept=self.kept or OnFile(self.folder), chance=self.chance)
        self.people = People(guideline=guideline, zone=self.zone, chance=self.chance)
        self.telegram = Telegram(
            loop=self.loop,
            chance=self.chance,
            hooks=self.hooks,
            arrived=self._arrived,
            faulty=self.script.faulty,
        )

    def played(self) -> Played:
        """The whole story; raises Violated where a promise is broken."""
        asyncio.set_event_loop(self.loop)
        try:
            self.loop.run_until_complete(self._story())
        finally:
            asyncio.set_event_loop(None)
            self.loop.close()
        return Played(
            crashes=self.hooks.crashes,
            counts=self.truth.counts,
            faults=self.telegram.faults,
            days=self.loop.time() / A_DAY.total_seconds(),
            points=self.hooks.passed,
        )

    # the story

    async def _story(self) -> None:
        self._plan_ahead()
        with self._store() as store:
            await self._beginning(store)
        until = self.loop.now() + timedelta(days=self.script.days)
        while self.loop.now() < until:
            await self._one_process(until)
        self._calm_down()
        while await self._one_process(self.loop.now() + QUIET):
            pass  # the one death of a story can come here; what matters is the quiet after it
        with self._store() as store:
            self.truth.all_is_mended(faults_in(store))
        self.truth.nothing_is_lost(self.loop.now())

    async def _one_process(self, until: datetime) -> bool:
        """A process from its start to its end, or to its death; then it may be down for long.

        Whether it died.
        """
        self.truth.under_way.clear()
        store = (self.kept or OnFile(self.folder)).opened()
        self.clock.begins(store.seen(), store.mark())
        self.outages = Outages(clock=self.clock)
        self._refuses(refuses=self.telegram.unauthorised)
        watched = self._watched(store)
        ringing = asyncio.ensure_future(self._serve(watched, until))
        desk = asyncio.ensure_future(self._press(watched))
        try:
            await asyncio.wait({ringing, desk}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            watched.killed()
        errors = [task.exception() for task in (ringing, desk) if not task.cancelled()]
        for error in (self.truth.broken, *errors):
            if error and not isinstance(error, Crash):
                raise error
        died, self.hooks.dead = self.hooks.dead, False
        if died:
            seconds = self._down_seconds()
            self.loop.passes(seconds)
            self.truth.was_down(seconds)
        return died

    async def _serve(self, store: Any, until: datetime) -> None:
        """The alarm at every moment at which something is due."""
        rings, tidied = self._alarm(store), None
        while self.loop.now() < until:
            self.news.clear()
            try:
                if tidied is None or self.loop.now() - tidied >= A_DAY:
                    await self._tidied(store)
                    tidied = self.loop.now()
                await rings.tick(self.clock())
            except NotSaved as error:
                self._stands()
                full = isinstance(error, Full) and self.disk_fails == 1
                await self.loop.waits(300 if full else 30)
                continue
            if self.truth.broken:
                return
            self._stands()
            self.truth.looked()
            due = min(store.next_due() or until, until)
            if self.truth.stops or self.truth.harmed or rings.guard.stopped:
                due = min(self.loop.now() + LOOKS_EVERY, until)
            due = min(due, tidied + A_DAY)
            seconds = (due - self.loop.now()).total_seconds()
            if rings.lanes.left or rings.lanes.back:
                seconds = AGAIN_SECONDS
            await self._until(self.news, seconds if seconds > 0 else 30)

    def _stands(self) -> None:
        if ADMIN in self.telegram.blocked or self.disk_fails == 1:
            self.truth.deaf()
        self.truth.stands({each.kind for each in self.outages()})

    async def _tidied(self, store: Any) -> None:
        """Every plan has the reminders it wants, as at each start and once a day."""
        if self.clock.moved:
            return
        desk = desk_of(store, self.clock, zone=self.zone)
        await make_true(desk, self.clock())
        await _inspect(desk, self.clock())

    async def _press(self, store: Any) -> None:
        """People press, one after the other, at their times or as soon as somebody listens."""
        while True:
            self.pressing.clear()
            at, number, act = self.acts[0] if self.acts else (FAR, 0, nothing)
            seconds = (at - self.loop.now()).total_seconds()
            if seconds > 0:
                await self._until(self.pressing, seconds)
                continue
            heappop(self.acts)
            try:
                await act(store, self.clock)
            except Crash:
                heappush(self.acts, (at, number, act))  # Telegram brings it again
                raise
            except (NotSaved, NotRead) as error:
                soon = self.disk_fails < 1 and isinstance(error, NotSaved)
                pause = timedelta(minutes=1 if soon else 15)
                heappush(self.acts, (self.loop.now() + pause, number, act))
            self.news.set()

    async def _until(self, event: asyncio.Event, seconds: float) -> None:
        """The event has come, or so much time has passed."""
        timer = self.loop.call_later(seconds, event.set)
        await event.wait()
        timer.cancel()

    def _watched(self, store: SqliteStore) -> Watched:
        return Watched(
            store, self.hooks, self.truth, lambda: self.chance.random() < self.disk_fails
        )

    def _ends(self, _: int) -> bool:
        every = self.script.crash_every
        return not self.quiet and bool(every) and self.chance.random() < 1 / every

    def _down_seconds(self) -> float:
        """Mostly a restart; now and then a long outage."""
        kind = self.chance.random()
        if kind < 0.8:
            return self.chance.uniform(1, 60)
        if not self.off:
            self.clock.boot += "." if kind > 0.9 else ""
        if kind < 0.95:
            return self.chance.uniform(60, 2 * 86_400)
        return self.chance.uniform(2 * 86_400, 60 * 86_400)

    def _calm_down(self) -> None:
        """No fault any more, and nobody acts but on the clock."""
        self.quiet, self.telegram.faulty, self.disk_fails = True, 0.0, 0.0
        self.off, self.telegram.unauthorised = timedelta(0), False
        self.telegram.blocked.clear()
        self._restores()

    # what people do

    def _arrived(self, chat: int, page: Page) -> None:
        if self.truth.heard(page.text):
            if chat == ADMIN and page.buttons:
                self._later(timedelta(hours=1), self._sees_to_the_clock)
            return
        standings = self.truth.arrived(chat, page.text, self.loop.now())
        for each in standings:
            if self.quiet:
                self._later(A_DAY / 48, self.people.acknowledge(each.reminder.id, OWNER))
            elif self.chance.random() < self.script.answers:
                self._answer(each, chat)

    def _answer(self, standing: Claimed, chat: int) -> None:
        """Somebody who read it acts, in minutes or in days; some press twice."""
        reminder, record = standing.reminder, standing.record
        pause = timedelta(seconds=self.chance.expovariate(1 / 7_200))
        who = chat if chat > 0 else self.chance.choice((OWNER, OTHER, NURSE))
        kind = self.chance.random()
        if reminder.matter is Matter.GATE and kind < 0.8:
            verb = self.chance.choice(("step", "step", "step", "hold", "flare"))
            act = self.people.decide(record.label, record.revision, verb, OWNER)
        elif kind < 0.05:
            verb = self.chance.choice(("off", "flare", "hold", "stop"))
            act = self.people.decide(record.label, record.revision, verb, OWNER)
        elif kind < 0.15:
            act = self.people.snooze(reminder.id, self.chance.randrange(3))
        elif kind < 0.2:
            asks = self.chance.choice((self.people.ask, self.people.call))
            act = asks(record.label)
        else:
            of_a_drug = answer_of(Ward(people=self.people, chance=self.chance), reminder, who)
            act = of_a_drug or self.people.acknowledge(reminder.id, who)
        self._later(pause, act)
        if self.chance.random() < 0.1:
            self._later(pause, act)

    async def _sees_to_the_clock(self, store: Any, clock: Any) -> None:
        """An administrator sets it right, or says that it is right."""
        del clock
        self.off = timedelta(0)
        if not self.clock.moved:
            return
        right = self.loop.now()
        mark = self.clock.mark(right)
        await store.commit(Change(at=right, seen=right, mark=mark))
        self.clock.take()

    def _later(self, pause: timedelta, act: Act) -> None:
        heappush(self.acts, (self.loop.now() + pause, next(self.number), act))
        self.pressing.set()

    def _plan_ahead(self) -> None:
        """What happens to chats and roles, at some time of the story."""
        days = self.script.days
        if self.chance.random() < 0.15:
            self._blocks(self.chance.choice((GROUP, OWNER, OTHER, ADMIN)), days)
        if self.chance.random() < 0.1:
            self._at(self.chance.uniform(0, days), self._migrates)
        if self.chance.random() < 0.05:
            self._later(A_DAY * self.chance.uniform(0, days), self.people.leave(OTHER))
        if self.chance.random() < 0.2:
            self._at(self.chance.uniform(0, days), lambda: self._disk(0.3))
            self._at(self.chance.uniform(0, days), lambda: self._disk(0.0))

        if self.script.faulty:
            self._plan_outages(days)

    def _plan_outages(self, days: int) -> None:
        """What holds everything back for a while: a clock, a disk, a token."""
        begin = self.chance.uniform(0, days)
        if self.chance.random() < 0.2:
            off, lasts = self.chance.choice(MOVES), self.chance.choice(MOMENTS)
            self._later(A_DAY * begin, self._moves(off))
            self._at(begin + lasts, self._is_right)
        if self.chance.random() < 0.1:
            self._at(begin, lambda: self._disk(1.0))
            self._at(begin + self.chance.uniform(0.01, 1), lambda: self._disk(0.0))
        if self.chance.random() < 0.1:
            self._at(begin, lambda: self._refuses(refuses=True))
            self._at(begin + self.chance.uniform(0.001, 0.3), lambda: self._refuses(refuses=False))

        if self.chance.random() < self.script.damaged:
            self._at(begin, self._damages)
            self._at(begin + self.chance.choice(RESTORED_AFTER), self._restores)

    def _at(self, day: float, happens: Any) -> None:
        async def act(_store: Any, _clock: Any) -> None:
            happens()

        self._later(A_DAY * day, act)

    def _blocks(self, chat: int, days: int) -> None:
        first = self.chance.uniform(0, days)
        self._at(first, lambda: self.telegram.blocked.add(chat))
        again = self.chance.uniform(first, days)
        self._at(again, lambda: self.telegram.blocked.discard(chat))
        self._later(A_DAY * again, self.people.back(chat))

    def _moves(self, off: timedelta) -> Act:
        """Somebody moves the clock of the machine, once a process has said how it counts: one that
        is wrong from the first moment of a machine cannot be told from a right one."""

        async def act(store: Any, clock: Any) -> None:
            if not self.quiet and clock.counts_on(store.mark()):
                self.off = off

        return act

    def _is_right(self) -> None:
        self.off = timedelta(0)

    def _refuses(self, *, refuses: bool) -> None:
        """As the transport says it of the token."""
        self.telegram.unauthorised = refuses and not self.quiet
        if self.telegram.unauthorised:
            self.outages.begin(OutageKind.REVOKED)
        else:
            self.outages.end(OutageKind.REVOKED)

    def _damages(self) -> None:
        if not self.quiet and (key := self.damage.begins()):
            self.truth.harms(key)

    def _restores(self) -> None:
        """From a backup."""
        if self.damage.key:
            self.truth.mends(self.damage.ends())

    def _disk(self, fails: float) -> None:
        self.disk_fails = 0.0 if self.quiet else fails

    def _migrates(self) -> None:
        self.telegram.moved[GROUP] = MOVED_GROUP

    # what there is

    @contextmanager
    def _store(self) -> Iterator[SqliteStore]:
        store = (self.kept or OnFile(self.folder)).opened()
        try:
            yield store
        finally:
            store.close()

    async def _beginning(self, store: SqliteStore) -> None:
        """The team, its people, and the plans somewhere along their courses."""
        watched = self._watched(store)
        self.quiet = True
        now = self.loop.now()
        team = Team(
            number=1,
            zone=self.chance.choice(ZONES),
            chat=GROUP,
            proved=True,
            day_from=time(self.chance.choice((6, 6, 8))),
            day_to=time(self.chance.choice((20, 20, 17))),
            repeat_hours=self.chance.choice((4, 4, 1)),
        )
        prescriber = Membership(role=Role.PRESCRIBER, team=1)
        people = (
            Person(who=OWNER, memberships=(Membership(role=Role.PRESCRIBER), prescriber)),
            Person(who=OTHER, memberships=(prescriber,)),
            Person(who=NURSE, memberships=(Membership(role=Role.CARE_TEAM, team=1),)),
        )
        mark = self.clock.mark(now)
        await watched.commit(Change(at=now, seen=now, mark=mark, keeps=(team, *people)))
        for number in range(self.script.plans):
            record = self._record(number, team)
            as_of_now = live(shipped(), record, team if record.team else None, self.zone, now)
            assert as_of_now
            reminders = replanned((), as_of_now, now)
            await watched.commit(Change(at=now, made=record, keeps=reminders))
        self.quiet = False

    def _record(self, number: int, team: Team) -> PlanRecord:
        """A plan whose steps were taken in time up to now."""
        case = self.chance.randrange(len(CASES))
        label = label_from([self.chance.randrange(31) for _ in range(5)])
        return made(case, self.loop.now().date(), label, 0 if number == 2 else team.number)

    def _alarm(self, store: Any) -> Alarm:
        """The alarm as it is wired, watched."""
        return self._alarm_by(store, self.clock, self.outages)

    def _alarm_by(self, store: Any, clock: Clock, outages: Outages) -> Alarm:
        desk = desk_of(store, clock, zone=self.zone)
        pages = replace(desk.pages, words=self.words)
        desk = replace(desk, pages=pages, outages=outages)
        pace = Pace(monotonic=self.loop.time, sleep=self.loop.waits, peers=store.peers)
        wired = alarm(desk, self.telegram, pace=pace)
        ledger = self.ledger(
            store=store,
            reader=desk.reader,
            guideline=desk.guideline,
            zone_name=self.zone,
            clock=clock,
            outdated=desk.outdated,
        )
        lanes = self.lanes(
            ledger=ledger,
            chats=wired.lanes.chats,
            sends=self.telegram,
            pages=pages,
            pace=pace,
            truth=self.truth,
        )
        return replace(wired, lanes=lanes, nudges=None)
