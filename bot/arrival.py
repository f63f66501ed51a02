"""What a transport hands to the desk."""

from dataclasses import dataclass
from datetime import datetime

from flows.talk import Heard


@dataclass(frozen=True, slots=True, kw_only=True)
class Forged:
    """A button whose seal is not this bot's for this chat and user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One update of a private chat: who sent what, when, and when it reached this machine."""

    chat: int
    who: int
    update: int  # rising number of the transport; a number seen before is a repeat
    heard: Heard | Forged
    sent: datetime  # aware
    arrived: datetime  # aware
    pressed_message: int | None = None  # the message whose button was pressed
