"""Two machines on one database: one leads, the other sends beside it, and either is killed."""

import asyncio
from collections import Counter
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from weakref import WeakSet

from bot.alarm.alarm import AGAIN_SECONDS, Alarm
from bot.clock import Clock
from bot.commands.running.helping import APART, LAST_SECONDS
from bot.desk.outages import Outages
from bot.store import CannotOpen, Change, NotRead, NotSaved, Standby
from bot.store.peers import LONGEST_CALL_SECONDS
from bot.store.postgres.lease import SECONDS
from bot.store.sqlite import SqliteStore
from flows.talk.records import Reminder
from tests.delivery.hooks import Crash, Hooks
from tests.delivery.timed import InTime
from tests.delivery.watched import Seen, Watched, faults_in
from tests.delivery.world import LOOKS_EVERY, QUIET, Act, Played, World

FAILED_SECONDS = 30.0
CUT, LONGEST_CUT_SECONDS = 0.05, 90.0  # of all commits; what one says again is cut off too
SLOWEST = (0.5, 5.0, 25.0)  # seconds until a message has arrived
TAKES_SECONDS = SECONDS + AGAIN_SECONDS  # until another process leads
FREE_SECONDS = SECONDS + LONGEST_CALL_SECONDS + 2.0  # until nothing is kept for it any more
HERE: ContextVar["Machine"] = ContextVar("machine")


class Everywhere(Hooks):
    """The points of whichever machine it is that passes them."""

    def point(self, name: str) -> None:
        if here := HERE.get(None):
            here.hooks.point(name)

    def alive(self) -> None:
        if here := HERE.get(None):
            here.hooks.alive()


@dataclass(slots=True, kw_only=True)
class ByMachine(Seen):
    """The lanes, which say whose message it is."""

    async def _sent(self, chat: int, standings: Any) -> Any:
        here = HERE.get()
        here.chats.add(chat)
        here.pair.by[here.leads] += 1
        outcome = await Seen._sent(self, chat, standings)
        here.chats.discard(chat)
        return outcome


