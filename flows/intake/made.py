"""A reviewed draft becomes a plan, or the rows that the admitting team reads."""

from dataclasses import replace

from flows.intake import screens
from flows.intake.life import LIFE
from flows.intake.made_anew import answered_anew
from flows.intake.prompt import read_back
from flows.intake.record import record, review_hash, rows_of
from flows.intake.subject import Subject
from flows.intake.table import INTAKE
from flows.plan.overrides import Override, asked_why, waits
from flows.reminder.wanted.wanted import reminders_with
from flows.talk.replies import ShowPlan
from flows.talk.turn import (
    Context,
    Deed,
    Session,
    Turn,
)
from flows.talk.typed.text import Unreadable


def plan_made(session: Session, subject: Subject, code: str, context: Context) -> Turn:
    """The plan with its reminders, once, from exactly what was reviewed; raises NoWay where it
    may not be made.

    A plan that was changed meanwhile is not revised from answers that are older than that.
    """
    plan, draft = subject.plan, subject.draft
    INTAKE.move(draft.state, "make", subject)
    if plan is None or code != review_hash(subject, plan):
        return screens.asked(session, subject, context, fault=Unreadable("changed"))
    LIFE.move("open", "finish", draft)
    name = context.known.name
    made = record(subject, plan, owner=context.who, made_at=context.now, name=name)
    if draft.revises and context.plan is not None:
        return answered_anew(session, subject, plan, made, context)
    own = waits(plan, made, Override.START_DOSE) and not made.provisional
    why = (asked_why(made, Override.START_DOSE),) if own else ()
    replies = (read_back(subject, plan, made), *why, ShowPlan(record=made, anew=True))
    turn = screens.gone(session, *replies, deeds=(Deed(action="made", label=draft.label),))
    return replace(turn, made=made, keeps=reminders_with(context, made, context.known.team))


def rows_shown(session: Session, subject: Subject, context: Context) -> Turn:
    """Rows for the admitting team, posted below; nothing is kept but that they were shown."""
    INTAKE.move(subject.draft.state, "rows", subject)
    rows = rows_of(subject, context)
    replies = (ShowPlan(record=rows, anew=True),) if rows else ()
    deed = Deed(action="rows_shown", label=subject.draft.label)
    return Turn(session=session, replies=replies, deeds=(deed,))
