"""A drug along its course: what of it was confirmed from which day on, held, and ended."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import takewhile

from core.agents.methotrexate import first_on
from core.amounts import A_DAY, Weekday
from core.course.decisions import GONE, HARMS, Drug, Reason
from core.patient import Route

WEEKLY = frozenset({Drug.METHOTREXATE})  # all else is taken every day, or in hospital


class State(StrEnum):
    """What is done with a drug on a day."""

    TAKEN = "taken"
    HELD = "held"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """From a day on: the confirmed amount, or that none of it is taken, until the next stretch."""

    first: date
    state: State
    mg: Decimal | None = None  # a day, or once a week; while held the last one; None: not recorded
    weekday: Weekday | None = None  # of what is taken once a week
    route: Route | None = None
    reason: Reason | None = None  # why it is held or has ended; the harm that an amount is low for
    until: date | None = None  # a hold: the day on which it is asked about
    days: int = 0  # of a treatment in hospital
    recovered: date | None = None  # the day on which what it is held or stopped for was over

    @property
    def left(self) -> bool:
        """Whether it has ended here alone: another team goes on with it, or the patient died."""
        return self.state is State.ENDED and self.reason in GONE

    @property
    def dose_day(self) -> date:
        """The first day on which any of it is taken."""
        return first_on(self.weekday, self.first) if self.weekday else self.first


@dataclass(frozen=True, slots=True, kw_only=True)
class Regimen:
    """One drug along the plan. Nothing of it is taken that is not one of its stretches."""

    drug: Drug
    stretches: tuple[Stretch, ...]  # in the order of their days, never empty
    ladder: tuple[Decimal, ...] = ()  # the amounts it was to rise through, lowest first
    every_weeks: int = 0  # between two of them
    due: date | None = None  # of the next rise; None: none follows, or it is held
    recorded: date | None = None  # the day on which it was recorded, where it had begun before

    @property
    def begun(self) -> date:
        """The first day: week 0 of everything that follows from the drug."""
        return self.stretches[0].first

    @property
    def last(self) -> Stretch:
        """What was decided last."""
        return self.stretches[-1]

    @property
    def ended(self) -> date | None:
        """The first day without it, where that was decided."""
        return self.last.first if self.last.state is State.ENDED else None

    def over(self, on: date | None) -> bool:
        """Whether it was stopped by this day; without a day, whether it ever is."""
        ended = self.ended
        return ended is not None and (on is None or on >= ended or not self.stretches[1:])

    @property
    def to_its_end(self) -> "Regimen":
        """The same without the end, where that is still to come."""
        to_come = self.stretches[:-1]
        return replace(self, stretches=to_come) if self.ended and to_come else self

    @property
    def given(self) -> tuple[date, ...]:
        """The days on which a treatment in hospital was given, as far as they were recorded."""
        again = (each.first for each in self.stretches[1:] if each.reason is Reason.RESCUE)
        return (self.begun, *again)

    @property
    def held(self) -> Stretch | None:
        """The hold that was decided last and is not resumed; an end alone does not lift it."""
        last = self.to_its_end.last
        return last if last.state is State.HELD else None

    @property
    def following_mg(self) -> Decimal | None:
        """The amount that a rise would come to; None at the top, or where none is computed.

        From an amount under its ladder it is one of its steps, not the whole way back.
        """
        mg, steps = self.last.mg, self.ladder
        above = None if mg is None else next((each for each in steps if each > mg), None)
        if mg is None or above is None or not steps[1:]:
            return above
        return min(above, mg + steps[1] - steps[0])

    @property
    def same_since(self) -> date:
        """From when the present amount is taken, on whichever weekday; else the last decision."""
        present = (State.TAKEN, self.last.mg)
        runs = takewhile(lambda each: (each.state, each.mg) == present, reversed(self.stretches))
        return min((each.first for each in runs), default=self.last.first)

    @property
    def harm(self) -> Reason | None:
        """What it was held, or lowered, for since it was last raised, where that was a harm."""
        pairs = zip((None, *self.stretches), self.stretches, strict=False)
        found = None
        for was, new in pairs:
            if new.reason in (*HARMS, Reason.CLOSED):
                found = new.reason
            elif was is not None and new.state is State.TAKEN and more_of(was, new.mg):
                found = None
        return found

    def more(self, mg: Decimal | None) -> bool:
        """Whether this is more than the amount decided last; than one that is not known it may
        be."""
        return mg is not None and (self.last.mg is None or mg > self.last.mg)

    @property
    def rises(self) -> tuple[date, ...]:
        """The days after which blood is tested more often: begun, raised, taken again, lowered for
        a harm.

        It was begun where it is held from its first day on: a dose of that day may be taken.
        """
        pairs = zip((None, *self.stretches), self.stretches, strict=False)
        return tuple(new.first for was, new in pairs if _is_rise(was, new))

    def on(self, day: date) -> Stretch | None:
        """The stretch that this day lies in; None before the first."""
        return next((each for each in reversed(self.stretches) if each.first <= day), None)


def more_of(was: Stretch, mg: Decimal | None) -> bool:
    """Whether this is known to be more than the amount of that stretch."""
    return mg is not None and was.mg is not None and mg > was.mg


def _is_rise(was: Stretch | None, new: Stretch) -> bool:
    if was is None:
        return new.state is not State.ENDED
    lowered = new.reason in HARMS and new.mg != was.mg
    again = was.state is not State.TAKEN or more_of(was, new.mg) or lowered
    return new.state is State.TAKEN and again


Regimens = tuple[Regimen, ...]  # in the order they were begun; one that ended may be begun again


def running(regimens: Regimens, drug: Drug, on: date | None = None) -> Regimen | None:
    """The regimen of this drug that has not ended by this day, or never does; None without one."""
    return next((each for each in regimens if each.drug is drug and not each.over(on)), None)


def latest(regimens: Regimens, drug: Drug) -> Regimen | None:
    """The last regimen of this drug, also one that has ended."""
    return next((each for each in reversed(regimens) if each.drug is drug), None)


def first_apart(regimen: Regimen, on: date, given: date) -> date:
    """The first day from this one on, a week after the last weekly dose of those that count as
    taken, up to the day `given`."""
    doses = dose_days(regimen, regimen.begun, given)
    return max(on, doses[-1][0] + timedelta(weeks=1)) if doses else on


def dose_days(
    regimen: Regimen, first: date, last: date, state: State = State.TAKEN
) -> Sequence[tuple[date, Stretch]]:
    """Every day between these two on which a weekly dose is confirmed, with its stretch; or on
    which none is taken because the drug is held."""
    ends = [*(each.first for each in regimen.stretches[1:]), last + A_DAY]
    found = []
    for each, end in zip(regimen.stretches, ends, strict=True):
        if each.state is not state or each.weekday is None:
            continue
        day = first_on(each.weekday, max(each.first, first))
        while day < min(end, last + A_DAY):
            found.append((day, each))
            day += timedelta(weeks=1)
    return found
