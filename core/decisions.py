"""What can be decided about a dose, why, and the course that decisions lead to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

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


REASONS: Mapping[Move, tuple[Reason, ...]] = {
    Move.STEP: (Reason.RESPONSE,),
    Move.HOLD: (
        Reason.NOT_BETTER,
        Reason.ENZYME_RISING,
        Reason.RED_FLAG,
        Reason.RESULTS_MISSING,
        Reason.WITHDRAWAL,
    ),
    Move.FLARE: (Reason.ACTIVE_DISEASE,),
    Move.OFF_PLAN: (
        Reason.WITHDRAWAL,
        Reason.ALREADY_TAKEN,
        Reason.INTOLERANCE,
        Reason.INFECTION,
        Reason.REMISSION,
        Reason.OTHER_TREATMENT,
    ),
    Move.STOP: (
        Reason.INTOLERANCE,
        Reason.INFECTION,
        Reason.REMISSION,
        Reason.OTHER_TREATMENT,
        Reason.MOVED,
        Reason.DIED,
    ),
}


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
    following_mg: Decimal | None  # after the present dose; 0 ends the course, None: it has ended
    reassess: bool  # no date follows by itself: reassess the diagnosis, consider more treatment
    held_days: int  # by holds beyond the plan, since the course last began anew
    ends: date | None  # the first day without the steroid, where the end was decided
    decided: date | None  # from when the last decision holds; None before the first one
    joined: date | None  # it was under way long before its plan, its first dose taken until then

    @property
    def present(self) -> DosePeriod:
        """The last period that was decided: it lasts until a further decision."""
        return self.periods[self.confirmed - 1]
