"""Presses on a plan: its card, a section, the reasons; nothing here changes anything."""

from core.evidence import Section
from flows.talk.records import PlanRecord
from flows.talk.replies import ShowPlan
from flows.talk.screens import toast
from flows.talk.turn import Pressed, Session, Turn

CARD = "card"
MORE = "more"  # the topic of the card that holds the keys which do not fit under it
ANSWER, ANEW = "answer", "anew"  # what the agent waits for; any answer
VERBS = ("show", "why", ANSWER, ANEW)


def is_of_a_plan(press: str) -> bool:
    """Whether a plan is pressed, not the open prompt: "why" alone is the prompt's own."""
    verb, dot, _ = press.partition(".")
    return verb in VERBS and (verb != "why" or bool(dot))


def plan_pressed(
    session: Session,
    heard: Pressed,
    record: PlanRecord | None,
) -> Turn:
    """What the press opens, where there is such a plan and this is its revision."""
    verb, section, place = _parts(heard.press)
    if record is None:
        return toast(session, "no_such_plan")
    if heard.number != record.revision:
        return toast(session, "other_revision", pressed=heard.number, current=record.revision)
    if section not in (*Section, CARD) or not (place.isdecimal() or place.isidentifier()):
        return toast(session, "not_now")
    reply = ShowPlan(
        record=record,
        section=None if section == CARD else Section(section),
        why=verb == "why",
        part=int(place) if place.isdecimal() else 0,
        topic="" if place.isdecimal() else place,
    )
    return Turn(session=session, replies=(reply,))


def _parts(press: str) -> tuple[str, str, str]:
    """Verb, section, and its part or topic: "why.agent.1", "show.prevention.bone"; the card and
    its first part where none is named."""
    verb, _, rest = press.partition(".")
    section, _, place = rest.partition(".")
    return verb, section or CARD, place or "0"
