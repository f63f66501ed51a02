"""The plot of the course: what is decided at each question, and how what falls due is taken up.

The steroid is held once, raised again in a flare and otherwise stepped down. Beside it one agent
is begun late, raised once, held for low counts, resumed and stopped; no other one is begun.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

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
ANSWERED = 4  # decisions about the steroid
FOUND = ("b", "f", "0")  # before a step: better, falling, no warning sign
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


def answers(press: str, record: PlanRecord) -> bool:
    """Whether it is the next of the answers about the response; the play gives them for the first
    steps, and skips them from then on."""
    asked = wish(press)
    said = asked.chosen[1:]
    given = steroid_decisions(record) < ANSWERED
    return given and asked.verb == "visit" and bool(said) and said == FOUND[: len(said)]


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
