"""Presses on a plan: its card, a section, the reasons; nothing here changes anything."""

from core.evidence import Section
from flows.talk.records import PlanRecord
from flows.talk.replies import ShowPlan
from flows.talk.screens import toast
from flows.talk.turn import Pressed, Session, Turn

CARD = "card"
MORE = "more"  # the topic of the card that holds the keys which do not fit under it
FIRST = "first"  # no topic: what a section opens with
ENTERED = "entered"  # the topic of its reasons that says what was entered
ANSWER, ANEW = "answer", "anew"  # what the agent waits for; any answer
BELOW = "below"  # the card as it is now, in a message of its own: under what cannot be replaced
VERBS = ("show", "why", ANSWER, ANEW, BELOW)


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
    verb, section, topic, line = _parts(heard.press)
    if record is None:
        return toast(session, "no_such_plan")
    if verb == BELOW:
        return Turn(session=session, replies=(ShowPlan(record=record, anew=True),))
    if heard.number != record.revision:
        return toast(session, "other_revision", pressed=heard.number, current=record.revision)
    if section not in (*Section, CARD) or not topic.isidentifier() or not line.isdecimal():
        return toast(session, "not_now")
    reply = ShowPlan(
        record=record,
        section=None if section == CARD else Section(section),
        why=verb == "why",
        topic="" if topic == FIRST else topic,
        line=int(line),
    )
    return Turn(session=session, replies=(reply,))


def _parts(press: str) -> tuple[str, str, str, str]:
    """Verb, section, topic and the number of a line: "show.agent", "why.prevention.bone.2"; the
    card, its first screen and no line where none is named. What an earlier program called a part
    of a section opens the section."""
    verb, _, rest = press.partition(".")
    section, _, place = rest.partition(".")
    topic, _, line = place.partition(".")
    part = topic.isdecimal() or not topic
    return verb, section or CARD, FIRST if part else topic, line or "0"
