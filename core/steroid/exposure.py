"""What adds up along a course."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal

from core.amounts import A_DAY, Unknown
from core.guideline.schema import Guideline
from core.steroid.taper import DosePeriod

EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


Run = tuple[int, int]  # offset of the first day, days in a row


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """Sums over the schedule; days at or above count the pulse days, totals are oral only."""

    total_days: int
    total_mg: Decimal
    mg_first_year: Decimal  # 365 days from the first steroid day
    oral_only: bool  # pulse days were given but not their dose
    days_ge_30: int
    days_ge_20: int
    days_ge_7_5: int
    first_below_20: int  # offset: no later day is at 20 mg or more
    first_at_5: int  # offset of the adrenal gate: no later day is above 5 mg
    runs_ge_20: tuple[Run, ...]


def exposure(
    guideline: Guideline,
    periods: Sequence[DosePeriod],
    *,
    pulse_days: int,
    pulse_mg: Decimal | Unknown,
) -> Exposure:
    """What adds up along the periods, which touch, and the pulse days before them."""
    limits = guideline.exposure
    high, moderate, low = limits.high_mg.value, limits.moderate_mg.value, limits.low_mg.value
    unknown_pulse = isinstance(pulse_mg, Unknown)
    oral = _oral_mg(periods, limits.first_year_days.value - pulse_days)
    pulse = Decimal(0)
    if not isinstance(pulse_mg, Unknown):
        share = pulse_days * guideline.steroid.pulse.equivalence.value
        pulse = EXACT.multiply(pulse_mg, share)
    runs = tuple(_runs(periods, moderate, pulse_days))
    return Exposure(
        total_days=sum(row.days for row in periods),
        total_mg=sum((row.mg * row.days for row in periods), Decimal(0)),
        mg_first_year=EXACT.add(oral, pulse),
        oral_only=bool(pulse_days) and unknown_pulse,
        days_ge_30=pulse_days + sum(row.days for row in periods if row.mg >= high),
        days_ge_20=sum(days for _, days in runs),
        days_ge_7_5=pulse_days + sum(row.days for row in periods if row.mg >= low),
        first_below_20=_end_of_last(row for row in periods if row.mg >= moderate),
        first_at_5=_end_of_last(row for row in periods if row.mg > limits.gate_mg.value),
        runs_ge_20=runs,
    )


def before(periods: Sequence[DosePeriod], day: date) -> tuple[DosePeriod, ...]:
    """What of the periods lies before this day."""
    yesterday = day - A_DAY
    return tuple(
        row if row.last <= yesterday else replace(row, days=(day - row.first).days, last=yesterday)
        for row in periods
        if row.first <= yesterday
    )


def longest(runs: Sequence[Run]) -> int:
    """The most days in a row."""
    return max((days for _, days in runs), default=0)


def _end_of_last(rows: Iterator[DosePeriod]) -> int:
    """The offset of the day after the last of these rows; 0 where there is none."""
    return max((row.offset + row.days for row in rows), default=0)


def _runs(periods: Sequence[DosePeriod], least: Decimal, pulse_days: int) -> Iterator[Run]:
    """The stretches of days in a row at this dose or more; a pulse day is one of them."""
    begin = -pulse_days
    for row in periods:
        if row.mg < least:
            if row.offset > begin:
                yield begin, row.offset - begin
            begin = row.offset + row.days
    end = periods[-1].offset + periods[-1].days if periods else 0
    if end > begin:
        yield begin, end - begin


def _oral_mg(periods: Sequence[DosePeriod], days: int) -> Decimal:
    """The oral mg of the first so many days."""
    return sum(
        (row.mg * min(row.days, days - row.offset) for row in periods if row.offset < days),
        Decimal(0),
    )
