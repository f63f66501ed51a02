"""What the alarm reads of a reminder, and writes down before and after it is sent.

Everything is read anew for each step. Where somebody else was faster the step is taken again on
what holds then, so nobody is told what was acknowledged or changed meanwhile.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.desk.reader import Reader
from bot.measures import CALLS, Durations
from bot.store import Change, NotReplaced, NotSaved, Stale, Store, Undecodable
from bot.store.peers import Sent
from core.course.regimen.agenda import HELD
from core.guideline.schema import Guideline
from flows.plan.live import Live, live, soonest
from flows.reminder.elsewhere import Outdated, left_open, superseded
from flows.reminder.escalation import Landed, claimed, recovered, settled
from flows.reminder.hours import when_allowed
from flows.reminder.message.body import READS_OTHERS
from flows.reminder.recipients import Recipients, reach
from flows.reminder.stages import outstanding
from flows.reminder.wanted.last_told import dose_named
from flows.reminder.wanted.wanted import (
    ASKED_WEEKLY,
    BY_PEOPLE,
    REPLACES,
    drifted,
    replanned,
    withdrawn,
)
from flows.talk.erasure import owed
from flows.talk.records import Kept, Matter, PlanRecord, Reminder, Stage, Team

TRIES = 5
RECOVERED_AT_ONCE = 200
KEPT_LIVES = 200
GRACE = timedelta(minutes=10)  # after the team's hours, for what is due as they end


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A reminder with all that its message is made of, read together."""

    reminder: Reminder
    record: PlanRecord
    team: Team | None
    live: Live
    recipients: Recipients
    unheeded: tuple[Reminder, ...] = ()  # of the same plan, what nobody took up
    others: tuple[Reminder, ...] = ()  # of the same plan, where it says what those have said


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What is to be written for a reminder that is due, and what is to be sent then."""

    keeps: tuple[Reminder, ...]
    claim: Claimed | None = None

    @property
    def chats(self) -> tuple[int, ...]:
        """Where it goes."""
        claim = self.claim
        return tuple(each.chat for each in outstanding(claim.reminder)) if claim else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The steps of a reminder as commits; each raises NotSaved where it was not kept."""

    store: Store
    reader: Reader
    guideline: Guideline
    zone_name: str
    clock: Callable[[], datetime]
    commits: Durations = field(default_factory=lambda: Durations(CALLS))
    outdated: list[Outdated] = field(default_factory=list)  # messages to be made true
    _lives: dict[tuple[str, int, str, date, date], Live] = field(default_factory=dict)

    def intent(self, row: Reminder) -> Intent:
        """What the reminder needs as things stand; nothing is written yet."""
        now = self.clock()
        record = self.store.plan(row.label)
        if record is None:
            return Intent(keeps=withdrawn((row,), now))
        team = self.team_of(record)
        as_of_now = self.standing(record, team, now)
        if not _stands(row, record, as_of_now):
            changed = replanned(self.store.reminders(row.label), as_of_now, now)
            named = any(each.id == row.id for each in changed)
            return Intent(keeps=changed if named else (*changed, *withdrawn((row,), now)))
        if (allowed := self._put_off(row, team)) > now:
            return Intent(keeps=(replace(row, due=allowed, serial=row.serial + 1),))
        recipients = self.reader.recipients(record, team)
        after = claimed(row, recipients, now)
        claim = Claimed(
            reminder=after,
            record=record,
            team=team,
            live=as_of_now,
            recipients=recipients,
            unheeded=self._not_told_yet(record),
            others=self.store.reminders(row.label) if row.matter in READS_OTHERS else (),
        )
        keeps = (after, *self._replaced(row, as_of_now, now))
        return Intent(keeps=keeps, claim=claim if after.stage is Stage.SENDING else None)

    def _not_told_yet(self, record: PlanRecord) -> tuple[Reminder, ...]:
        """What nobody took up since the owner was last told anything of the plan: each is named
        above one message, and after that in the lists alone."""
        stuck = self.store.stuck(record.label)
        if not stuck:
            return ()
        sent = (
            each.sent_at
            for reminder in self.store.reminders(record.label)
            for each in reminder.deliveries
            if each.chat == record.owner and each.sent_at
        )
        last = max(sent, default=None)
        return tuple(each for each in stuck if not (last and each.at and each.at <= last))

    def _replaced(self, row: Reminder, as_of_now: Live, now: datetime) -> tuple[Reminder, ...]:
        """What is asked no more once this is, for the first time: that of the week before, and
        the weekly dose of a drug that is held since this morning. What says so takes its place:
        nothing else would write that before the next day."""
        if row.rounds or row.tries or row.matter not in REPLACES:
            return ()
        changed = replanned(self.store.reminders(row.label), as_of_now, now)
        over = (e for e in changed if e.stage is Stage.WITHDRAWN or _is_of_a_hold(e))
        return tuple(each for each in over if each.id != row.id)

    async def claim(self, row: Reminder, intent: Intent, seen: datetime) -> Claimed | None:
        """The reminder in sending; None where it is not to be sent, which is then written down.

        Where it has changed since, or the hours of the day ended while it waited for its turn, it
        is judged anew, if it is still due.
        """
        for _ in range(TRIES):
            if intent.claim and self._put_off(row, intent.claim.team) > self.clock():
                intent = self.intent(row)
            keeps = self.reader.fit(intent.keeps)
            if await self.kept(self.clock(), keeps, seen=seen):
                return intent.claim
            there = self.store.reminder(row.id)
            if there is None or there.due is None or there.due > self.clock():
                return None
            intent = self.intent(there)
        raise NotSaved

    def holds(self, claim: Claimed, chat: int) -> bool:
        """Whether it is claimed as it was, of the same plan, and may still go to this chat; what
        cannot be read any more does not hold, nor what another process may have taken."""
        if not self.store.peers.stands:
            return False
        reminder, record = claim.reminder, claim.record
        try:
            there = (self.store.reminder(reminder.id), self.store.plan(record.label))
        except Undecodable:
            return False
        if there != (reminder, record):
            return False
        recipients = self.reader.recipients(record, self.team_of(record))
        return chat in reach(reminder.matter, recipients, reminder.raised)

    async def settle(self, claim: Claimed, landed: Mapping[int, Landed]) -> None:
        """What became of the try is kept, unless the reminder is over by now; one that cannot be
        read is made anew, and marked for everybody who may have it."""
        for _ in range(TRIES):
            try:
                row, now = self.store.reminder(claim.reminder.id), self.clock()
            except Undecodable:
                return None
            if row is None:
                return await self._take_back(claim.record.label, landed, now)
            if row.stage is not Stage.SENDING:
                return None
            named = dose_named(row, claim.live)
            after = settled(row, landed, claim.team, now, named=named)
            if await self.kept(now, (after,)):
                self.outdated.extend(superseded(row, after))
                if row.matter is Matter.DOSE and claim.record.pinned:
                    self.outdated.append(_of_the_pinned(claim))
                return None
        raise NotSaved

    async def _take_back(self, label: str, landed: Mapping[int, Landed], now: datetime) -> None:
        """What was on its way while its plan was erased goes as well."""
        if self.store.plan(label) is None:
            shown = ((chat, each.message, now) for chat, each in landed.items() if each.message)
            await self.store.commit(Change(at=now, owes=owed(shown, now)))

    async def recover(self) -> int:
        """How many a stopped process left in sending; each is due now, its outcome unknown.

        What another process has, which lives, is its own. Somebody may take one up in the same
        moment: then the rest is looked at again.
        """
        count = 0
        for _ in range(TRIES):
            rows, now = self._left_in_sending(), self.clock()
            if not rows:
                return count
            for first in range(0, len(rows), RECOVERED_AT_ONCE):
                some = tuple(recovered(e, now) for e in rows[first : first + RECOVERED_AT_ONCE])
                count += len(some) if await self.kept(now, some) else 0
        raise NotSaved

    def _left_in_sending(self) -> list[Reminder]:
        """Read before who has them: whoever sends one has had it before, and has it after."""
        rows = self.store.sending()
        theirs = self.store.peers.theirs() if rows else ()
        return [each for each in rows if each.id not in theirs]

    def on_its_way(self) -> Sent:
        """The chats of what was claimed and has no outcome yet, by its id."""
        return {
            row.id: frozenset(each.chat for each in outstanding(row))
            for row in self.store.sending()
        }

    def standing(self, record: PlanRecord, team: Team | None, now: datetime) -> Live:
        """The plan as it stands; computed once for all that is due of it in one half of a day.

        An afternoon and the morning after it have the same soonest day, and are two days: a drug
        may be held since midnight.
        """
        zone = team.zone if team else self.zone_name
        local = now.astimezone(ZoneInfo(zone))
        key = (record.label, record.serial, zone, soonest(local), local.date())
        if key not in self._lives:
            if len(self._lives) >= KEPT_LIVES:
                self._lives.clear()
            self._lives[key] = live(self.guideline, record, team, self.zone_name, now)
        return replace(self._lives[key], record=record, team=team, now=now)

    def _put_off(self, row: Reminder, team: Team | None) -> datetime:
        """When it may be told: in the past while its hours last, and shortly after."""
        return when_allowed(row.matter, self.clock() - GRACE, row.zone, team)

    async def kept(
        self,
        now: datetime,
        keeps: tuple[Kept, ...],
        *,
        seen: datetime | None = None,
        remakes: bool = False,
    ) -> bool:
        """Whether it was written; False where somebody else was faster, or one of them cannot be
        read any more: it is looked at again."""
        try:
            with self.commits.timed():
                await self.store.commit(Change(at=now, keeps=keeps, seen=seen, remakes=remakes))
        except (Stale, NotReplaced):
            return False
        self.outdated.extend(left_open(keeps))
        return True

    def team_of(self, record: PlanRecord) -> Team | None:
        """The team that follows the plan."""
        return self.reader.team(record.team)


def _of_the_pinned(claim: Claimed) -> Outdated:
    """The message that shows the dose in force: another one begins."""
    record = claim.record
    return Outdated(label=record.label, chat=claim.recipients.group, message=record.pinned)


def _is_of_a_hold(reminder: Reminder) -> bool:
    """Whether it tells of a drug that is held, or asks about it."""
    weekly = reminder.matter is Matter.METHOTREXATE and reminder.detail == HELD
    return weekly or reminder.matter is Matter.HELD


def _stands(reminder: Reminder, record: PlanRecord, as_of_now: Live) -> bool:
    """Whether the plan still wants it as it is."""
    if record.closed_at is not None or record.provisional:
        return False
    if reminder.revision != record.revision:
        return False
    if reminder.matter not in BY_PEOPLE and not record.live:
        return False
    untold = reminder.stage is Stage.PENDING
    if reminder.matter is Matter.HEADS_UP and untold and reminder.day <= as_of_now.today:
        return False  # the question itself is asked
    asked_anew = reminder.matter in ASKED_WEEKLY | BY_PEOPLE
    anew = reminder.stage in {Stage.PENDING, Stage.NEEDS_HUMAN} or asked_anew
    return not anew or not drifted(reminder, as_of_now)
