"""Reminders on their way: each chat after its own order, all chats beside each other.

A reminder is claimed when the first of its chats has its turn, and settled once every chat of
this try has an outcome. What is late in one chat goes there as one message.
"""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Collection, Coroutine, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.alarm.chats import Chats
from bot.alarm.job import Job, go_together, one_message
from bot.alarm.ledger import Claimed, Ledger
from bot.alarm.sending import OVERTAKEN, Attempt, Sends
from bot.measures import Measures
from bot.pacing import Pace
from bot.page import Page
from bot.page.render import Pages, Seat
from bot.store import NotRead, NotSaved
from bot.store.peers import Sent, Wanted
from flows.reminder.classes import class_of
from flows.reminder.elsewhere import in_place_of
from flows.reminder.escalation import Landed
from flows.reminder.message.covered import covered
from flows.reminder.message.note import digest
from flows.reminder.message.together import together
from flows.talk.records import Landing, Reminder

LANE_SECONDS = 60.0  # then what still waits in it is left to the next tick, with what is new

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is due, in its order, and the chats of what is on its way from another process."""

    rows: tuple[Reminder, ...] = ()
    sent: Sent = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Lanes:
    """Takes what is due to its chats."""

    ledger: Ledger
    chats: Chats
    sends: Sends
    pages: Pages
    pace: Pace
    measures: Measures = field(default_factory=Measures)
    counts: Counter[str] = field(default_factory=Counter)
    ending: bool = False  # nothing more is begun
    left: bool = False  # whether something of what is due has to be asked about again soon
    back: bool = False  # whether something was put back to where it was: nothing may overtake it
    unsettled: list[Job] = field(default_factory=list)  # sent, and the store did not take it
    failed: set[str] = field(default_factory=set)  # ids, in the present tick

    async def carry(self, look: Look, seen: datetime) -> set[tuple[str, int]]:
        """Each of these rows, by id and serial, was sent or changed, or has failed; the others are
        left for later, or to another process. Raises NotSaved."""
        urgent_first = sorted(look.rows, key=lambda row: not class_of(row.matter).at_any_hour)
        jobs = [Job(row=row, seen=seen) for row in urgent_first]
        for job in jobs:
            self._intend(job)
        ours = await self._taken(jobs, look.sent)
        try:
            await self._carry([job for job in jobs if job.row.id in ours])
        finally:
            if not self.unsettled and not self.back:
                await self.ledger.store.peers.let_go()
        return {(job.row.id, job.row.serial) for job in jobs if job.asked}

    async def _taken(self, jobs: Sequence[Job], sent: Sent) -> Collection[str]:
        """The ids of those that no other process has, nor a chat of them; raises NotSaved."""
        wanted = [
            Wanted(id=job.row.id, due=job.row.due, chats=frozenset(job.chats))
            for job in jobs
            if job.row.due
        ]
        ours = await self.ledger.store.peers.taken(wanted, sent)
        self.left = len(ours) < len(wanted)
        return ours

    async def _carry(self, jobs: Sequence[Job]) -> None:
        lanes: dict[int, list[Job]] = {}
        for job in jobs:
            for chat in job.chats:
                lanes.setdefault(chat, []).append(job)
        ways = [self._claim(job) for job in jobs if not job.chats]
        ways += (self._way(chat, there) for chat, there in lanes.items())
        faults = await _all(ways)
        # A lane was left early, somebody became a recipient only now, or nobody is left to tell.
        begun = [job for job in jobs if job.claim and not job.settled]
        faults += await _all([self._land(job, job.open, job.not_tried) for job in begun])
        for fault in faults:
            raise fault

    async def settle_the_rest(self) -> None:
        """What was sent and could not be written down is now; raises NotSaved."""
        while self.unsettled:
            job = self.unsettled[0]
            if job.claim:
                await self.ledger.settle(job.claim, job.landed)
            self.unsettled.pop(0)

    def _intend(self, job: Job) -> None:
        """It has the lanes that it belongs to; none where it is not to be sent, or cannot be
        judged."""
        try:
            job.intent = self.ledger.intent(job.row)
        except Exception:
            self._failed(job)
        else:
            job.chats = job.intent.chats

    async def _claim(self, job: Job) -> None:
        """Whichever lane comes first claims it, unless another process may have taken it by now;
        raises NotSaved."""
        async with job.lock:
            if job.asked or job.intent is None:
                return
            if not self.ledger.store.peers.stands:
                self.back = True
                return
            job.asked = True
            try:
                job.claim = await self.ledger.claim(job.row, job.intent, job.seen)
            except NotSaved:
                raise
            except Exception:
                self._failed(job)

    async def _way(self, chat: int, there: Sequence[Job]) -> None:
        """All of these have gone to this chat, or wait; where none does it is free for others."""
        try:
            await self._lane(chat, deque(there))
        finally:
            if all(job.over_in(chat) for job in there):
                over = {job.row.id for job in there if job.over and job not in self.unsettled}
                self.ledger.store.peers.free(over, {chat})

    async def _lane(self, chat: int, waiting: deque[Job]) -> None:
        until = self.pace.monotonic() + LANE_SECONDS
        while waiting and not self.ending:
            wait = self.pace.wait_seconds(chat)
            if wait > LANE_SECONDS:
                await self._put_off(chat, waiting, wait)
                return
            await self.sends.clear(chat)  # what made it due is shown before it
            async with self.pace.turn(chat):
                await self._next(chat, waiting)
            if self.pace.monotonic() > until:
                return

    async def _put_off(self, chat: int, waiting: Iterable[Job], wait: float) -> None:
        """Telegram asked for a long pause: the store keeps what waits for it."""
        for job in waiting:
            await self._claim(job)
            if chat in job.open:
                await self._land(
                    job, {chat}, replace(job.not_tried, wait_seconds=wait, place=None)
                )

    async def _next(self, chat: int, waiting: deque[Job]) -> None:
        """The next message of this chat: one reminder, what goes with it, or all that are late."""
        batch = one_message(waiting)
        for job in batch:
            waiting.remove(job)
        faults = await _all([self._claim(job) for job in batch])
        there = [job for job in batch if chat in job.open]
        # From here to the begin of the send nothing is awaited: what holds now is what is sent.
        holding = {job: job.claim for job in there if self._holds(job.claim, chat)}
        claims = [each for each in holding.values() if each]
        outcome = await self._sent(chat, claims) if claims else OVERTAKEN
        self._measure(holding, outcome.landing)
        landed = Landed(
            landing=outcome.landing,
            message=outcome.message,
            of_several=not go_together(claims),
            wait_seconds=outcome.wait_seconds,
        )
        for job in there:
            job.landed[chat] = landed if job in holding else job.not_tried
        await self._follow(chat, outcome)
        faults += await _all([self._land(job, {chat}, job.landed[chat]) for job in there])
        for fault in faults:
            raise fault

    def _measure(self, jobs: Collection[Job], landing: Landing) -> None:
        """What became of a message of these, and of one that left how late it was."""
        now = self.ledger.clock()
        self.measures.reminders[landing] += bool(jobs)
        for due in (job.row.due for job in jobs if landing is Landing.SENT):
            self.measures.lateness.took((now - due).total_seconds() if due else 0)

    def _holds(self, claim: Claimed | None, chat: int) -> bool:
        return claim is not None and self.ledger.holds(claim, chat)

    async def _sent(self, chat: int, claims: Sequence[Claimed]) -> Attempt:
        """What became of the message; it is not sent where it cannot be written."""
        try:
            page = self._page(chat, claims)
        except Exception:
            log.exception("not to be written")
            return Attempt(landing=Landing.WAITS, why="unwritten")
        recipients = claims[0].recipients
        thread = recipients.thread if chat == recipients.group else 0
        try:
            return await self.sends.send(chat, page, thread=thread)
        except Exception as error:  # it may have left all the same
            log.exception("perhaps sent")
            return Attempt(landing=Landing.UNKNOWN, why=type(error).__name__)

    def _page(self, chat: int, claims: Sequence[Claimed]) -> Page:
        now, first = self.ledger.clock(), claims[0]
        if go_together(claims):
            said = together(
                [each.reminder for each in claims],
                first.record,
                first.live,
                first.recipients,
                chat=chat,
                now=now,
                unheeded=first.unheeded,
                others=next((each.others for each in claims if each.others), ()),
            )
        else:
            late = [(each.reminder, each.record, each.live) for each in claims]
            recipients = {each.record.label: each.recipients for each in claims}
            said = digest(late, chat, now, recipients)
        said = covered(said, ((each.reminder, each.recipients) for each in claims))
        (page,) = self.pages.pages(said, Seat(chat=chat, who=max(chat, 0), now=now))
        alone = len(claims) == 1
        above = (
            in_place_of(first.reminder, first.others, first.recipients, chat) if alone else None
        )
        return replace(page, protected=True, edits=above)

    async def _follow(self, chat: int, outcome: Attempt) -> None:
        """What the outcome says of the chat itself is known from now on."""
        self.counts[outcome.why or outcome.landing] += 1
        if outcome.wait_seconds:
            self.pace.hold(chat, outcome.wait_seconds)
        try:
            if outcome.moved_to:
                await self.chats.move(chat, outcome.moved_to)
            if outcome.unreachable:
                await self.chats.lose(chat)
        except Exception:  # the next message to this chat says the same again
            log.exception("what the chat has become is not known yet")

    async def _land(self, job: Job, chats: set[int], landed: Landed) -> None:
        """Where this was the last chat of the try, it is settled."""
        job.landed |= dict.fromkeys(chats, landed)
        if job.open or job.claim is None or job.settled:
            return
        job.settled = True
        self.back = self.back or any(each.place for each in job.landed.values())
        try:
            await self.ledger.settle(job.claim, job.landed)
        except (NotSaved, NotRead):
            self.unsettled.append(job)
            raise

    def _failed(self, job: Job) -> None:
        """It stays due, and is seen to be late; the others go on."""
        log.exception("a reminder failed")
        self.counts["failed"] += 1
        self.failed.add(job.row.id)
        job.asked = True


async def _all(ways: Sequence[Coroutine[None, None, None]]) -> list[Exception]:
    """Every way is gone to its end; the errors of those that failed."""
    ended = await asyncio.gather(*ways, return_exceptions=True)
    faults = [each for each in ended if each is not None]
    for fault in faults:
        if not isinstance(fault, Exception):
            raise fault
    return [each for each in faults if isinstance(each, Exception)]
