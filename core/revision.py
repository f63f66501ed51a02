"""What was decided along a course, and the course that follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.guideline.schema import Guideline
from core.patient import Case
from core.steroid import Start
from core.taper import DosePeriod


class Move(StrEnum):
    """What a clinician can decide about the dose."""

    STEP = "step"  # the next dose of the schedule, or its end
    HOLD = "hold"  # the dose stays for some weeks more
    FLARE = "flare"  # back to a higher dose, held anew
    OFF_PLAN = "off_plan"  # a dose that the schedule does not give, or is already taken
    STOP = "stop"  # the course is given up here


class Reason(StrEnum):
    """Why it was decided, as a code."""

    RESPONSE = "response"  # step: the questions of the gate were answered well
    NOT_BETTER = "not_better"  # hold: strength the same where it must be better
    ENZYME_RISING = "enzyme_rising"  # hold: creatine kinase rises, strength is stable
    RED_FLAG = "red_flag"  # hold: fever, breathlessness, chest pain or new trouble swallowing
    RESULTS_MISSING = "results_missing"  # hold
    WITHDRAWAL = "withdrawal"  # hold or off-plan: symptoms of a dose that fell too fast
    ACTIVE_DISEASE = "active_disease"  # flare: worse strength that is judged to be the disease
    ALREADY_TAKEN = "already_taken"  # off-plan: the dose that the patient is on
    INTOLERANCE = "intolerance"  # off-plan or stop
    INFECTION = "infection"  # off-plan or stop
    REMISSION = "remission"  # off-plan or stop
    OTHER_TREATMENT = "other_treatment"  # off-plan or stop
    MOVED = "moved"  # stop: another team plans from here on
    DIED = "died"  # stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision: from the morning of `on` it holds."""

    move: Move
    on: date
    reason: Reason
    mg: Decimal | None = None  # flare and off-plan: the daily dose from `on`
    weeks: int = 0  # hold: how much longer; flare and off-plan: until the next step


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Every dose that was taken and, after it, those still planned, day after day."""

    periods: tuple[DosePeriod, ...]
    confirmed: int  # how many of the periods were decided; the planned ones come after them
    due: date | None  # the day the next step was planned for; None once the course ends or waits
    gate: date | None  # the first day it can still take effect: `due`, moved on by silence
    following_mg: Decimal | None  # the daily dose after the gate; 0 ends the course
    reassess: bool  # no date follows by itself: reassess the diagnosis, consider more treatment
    held_days: int  # by holds beyond the plan, since the course last began anew
    ends: date | None  # the first day without the steroid, where the end was decided


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
    raise NotImplementedError


def effective(due: date, today: date, *, before_noon: bool) -> date:
    """The first day of a dose that is confirmed today: the day it is due, or the next morning."""
    raise NotImplementedError


def in_force(now: Course, day: date) -> DosePeriod | None:
    """The period of this day, confirmed or not; None outside the course."""
    raise NotImplementedError


def refused(guideline: Guideline, case: Case, now: Course, decision: Decision) -> str | None:
    """The code of why the decision cannot be taken; None where it can."""
    raise NotImplementedError


def to_confirm(guideline: Guideline, case: Case, now: Course, decision: Decision) -> str | None:
    """The code of what must be confirmed a second time before it is taken; None for nothing."""
    raise NotImplementedError


def flare_doses(guideline: Guideline, case: Case, now: Course, on: date) -> tuple[Decimal, ...]:
    """The daily doses a flare may go back to on this day, the last effective one first."""
    raise NotImplementedError
