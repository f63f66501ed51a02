"""What can be decided about a dose or a drug, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.amounts import Weekday
from core.patient import Route


class Drug(StrEnum):
    """What is given along a plan beside the daily steroid, under the names of the answers."""

    METHOTREXATE = "methotrexate"
    AZATHIOPRINE = "azathioprine"
    MYCOPHENOLATE = "mycophenolate"
    CALCINEURIN_INHIBITOR = "calcineurin_inhibitor"
    CYCLOPHOSPHAMIDE = "cyclophosphamide"
    RITUXIMAB = "rituximab"
    IMMUNOGLOBULIN = "immunoglobulin"
    OTHER = "other"
    METHYLPREDNISOLONE = "methylprednisolone"  # a pulse


class Move(StrEnum):
    """What a clinician can decide: first about the dose of the steroid, then about a drug."""

    STEP = "step"  # the next dose of the schedule, or its end
    HOLD = "hold"  # the dose stays for some weeks more
    FLARE = "flare"  # back to a higher dose, held anew
    OFF_PLAN = "off_plan"  # a dose that the schedule does not give, or is already taken
    STOP = "stop"  # the course is given up here
    CARRY_OVER = "carry_over"  # the same doses so far; what follows is by a later edition
    UNDO = "undo"  # what was decided last is taken back: all is as it was before it
    BEGIN = "begin"  # the drug, from its first day on
    RISE = "rise"  # to the next amount, which was due
    STAY = "stay"  # on the same amount for some weeks more
    SUSPEND = "suspend"  # none of it is taken until it is resumed
    RESUME = "resume"
    RECOVER = "recover"  # what it was stopped for is over; none of it is taken
    AMOUNT = "amount"  # one that the schedule does not give
    WEEKDAY = "weekday"  # another day of the week
    GIVEN = "given"  # a treatment in hospital once more
    END = "end"  # the drug is stopped


class Reason(StrEnum):
    """Why it was decided, as a code."""

    RESPONSE = "response"  # step: the questions of the gate were answered well
    NOT_BETTER = "not_better"  # hold: strength the same where it must be better
    ENZYME_RISING = "enzyme_rising"  # hold: creatine kinase rises, strength is stable
    RED_FLAG = "red_flag"  # hold: fever, breathlessness, chest pain or new trouble swallowing
    RESULTS_MISSING = "results_missing"  # hold
    WITHDRAWAL = "withdrawal"  # hold or off-plan: symptoms of a dose that fell too fast
    ACTIVE_DISEASE = "active_disease"  # flare: worse strength that is judged to be the disease; of
    # a drug a higher amount
    ALREADY_TAKEN = "already_taken"  # off-plan: the dose that the patient is on
    INTOLERANCE = "intolerance"  # off-plan or stop; of a drug what it is held or lowered for
    INFECTION = "infection"  # off-plan or stop
    REMISSION = "remission"  # off-plan or stop
    OTHER_TREATMENT = "other_treatment"  # off-plan or stop
    OTHER_DIAGNOSIS = "other_diagnosis"  # off-plan or stop: it is another disease
    MOVED = "moved"  # stop: another team plans from here on
    DIED = "died"  # stop
    NEW_EDITION = "new_edition"  # carry over
    UNDONE = "undone"  # undo
    AS_PLANNED = "as_planned"  # begin: the agent that was named
    BESIDE = "beside"  # begin: a second drug
    RESCUE = "rescue"  # begin: severe disease
    SPECIALIST = "specialist"  # a specialist's decision, against what an answer says
    RESULTS_GOOD = "results_good"  # rise or resume: the blood tests are acceptable
    ENOUGH = "enough"  # stay: this amount does enough
    LOW_COUNTS = "low_counts"
    LIVER = "liver"
    KIDNEY = "kidney"
    NEW_COUGH = "new_cough"  # or breathlessness: pneumonitis
    MOUTH_ULCERS = "mouth_ulcers"
    DEHYDRATION = "dehydration"  # or vomiting
    INTERACTING_DRUG = "interacting_drug"  # trimethoprim, allopurinol
    INFLUENZA_VACCINE = "influenza_vaccine"
    OVERDOSE = "overdose"  # taken twice, or too soon after the last one
    TESTS_OVERDUE = "tests_overdue"
    CLOSED = "closed"  # an answer that was given anew closes the drug
    RECOVERED = "recovered"  # resume, or a higher amount again: from what it was held for
    SUITS_BETTER = "suits_better"  # weekday
    PREGNANCY = "pregnancy"  # or the wish for it
    NO_EFFECT = "no_effect"  # end: after enough time
    COMPLETED = "completed"  # end: given as it was meant
    OTHER = "other"


HARMS = (
    Reason.LOW_COUNTS,
    Reason.LIVER,
    Reason.KIDNEY,
    Reason.INFECTION,
    Reason.NEW_COUGH,
    Reason.MOUTH_ULCERS,
    Reason.DEHYDRATION,
    Reason.INTOLERANCE,
)  # of a drug that is held or stopped
GONE = frozenset({Reason.MOVED, Reason.DIED})  # of a stop: nothing is followed here from then on
BY_ITSELF = (Reason.OVERDOSE, Reason.TESTS_OVERDUE, Reason.CLOSED)  # held without being asked
FOR_LESS = (
    Reason.INTOLERANCE,
    Reason.LOW_COUNTS,
    Reason.LIVER,
    Reason.KIDNEY,
    Reason.REMISSION,
)  # of another amount that is not higher
FOR_MORE = (Reason.ACTIVE_DISEASE, Reason.RECOVERED)  # and of one that is
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
        Reason.OTHER_DIAGNOSIS,
    ),
    Move.STOP: (
        Reason.INTOLERANCE,
        Reason.INFECTION,
        Reason.REMISSION,
        Reason.OTHER_TREATMENT,
        Reason.OTHER_DIAGNOSIS,
        Reason.MOVED,
        Reason.DIED,
    ),
    Move.CARRY_OVER: (Reason.NEW_EDITION,),
    Move.UNDO: (Reason.UNDONE,),
    Move.BEGIN: (
        Reason.AS_PLANNED,
        Reason.ALREADY_TAKEN,
        Reason.BESIDE,
        Reason.RESCUE,
        Reason.SPECIALIST,
    ),
    Move.GIVEN: (Reason.RESCUE,),
    Move.RISE: (Reason.RESULTS_GOOD,),
    Move.STAY: (Reason.RESULTS_MISSING, Reason.INTOLERANCE, Reason.ENOUGH),
    Move.SUSPEND: (
        *HARMS,
        Reason.INTERACTING_DRUG,
        Reason.INFLUENZA_VACCINE,
        *BY_ITSELF,
        Reason.OTHER,
    ),
    Move.RESUME: (Reason.RECOVERED, Reason.RESULTS_GOOD, Reason.SPECIALIST),
    Move.RECOVER: (Reason.RECOVERED,),
    Move.AMOUNT: (
        Reason.ALREADY_TAKEN,
        *FOR_MORE,
        *FOR_LESS,
        Reason.SPECIALIST,
    ),
    Move.WEEKDAY: (Reason.SUITS_BETTER,),
    Move.END: (
        *HARMS,
        Reason.INTERACTING_DRUG,
        Reason.PREGNANCY,
        Reason.NO_EFFECT,
        Reason.REMISSION,
        Reason.OTHER_TREATMENT,
        Reason.OTHER_DIAGNOSIS,
        Reason.COMPLETED,
        Reason.MOVED,
        Reason.DIED,
    ),
}
OF_A_DRUG = frozenset(
    {
        Move.BEGIN, Move.RISE, Move.STAY, Move.SUSPEND, Move.RESUME, Move.RECOVER, Move.AMOUNT,
        Move.WEEKDAY, Move.GIVEN, Move.END,
    }
)  # fmt: skip
OF_THE_PLAN = frozenset({Move.CARRY_OVER, Move.UNDO})  # no dose is chosen by it
OF_THE_STEROID = tuple(each for each in Move if each not in OF_A_DRUG | OF_THE_PLAN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision: from the morning of `on` it holds."""

    move: Move
    on: date
    reason: Reason
    mg: Decimal | None = None  # flare and off-plan: the daily dose; of a drug a day or a week
    weeks: int = 0  # hold and stay: how much longer; flare and off-plan: until the next step
    drug: Drug | None = None  # None: the steroid
    weekday: Weekday | None = None  # begin and weekday, of what is taken once a week
    route: Route | None = None  # begin, rise and amount, of methotrexate
    until: date | None = None  # suspend: the day on which it is asked about
    days: int = 0  # begin: over how many days a treatment in hospital is given
    tested: date | None = None  # the day of the blood tests that it rests on
    missed: bool = False  # the weekly dose of this day was said not to be taken

    @property
    def leaves(self) -> bool:
        """Whether nothing is followed here from then on; no dose is stopped by that."""
        return self.move is Move.STOP and self.reason in GONE


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
