"""The second way in: what is due is claimed, sent and settled, with nobody having asked."""

import asyncio
import logging
from collections.abc import Callable, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.alarm.beating import SILENT_SECONDS
from bot.alarm.clock_guard import ClockGuard
from bot.alarm.endings import Endings
from bot.alarm.errands import Errands
from bot.alarm.health import HealthFile
from bot.alarm.knocking import Knocking
from bot.alarm.lanes import Lanes, Look
from bot.alarm.notice.audit_head import AuditHead
from bot.alarm.notice.notices import Notices
from bot.alarm.notice.restoration import Restoration
from bot.alarm.notice.unread import Damage
from bot.alarm.notice.upkeep import Chores
from bot.alarm.remaking import remake
from bot.desk.outages import STORES
from bot.page import Page
from bot.pulse import Pulse
from bot.store import Full, NotRead, NotReplaced, NotSaved, Stale, Store, Undecodable
from bot.store.peers import in_this_loop
from bot.store.record import keys
from flows.intake.idle import IDLE
from flows.talk.outage import OutageKind
from flows.talk.records import Landing

LONGEST_SECONDS = 30.0  # between two looks at what is due
AGAIN_SECONDS = 1.0  # where another process has something of what is due
LONGEST_TICK = timedelta(minutes=10)
DUE = "due"  # the kind of the rows that lead to what is
DUE_AT_ONCE = 500
IDLE_AT_ONCE = 50

log = logging.getLogger(__name__)


class Nudges(Protocol):
    """What the alarm needs of the desk for drafts that were left alone."""

    async def nudge(self, chat: int) -> tuple[Page, ...]:
        """The draft is set aside, and this asks about it; nothing where nothing is to be asked."""
        ...

    async def shown(self, chat: int, message: int) -> None:
        """This message shows the open prompt."""
        ...


