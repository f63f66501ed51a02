"""Which dose is in force, by what was decided; what is only planned never counts."""

from datetime import date

from core.decisions import Course
from core.taper import DosePeriod


def decided(now: Course) -> tuple[DosePeriod, ...]:
    """The periods that were decided; the last one lasts until a further decision."""
    return now.periods[: now.confirmed]


def in_force(now: Course, day: date) -> DosePeriod | None:
    """The period whose dose is taken on this day; None before the course and after its end."""
    if now.ends is not None and day >= now.ends:
        return None
    begun = [period for period in decided(now) if period.first <= day]
    return begun[-1] if begun else None
