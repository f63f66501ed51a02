"""One drug along a plan, written out day by day as on the chart of a ward.

Days are counted from the first one of the steroid. It knows nothing of the product's code: on
each day stands whether the drug is taken, held or stopped, in what amount, and whether a dose
falls on it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

LAST = 480  # no chart is longer
NEVER = 10_000
WEEK = 7
TESTS_EARLY, TESTS_MONTHLY, TESTS_LATER = 14, 28, 84  # two-weekly, monthly, 3-monthly
STABLE, MONTHLY_TESTS = 42, 3
STAY = 28
BY_TESTS = ("low_counts", "liver", "kidney")
ANSWERED = (*BY_TESTS, "infection", "new_cough", "pregnancy")
HARMS = (
    "low_counts", "liver", "kidney", "infection", "new_cough", "mouth_ulcers", "dehydration",
    "intolerance",
)  # fmt: skip


class Mark(NamedTuple):
    """What stands on one day."""

    state: str
    mg: Decimal | None = None
    dose: bool = False
    why: str = ""
    rests: bool = False  # a weekly day on which nothing is taken
    since: int = 0  # the first day of the hold or the stop that it belongs to


@dataclass
class Diary:
    """A drug from the day it was begun, whatever happened to it since."""

    drug: str
    first_weekday: int  # of day 0
    ladder: tuple[Decimal, ...] = ()
    every: int = 0  # days between two amounts
    weekday: int | None = None  # of what is taken once a week
    weekdays: list[tuple[int, int | None]] = field(default_factory=list)  # and from which day
    route: str | None = None
    routes: list[tuple[int, str | None]] = field(default_factory=list)  # until which day
    due: int | None = None
    until: int | None = None  # of the last hold
    holds: list[tuple[int, int | None]] = field(default_factory=list)  # since and until
    before: Decimal | None = None  # the last hold: the amount until it
    recorded: int | None = None  # the day it was told here, where it had begun before
    since: int = 0  # the first day of what was decided last
    amount_since: int = 0  # and of the amount
    days: dict[int, Mark] = field(default_factory=dict)
    recovered: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    harms: list[tuple[int, str]] = field(default_factory=list)  # why; "" once raised

    def on(self, day: int) -> Mark | None:
        """What stands on this day; nothing before the first."""
        return self.days.get(day)

    def route_on(self, day: int) -> str | None:
        """How it is given on this day."""
        return next((before for until, before in self.routes if day < until), self.route)

    @property
    def last(self) -> Mark:
        """What stands there for good, as far as was decided."""
        return self.days[LAST]

    @property
    def ended(self) -> bool:
        return self.last.state == "ended"

    def over(self, day: int) -> bool:
        """Whether it was stopped by this day."""
        return self.ended and (day >= self.end or self.end == min(self.days))

    @property
    def end(self) -> int:
        """The first day without it, for good; one that never comes where none was decided."""
        return min(
            (day for day, mark in self.days.items() if mark.state == "ended"), default=NEVER
        )

    @property
    def stands(self) -> Mark:
        """What stands there up to its end, as far as was decided."""
        return self.days.get(min(self.end - 1, LAST), self.last)

    @property
    def held(self) -> bool:
        return self.stands.state == "held"

    def amount(self, day: int) -> Decimal | None:
        """The last amount that was confirmed up to this day."""
        taken = (self.days[each].mg for each in sorted(self.days, reverse=True) if each <= day)
        return next((mg for mg in taken if mg is not None), None)

    def given(self, day: int) -> bool:
        """Whether a dose is still to come of the amount that stands on this day."""
        now = self.days.get(day) or self.days[min(self.days)]
        each = max(day, min(self.days))
        while each in self.days and self.days[each][:2] == now[:2]:
            if self.days[each].dose:
                return True
            each += 1
        return False

    def following(self) -> Decimal | None:
        """The next amount of the ladder, never more than one of its steps above this one."""
        mg = self.last.mg
        above = None if mg is None else next((each for each in self.ladder if each > mg), None)
        if above is None or mg is None or not self.ladder[1:]:
            return above
        return min(above, mg + self.ladder[1] - self.ladder[0])

    def more(self, mg: Decimal | None) -> bool:
        """Whether it is more than what stands; than an amount nobody knows it may be."""
        now = self.stands.mg if self.stands.state == "taken" else self.before
        return mg is not None and (now is None or mg > now)

    @property
    def harmed(self) -> bool:
        """Held or lowered for a harm, and not raised since: no rise is asked for by itself."""
        return bool(self.harms and self.harms[-1][1])

    def take(
        self, on: int, mg: Decimal | None, *, not_before: int | None = None, why: str = ""
    ) -> int:
        """This amount from then on, of a weekly drug from the next of its days; that day."""
        known = bool(self.days) and (self.stands.mg or self.before) is not None
        raised = known and self.more(mg)
        first = self._dose_day(on if not_before is None else max(on, not_before))
        before = self.days.get(first - 1)
        if before and before.state == "taken" and before.mg is not None and mg is not None:
            raised = mg > before.mg  # than what is taken until then
        comes = first < self.end  # before it is stopped
        if comes:
            self._weekday_from(first)
        if comes and (not self.days or self.stands.state != "taken" or self.stands.mg != mg):
            self.amount_since = first
        self._write(first, "taken", mg)
        if raised or why in HARMS:
            self.harms.append((first, why if why in HARMS else ""))
        asked = self.every and self.following() is not None and not self.harmed
        self.due = first + self.every if asked else None
        return first

    def hold(self, on: int, why: str, until: int | None = None) -> None:
        """None of it from this day on, whatever was decided for later ones."""
        now = self.days.get(on)
        if self.before is None or not now or now.state != "held":
            self.before = self.amount(on) or self.days[min(self.days)].mg
        self.amount_since = on
        self._weekday_from(on)
        self._undo_route(on)
        self._write(on, "held", None, why)
        if why in (*HARMS, "closed"):
            self.harms.append((on, why))
        self.due, self.until = None, until
        self.holds = [*(each for each in self.holds if each[0] <= on), (on, until)]

    def _undo(self, on: int) -> None:
        """Weekday and route as they were, where what changed them never came to its day."""
        while self.weekdays and self.weekdays[-1][0] > on:
            self.weekday = self.weekdays.pop()[1]
        self._undo_route(on)

    def _weekday_from(self, on: int) -> None:
        """The weekday that was decided last stands from this day on."""
        ahead = [was for day, was in self.weekdays if day > on]
        if ahead:
            self.weekdays = [*(each for each in self.weekdays if each[0] <= on), (on, ahead[0])]

    def _undo_route(self, on: int) -> None:
        while self.routes and self.routes[-1][0] > on:
            self.route = self.routes.pop()[1]

    def hold_at_once(self, on: int, why: str) -> None:
        """None of it from today, nothing of what was decided ahead; a hold in force stays it."""
        now = self.days[on]
        if now.state == "taken":
            self.hold(on, why)
        elif now.state == "held":
            self.holds = [each for each in self.holds if each[0] <= on]
            self._undo(on)
            kept = [each for each in self.harms if each[0] <= on]
            self._write(on, "held", None, now.why, now.since)
            self.harms = kept
            self.since, self.until = self.holds[-1]
            self.amount_since, self.due = self.since, None

    def stop(self, on: int, why: str) -> None:
        self._undo(on - 1)
        if self.amount_since >= on:  # it never comes: what stood before stands until then
            stood = self.days.get(on - 1, self.last)[:2]
            since = on
            while self.days.get(since - 1, (None,))[:2] == stood:
                since -= 1
            self.amount_since = since
        self._write(on, "ended", None, why)
        self.due = self.until = None

    def unrecovered(self, day: int) -> dict[str, int]:
        """What it is not taken for on this day that counts as an answer, and since when."""
        found = set[tuple[str, int]]()
        each = min(day, LAST)
        while (mark := self.days.get(each)) and mark.state != "taken":
            if mark.why in ANSWERED:
                found.add((mark.why, mark.since))
            each -= 1
        return {
            why: since
            for why, since in sorted(found, reverse=True)
            if not any(since <= by for by, _ in self.recovered.get(why, []))
        }

    def recover(self, whys: Iterable[str], by: int, on: int) -> None:
        """What began by that day is over, as was said on this one."""
        for why in whys:
            if self.unrecovered(by).get(why) is not None:
                self.recovered[why] = [*self.recovered.get(why, ()), (by, on)]

    def move(self, on: int, weekday: int, today: int) -> None:
        """To another weekday: a week or more after the last dose, none in between."""
        mg = self.stands.mg
        apart = max(on, self.apart(on, today))
        told = on == today and self.days[on].dose  # this day keeps its dose
        before, self.weekday = self.weekday, weekday
        self.weekdays.append((max(on, self._dose_day(apart) - WEEK + 1), before))
        for day in range(on + told, min(self.end, LAST + 1)):
            dose = day >= self._dose_day(apart) and self.is_weekday(day)
            self.days[day] = Mark("taken", mg, dose=dose)
        self.due = None if self.due is None else self._dose_day(self.due)
        self._undo(self.end - 1)

    def apart(self, on: int, today: int) -> int:
        """The first day that is a week after the last dose: that of today counts as taken."""
        doses = [d for d, mark in self.days.items() if mark.dose and (d < on or d == on == today)]
        return max(doses) + WEEK if self.weekday is not None and doses else on

    def stay(self, on: int) -> None:
        self.due = None if self.following() is None else max(on, self.due or on) + STAY

    def scheduled(self, until: int) -> Iterator[int]:
        """Each day on which blood is tested, one day after the other."""
        last = raised = None
        monthly, wait, next_day = 0, TESTS_EARLY, LAST
        for day in sorted(self.days):
            if day > until or self.days[day].state == "ended":
                return
            if self._raised(day):
                last, raised = (day if last is None else last), day
                if raised == last:
                    wait = TESTS_EARLY
                next_day = min(next_day, last + wait, raised + TESTS_EARLY)
            if last is None or raised is None:
                continue
            if day == next_day and day > last:
                yield day
                last = day
                if day < raised + STABLE:
                    monthly, wait = 0, TESTS_EARLY
                else:
                    wait = TESTS_MONTHLY if monthly < MONTHLY_TESTS else TESTS_LATER
                    monthly += 1
                next_day = last + wait

    def _raised(self, day: int) -> bool:
        """Begun, taken again, more of it than the day before, or less for a harm."""
        mark, before = self.days[day], self.days.get(day - 1)
        if before is None:
            return mark.state != "ended"  # held on its first day it may be taken all the same
        if mark.state != "taken":
            return False
        if before.state != "taken":
            return True
        if mark.mg != before.mg and any(first == day and why for first, why in self.harms):
            return True
        return mark.mg is not None and before.mg is not None and mark.mg > before.mg

    def _write(
        self, first: int, state: str, mg: Decimal | None, why: str = "", since: int | None = None
    ) -> None:
        self.since = first
        self.harms = [each for each in self.harms if each[0] < first or state == "ended"]
        end = LAST + 1 if state == "ended" else min(self.end, LAST + 1)  # an end stays
        for day in range(first, end):
            dose = state == "taken" and (self.weekday is None or self.is_weekday(day))
            rests = state == "held" and self.is_weekday(day)
            self.days[day] = Mark(state, mg, dose, why, rests, first if since is None else since)

    def is_weekday(self, day: int) -> bool:
        return (self.first_weekday + day) % WEEK == self.weekday

    def _dose_day(self, on: int) -> int:
        if self.weekday is None:
            return on
        return next(day for day in range(on, on + WEEK) if self.is_weekday(day))
