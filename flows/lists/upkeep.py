"""What whoever runs this bot should know of the machine; reminders leave meanwhile."""

from datetime import datetime

from flows.talk.replies import Moment, Sentence
from flows.talk.screens import say


def restored(as_of: datetime, zone: str) -> Sentence:
    """That this bot goes on from a backup of this time."""
    return say("restored.said", strong=True, at=Moment(as_of, zone))
