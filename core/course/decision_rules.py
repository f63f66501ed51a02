"""What may not be decided about a dose, and what only after a second confirmation."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import takewhile

from core.amounts import UNKNOWN
from core.course.course import Course
from core.course.decisions import REASONS, Decision, Move
from core.emergencies import emergencies
from core.guideline.schema import Guideline
from core.patient import Case, Severity
from core.steroid.exposure import doses_before
from core.steroid.start_dose import starting_dose
from core.steroid.tablets import can_make
from core.steroid.taper import row_weeks


class Refusal(StrEnum):
    """Why a decision cannot be taken."""

    REASON = "reason"  # not one that this is decided for
    COURSE_OVER = "course_over"
    BEFORE_COURSE = "before_course"
    BEFORE_LAST_DECISION = "before_last_decision"
    TOO_FAR_AHEAD = "too_far_ahead"
    STEP_BEFORE_DUE = "step_before_due"
    HOLD_WEEKS = "hold_weeks"
    FLARE_WEEKS = "flare_weeks"
    OFF_PLAN_WEEKS = "off_plan_weeks"
    MG_MISSING = "mg_missing"
    MG_NOT_ABOVE_ZERO = "mg_not_above_zero"
    MG_DECIMALS = "mg_decimals"
    MG_OVER_80 = "mg_over_80"
    MG_OVER_1_MG_PER_KG = "mg_over_1_mg_per_kg"
    MG_WITHOUT_TABLETS = "mg_without_tablets"
    FLARE_NOT_ABOVE = "flare_not_above"  # the present dose: that is a hold, or off-plan
    FLARE_NOT_TAKEN = "flare_not_taken"
    STOP_ABRUPT = "stop_abrupt"


class Confirm(StrEnum):
    """What is confirmed a second time before it is taken."""

    STEP_IN_EMERGENCY = "step_in_emergency"
    STEP_WHILE_REASSESS = "step_while_reassess"
    HOLDS_OVER_PLAN = "holds_over_plan"
    OFF_PLAN = "off_plan"
    OFF_PLAN_FASTER = "off_plan_faster"  # than the schedule: the adrenal glands may not answer
    STOP_ALONE = "stop_alone"  # not abrupt by this course alone: what came before is not known


LEAVE = frozenset({Move.STEP, Move.STOP})  # a dose that must have been taken


def refused(
    guideline: Guideline, case: Case, course: Course, decision: Decision
) -> Refusal | None:
    """The code of why the decision cannot be taken; None where it can."""
    return next(_refusals(guideline, case, course, decision), None)


def to_confirm(
    guideline: Guideline, case: Case, course: Course, decision: Decision
) -> Confirm | None:
    """The code of what must be confirmed a second time before it is taken; None for nothing."""
    match decision.move:
        case Move.STEP if emergencies(case):
            return Confirm.STEP_IN_EMERGENCY
        case Move.STEP if course.reassess:
            return Confirm.STEP_WHILE_REASSESS
        case Move.HOLD:
            most = timedelta(weeks=guideline.taper.gate.over_plan_weeks.value)
            held = timedelta(days=0 if course.reassess else course.held_days, weeks=decision.weeks)
            return Confirm.HOLDS_OVER_PLAN if held > most else None
        case Move.OFF_PLAN:
            faster = _is_faster(guideline, case, course, decision)
            return Confirm.OFF_PLAN_FASTER if faster else Confirm.OFF_PLAN
        case Move.STOP if case.earlier_steroid is UNKNOWN:
            high = _stops_high(guideline, course, decision)
            return Confirm.STOP_ALONE if high and not decision.leaves else None
    return None


def flare_doses(guideline: Guideline, case: Case, course: Course, on: date) -> tuple[Decimal, ...]:
    """The daily doses a flare may go back to on this day, the last effective one first."""
    earlier = (each.mg for each in reversed(doses_before(case)) if each.mg)
    within = (mg for mg in earlier if not [*_dose(guideline, case, mg)])
    taken = [*_taken(course, on)[::-1], *within]
    if case.severity is Severity.SEVERE:
        taken.append(starting_dose(guideline, case).options[-1].mg)
    return tuple(dict.fromkeys(mg for mg in taken if mg > _mg_on(course, on)))


def _refusals(
    guideline: Guideline, case: Case, course: Course, decision: Decision
) -> Iterator[Refusal]:
    """Every reason against it, the first one first."""
    if decision.reason not in REASONS[decision.move]:
        yield Refusal.REASON
    yield from _day(guideline, case, course, decision)
    yield from _weeks(guideline, decision)
    if decision.move in (Move.FLARE, Move.OFF_PLAN):
        yield from _dose(guideline, case, decision.mg)
    if decision.move is Move.FLARE:
        yield from _flare(guideline, case, course, decision)
    if decision.move is Move.STOP and _is_abrupt(guideline, case, course, decision):
        yield Refusal.STOP_ABRUPT


def _day(
    guideline: Guideline, case: Case, course: Course, decision: Decision
) -> Iterator[Refusal]:
    """An end that was decided can only be taken back on its own day, by another dose."""
    on, last = decision.on, course.present.last
    back = decision.move in (Move.FLARE, Move.OFF_PLAN) and on == course.ends
    if course.ends is not None and not back:
        yield Refusal.COURSE_OVER
    if on < case.start_date or (on == case.start_date and decision.move in LEAVE):
        yield Refusal.BEFORE_COURSE
    if course.decided is not None and on < course.decided:
        yield Refusal.BEFORE_LAST_DECISION
    if on > last + timedelta(days=1 + guideline.taper.change.ahead_days.value):
        yield Refusal.TOO_FAR_AHEAD
    planned = step_planned(case, course)
    if decision.move is Move.STEP and planned is not None and on < planned:
        yield Refusal.STEP_BEFORE_DUE


def step_planned(case: Case, course: Course) -> date | None:
    """The day that no step comes before; None where the course is over, or waits since a hold.

    An emergency holds every step and brings none forward, also once it is over.
    """
    stands = course.progress
    if course.ends is None and (stands.urgent or (course.reassess and emergencies(case))):
        return stands.due
    return course.due


def _weeks(guideline: Guideline, decision: Decision) -> Iterator[Refusal]:
    rule = guideline.taper.change
    bounds = {
        Move.HOLD: (rule.hold_weeks, Refusal.HOLD_WEEKS),
        Move.FLARE: (rule.flare_weeks, Refusal.FLARE_WEEKS),
        Move.OFF_PLAN: (rule.off_plan_weeks, Refusal.OFF_PLAN_WEEKS),
    }
    if decision.move in bounds:
        fact, code = bounds[decision.move]
        fewest, most = fact.value
        if not fewest <= decision.weeks <= most:
            yield code


def _dose(guideline: Guideline, case: Case, mg: Decimal | None) -> Iterator[Refusal]:
    """The limits of every dose, whoever chooses it."""
    rule = guideline.steroid.start
    if mg is None:
        yield Refusal.MG_MISSING
    elif mg <= 0:
        yield Refusal.MG_NOT_ABOVE_ZERO
    elif mg > rule.cap_mg.value:
        yield Refusal.MG_OVER_80
    elif mg > rule.range.value[-1] * case.weight_kg:
        yield Refusal.MG_OVER_1_MG_PER_KG
    elif mg % guideline.taper.change.finest_mg.value:
        yield Refusal.MG_DECIMALS
    elif not can_make(guideline, case.region, mg):
        yield Refusal.MG_WITHOUT_TABLETS


def _flare(
    guideline: Guideline, case: Case, course: Course, decision: Decision
) -> Iterator[Refusal]:
    if decision.mg is not None and decision.mg <= _mg_on(course, decision.on):
        yield Refusal.FLARE_NOT_ABOVE
    if decision.mg not in flare_doses(guideline, case, course, decision.on):
        yield Refusal.FLARE_NOT_TAKEN


def _mg_on(course: Course, on: date) -> Decimal:
    """The dose that this day has without a further decision."""
    return Decimal(0) if course.over(on) else course.present.mg


def _taken(course: Course, on: date) -> list[Decimal]:
    """The doses that were taken before this day, the earliest one first."""
    return [row.mg for row in course.periods[: course.confirmed] if row.first < on]


def _is_abrupt(guideline: Guideline, case: Case, course: Course, decision: Decision) -> bool:
    """Whether the steroid would stop at a dose and after a time that suppress the adrenals.

    Steroid that was taken up to the plan without a pause belongs to the time.
    """
    rule = guideline.taper.change
    reached = takewhile(lambda each: each.mg > 0, reversed(doses_before(case)))
    before = timedelta(days=case.pulse_days + sum(each.days for each in reached))
    steroid, last = decision.on - case.start_date + before, _taken(course, decision.on)[-1:]
    high = last > [rule.abrupt_high_mg.value]
    weeks = rule.abrupt_high_weeks if high else rule.abrupt_weeks
    long = steroid > timedelta(weeks=weeks.value)
    return long and _stops_high(guideline, course, decision) and not decision.leaves


def _stops_high(guideline: Guideline, course: Course, decision: Decision) -> bool:
    """Whether the last dose is one that must not end abruptly after weeks of steroid."""
    last = _taken(course, decision.on)[-1:]
    return last > [guideline.taper.change.abrupt_mg.value]


def _is_faster(guideline: Guideline, case: Case, course: Course, decision: Decision) -> bool:
    """Whether the dose would fall further or sooner than the schedule lets it."""
    mg, present = decision.mg, _mg_on(course, decision.on)
    if mg is None or mg >= present:
        return False
    further = course.following_mg is not None and mg < course.following_mg
    sooner = course.due is not None and decision.on < course.due
    return further or sooner or decision.weeks < row_weeks(guideline.taper, mg, case.tail)
