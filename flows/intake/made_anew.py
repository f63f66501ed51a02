"""Answers of a plan that were given anew and confirmed: its next revision, and who is told."""

from dataclasses import replace

from core.emergencies import emergencies
from core.plan import Plan
from flows.intake import screens
from flows.intake.prompt import read_back
from flows.intake.record import revised
from flows.intake.subject import Subject
from flows.plan.live import Live, live_in
from flows.reminder.call import EMERGENCY
from flows.reminder.press.calls import call
from flows.reminder.wanted.settled import taken_back
from flows.reminder.wanted.wanted import raised, replanned
from flows.talk.records import Matter, PlanRecord, Reminder
from flows.talk.replies import Reply, ShowPlan
from flows.talk.turn import Context, Deed, Session, Turn


def answered_anew(
    session: Session, subject: Subject, plan: Plan, given: PlanRecord, context: Context
) -> Turn:
    """The next revision; who follows the plan is told what changed, and called in an emergency."""
    before, record = subject.before, subject.kept
    if record is None:
        raise LookupError(given.label)
    made = revised(subject, plan, record, given)
    told = made.answered[len(record.answered) :]
    deeds = (
        Deed(action="made", label=made.label),
        *(Deed(action="answered", label=made.label, reason=key) for e in told for key in e.keys),
    )
    known = context.known
    after = live_in(context, made, known.team)
    others = _others(before, after, context)
    replies: tuple[Reply, ...] = (
        read_back(subject, plan, made),
        ShowPlan(record=made, anew=True),
    )
    turn = screens.gone(session, *replies, deeds=deeds)
    return replace(turn, made=made, keeps=(*others, *_told(before, after, context)))


def _others(before: Live | None, after: Live, context: Context) -> tuple[Reminder, ...]:
    """The reminders that are others now; a call about a sign that is no more is answered."""
    known = context.known
    who, name, now = context.who, known.name, context.now
    settled = (
        {e.id: e for e in taken_back(known.reminders, before, after, by=who, name=name, at=now)}
        if before
        else {}
    )
    there = tuple(settled.get(each.id, each) for each in known.reminders)
    return (*settled.values(), *replanned(there, after, context.now))


def _told(before: Live | None, after: Live, context: Context) -> tuple[Reminder, ...]:
    """What the team hears of a live plan at once."""
    if before is None or not after.reminds:
        return ()
    revision = raised(after, Matter.REVISED, str(after.record.revision))
    new = {*emergencies(after.plan.case)} - {*emergencies(before.plan.case)}
    called = call(after, context.known.reminders, EMERGENCY, context) if new else None
    return (revision, *((called,) if called else ()))
