"""Who else reads in a group that plans are followed in, where that is a reason to warn."""

from collections.abc import Iterator

from flows.talk.known import Room
from flows.talk.limits import LARGE_GROUP
from flows.talk.replies import Sentence
from flows.talk.screens import Block, say


def warnings(room: Room) -> Block:
    """What is to be said of it; nothing of a group that is neither public nor large."""
    found = tuple(_each(room))
    return (*found, say("room.care")) if found else ()


def _each(room: Room) -> Iterator[Sentence]:
    if room.public:
        yield say("room.public", strong=True)
    if room.members >= LARGE_GROUP:
        yield say("room.large", strong=True, members=room.members)
