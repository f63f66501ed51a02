"""The schedule of falling doses."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from core.amounts import down_to, plain
from core.evidence import Fact
from core.guideline.schema import Guideline, Tails
from core.guideline.schema import Taper as TaperRule
from core.patient import Region, Tail
from core.steroid.tablets import Tablets, can_make, tablets_for

DAYS_A_WEEK = 7


class NotFalling(ValueError):
    """The guideline's steps do not lower the dose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DosePeriod:
    """One daily dose from `first` up to and including `last`."""

    offset: int  # days from the first oral dose
    days: int
    mg: Decimal
    first: date
    last: date
    tablets: Tablets


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One dose of a schedule that has no dates yet, and for how many days it is planned."""

    mg: Decimal
    days: int
    tablets: Tablets


Ladder = tuple[Rung, ...]  # doses in the order in which they follow each other


def ladder(
    guideline: Guideline, *, start_mg: Decimal, hold_weeks: int, tail: Tail, region: Region
) -> Ladder:
    """The start dose for its hold, then every later dose until nothing is left."""
    weeks = first_weeks(guideline.taper, start_mg, hold_weeks=hold_weeks, tail=tail)
    mg = plain(start_mg)
    held = Rung(mg=mg, days=DAYS_A_WEEK * weeks, tablets=tablets_for(guideline, region, mg))
    return (held, *falling(guideline, start_mg, tail=tail, region=region))


def dated(rungs: Ladder, *, day_zero: date, first: date) -> tuple[DosePeriod, ...]:
    """The doses one after the other from a day on; offsets count from `day_zero`."""
    periods = []
    for rung in rungs:
        until = first + timedelta(days=rung.days)
        periods.append(
            period(day_zero, mg=rung.mg, tablets=rung.tablets, first=first, until=until)
        )
        first = until
    return tuple(periods)


def period(
    day_zero: date, *, mg: Decimal, tablets: Tablets, first: date, until: date
) -> DosePeriod:
    """A dose from a day on, until the day of the next one."""
    return DosePeriod(
        offset=(first - day_zero).days,
        days=(until - first).days,
        mg=mg,
        first=first,
        last=until - timedelta(days=1),
        tablets=tablets,
    )


def following(guideline: Guideline, mg: Decimal, *, tail: Tail, region: Region) -> Decimal:
    """The dose after this one, raised to a whole mg where no tablets make it; zero is the end."""
    later = next_dose(guideline.taper, mg, tail)
    if later >= mg:
        raise NotFalling(f"{mg} mg to {later} mg")
    return later if can_make(guideline, region, later) else down_to(later, Decimal(1)) + 1


def next_dose(rule: TaperRule, mg: Decimal, tail: Tail) -> Decimal:
    """The dose after this one by the rule alone."""
    fact = step_rule(rule, mg, tail)
    step, floor = fact.value
    if fact is rule.tail.slow_step:
        whole = down_to(mg, step)
        return whole if whole < mg else whole - step
    if fact is rule.fine and tail is not Tail.STANDARD:
        floor = rule.tail.slow_step.value[1]
    return max(mg - step, floor)


def step_rule(rule: TaperRule, mg: Decimal, tail: Tail) -> Fact[tuple[Decimal, ...]]:
    """The rule that says by how much this dose falls, and down to where."""
    for fact in (rule.fast, rule.middle):
        if mg > fact.value[1]:
            return fact
    slow = rule.tail.slow_step
    return rule.fine if tail is Tail.STANDARD or mg > slow.value[1] else slow


def first_weeks(rule: TaperRule, mg: Decimal, *, hold_weeks: int, tail: Tail) -> int:
    """How many weeks the start dose lasts: the hold, or the interval where that is longer."""
    return max(hold_weeks, row_weeks(rule, mg, tail))


def row_weeks(rule: TaperRule, mg: Decimal, tail: Tail) -> int:
    """How many weeks a row of this dose lasts where it is not the first."""
    _, slow_from = rule.tail.slow_step.value
    return (rule.interval_weeks if mg > slow_from else interval_weeks(rule.tail, tail)).value


def interval_weeks(rule: Tails, tail: Tail) -> Fact[int]:
    """How many weeks a row of the ending lasts."""
    return {
        Tail.STANDARD: rule.standard,
        Tail.SLOW2W: rule.slow2w,
        Tail.SLOW4W: rule.slow4w,
    }[tail]


@cache
def falling(guideline: Guideline, mg: Decimal, *, tail: Tail, region: Region) -> Ladder:
    """Every dose that follows this one by the rules, until nothing is left."""
    rungs = list[Rung]()
    while mg := plain(following(guideline, mg, tail=tail, region=region)):
        days = DAYS_A_WEEK * row_weeks(guideline.taper, mg, tail)
        rungs.append(Rung(mg=mg, days=days, tablets=tablets_for(guideline, region, mg)))
    return tuple(rungs)
