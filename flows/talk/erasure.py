"""What goes with a plan that is erased, and what is owed to the chats that have read of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from flows.talk.replies import Note

DELETABLE = timedelta(hours=48)  # so long Telegram lets a bot delete what it has sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What is owed to a chat about an erased plan: a message of ours goes, or something is said.

    It is kept until it is done, or was tried often enough.
    """

    chat: int
    due: datetime  # aware
    message: int = 0  # that goes; 0: something is said
    sent_at: datetime | None = None  # when that was shown, where it is known
    thread: int = 0
    label: str = ""  # of the plan that something is said of
    text: str = ""  # as a page has it
    by: int = 0  # who erased it, and is told where nobody else can be
    tries: int = 0

    @property
    def id(self) -> str:
        """Unique: one message goes once, and of one plan one thing is said in a chat."""
        return f"{self.chat}/{self.message or self.label}"


class Eraser(StrEnum):
    """As what a plan was erased."""

    OWNER = "owner"
    ADMINISTRATOR = "administrator"
    TIME = "time"  # by nobody: it had ended long ago


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """All that is left of an erased plan, under its label, which is never given again."""

    at: datetime  # aware
    by: Eraser


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """The plan that is to go with everything that is kept of it, and what is owed then."""

    label: str
    serial: int  # of the plan as it was read: another one is not erased
    by: Eraser
    errands: tuple[Errand, ...] = ()
    says: tuple[tuple[Note, int], ...] = ()  # to which chats, each with its topic


Shown = tuple[int, int, datetime | None]  # a chat, its message, and when that was sent


def owed(messages: Iterable[Shown], now: datetime) -> tuple[Errand, ...]:
    """That these messages go, each once."""
    found = {
        (chat, message): Errand(chat=chat, message=message, sent_at=at, due=now)
        for chat, message, at in messages
    }
    return tuple(found.values())
