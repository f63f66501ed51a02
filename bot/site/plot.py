"""The plot of the course: what is decided at each question, and how what falls due is taken up.

The steroid is held once, raised again in a flare and otherwise stepped down; before some of these
decisions what was measured is entered. Beside it one agent is begun late, raised once, held for
low counts, resumed and stopped; no other one is begun.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from core.response.visit import Visit
from flows.decision.button_code import day_code, wish
from flows.plan.standing import standing
from flows.reminder.message.buttons import TESTS
from flows.reminder.stages import handle
from flows.talk.records import Matter, PlanRecord, Reminder

STEPS: Mapping[int, str] = MappingProxyType({3: "hold", 9: "flare"})  # the others are steps
OF_THE_AGENT: Mapping[tuple[Matter, int], str] = MappingProxyType(
    {
        (Matter.BEGIN, 1): "begin",
        (Matter.TITRATION, 2): "rise",
        (Matter.TITRATION, 3): "halt",
        (Matter.HELD, 4): "retake",
    }
)  # by what asks, and the number of the decision about a drug
AFTER: Mapping[Matter, str] = MappingProxyType(
    {Matter.BEGIN: "", Matter.TITRATION: "end", Matter.HELD: "retake"}
)  # whatever was decided in between; nothing: it waits
CHOSEN = frozenset(
    {"hold.2.enzyme_rising", "flare.12_5", "halt.m.interacting_drug", "end.m.mouth_ulcers"}
)
VISITS: Mapping[int, str] = MappingProxyType(
    {
        0: "CK 3200 (ULN 200) MMT 120/150 HAQ 1.5 phys 6 pat 6 extra 3/10",
        1: "CK 900 MMT 132/150",
        3: "CK 1400 MMT 134/150",
        4: "CK 300 MMT 140/150 HAQ 0.5 phys 2 pat 2 extra 1/10",
        9: "CK 1400 MMT 128/150",
    }
)  # what is found on the first day, and before that decision about the steroid
FOUND = ("-", "-", "0")  # beside what was measured: no warning sign
OF_THE_STEROID = frozenset({Matter.GATE, Matter.REASSESS})
DECIDES = OF_THE_STEROID | AFTER.keys()
OUTAGE_AT, SILENCE_AT = 5, 7  # decisions about the steroid; in the silence no dose is taken up


def steroid_decisions(record: PlanRecord) -> int:
    """How many decisions about the steroid were taken."""
    return sum(1 for each in standing(record) if each.decision.drug is None)


def verb(record: PlanRecord, asks: Matter) -> str:
    """What is decided next about what this asks; nothing where it waits."""
    of_the_steroid = steroid_decisions(record)
    if asks in OF_THE_STEROID:
        return STEPS.get(of_the_steroid + 1, "step")
    number = len(standing(record)) - of_the_steroid + 1
    return OF_THE_AGENT.get((asks, number), AFTER[asks])


def visit(record: PlanRecord) -> str:
    """What is measured before the next decision about the steroid; nothing where it is not."""
    return VISITS.get(steroid_decisions(record) + 1 if record.visited else 0, "")


def asks_for_signs(press: str, last: Visit | None) -> bool:
    """Whether it leads to the warning signs, which the last visit was kept without."""
    return press == "visit" and last is not None and last.signs is None


def answers(press: str, record: PlanRecord) -> bool:
    """Whether it is the next of the answers about the response; the play gives them where it has
    measured, and skips them elsewhere."""
    asked = wish(press)
    said = asked.chosen[1:]
    return (
        bool(visit(record)) and asked.verb == "visit" and bool(said) and said == FOUND[: len(said)]
    )


def is_the_prescribers(record: PlanRecord, reminder: Reminder) -> bool:
    """Whether the nurse leaves it: what is decided, and a dose in the silence."""
    silent = steroid_decisions(record) == SILENCE_AT
    return reminder.matter in AFTER or (silent and reminder.matter is Matter.DOSE)


def taken_up(reminder: Reminder, today: date) -> frozenset[str]:
    """The presses that take it up: seen or done; the weekly dose was taken, blood was tested."""
    held = handle(reminder)
    if reminder.matter in TESTS:
        return frozenset({f"on.{day_code(today)}.{held}"})
    return frozenset({f"ack.{held}", f"taken.{held}"})
