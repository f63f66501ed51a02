"""What was found at a visit: the checks that it answers, and what a prescriber is asked of it."""

from collections.abc import Iterator
from datetime import datetime

from core.course.decisions import Drug
from core.response.suggested import Why
from flows.plan.live import Live
from flows.plan.visit.found import concern
from flows.reminder.call import VALUES
from flows.reminder.press.calls import question
from flows.reminder.stages import acknowledged
from flows.talk.records import Matter, Reminder
from flows.talk.turn import Context


def checked(live: Live, context: Context) -> Iterator[Reminder]:
    """The response checks that were told and are open, answered."""
    for each in context.known.reminders:
        if each.matter is Matter.INTERIM and each.stage.is_told and each.day <= live.today:
            yield acknowledged(each, by=context.who, name=context.known.name, now=context.now)


def asked_of_response(live: Live, context: Context) -> Reminder | None:
    """The question to the prescriber; none where it is open already, or nothing asks for it."""
    found = concern(live)
    if found is None:
        return None
    urgent = found.why is Why.WARNING_SIGN
    matter = Matter.URGENT if urgent else Matter.ASKED
    return question(live, context.known.reminders, matter, Matter.INTERIM, context)


def asked_of_values(
    live: Live, drug: Drug, context: Context, *, at: datetime | None = None
) -> Reminder | None:
    """Whether a drug that a value speaks against is held: a call, now or then; none where it is
    open already."""
    about = f"{VALUES}.{drug}"
    return question(live, context.known.reminders, Matter.URGENT, about, context, at=at)
