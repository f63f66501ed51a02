"""/mydata: all that is kept of the person who asks, for their private chat alone."""

from flows.talk.replies import Note, ShowOwnData
from flows.talk.screens import say
from flows.talk.turn import Commanded, Context, Deed, Session, Turn

VERSION = 1  # of the form of the file


def own_data(session: Session, heard: Commanded, context: Context) -> Turn:
    """What is kept and for how long, and the file below it; that it was handed out is kept."""
    del heard
    kept = (say("own_data.kept", plan_days=context.known.retention.plans),)
    note = Note(blocks=(kept, (say("own_data.file"),)), anew=True)
    deed = Deed(action="exported", label="")
    return Turn(session=session, replies=(note, ShowOwnData()), deeds=(deed,))
