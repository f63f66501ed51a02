"""The second course: lived day by day, one morning after the other, with what was decided.

Doses are whole halves of a milligram, days are counted from the first dose. It knows nothing of
the product's code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby
from typing import Any

DOWN = {
    "standard": ((60, 20), (40, 10), (0, 5)),
    "slow2w": ((60, 20), (40, 10), (20, 5), (0, 2)),
    "slow4w": ((60, 20), (40, 10), (20, 5), (0, 2)),
}
NO_TABLETS = {1: 2, 3: 4}  # 0.5 and 1.5 mg cannot be made: the next whole milligram


@dataclass
class Patient:
    """What is known on the evening of a day."""

    tail: str
    dose: int
    due: int
    taken: list[int] = field(default_factory=list)
    held: int = 0
    waits: bool = False
    urgent: bool = False  # it waits for an emergency
    ended: bool = False

    @classmethod
    def begun(cls, case: Mapping[str, Any]) -> "Patient":
        tail, start = str(case["tail"]), int(case["start"])
        return cls(tail, start, max(7 * int(case["hold"]), row_days(start, tail)))


def next_dose(dose: int, tail: str) -> int:
    """The dose of the next row."""
    floor, step = next((floor, step) for floor, step in DOWN[tail] if dose > floor)
    if step == 2 and dose % 2:
        step = 1
    down = max(dose - step, floor)
    return NO_TABLETS.get(down, down)


def row_days(dose: int, tail: str) -> int:
    return 28 if tail == "slow4w" and dose <= 20 else 14


def lived(case: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that is compared, of a start, decisions and the day before which nothing moves.

    A decision is (move, day, halves of a mg, weeks, reason).
    """
    patient = Patient.begun(case)
    decisions: Sequence[tuple[str, int, int, int, str]] = case["decisions"]
    waiting = list(decisions)
    silent_until = int(case["not_before"])
    seen: dict[str, Any] = {}
    day = 0
    while True:
        while waiting and waiting[0][1] == day:
            decide(patient, day, waiting.pop(0))
        if not waiting and not seen:
            seen = _now(patient, silent_until)
        if not waiting and not patient.ended and day >= max(patient.due, silent_until):
            patient.dose = next_dose(patient.dose, patient.tail)
            patient.due = day + row_days(patient.dose, patient.tail)
        if not waiting and (patient.ended or not patient.dose):
            return seen | _sums(patient.taken, int(case["pulse"]))
        patient.taken.append(patient.dose)
        day += 1


def decide(patient: Patient, day: int, decision: tuple[str, int, int, int, str]) -> None:
    """The patient on the morning after this was decided too."""
    move, _, dose, weeks, reason = decision
    if move == "hold":
        anew = patient.waits and not patient.urgent
        patient.due = (day if anew else max(day, patient.due)) + 7 * weeks
        patient.urgent = False
        patient.held = 7 * weeks + (0 if patient.waits else patient.held)
        patient.waits = patient.held > 28 or (reason == "not_better" and day > 27)
        return
    if patient.waits and move in ("step", "flare", "off_plan"):
        patient.held = 0
    patient.waits = patient.urgent = False
    if move == "stop":
        patient.ended = True
        return
    if move == "step":
        patient.dose = next_dose(patient.dose, patient.tail)
        weeks = row_days(patient.dose, patient.tail) // 7
    else:
        patient.dose, patient.held = dose, 0
    patient.ended = not patient.dose
    patient.due = day + 7 * weeks


def _now(patient: Patient, silent_until: int) -> dict[str, Any]:
    """What the last decision leaves to wait for."""
    ended = patient.ended
    open_ = not ended and not patient.waits
    return {
        "reassess": patient.waits,
        "held": patient.held,
        "due": patient.due if open_ else None,
        "gate": max(patient.due, silent_until) if open_ else None,
        "next": None if ended else next_dose(patient.dose, patient.tail),
        "ended": ended,
    }


def _sums(taken: list[int], pulse: int) -> dict[str, Any]:
    """What adds up, counted one day at a time."""
    days = [1000] * pulse + taken  # an infusion is above every limit
    sums = [0, *accumulate([0] * pulse + taken)]  # and its dose was not entered
    stretches = [(high, len(list(run))) for high, run in groupby(dose >= 40 for dose in days)]
    return {
        "doses": [(dose, len(list(run))) for dose, run in groupby(taken)],
        "total": sum(taken),
        "first_year": max(sums[end] - sums[max(end - 365, 0)] for end in range(len(sums))),
        "at_30": sum(dose >= 60 for dose in days),
        "at_20": sum(dose >= 40 for dose in days),
        "longest": max((length for high, length in stretches if high), default=0),
        "below_20": max((day + 1 for day, dose in enumerate(taken) if dose >= 40), default=0),
        "at_5": max((day + 1 for day, dose in enumerate(taken) if dose > 10), default=0),
    }