@dataclass(slots=True, kw_only=True, eq=False)
class Machine:
    """One process after the other."""

    pair: "Pair"
    boot: str
    off: timedelta = timedelta(0)
    hooks: Hooks = field(init=False)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    stores: list[SqliteStore] = field(default_factory=list)
    tasks: WeakSet[asyncio.Task[Any]] = field(default_factory=WeakSet)
    chats: set[int] = field(default_factory=set)  # that something is on its way to
    rings: Alarm | None = None  # while it sends beside another one
    leads: bool = False
    cut_until: float = 0.0
    over: asyncio.Event = field(default_factory=asyncio.Event)  # it helps no more
    lost: asyncio.Event = field(default_factory=asyncio.Event)  # it has to join anew

    def __post_init__(self) -> None:
        self.hooks = Hooks(ends=self._ends, crashes=self.pair.hooks.crashes)

    async def lives(self, until: Any) -> None:
        """A process, and another one once it has died, until then."""
        HERE.set(self)
        while self.pair.loop.now() < until and not self.pair.truth.broken:
            if await self._process(until):
                await self.pair.loop.waits(self._down_seconds())

    async def _process(self, until: Any) -> bool:
        """From its start to its end, or to its death: whether it died."""
        self.hooks.dead = False
        self.ended.clear()
        work = asyncio.ensure_future(self._runs(until))
        ends = asyncio.ensure_future(self.ended.wait())
        await asyncio.wait({work, ends}, return_when=asyncio.FIRST_COMPLETED)
        others = {*self.tasks} - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for chat in self.chats:
            self.pair.truth.under_way.pop(chat, None)
        self.chats.clear()
        died = self.hooks.dead
        for store in self.stores:
            if died:
                self.pair.kept.killed(store)
            else:
                store.close()
        self.stores.clear()
        self.leads, self.rings = False, None
        error = None if work.cancelled() else work.exception()
        for each in (self.pair.truth.broken, error):
            if each and not isinstance(each, Crash):
                raise each
        return died

    async def _runs(self, until: Any) -> None:
        try:
            store = self._has(self.pair.kept.opened(self._deposed))
        except Standby:
            store = await self._stands_by(until)
        if store:
            await self._leads(store, until)

    async def _stands_by(self, until: Any) -> SqliteStore | None:
        """It sends what the one that leads leaves, until it leads itself."""
        helps = asyncio.ensure_future(self._helps(until))
        over = self.pair.loop.now() >= until
        while not over:
            try:
                store = self._has(self.pair.kept.opened(self._deposed))
            except Standby:
                self.pair.free.clear()
                free = asyncio.ensure_future(self.pair.free.wait())
                await asyncio.wait(
                    {helps, free},
                    timeout=(until - self.pair.loop.now()).total_seconds(),
                    return_when=asyncio.FIRST_COMPLETED,
                )
                free.cancel()
                over = helps.done() or self.pair.loop.now() >= until
                continue
            await self._quiet(helps)
            return store
        await self._quiet(helps)
        return None

    async def _quiet(self, helps: "asyncio.Task[None]") -> None:
        """What is on its way is sent and written down; nothing more is begun."""
        if self.rings:
            self.rings.lanes.ending = True
        self.over.set()
        await asyncio.wait({helps}, timeout=LAST_SECONDS)
        helps.cancel()
        await asyncio.gather(helps, return_exceptions=True)
        if not helps.cancelled() and (error := helps.exception()):
            raise error

    async def _helps(self, until: Any) -> None:
        self.over.clear()
        loop = self.pair.loop
        while not self.over.is_set() and loop.now() < until:
            self.lost.clear()
            try:
                store = self._has(self.pair.kept.joined(lambda _: self.lost.set()))
            except CannotOpen:
                await self._waits(AGAIN_SECONDS)
                continue
            if abs(store.peers.ahead(loop.now() + self.off)) <= APART:
                await self._sends(store, until)
            else:
                await self._waits(LOOKS_EVERY.total_seconds())
            self.stores.remove(store)
            self.pair.kept.silent(store)
            store.close()

    async def _sends(self, store: SqliteStore, until: Any) -> None:
        loop, clock = self.pair.loop, self.clock(store)
        watched = self._watched(store)
        self.rings = self.pair._alarm_by(watched, clock, Outages(clock=clock))
        while not self.over.is_set() and not self.lost.is_set() and loop.now() < until:
            if self.pair.truth.broken:
                return
            try:
                await self.rings.tick(clock())
                due = store.next_due() or until
            except (NotSaved, NotRead):
                await self._waits(FAILED_SECONDS)
                continue
            if abs(store.peers.ahead(loop.now() + self.off)) > APART:
                break
            seconds = (min(due, until) - loop.now()).total_seconds()
            if self.rings.lanes.left or self.rings.lanes.back:
                seconds = AGAIN_SECONDS
            await self._waits(seconds if seconds > 0 else FAILED_SECONDS)
        self.rings = None

    async def _waits(self, seconds: float) -> None:
        """So long, or until there is news or this is over."""
        waits = [asyncio.ensure_future(each.wait()) for each in (self.news, self.over, self.lost)]
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for each in waits:
            each.cancel()
        self.news.clear()

    async def _leads(self, store: SqliteStore, until: Any) -> None:
        self.leads = True
        watched = self._watched(store)
        self.pair.led_by(self, store)
        ringing = asyncio.ensure_future(self.pair._serve(watched, until))
        desk = asyncio.ensure_future(self.pair._press(watched))
        await asyncio.wait({ringing, desk}, return_when=asyncio.FIRST_COMPLETED)
        for task in (ringing, desk):
            if task.done() and (error := task.exception()):
                raise error
        self.pair.leads_no_more()

    def clock(self, store: SqliteStore) -> Clock:
        """As a process has it that begins."""
        loop = self.pair.loop
        made = Clock(machine=lambda: loop.now() + self.off, elapsed=loop.time, boot=self.boot)
        machine = loop.now() + self.off
        made.begins(store.seen(), store.mark(), machine - store.peers.ahead(machine))
        return made

    def _has(self, store: SqliteStore) -> SqliteStore:
        self.stores.append(store)
        return store

    def _watched(self, store: SqliteStore) -> "Heard":
        pair = self.pair
        return Heard(store, self.hooks, pair.truth, pair.fails)

    def _ends(self, number: int) -> bool:
        if not self.pair._ends(number):
            return False
        for each in self.stores:
            self.pair.kept.silent(each)
        if self.leads:
            self.pair.leads_no_more()
        self.pair.counts[f"killed, {'leads' if self.leads else 'helps'}"] += 1
        self.pair.loop.call_later(FREE_SECONDS, self.pair.everybody_looks)
        self.ended.set()
        return True

    def is_cut_off(self, seconds: float) -> None:
        """It does not reach the database for so long: another process may lead meanwhile."""
        loop = self.pair.loop
        self.pair.counts[f"cut off, {'leads' if self.leads else 'helps'}"] += 1
        self.cut_until = loop.time() + seconds
        there = [*self.stores]
        for each in there:
            self.pair.kept.silent(each)
        loop.call_later(TAKES_SECONDS, self.pair.free.set)
        loop.call_later(FREE_SECONDS, self.pair.everybody_looks)
        loop.call_later(seconds, self._reaches, there)

    def _reaches(self, there: list[SqliteStore]) -> None:
        for each in there:
            if each in self.stores and not self.hooks.dead:
                self.pair.kept.says_again(each)
        self.pair.everybody_looks()

    def _deposed(self, _: str) -> None:
        """Another one has taken over: the process ends, and is begun anew."""
        if self.leads and not self.hooks.dead:
            self.pair.counts["deposed"] += 1
            self.hooks.dead = True
            self.ended.set()

    def _down_seconds(self) -> float:
        """Mostly a restart; now and then an outage."""
        chance = self.pair.chance
        kind = chance.random()
        if kind < 0.8:
            return chance.uniform(1, 60)
        if kind > 0.9 and not self.off:
            self.boot += "."
        return chance.uniform(60, 2 * 86_400)


