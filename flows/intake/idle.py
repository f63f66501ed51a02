"""A draft that nobody goes on with: its clinician is told once, then it waits set aside."""

from datetime import timedelta

from flows.intake import screens
from flows.intake.life import too_old
from flows.talk.turn import Context, Deed, Session, Turn

IDLE = timedelta(hours=1)  # after its last prompt


def nudged(session: Session, context: Context) -> Turn | None:
    """The draft set aside with Resume and Discard below; None where there is nothing to say."""
    draft = session.draft
    if draft is None or draft.parked or too_old(draft, context):
        return None
    if context.now - draft.asked_at < IDLE:
        return None
    deeds = (Deed(action="nudged", label=draft.label),)
    return screens.set_aside(session, draft, context, "idle", deeds=deeds)
