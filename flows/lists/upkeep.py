"""What whoever runs this bot should know of the machine; reminders leave meanwhile."""

from datetime import datetime

from flows.talk.known import Upkeep
from flows.talk.replies import Moment, Sentence
from flows.talk.screens import Block, say


def wanting(upkeep: Upkeep, zone: str) -> Block:
    """Each thing that the machine lacks, with what is to be done; nothing where all is well."""
    since, room, head = upkeep.no_backup_since, upkeep.room_mb, upkeep.no_head_since
    return (
        *((say("upkeep.room", strong=True, room=room),) if room is not None else ()),
        *((say("upkeep.backup", strong=True, since=Moment(since, zone)),) if since else ()),
        *((say("upkeep.head", strong=True, since=Moment(head, zone)),) if head else ()),
    )


def restored(as_of: datetime, zone: str) -> Sentence:
    """That this bot goes on from a backup of this time."""
    return say("restored.said", strong=True, at=Moment(as_of, zone))
