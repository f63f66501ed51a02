"""The schedule of falling doses."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from core.amounts import down_to, plain
from core.evidence import Fact
from core.guideline.schema import Guideline, Tails
from core.guideline.schema import Taper as TaperRule
from core.patient import Case, Region, Tail
from core.tablets import Tablets, can_make, tablets_for

DAYS_A_WEEK = 7

Row = tuple[int, int, Decimal, Tablets]  # offset, days, dose, what it is made of


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


def schedule(
    guideline: Guideline,
    *,
    start_mg: Decimal,
    first: date,
    hold_weeks: int,
    tail: Tail,
    region: Region,
) -> tuple[DosePeriod, ...]:
    """The start dose held, then every later dose until nothing is left, day after day."""
    weeks = first_weeks(guideline.taper, start_mg, hold_weeks=hold_weeks, tail=tail)
    held = _period(
        first,
        offset=0,
        days=DAYS_A_WEEK * weeks,
        mg=plain(start_mg),
        tablets=tablets_for(guideline, region, plain(start_mg)),
    )
    later = _falling(guideline, start_mg, tail, region)
    return (held, *_from(first, held.days, later))


def falling(
    guideline: Guideline, case: Case, *, after_mg: Decimal, first: date
) -> tuple[DosePeriod, ...]:
    """Every dose that follows this one, from a day on until nothing is left."""
    rows = _falling(guideline, after_mg, case.tail, case.region)
    return tuple(_from(case.start_date, (first - case.start_date).days, rows))


def period(
    guideline: Guideline, case: Case, *, mg: Decimal, first: date, until: date
) -> DosePeriod:
    """A dose of this case from a day on, until the day of the next one."""
    return _period(
        case.start_date,
        offset=(first - case.start_date).days,
        days=(until - first).days,
        mg=plain(mg),
        tablets=tablets_for(guideline, case.region, plain(mg)),
    )


def following(guideline: Guideline, mg: Decimal, *, tail: Tail, region: Region) -> Decimal:
    """The dose after this one, raised to a whole mg where no tablets make it; zero is the end."""
    later = next_dose(guideline.taper, mg, tail)
    if later >= mg:
        raise NotFalling(f"{mg} mg to {later} mg")
    return later if can_make(guideline, region, later) else down_to(later, Decimal(1)) + 1


def next_dose(rule: TaperRule, mg: Decimal, tail: Tail) -> Decimal:
    """The dose after this one by the rule alone."""
    for step, floor in (rule.fast.value, rule.middle.value):
        if mg > floor:
            return max(mg - step, floor)
    step, end = rule.fine.value
    slow_step, slow_from = rule.tail.slow_step.value
    if tail is Tail.STANDARD:
        return max(mg - step, end)
    if mg > slow_from:
        return max(mg - step, slow_from)
    whole = down_to(mg, slow_step)
    return whole if whole < mg else whole - slow_step


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
def _falling(guideline: Guideline, mg: Decimal, tail: Tail, region: Region) -> tuple[Row, ...]:
    """Every row after this dose, counted from the first of them."""
    rows = list[Row]()
    offset = 0
    while mg := plain(following(guideline, mg, tail=tail, region=region)):
        days = DAYS_A_WEEK * row_weeks(guideline.taper, mg, tail)
        rows.append((offset, days, mg, tablets_for(guideline, region, mg)))
        offset += days
    return tuple(rows)


def _from(day_zero: date, begin: int, rows: tuple[Row, ...]) -> Iterator[DosePeriod]:
    """The rows as periods, the first one so many days after day 0."""
    for offset, days, mg, tablets in rows:
        yield _period(day_zero, offset=begin + offset, days=days, mg=mg, tablets=tablets)


def _period(
    day_zero: date, *, offset: int, days: int, mg: Decimal, tablets: Tablets
) -> DosePeriod:
    first = day_zero + timedelta(days=offset)
    return DosePeriod(
        offset=offset,
        days=days,
        mg=mg,
        first=first,
        last=first + timedelta(days=days - 1),
        tablets=tablets,
    )
