"""What was decided along a course, and the course that follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from core.decisions import REASONS, Course, Decision, Move, Reason
from core.guideline.schema import Guideline
from core.limits import Confirm, Refusal, flare_doses, refused, to_confirm
from core.patient import Case
from core.steroid import Start
from core.taper import DosePeriod, falling, first_weeks, following, period, row_weeks

__all__ = [
    "REASONS", "Confirm", "Course", "Decision", "Move", "Reason", "Refusal", "course",
    "decided", "effective", "flare_doses", "in_force", "refused", "to_confirm",
]  # fmt: skip


class NoDose(ValueError):
    """A decision for another dose does not say which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the course stands after some of the decisions."""

    rows: tuple[tuple[date, Decimal], ...]  # first day and dose of what was decided, in order
    due: date  # of the next step; while reassessing only a projection
    reassess: bool = False
    held_days: int = 0
    ends: date | None = None
    decided: date | None = None
    joined: date | None = None


def course(
    guideline: Guideline,
    case: Case,
    start: Start,
    decisions: Sequence[Decision] = (),
    *,
    not_before: date | None = None,
) -> Course:
    """The course after these decisions, the earliest one first.

    A step that nobody has confirmed takes effect on `not_before` at the earliest: until then the
    dose stays, and every later date moves with it.
    """
    weeks = first_weeks(guideline.taper, start.mg, hold_weeks=case.hold_weeks, tail=case.tail)
    stands = Standing(
        rows=((case.start_date, start.mg),), due=case.start_date + timedelta(weeks=weeks)
    )
    for decision in decisions:
        joined = _joined(case, decision) or stands.joined
        after = _after(guideline, case, stands, decision)
        stands = replace(after, decided=decision.on, joined=joined)
    return _seen(guideline, case, stands, not_before)


def effective(due: date, today: date, *, before_noon: bool) -> date:
    """The first day of a dose that is confirmed today: the day it is due, or the next morning."""
    soonest = today if before_noon else today + timedelta(days=1)
    return max(due, soonest)


def decided(now: Course) -> tuple[DosePeriod, ...]:
    """The periods that were decided; the last one lasts until a further decision."""
    return now.periods[: now.confirmed]


def in_force(now: Course, day: date) -> DosePeriod | None:
    """The decided period whose dose is taken on this day; None before the course and after its
    end. What is only planned never counts."""
    if now.ends is not None and day >= now.ends:
        return None
    begun = [period for period in decided(now) if period.first <= day]
    return begun[-1] if begun else None


def _after(guideline: Guideline, case: Case, stands: Standing, decision: Decision) -> Standing:
    """Where the course stands once this is decided too."""
    match decision:
        case Decision(move=Move.STEP):
            return _stepped(guideline, case, stands, decision.on)
        case Decision(move=Move.HOLD):
            return _held(guideline, case, stands, decision)
        case Decision(move=Move.STOP):
            return replace(stands, ends=decision.on, reassess=False)
        case Decision(mg=Decimal() as mg):
            due = decision.on + timedelta(weeks=decision.weeks)
            return Standing(rows=_with(stands, decision.on, mg), due=due)
    raise NoDose(decision)


def _joined(case: Case, decision: Decision) -> date | None:
    """Until when a first dose is taken that the patient was on before there was a plan."""
    before = decision.reason is Reason.ALREADY_TAKEN and decision.on == case.start_date
    return decision.on + timedelta(weeks=decision.weeks) if before else None


def _stepped(guideline: Guideline, case: Case, stands: Standing, on: date) -> Standing:
    """On the next dose of the schedule for as long as it says, or at the end."""
    mg = following(guideline, stands.rows[-1][-1], tail=case.tail, region=case.region)
    held = 0 if stands.reassess else stands.held_days
    if not mg:
        return replace(stands, ends=on, reassess=False, held_days=held)
    due = on + timedelta(weeks=row_weeks(guideline.taper, mg, case.tail))
    return Standing(rows=_with(stands, on, mg), due=due, held_days=held)


def _held(guideline: Guideline, case: Case, stands: Standing, decision: Decision) -> Standing:
    """The step is due so much later; held too long or without a gain, nothing is due by itself."""
    rule = guideline.taper.gate
    longer = timedelta(weeks=decision.weeks)
    since = decision.on if stands.reassess else max(stands.due, decision.on)
    held = longer.days + (0 if stands.reassess else stands.held_days)
    judged = case.start_date + timedelta(days=rule.reassess_day.value)
    failed = decision.reason is Reason.NOT_BETTER and decision.on >= judged
    return replace(
        stands,
        due=since + longer,
        held_days=held,
        reassess=failed or held > timedelta(weeks=rule.over_plan_weeks.value).days,
    )


def _with(stands: Standing, on: date, mg: Decimal) -> tuple[tuple[date, Decimal], ...]:
    """The doses with one more; it takes the place of one that would begin on the same day."""
    return (*(row for row in stands.rows if row[0] < on), (on, mg))


def _seen(guideline: Guideline, case: Case, stands: Standing, not_before: date | None) -> Course:
    """Every period: the decided ones, the present one until its end, and the planned ones."""
    gate = max(stands.due, not_before or stands.due)
    rows = tuple(row for row in stands.rows if stands.ends is None or row[0] < stands.ends)
    until = stands.ends or gate
    decided = tuple(
        period(guideline, case, mg=mg, first=first, until=later)
        for (first, mg), (later, _) in pairwise((*rows, (until, Decimal(0))))
    )
    over, waits = stands.ends is not None, stands.ends is not None or stands.reassess
    planned = () if over else falling(guideline, case, after_mg=rows[-1][-1], first=gate)
    return Course(
        periods=(*decided, *planned),
        confirmed=len(decided),
        due=None if waits else stands.due,
        gate=None if waits else gate,
        following_mg=None if over else planned[0].mg if planned else Decimal(0),
        reassess=stands.reassess,
        held_days=stands.held_days,
        ends=stands.ends,
        decided=stands.decided,
        joined=stands.joined,
    )
