"""What whoever runs this bot should know of the machine; reminders leave meanwhile."""

from datetime import datetime

from flows.talk.known import Upkeep
from flows.talk.replies import Moment, Sentence
from flows.talk.screens import Block, say


def wanting(upkeep: Upkeep, zone: str) -> Block:
    """Each thing that the machine lacks, with what is to be done; nothing where all is well."""
    since, head = upkeep.no_backup_since, upkeep.no_head_since
    return (
        *_room(upkeep.room_mb),
        *((say("upkeep.backup", strong=True, since=Moment(since, zone)),) if since else ()),
        *((say("upkeep.head", strong=True, since=Moment(head, zone)),) if head else ()),
    )


def _room(megabytes: int | None) -> Block:
    if megabytes is None:
        return ()
    if not megabytes:
        return (say("upkeep.full", strong=True),)
    return (say("upkeep.room", strong=True, room=megabytes),)


def restored(as_of: datetime, zone: str) -> Sentence:
    """That this bot goes on from a backup of this time."""
    return say("restored.said", strong=True, at=Moment(as_of, zone))