@dataclass(slots=True, kw_only=True)
class Alarm:
    """One loop that sends what is due; nothing of a reminder is kept anywhere but in the store.

    Beside a process that leads it sends what that one leaves, and does nothing else.
    """

    store: Store
    lanes: Lanes
    guard: ClockGuard
    unread: Damage
    restoration: Restoration
    chores: Chores
    audit_head: AuditHead
    notices: Notices
    knocking: Knocking
    endings: Endings
    errands: Errands
    nudges: Nudges | None
    clock: Callable[[], datetime]
    failing: set[str] = field(default_factory=set)  # ids of what could not be judged just now
    news: asyncio.Event = field(default_factory=asyncio.Event)  # set where reminders have changed
    health: HealthFile | None = None
    pulse: Pulse = field(default_factory=Pulse)
    looked: bool = False  # at what is due, or it could not be
    wakes: datetime | None = None  # when it looks again by itself, while it sleeps

    async def run(self, stop: asyncio.Event) -> None:
        """What is due is sent until `stop` is set."""
        stopping = asyncio.create_task(stop.wait())
        stopping.add_done_callback(lambda _: self._end())
        self.store.peers.hears(DUE, in_this_loop(self.hear))
        try:
            while not stop.is_set():
                self.news.clear()
                seconds = await self._ticked()
                await self._woken(stopping, seconds)
            await self._leaves()
        finally:
            stopping.cancel()

    def hear(self, row: str) -> None:
        """Another process has made this index row's reminder due; empty: it may have. The alarm
        looks where that is before it would have."""
        if not row or self.wakes is None or row <= keys.until(DUE, self.wakes)[1]:
            self.news.set()

    async def tick(self, now: datetime) -> datetime | None:
        """All that is due has been sent, or is written down as due later: when the next is due;
        raises NotSaved or NotRead where the store failed.

        What holds everything back is told to whoever is to hear of it.
        """
        outages = self.notices.outages
        try:
            with self.store.looking():
                await self._send(now)
                due = self.store.next_due()
        except (NotSaved, NotRead) as error:
            outages.begin(self._kind(error))
            await self._tell()
            raise
        outages.end(*STORES)
        outages.doubted = False
        await self._tell()
        return due

    def _kind(self, error: NotSaved | NotRead) -> OutageKind:
        if isinstance(error, Full):
            return OutageKind.FULL
        of_a_row = isinstance(error, Undecodable | NotReplaced)
        return OutageKind.DATABASE if self._server and not of_a_row else OutageKind.STORE

    @property
    def _server(self) -> str:
        return self.store.peers.server

    async def _tell(self) -> None:
        if not self.lanes.ending and not self.store.peers.helps:
            await self.notices.tell()

    async def _leaves(self) -> None:
        """Where another process makes this one leave, whoever is to hear of that has; one that
        has taken over is none that should be stopped."""
        if self.notices.outages.rivalled and self.store.peers.stands:
            await self.notices.tell(leaving=True)
            self._write()

    def _write(self) -> None:
        if self.health:
            self.health.write(self.notices.outages(), self.notices.tells.so_far())

    async def _send(self, now: datetime) -> None:
        await self.lanes.settle_the_rest()
        await self.lanes.ledger.recover()
        if self.store.peers.helps:
            await self._send_due(now)
            return
        believed = await self.guard.allows(now, tries=self.notices.outages.of_the_store)
        remade = await remake(self.lanes.ledger) if believed else 0
        await self.unread.tell(remade)
        await self.restoration.tell()
        await self.chores.tell()
        if not believed or self.notices.outages.rivalled:
            return
        await self.knocking.round(now)
        await self._send_due(now)
        if not self.lanes.ending:
            await self.audit_head.tell()
            await self.errands.round()
        await self._nudge(now - IDLE)

    async def _send_due(self, now: datetime) -> None:
        """What is due has been sent, and what that has ended says so; no clock that cannot be
        believed sends anything."""
        if self.guard.stopped:
            return
        self.lanes.failed.clear()
        self.lanes.left = self.lanes.back = False
        await self.lanes.pace.learn()
        asked = set[tuple[str, int]]()
        while (look := self._look(now, asked)).rows:
            done = await self.lanes.carry(look, now)
            asked |= done
            self._write()  # what is paced may take long
            if self.lanes.back or (self.lanes.left and not done):
                break
        self.failing.clear()
        self.failing |= self.lanes.failed
        if not self.lanes.ending:
            await self.endings.round()

    def _look(self, now: datetime, asked: Set[tuple[str, int]]) -> Look:
        """What is due and was not asked about in this tick, with what others have of it, which
        they may let go of: it is before what comes after it. Nothing once the process ends, or
        where others have all of it."""
        if self.lanes.ending:
            return Look()
        # What came due while others were sent is of this tick too; a clock that jumps is not.
        at = min(max(now, self.clock()), now + LONGEST_TICK)
        with self.lanes.measures.looks.timed():
            look = self._in_order(at) if self.store.due(at, 1, self.lanes.failed) else Look()
        self.looked = True
        return replace(look, rows=tuple(e for e in look.rows if (e.id, e.serial) not in asked))

    def _in_order(self, at: datetime) -> Look:
        """What is on its way is looked for before what is due: what others claim between the two
        keeps its chats for longer than it takes until this process asks for its own."""
        with self.store.looking():
            sent = self.lanes.ledger.on_its_way()
            theirs = self.store.peers.theirs()
            rows = self.store.due(at, DUE_AT_ONCE + len(theirs), self.lanes.failed)
        if all(row.id in theirs for row in rows):
            return Look()
        return Look(rows=rows, sent=sent)

    async def _ticked(self) -> float:
        """A tick has been; how long until the next one, unless there is news."""
        self.pulse.beats(SILENT_SECONDS)
        now = self.clock()
        try:
            due = await self.tick(now)
        except (NotSaved, NotRead):
            if self._server:
                log.exception("the database does not answer", extra={"server": self._server})
            else:
                log.exception("the store failed")
            return LONGEST_SECONDS
        finally:
            self.looked = True
            self.pulse.beats(SILENT_SECONDS)
            self._write()
        if self.lanes.left or self.lanes.back:  # to another process, which may end; to its place
            return AGAIN_SECONDS
        if due is None or due <= now:  # this tick has seen it, and could not do more
            return LONGEST_SECONDS
        seconds = (due - self.clock()).total_seconds()  # the tick itself took some
        return min(max(seconds, 0.0), LONGEST_SECONDS)

    async def _woken(self, stopping: asyncio.Task[bool], seconds: float) -> None:
        news = asyncio.create_task(self.news.wait())
        self.wakes = self.clock() + timedelta(seconds=seconds)
        await asyncio.wait({stopping, news}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        self.wakes = None
        news.cancel()

    def _end(self) -> None:
        self.lanes.ending = True

    async def _nudge(self, until: datetime) -> None:
        """Who left a draft is asked once; a message that is lost is not made up for."""
        for chat in self.store.idle(until, IDLE_AT_ONCE) if self.nudges else ():
            held = self.lanes.pace.wait_seconds(chat) > LONGEST_SECONDS  # it would hold all up
            if self.nudges and not held and not self.lanes.ending:
                await self._nudged(self.nudges, chat)

    async def _nudged(self, nudges: Nudges, chat: int) -> None:
        try:
            pages = await nudges.nudge(chat)
        except Stale:  # the draft goes on
            return
        for page in pages:
            if page.edits is None:
                async with self.lanes.pace.turn(chat):
                    outcome = await self.lanes.sends.send(chat, page)
                if outcome.landing is Landing.SENT:
                    await nudges.shown(chat, outcome.message)
