"""What really happened, kept beside the store, and everything that must never happen.

It learns of a change in the moment it is on the disk, and of a message before it leaves and when
it is on a screen. It knows nothing of how the alarm works.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.alarm.ledger import Claimed
from bot.store import Change, Fault
from core.amounts import A_DAY
from core.course.regimen.regimen import State, dose_days
from core.guideline.schema import Guideline
from flows.plan.live import Live, live
from flows.reminder.wanted.wanted import BY_PEOPLE, wanted
from flows.talk.outage import OutageKind
from flows.talk.records import (
    Landing,
    Matter,
    Person,
    PlanRecord,
    Reminder,
    Role,
    Stage,
    Team,
)
from tests.delivery.courses import agent_now

LATE = timedelta(minutes=10)
UP_TO = "up to and including"  # an amount that is over is named with its last day
AMOUNT = re.compile(r"(?:methotrexate|azaTHIOprine|mycophenolate mofetil) ([0-9.,]+) mg")
SAID = {
    OutageKind.CLOCK: "the clock of this machine was moved",
    OutageKind.FULL: "the disk is full",
    OutageKind.STORE: "cannot be read or written",
    OutageKind.REVOKED: "refuses the bot's token",
}
A_LOOK = timedelta(hours=1)  # more than passes between two of them
A_TICK = timedelta(minutes=2)  # what one look has found may take so long to be on its way
MADE_ANEW = "made anew from their plans"
OF_DAMAGE = (
    "Something this bot keeps cannot be read",
    "cannot be read: its doses",
    "one of its reminders cannot be read",
    "cannot be read. Its reminders go on here",
    MADE_ANEW,
)
Round = tuple[str, int, int, int]  # id, how often it was wanted anew, rounds, snoozes


class Violated(AssertionError):
    """One of the promises is broken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A reminder that has arrived in a chat."""

    id: str
    due: datetime
    claimed: datetime
    urgent: bool


@dataclass(slots=True, kw_only=True)
class Truth:
    """The model; every check raises Violated."""

    guideline: Guideline
    zone: str
    administrators: frozenset[int]
    now: Callable[[], datetime]  # as it really is, whatever a clock shows
    plans: dict[str, PlanRecord] = field(default_factory=dict)
    since: dict[str, date] = field(default_factory=dict)  # by plan, when it came to be known
    reminders: dict[str, Reminder] = field(default_factory=dict)
    teams: dict[int, Team] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    due: dict[str, datetime] = field(default_factory=dict)  # when the claimed ones were due
    lives: Counter[str] = field(default_factory=Counter)
    on_screen: Counter[tuple[Round, int]] = field(default_factory=Counter)  # by round and chat
    recorded: set[tuple[Round, int]] = field(default_factory=set)
    under_way: dict[int, tuple[Claimed, ...]] = field(default_factory=dict)  # by chat
    left: dict[int, tuple[tuple[Reminder, Live], ...]] = field(default_factory=dict)  # as it stood
    counts: Counter[str] = field(default_factory=Counter)
    stops: dict[OutageKind, datetime] = field(default_factory=dict)  # of which nobody knows yet
    known: set[OutageKind] = field(default_factory=set)

    anew: set[str] = field(default_factory=set)  # ids of reminders that may be made anew
    harmed: dict[str, datetime | None] = field(default_factory=dict)  # since when nobody knows
    well: datetime | None = None  # since when nothing holds reminders back, in this process

    placed: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)  # by id: see _place
    claimed: dict[str, datetime] = field(default_factory=dict)  # when each on its way was
    told: dict[int, list[Told]] = field(default_factory=dict)  # to each chat, as it arrived
    tried: set[tuple[Round, int]] = field(default_factory=set)  # what has left, arrived or not

    broken: Violated | None = None  # the first; whoever handles errors does not hide it

    def _breaks(self, promise: str) -> None:
        self.broken = self.broken or Violated(promise)
        raise self.broken

    # what is on the disk

    def kept(self, change: Change) -> None:
        """The change is on the disk."""
        self.counts["commits"] += 1
        if change.made:
            self.plans[change.made.label] = change.made
            self.since.setdefault(change.made.label, change.at.date())
        for each in change.keeps:
            match each:
                case PlanRecord():
                    self.plans[each.label] = each
                case Reminder():
                    self._reminder(each, self.now())
                case Team():
                    self._team(each)
                case Person():
                    self.people[each.who] = each

    def _reminder(self, now: Reminder, at: datetime) -> None:
        before = self.reminders.get(now.id)
        self.reminders[now.id] = now
        self._place(now, at)
        if before is None:
            return
        if now.id in self.anew and now.serial == 1:
            self.anew.discard(now.id)
            self.harmed.pop(f"reminder/{now.id}", None)  # mended by itself
        elif before.serial + 1 != now.serial:
            self._breaks(f"overwritten: {now.id}")
        if now.stage is Stage.SENDING and before.stage is not Stage.SENDING:
            if before.due is None or before.due > at:
                self._breaks(f"early claim: {now.id}")
            self.due[now.id] = before.due
            self.claimed[now.id] = at
            self._awake(now, at)
        if before.stage is Stage.WITHDRAWN and now.stage is Stage.PENDING:
            self.lives[now.id] += 1
        if before.stage is Stage.SENDING and now.stage is not Stage.SENDING:
            for each in now.deliveries:
                if each.landing is Landing.SENT:
                    self.recorded.add((self._round(before), each.chat))

    def _place(self, now: Reminder, at: datetime) -> None:
        """Since when it has waited for its turn among the others, due at this time."""
        if now.due is None:
            self.placed.pop(now.id, None)
        elif now.stage is not Stage.SENDING and self.placed.get(now.id, (None,))[0] != now.due:
            self.placed[now.id] = (now.due, at)

    def _overtakes(self, reminder: Reminder, chat: int) -> None:
        """Whatever comes to a chat for the first time comes before all that was due after it, but
        for what is urgent, and what was on its way before it had a place among the others."""
        due, since = self.placed.get(reminder.id, (None, None))
        first = (self._round(reminder), chat) not in self.tried
        if due and since and first and not self._is_harmed(reminder):
            for each in self.told.get(chat, ()):
                late = each.claimed - since > A_TICK and each.due > due
                if late and not each.urgent and each.id != reminder.id:
                    self._breaks(f"out of order: {reminder.id} of {due} after {each}")

    def _awake(self, reminder: Reminder, at: datetime) -> None:
        """Nobody is told anything at night but what is urgent."""
        if reminder.matter is Matter.URGENT:
            return
        team = self._team_of(self.plans[reminder.label])
        first, last = (team.day_from, team.day_to) if team else (time(6), time(20))
        local = _local(reminder, at)
        if not first <= local.time() or (local - LATE).time() > last:
            self._breaks(f"at night: {reminder.id}")

    def _team(self, now: Team) -> None:
        before = self.teams.get(now.number)
        self.teams[now.number] = now
        if before and before.chat != now.chat:
            there = {key: n for key, n in self.on_screen.items() if key[1] == before.chat}
            for (round_, _), number in there.items():
                self.on_screen[round_, now.chat] += number

    # what holds everything back

    def stands(self, kinds: Set[OutageKind]) -> None:
        """This holds reminders back, as the process that lives says."""
        now = self.now()
        self.known &= kinds
        self.stops = {kind: self.stops.get(kind, now) for kind in kinds - self.known}
        for kind, since in self.stops.items():
            if now - since > A_DAY:
                self._breaks(f"told to nobody: {kind} since {since}")
        for key, harmed in self.harmed.items():
            if harmed and now - harmed > A_DAY + A_LOOK:
                self._breaks(f"told to nobody: {key} since {harmed}")
        self.well = None if kinds else self.well or now

    def looked(self) -> None:
        """Everything that was due has been looked at, and nothing held it back."""
        now = self.now()
        if self.well is None or now - self.well <= A_LOOK:
            return
        for each in self.reminders.values():
            if each.due is None or now - each.due <= A_LOOK or self._is_harmed(each):
                continue
            if each.stage.is_open and each.stage is not Stage.SENDING:
                self._breaks(f"held up: {each.id} {each.stage} {each.due}")

    # what is damaged

    def harms(self, key: str) -> None:
        """This row cannot be read from now on."""
        self.harmed[key] = self.now()
        kind, _, name = key.partition("/")
        if kind == "reminder":  # it is made anew, and what was told may be told again, marked
            self.anew.add(name)
            self.recorded = {each for each in self.recorded if each[0][0] != name}
        self.counts["damaged rows"] += 1

    def mends(self, key: str) -> None:
        """It is restored, or was made anew meanwhile."""
        self.harmed.pop(key, None)
        self.anew.discard(key.partition("/")[2])

    def deaf(self) -> None:
        """Whoever is told of damage cannot be reached now."""
        self.harmed = {key: since and self.now() for key, since in self.harmed.items()}

    def _is_harmed(self, reminder: Reminder) -> bool:
        return any(
            key == f"reminder/{reminder.id}" or key.startswith(f"plan/{reminder.label}/")
            for key in self.harmed
        )

    def _learns(self, text: str) -> bool:
        """Whether it tells of damage, and of which it is known from now on."""
        if not any(words in text for words in OF_DAMAGE):
            return False
        for key in self.harmed:
            kind, _, name = key.partition("/")
            name = name.partition("/")[0]
            says = {"person": f"User {name}:", "team": f"eam {name.lstrip('0')}"}.get(kind, name)
            if says in text or (kind == "reminder" and MADE_ANEW in text):
                self.harmed[key] = None
        self.counts["notices of damage"] += 1
        return True

    def _team_of(self, plan: PlanRecord) -> Team | None:
        """Of one that cannot be read only its number, group and zone are known."""
        team = self.teams.get(plan.team)
        if team is None or not any(key.startswith("team/") for key in self.harmed):
            return team
        return Team(number=team.number, zone=team.zone, chat=team.chat)

    def was_down(self, seconds: float) -> None:
        """Nobody could tell anything meanwhile."""
        down = timedelta(seconds=seconds)
        self.well = None
        self.stops = {kind: since + down for kind, since in self.stops.items()}
        self.harmed = {key: since and since + down for key, since in self.harmed.items()}

    def heard(self, text: str) -> bool:
        """Whether the message on a screen tells of such a thing; it is known from now on."""
        if self._learns(text):
            return True
        told = {kind for kind, words in SAID.items() if words in text}
        self.known |= told
        self.counts["outages"] += len(told)
        for kind in told:
            self.stops.pop(kind, None)
        return bool(told)

    # what is sent

    def sends(self, chat: int, standings: Sequence[Claimed], now: datetime) -> None:
        """A message with these reminders is about to leave."""
        if chat in self.under_way:
            self._breaks(f"out of order: two at once to {chat}")
        for each in standings:
            self._overtakes(each.reminder, chat)
        self.tried |= {(self._round(each.reminder), chat) for each in standings}
        self.under_way[chat] = tuple(standings)
        self.left[chat] = tuple((each.reminder, self._live(each, now)) for each in standings)
        if len(standings) > 1 and any(each.reminder.matter is Matter.URGENT for each in standings):
            self._breaks(f"urgent among others in {chat}")
        for each in standings:
            self._may_leave(each.reminder, chat, now)

    def _may_leave(self, reminder: Reminder, chat: int, now: datetime) -> None:
        kept, plan = self.reminders.get(reminder.id), self.plans[reminder.label]
        if kept != reminder or reminder.stage is not Stage.SENDING:
            self._breaks(f"sent without its claim: {reminder.id}")
        if plan.closed_at or plan.revision != reminder.revision:
            self._breaks(f"wrong revision: {reminder.id}")
        if self.due[reminder.id] > now or reminder.wall.date() > _local(reminder, now).date():
            self._breaks(f"early: {reminder.id}")
        if chat not in self._circle(plan):
            self._breaks(f"outside the circle: {reminder.id} to {chat}")
        if (self._round(reminder), chat) in self.recorded:
            self._breaks(f"sent again for nothing: {reminder.id} to {chat}")
        if reminder.matter is Matter.URGENT and chat in self.administrators:
            self._only_once(reminder, chat)
        first = reminder.rounds == 0 and not reminder.snoozes
        if reminder.matter not in BY_PEOPLE and first and not self._wants(plan, reminder, now):
            self._breaks(f"not what holds: {reminder.id}")

    def _only_once(self, reminder: Reminder, chat: int) -> None:
        """An administrator is told once of what is urgent, whatever round it is."""
        life = self._round(reminder)[:2]
        if any(round_[:2] == life and there == chat for round_, there in self.recorded):
            self._breaks(f"administrators told again: {reminder.id}")

    def arrived(self, chat: int, text: str, now: datetime) -> tuple[Claimed, ...]:
        """A message is on a screen; the reminders in it."""
        standings = self.under_way.get(chat, ())
        again = late = 0
        for each in standings:
            reminder = each.reminder
            if reminder.label not in text:
                self._breaks(f"does not say its plan: {reminder.id}")
            key = (self._round(reminder), chat)
            again += self.on_screen[key] > 0
            late += not reminder.rounds and now - _wall(reminder) > 2 * LATE
            self.on_screen[key] += 1
            told = Told(
                id=reminder.id,
                due=self.due[reminder.id],
                claimed=self.claimed[reminder.id],
                urgent=reminder.matter is Matter.URGENT,
            )
            self.told.setdefault(chat, []).append(told)
        self._names_no_other_amount(chat, text)
        if text.count("[MAY BE A REPEAT]") < again:
            self._breaks(f"unmarked repeat in {chat}: {text}")
        if text.count("[LATE ") < late:
            self._breaks(f"late and not marked in {chat}: {text}")
        self.counts.update(messages=1, told=len(standings), repeats=again, late=late)
        self.counts["digests"] += len(standings) > 1
        return standings

    def _live(self, standing: Claimed, now: datetime) -> Live:
        plan = self.plans[standing.reminder.label]
        return live(self.guideline, plan, self.teams.get(plan.team), self.zone, now)

    def _names_no_other_amount(self, chat: int, text: str) -> None:
        """No amount of an agent but the one that was confirmed when it left, of then or of the day
        it is about; what is decided while it is on its way is told by the next message."""
        confirmed = set[str]()
        for reminder, there in self.left.get(chat, ()):
            for regimen in there.plan.regimens:
                today = regimen.on(there.today)
                ahead = [x for x in regimen.stretches if x.first >= there.today]
                told = (today, regimen.on(reminder.day) or regimen.stretches[0])
                now_taken = today is None or today.state == "taken"
                before = [x for x in regimen.stretches if today and x.first < today.first]
                over = today is not None and today.state == "ended" and UP_TO in text
                named = told if now_taken else before if over else ()
                for stretch in filter(None, (*named, *ahead)):
                    if stretch.mg is not None and stretch.state == "taken":
                        confirmed.add(f"{stretch.mg:f}")
        for amount in AMOUNT.findall(text):
            self.counts["amounts"] += 1
            if amount.replace(",", "") not in confirmed:
                self._breaks(f"not what holds: {amount} of {sorted(confirmed)} in {text}")

    # at the end

    def all_is_mended(self, faults: Sequence[Fault]) -> None:
        """Nothing is left of what was damaged."""
        if faults:
            self._breaks(f"not mended: {faults}")

    def nothing_is_lost(self, now: datetime) -> None:
        """Long after: all is over, calls for a human, is shown and repeats, or is to come."""
        for each in self.reminders.values():
            plan = self.plans[each.label]
            if not each.stage.is_open or each.stage is Stage.NEEDS_HUMAN:
                continue
            if each.due is None or each.due <= now:
                self._breaks(f"lost: {each.id} {each.stage} {each.due}")
            if each.stage is Stage.SENT and not self._shown(each):
                self._breaks(f"said to be sent, and never shown: {each.id}")
            if plan.closed_at or plan.revision != each.revision:
                self._breaks(f"orphaned: {each.id}")
        for plan in self.plans.values():
            self._no_dose_day_is_lost(plan, now)
            as_of_now = live(self.guideline, plan, self.teams.get(plan.team), self.zone, now)
            for each in wanted(as_of_now) if as_of_now else ():
                if each.id not in self.reminders and each.due and each.due < now:
                    self._breaks(f"never written: {each.id}")

    def _no_dose_day_is_lost(self, plan: PlanRecord, now: datetime) -> None:
        """Every weekly day since the plan is known here has its row, taken or held; one that was
        not told is not taken back on that day, or before it, with nothing in its place."""
        as_of_now = live(self.guideline, plan, self.teams.get(plan.team), self.zone, now)
        if not as_of_now.reminds or plan.label not in self.since:
            return
        there = [each for each in self.reminders.values() if each.label == plan.label]
        rows = {
            (each.matter, each.day)
            for each in there
            if each.stage is not Stage.WITHDRAWN
            or self._shown(each)
            or (each.at and _local(each, each.at).date() > each.day)
        }
        first, last = self.since[plan.label] + A_DAY, as_of_now.today - A_DAY
        for regimen in as_of_now.plan.regimens:
            for state in (State.TAKEN, State.HELD):
                for day, _ in dose_days(regimen, first, last, state):
                    if (Matter.METHOTREXATE, day) not in rows:
                        self._breaks(f"lost: the weekly day {day} of {plan.label}")

    def _shown(self, reminder: Reminder) -> bool:
        return any(key[0][0] == reminder.id for key, number in self.on_screen.items() if number)

    def _wants(self, plan: PlanRecord, reminder: Reminder, now: datetime) -> bool:
        """Whether the dose and the day of it follow from the plan at this very moment."""
        as_of_now = live(self.guideline, plan, self.teams.get(plan.team), self.zone, now)
        if as_of_now is None or as_of_now.course is None:
            return as_of_now is not None
        course, agent = as_of_now.course, agent_now(as_of_now.plan.regimens, as_of_now.today)
        match reminder.matter:
            case Matter.METHOTREXATE:
                held = bool(agent and (there := agent.on(reminder.day)) and there.state == "held")
                return agent is not None and held is bool(reminder.detail)
            case Matter.TITRATION | Matter.BEFORE_RISE:
                right = agent and f"{agent.drug}.{agent.following_mg:f}"
                return agent is not None and bool(agent.due) and reminder.detail == right
            case Matter.HELD:
                return agent is not None and agent.held is not None
            case Matter.GATE | Matter.HEADS_UP:
                right = (course.due, f"{course.following_mg:f}" if course.due else "")
                return (reminder.day, reminder.detail) == right
            case Matter.DOSE if course.ends is None:
                *earlier, latest = course.periods[: course.confirmed]
                not_over = [each for each in earlier if each.first >= as_of_now.today]
                holds = {(each.first, f"{each.mg:f}") for each in (*not_over, latest)}
                return (reminder.day, reminder.detail) in holds
        return True

    def _circle(self, plan: PlanRecord) -> set[int]:
        """Everybody who may read of the plan now."""
        team = self._team_of(plan)
        group = {team.chat} if team and team.chat and not team.dead else set()
        prescribers = {
            person.who
            for person in self.people.values()
            for each in person.memberships
            if each.role is Role.PRESCRIBER
            and (person.who == plan.owner or each.team == plan.team != 0)
        }
        return group | prescribers | self.administrators

    def _round(self, reminder: Reminder) -> Round:
        lives = self.lives[reminder.id]
        return (reminder.id, lives, reminder.rounds, reminder.snoozes)


def _wall(reminder: Reminder) -> datetime:
    return reminder.wall.replace(tzinfo=ZoneInfo(reminder.zone))


def _local(reminder: Reminder, now: datetime) -> datetime:
    return now.astimezone(ZoneInfo(reminder.zone))
