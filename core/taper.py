"""The schedule of falling doses, and what adds up along it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from functools import cache

from core.amounts import Unknown, down_to, plain
from core.evidence import Fact
from core.guideline.schema import Guideline, Tails
from core.guideline.schema import Taper as TaperRule
from core.patient import Region, Tail
from core.tablets import Tablets, tablets_for

EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
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
class Exposure:
    """Sums over the schedule; days at or above count the pulse days, totals are oral only."""

    total_days: int
    total_mg: Decimal
    mg_first_year: Decimal  # 365 days from the first steroid day
    oral_only: bool  # pulse days were given but not their dose
    days_ge_30: int
    days_ge_20: int
    first_below_20: int  # offset
    first_at_5: int  # offset of the adrenal gate


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
    return tuple(
        DosePeriod(
            offset=offset,
            days=days,
            mg=mg,
            first=first + timedelta(days=offset),
            last=first + timedelta(days=offset + days - 1),
            tablets=tablets,
        )
        for offset, days, mg, tablets in _rows(guideline, start_mg, hold_weeks, tail, region)
    )


def next_dose(rule: TaperRule, mg: Decimal, tail: Tail) -> Decimal:
    """The dose after this one; zero ends the course."""
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


def exposure(
    guideline: Guideline,
    periods: Sequence[DosePeriod],
    *,
    pulse_days: int,
    pulse_mg: Decimal | Unknown,
) -> Exposure:
    """What adds up along the schedule and the pulse days before it."""
    limits = guideline.exposure
    at_30, at_20 = (
        pulse_days + sum(row.days for row in periods if row.mg >= limit.value)
        for limit in (limits.high_mg, limits.moderate_mg)
    )
    unknown_pulse = isinstance(pulse_mg, Unknown)
    oral = _oral_mg(periods, limits.first_year_days.value - pulse_days)
    pulse = Decimal(0)
    if not isinstance(pulse_mg, Unknown):
        share = pulse_days * guideline.steroid.pulse.equivalence.value
        pulse = EXACT.multiply(pulse_mg, share)
    return Exposure(
        total_days=sum(row.days for row in periods),
        total_mg=sum((row.mg * row.days for row in periods), Decimal(0)),
        mg_first_year=EXACT.add(oral, pulse),
        oral_only=bool(pulse_days) and unknown_pulse,
        days_ge_30=at_30,
        days_ge_20=at_20,
        first_below_20=next(row.offset for row in periods if row.mg < limits.moderate_mg.value),
        first_at_5=next(row.offset for row in periods if row.mg <= limits.gate_mg.value),
    )


def _oral_mg(periods: Sequence[DosePeriod], days: int) -> Decimal:
    """The oral mg of the first so many days."""
    return sum(
        (row.mg * min(row.days, days - row.offset) for row in periods if row.offset < days),
        Decimal(0),
    )


@cache
def _rows(
    guideline: Guideline, start_mg: Decimal, hold_weeks: int, tail: Tail, region: Region
) -> tuple[tuple[int, int, Decimal, Tablets], ...]:
    """Offset, days, dose and tablets of every row."""
    rows = list[tuple[int, int, Decimal, Tablets]]()
    offset = 0
    for mg in _doses(guideline.taper, start_mg, tail):
        interval = _weeks(guideline.taper, mg, tail)
        days = DAYS_A_WEEK * (interval if rows else max(hold_weeks, interval))
        rows.append((offset, days, mg, tablets_for(guideline, region, mg)))
        offset += days
    return tuple(rows)


def _doses(rule: TaperRule, start_mg: Decimal, tail: Tail) -> Iterator[Decimal]:
    """Every dose of the course; each is less than the one before."""
    mg = start_mg
    while mg > 0:
        yield plain(mg)
        later = next_dose(rule, mg, tail)
        if later >= mg:
            raise NotFalling(f"{mg} mg to {later} mg")
        mg = later


def _weeks(rule: TaperRule, mg: Decimal, tail: Tail) -> int:
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
