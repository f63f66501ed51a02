"""The plan that a press is about, where this person may do it with this revision."""

from dataclasses import replace

from flows.reminder.press.check import admit
from flows.talk.records import PlanRecord
from flows.talk.rights import Action, may
from flows.talk.screens import toast
from flows.talk.turn import Context, Pressed, Session, Turn


def concerned(
    session: Session, heard: Pressed, context: Context, action: Action
) -> PlanRecord | Turn:
    """The plan, or the turn that says why nothing is done; what a dose is, only who may know."""
    record = context.plan
    admitted = admit(session, heard, context, action, "")
    if isinstance(admitted, Turn):
        reads = record is not None and may(Action.READ_TODAY, context.known.person, record)
        return admitted if reads else replace(admitted, replies=admitted.replies[:1])
    return toast(session, "not_now") if admitted.record.provisional else admitted.record
