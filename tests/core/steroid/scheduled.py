"""A schedule with its dates, as the core lays it out from its ladder."""

from datetime import date
from decimal import Decimal

from core.amounts import UNKNOWN, Unknown
from core.guideline.schema import Guideline
from core.patient import Case, EarlierSteroid, Ild, Region, Severity, Subtype, Tail
from core.steroid.exposure import Exposure, exposure
from core.steroid.taper import DosePeriod, dated, ladder


def schedule(
    guideline: Guideline,
    *,
    start_mg: Decimal,
    first: date,
    hold_weeks: int,
    tail: Tail,
    region: Region,
) -> tuple[DosePeriod, ...]:
    """The ladder from its first day on, day after day."""
    rungs = ladder(guideline, start_mg=start_mg, hold_weeks=hold_weeks, tail=tail, region=region)
    return dated(rungs, day_zero=first, first=first)


def exposed(
    guideline: Guideline,
    rows: tuple[DosePeriod, ...],
    *,
    pulse_days: int = 0,
    pulse_mg: Decimal | Unknown = UNKNOWN,
    earlier: EarlierSteroid | Unknown = UNKNOWN,
) -> Exposure:
    """What adds up along these rows, after such a pulse and such earlier steroid."""
    case = Case(
        weight_kg=Decimal(70),
        subtype=Subtype.POLYMYOSITIS,
        severity=Severity.SEVERE,
        ild=Ild.NO,
        start_date=rows[0].first,
        hold_weeks=4,
        pulse_days=pulse_days,
        pulse_mg=pulse_mg,
        earlier_steroid=earlier,
    )
    return exposure(guideline, case, rows)
