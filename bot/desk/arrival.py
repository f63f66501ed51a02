"""What a transport hands to the desk."""

from dataclasses import dataclass
from datetime import datetime

from flows.talk.records import Place
from flows.talk.turn import Heard


@dataclass(frozen=True, slots=True, kw_only=True)
class Forged:
    """A button whose seal is not this bot's for this chat and user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One update of a chat: who said what where, when, and when it reached this machine."""

    chat: int
    who: int
    update: int  # rising number of the transport; a number seen before is a repeat
    heard: Heard | Forged
    sent: datetime  # aware
    arrived: datetime  # aware
    pressed_message: int | None = None  # the message whose button was pressed
    said: int = 0  # the message that was sent
    place: Place = Place.PRIVATE
    thread: int = 0  # the topic of a forum group
    name: str = ""  # of the person, as the transport shows it; at most 40 characters, no controls
