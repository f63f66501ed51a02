"""What adds up along a course."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from enum import StrEnum
from itertools import takewhile

from core.amounts import A_DAY, Unknown
from core.guideline.schema import Guideline
from core.patient import Case, EarlierSteroid
from core.steroid.pulses import PulseGiven, with_pulses
from core.steroid.taper import DosePeriod

EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


Run = tuple[int, int]  # offset of the first day, days in a row


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """Sums over the schedule; days at or above count pulse and earlier days, totals do not."""

    total_days: int
    total_mg: Decimal
    mg_first_year: Decimal  # the most of any 365 days in a row, earlier and pulse days among them
    oral_only: bool  # pulse days were given but not their dose
    days_ge_30: int
    days_ge_20: int
    days_ge_7_5: int
    first_below_20: int  # offset: no later day is at 20 mg or more
    first_at_5: int  # offset of the adrenal gate: no later day is above 5 mg
    runs_ge_20: tuple[Run, ...]


def exposure(
    guideline: Guideline,
    case: Case,
    oral: Sequence[DosePeriod],
    pulses: Sequence[PulseGiven] = (),
) -> Exposure:
    """What adds up along the oral doses, which touch, the pulses beside them, the pulse days
    before them, and what came earlier, where that is known."""
    limits = guideline.exposure
    high, moderate, low = limits.high_mg.value, limits.moderate_mg.value, limits.low_mg.value
    taken = doses_before(case)
    unknown_pulse = isinstance(case.pulse_mg, Unknown)
    pulse_mg = Decimal(0)
    if not isinstance(case.pulse_mg, Unknown):
        pulse_mg = EXACT.multiply(case.pulse_mg, guideline.steroid.pulse.equivalence.value)
    periods = with_pulses(oral, pulses, at_least=high)
    known = with_pulses(oral, pulses, at_least=Decimal(0))
    given = [
        *((each.mg, each.days) for each in taken),
        (pulse_mg, case.pulse_days),
        *((row.mg, row.days) for row in known),
    ]

    def days_at(least: Decimal) -> int:
        before = sum(each.days for each in taken if each.mg >= least)
        return before + case.pulse_days + sum(row.days for row in periods if row.mg >= least)

    return Exposure(
        total_days=sum(row.days for row in oral),
        total_mg=sum((row.mg * row.days for row in oral), Decimal(0)),
        mg_first_year=largest_sum(given, limits.first_year_days.value),
        oral_only=bool(case.pulse_days) and unknown_pulse,
        days_ge_30=days_at(high),
        days_ge_20=days_at(moderate),
        days_ge_7_5=days_at(low),
        first_below_20=_end_of_last(row for row in periods if row.mg >= moderate),
        first_at_5=_end_of_last(row for row in periods if row.mg > limits.gate_mg.value),
        runs_ge_20=tuple(_with_earlier(periods, moderate, case.pulse_days, taken)),
    )


def doses_before(case: Case) -> EarlierSteroid:
    """What was taken before the first steroid day of the plan, where that is known."""
    return () if isinstance(case.earlier_steroid, Unknown) else case.earlier_steroid


class EarlierKnown(StrEnum):
    """Whether what was taken before the plan is in its sums."""

    NONE = "none"  # nothing was taken
    COUNTED = "counted"
    UNKNOWN = "unknown"  # the sums are at least what they say


def earlier(case: Case) -> EarlierKnown:
    """Whether earlier steroid is known, and if there was any."""
    if isinstance(case.earlier_steroid, Unknown):
        return EarlierKnown.UNKNOWN
    return EarlierKnown.COUNTED if case.earlier_steroid else EarlierKnown.NONE


def counting(case: Case) -> str:
    """How a sentence about sums differs where they hold earlier days, or nobody knows of any."""
    if not any(each.mg for each in doses_before(case)):
        return "_alone" if earlier(case) is EarlierKnown.UNKNOWN else ""
    return "_earlier"


def largest_sum(given: Sequence[tuple[Decimal, int]], days: int) -> Decimal:
    """The most mg that any so many days in a row add up to; (mg, days) one after the other."""
    begins, sums = [0], [Decimal(0)]
    for mg, length in given:
        begins.append(begins[-1] + length)
        sums.append(EXACT.fma(mg, length, sums[-1]))

    if begins[-1] <= days:
        return sums[-1]

    def up_to(day: int) -> Decimal:
        place = bisect_right(begins, day) - 1
        if place < 0:
            return Decimal(0)
        if place == len(given):
            return sums[-1]
        return EXACT.fma(given[place][0], day - begins[place], sums[place])

    first = {begin for each in begins for begin in (each, each - days)}
    return max(EXACT.subtract(up_to(begin + days), up_to(begin)) for begin in first)


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


def _with_earlier(
    periods: Sequence[DosePeriod], least: Decimal, pulse_days: int, earlier: EarlierSteroid
) -> Iterator[Run]:
    """The runs, the first one from before the plan where it was under way on its first day."""
    for begin, days in _runs(periods, least, pulse_days):
        reached = list(takewhile(lambda each: each.mg >= least, reversed(earlier)))
        lead = sum(each.days for each in reached) if begin == -pulse_days else 0
        yield begin - lead, days + lead


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