class Heard(Watched):
    """What is due soon is heard of by the other one."""

    async def commit(self, change: Change) -> None:
        try:
            await super().commit(change)
        finally:
            here = HERE.get()
            soon = here.pair.loop.now() + timedelta(seconds=AGAIN_SECONDS)
            if any(isinstance(x, Reminder) and x.due and x.due <= soon for x in change.keeps):
                here.pair.others_look(here)


@dataclass(slots=True, kw_only=True)
class Pair(InTime):
    """Everything of one seed, on two machines."""

    lanes: type[Seen] = ByMachine
    machines: tuple[Machine, ...] = ()
    leading: Machine | None = None
    led_until: Any = None
    free: asyncio.Event = field(default_factory=asyncio.Event)  # perhaps nobody leads
    by: Counter[bool] = field(default_factory=Counter)  # messages of whoever leads, or does not
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        InTime.__post_init__(self)
        self.loop.set_task_factory(self._task)
        self.hooks = Everywhere(ends=self.hooks.ends)
        self.telegram.hooks = self.hooks
        self.telegram.slowest_seconds = self.chance.choice(SLOWEST)
        self.machines = tuple(Machine(pair=self, boot=each) for each in ("one", "two"))

    def fails(self) -> bool:
        """Whether a commit does: for the disk, or since the machine does not reach the database,
        as it may be from now on."""
        if here := HERE.get(None):
            if not self.quiet and self.chance.random() < CUT:
                here.is_cut_off(self.chance.uniform(1, LONGEST_CUT_SECONDS))
            if self.loop.time() < here.cut_until:
                return True
        return self.chance.random() < self.disk_fails

    def _task(self, loop: Any, work: Any, **more: Any) -> "asyncio.Task[Any]":
        task = asyncio.Task(work, loop=loop, **more)
        if here := HERE.get(None):
            here.tasks.add(task)
        return task

    def played(self) -> Played:
        played = InTime.played(self)
        played.points = sum(each.hooks.passed for each in self.machines)
        played.counts["by the one that helps"] = self.by[False]
        played.counts += self.counts
        return played

    async def _story(self) -> None:
        self._plan_ahead()
        with self._store() as store:
            await self._beginning(store)
        await self._both(self.loop.now() + timedelta(days=self.script.days))
        self._calm_down()
        await self._both(self.loop.now() + QUIET)
        with self._store() as store:
            self.truth.all_is_mended(faults_in(store))
        self.truth.nothing_is_lost(self.loop.now())

    async def _both(self, until: Any) -> None:
        lives = [asyncio.ensure_future(each.lives(until)) for each in self.machines]
        done, left = await asyncio.wait(lives, return_when=asyncio.FIRST_EXCEPTION)
        for each in left:
            each.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        for each in done:
            each.result()

    def led_by(self, machine: Machine, store: SqliteStore) -> None:
        """It leads from now on."""
        self.leading, self.clock = machine, machine.clock(store)
        self.outages = Outages(clock=self.clock)
        self._refuses(refuses=self.telegram.unauthorised)
        if self.led_until:
            self.truth.was_down((self.loop.now() - self.led_until).total_seconds())
        self.counts["began to lead"] += 1

    def leads_no_more(self) -> None:
        """Nobody does, until another one has noticed."""
        self.led_until = self.loop.now()
        self.loop.call_later(TAKES_SECONDS, self.free.set)

    def everybody_looks(self) -> None:
        """Something may be free."""
        self.news.set()
        for each in self.machines:
            each.news.set()

    def others_look(self, machine: Machine) -> None:
        """As they hear of it through the database."""
        for each in self.machines:
            if each is not machine:
                (self.news if each.leads else each.news).set()

    # one clock of two

    def _moves(self, off: timedelta) -> Act:
        async def act(store: Any, clock: Any) -> None:
            if not self.quiet and clock.counts_on(store.mark()):
                HERE.get().off = off

        return act

    def _is_right(self) -> None:
        for each in self.machines:
            each.off = timedelta(0)

    async def _sees_to_the_clock(self, store: Any, clock: Any) -> None:
        self._is_right()
        await World._sees_to_the_clock(self, store, clock)

    def _calm_down(self) -> None:
        World._calm_down(self)
        self._is_right()
