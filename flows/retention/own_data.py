"""/mydata: all that is kept of the person who asks, for their private chat alone."""

from flows.talk.replies import Note, ShowOwnData
from flows.talk.screens import say
from flows.talk.turn import Commanded, Context, Deed, Session, Turn

KEPT = ("kept_person", "kept_plans", "kept_acts", "kept_draft", "kept_learnt")
VERSION = 1  # of the form of the file


def own_data(session: Session, heard: Commanded, context: Context) -> Turn:
    """What is kept and for how long, and the file below it; that it was handed out is kept."""
    del heard
    days = context.known.retention.plans
    kept = (say(f"own_data.{each}", plan_days=days) for each in KEPT)
    note = Note(
        label="", number=0, blocks=((say("own_data.kept", strong=True), *kept),), anew=True
    )
    deed = Deed(action="exported", label="")
    return Turn(session=session, replies=(note, ShowOwnData()), deeds=(deed,))
