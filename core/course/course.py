"""The course that follows from what was decided, day after day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.course.decisions import Decision
from core.course.progress import Progress, after, begun
from core.guideline.schema import Guideline
from core.patient import Case
from core.steroid.start_dose import Start
from core.steroid.taper import DosePeriod, dated, period


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Every dose that was taken and, after it, those still planned, day after day."""

    periods: tuple[DosePeriod, ...]
    confirmed: int  # how many of the periods were decided; the planned ones come after them
    due: date | None  # the day the next step was planned for; None once the course ends or waits
    gate: date | None  # the first day it can still take effect: `due`, moved on by silence
    following_mg: Decimal | None  # after the present dose; 0 ends the course, None: it has ended
    reassess: bool  # no date follows by itself: reassess the diagnosis, consider more treatment
    held_days: int  # by holds beyond the plan, since the course last began anew
    ends: date | None  # the first day without the steroid, where the end was decided
    given_up: bool  # it ends before the end of its schedule
    decided: date | None  # from when the last decision holds; None before the first one
    joined: date | None  # it was under way long before its plan, its first dose taken until then
    progress: Progress  # what all of this is read from
    left: bool = False  # it was not ended: another team plans from there on, or the patient died

    def over(self, on: date | None) -> bool:
        """Whether its decided end has come by this day."""
        return on is not None and self.ends is not None and on >= self.ends

    @property
    def present(self) -> DosePeriod:
        """The last period that was decided: it lasts until a further decision."""
        return self.periods[self.confirmed - 1]


def course(
    guideline: Guideline,
    case: Case,
    start: Start,
    decisions: Sequence[Decision] = (),
    *,
    not_before: date | None = None,
) -> Course:
    """The course after these decisions by these rules, the earliest decision first."""
    stands = begun(guideline, case, start.mg)
    for decision in decisions:
        stands = after(guideline, case, stands, decision)
    return seen(stands, case.start_date, not_before=not_before)


def seen(stands: Progress, day_zero: date, *, not_before: date | None = None) -> Course:
    """Every period: the decided ones, the present one until its end, and the planned ones.

    A step that nobody has confirmed takes effect on `not_before` at the earliest: until then the
    dose stays, and every later date moves with it.
    """
    gate = max(stands.due, not_before or stands.due)
    over, waits = stands.ends is not None, stands.ends is not None or stands.reassess
    doses = [each for each in stands.doses if stands.ends is None or each.first < stands.ends]
    ends = [*(each.first for each in doses[1:]), stands.ends or gate]
    decided = tuple(
        period(day_zero, mg=each.mg, tablets=each.tablets, first=each.first, until=until)
        for each, until in zip(doses, ends, strict=True)
    )
    planned = () if over else dated(stands.ahead, day_zero=day_zero, first=gate)
    return Course(
        periods=(*decided, *planned),
        confirmed=len(decided),
        due=None if waits else stands.due,
        gate=None if waits else gate,
        following_mg=None if over else planned[0].mg if planned else Decimal(0),
        reassess=stands.reassess,
        held_days=stands.held_days,
        ends=stands.ends,
        given_up=over and bool(stands.ahead),
        decided=stands.decided,
        joined=stands.joined,
        progress=stands,
    )


def effective(due: date, today: date, *, before_noon: bool) -> date:
    """The first day of a dose that is confirmed today: the day it is due, or the next morning."""
    soonest = today if before_noon else today + timedelta(days=1)
    return max(due, soonest)


def decided(course: Course) -> tuple[DosePeriod, ...]:
    """The periods that were decided; the last one lasts until a further decision."""
    return course.periods[: course.confirmed]


def in_force(course: Course, day: date) -> DosePeriod | None:
    """The decided period whose dose is taken on this day; None before the course and after its
    end. What is only planned never counts."""
    if course.over(day):
        return None
    begun = [period for period in decided(course) if period.first <= day]
    return begun[-1] if begun else None


def to_come(course: Course, day: date) -> tuple[DosePeriod, ...]:
    """The decided periods whose dose is not taken yet on this day, the first one first."""
    return tuple(period for period in decided(course) if period.first > day)
