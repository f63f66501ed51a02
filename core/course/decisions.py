"""What can be decided about a dose, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Move(StrEnum):
    """What a clinician can decide about the dose."""

    STEP = "step"  # the next dose of the schedule, or its end
    HOLD = "hold"  # the dose stays for some weeks more
    FLARE = "flare"  # back to a higher dose, held anew
    OFF_PLAN = "off_plan"  # a dose that the schedule does not give, or is already taken
    STOP = "stop"  # the course is given up here
    CARRY_OVER = "carry_over"  # the same doses so far; what follows is by a later edition


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
    NEW_EDITION = "new_edition"  # carry over


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
    Move.CARRY_OVER: (Reason.NEW_EDITION,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision: from the morning of `on` it holds."""

    move: Move
    on: date
    reason: Reason
    mg: Decimal | None = None  # flare and off-plan: the daily dose from `on`
    weeks: int = 0  # hold: how much longer; flare and off-plan: until the next step


def asks_for_a_gain(decided: Iterable[Decision]) -> bool:
    """Whether the same strength is not enough: no step yet since the start, or since a flare.

    Another dose that was decided asks for none: it was not given for want of an effect. A dose
    that was taken already only tells where the course stands.
    """
    for each in reversed(tuple(decided)):
        if each.reason is Reason.ALREADY_TAKEN:
            continue
        if each.move in (Move.STEP, Move.OFF_PLAN, Move.STOP):
            return False
        if each.move is Move.FLARE:
            return True
    return True
