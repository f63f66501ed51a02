"""Seeded random courses: a start and what was decided along it, any decision at any time."""

from collections.abc import Iterator
from random import Random
from typing import Any

from tests.oracle.course import Patient, decide
from tests.oracle.grid import HOLDS, REGIONS, TAILS

HOLD_REASONS = ("not_better", "enzyme_rising", "red_flag", "results_missing", "withdrawal")
OFF_REASONS = ("withdrawal", "already_taken", "intolerance", "infection", "remission")
ABOVE_ALL = 160  # halves of a milligram
NO_TABLETS = (1, 3)

Decided = tuple[str, int, int, int, str]


def random_courses(number: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """So many courses, always the same ones for a seed."""
    chance = Random(seed)
    return (_course(chance) for _ in range(number))


def _course(chance: Random) -> dict[str, Any]:
    case: dict[str, Any] = {
        "start": 5 * chance.randint(1, 32),
        "hold": chance.choice(HOLDS),
        "tail": chance.choice(TAILS),
        "region": chance.choice(REGIONS),
        "pulse": chance.choice((0, 0, 0, 3, 5)),
    }
    decisions = list(_decisions(chance, Patient.begun(case)))
    last = decisions[-1][1] if decisions else 0
    silent = chance.choice((0, last, last + chance.randint(0, 120)))
    return case | {"decisions": decisions, "not_before": silent}


def _decisions(chance: Random, patient: Patient) -> Iterator[Decided]:
    """In order, some on one day; a step not before it is due, nothing after the end."""
    day = 0
    for _ in range(chance.choice((0, 1, 2, 3, 5, 8, 12, 20))):
        day += chance.choice((0, 1, 7, 14, 14, 14, 28, chance.randint(0, 60)))
        decision = _decision(chance, day)
        if decision[0] == "step":
            day = max(day, 1 if patient.waits else patient.due)
            decision = ("step", day, *decision[2:])
        decide(patient, day, decision)
        yield decision
        if patient.ended:
            if chance.random() < 0.5:  # taken back on the same day
                yield "off_plan", day, _dose(chance), 2, "withdrawal"
            return
    if chance.random() < 0.2:
        yield "stop", day + chance.randint(1, 40), 0, 0, chance.choice(("moved", "infection"))


def _decision(chance: Random, day: int) -> Decided:
    match chance.choice(("step", "step", "step", "hold", "hold", "flare", "off_plan")):
        case "step":
            return "step", day, 0, 0, "response"
        case "hold":
            return "hold", day, 0, chance.randint(1, 4), chance.choice(HOLD_REASONS)
        case "flare":
            return "flare", day, _dose(chance), chance.randint(2, 4), "active_disease"
    weeks = chance.choice((1, 2, 4, chance.randint(1, 52)))
    return "off_plan", day, _dose(chance), weeks, chance.choice(OFF_REASONS)


def _dose(chance: Random) -> int:
    dose = chance.randint(2, ABOVE_ALL)
    return dose + 1 if dose in NO_TABLETS else dose
