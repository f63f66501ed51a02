"""A schedule with its dates, as the core lays it out from its ladder."""

from datetime import date
from decimal import Decimal

from core.guideline.schema import Guideline
from core.patient import Region, Tail
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
