"""What a reminder says of a medicine: its amount, and what the answers say of it."""

from collections.abc import Iterator, Mapping

from core.agents.choice import Agent
from core.evidence import Value
from core.sayable import Medicine, each_once, of
from flows.plan.spoken import spoken
from flows.reminder.told import Told
from flows.talk.replies import Sentence
from flows.talk.screens import say

FRACTURE_HEADS = ("fracture_very_high", "fracture_very_high_but")


def beside(told: Told, *medicines: Medicine) -> Iterator[Sentence]:
    """What the answers say of a medicine, in every message that has an amount of it."""
    for line in each_once(of(told.live.plan.said, *medicines)):
        yield spoken(line)


def weekly(told: Told) -> Iterator[Sentence]:
    """The amount of this week with its weekday in full, and the folic acid beside it."""
    values = told.values
    yield Sentence(
        says=f"reminder.agent.weekly{_form(values)}", values={"day": told.reminder.day, **values}
    )
    yield _folic_acid(told)
    yield say(
        "reminder.agent.apart", days=told.live.guideline.agents.methotrexate.apart_days.value
    )
    yield say("reminder.agent.if_acceptable")
    yield from beside(told, Medicine.METHOTREXATE)


def _form(values: Mapping[str, Value]) -> str:
    """Which sentence has this amount: in tablets, by its route, or with the route still open."""
    if "count" in values:
        return ""
    return ("_routed" if "route" in values else "_open") if values else "_planned"


def titration(told: Told) -> Iterator[Sentence]:
    agent = told.live.plan.agent.first
    values = {"mg": told.mg, "day": told.reminder.day, **told.values}
    form = _form(told.values) if agent is Agent.METHOTREXATE else ""
    yield Sentence(says=f"reminder.agent.{agent}{form}", values=values)
    if agent is Agent.METHOTREXATE:
        yield _folic_acid(told)
    yield from beside(told, Medicine(agent))


def _folic_acid(told: Told) -> Sentence:
    """As the plan has it, which for a child names no amount."""
    for each in of(told.live.plan.said, Medicine.FOLIC_ACID):
        for line in each.doses:
            if line.values:
                return spoken(line)
    return say("reminder.agent.folic_acid")


def fracture_risk(told: Told) -> Iterator[Sentence]:
    """The headline as the card has it, with what closes the usual drugs."""
    yield from (spoken(line) for line in told.live.plan.lines if line.says in FRACTURE_HEADS)
