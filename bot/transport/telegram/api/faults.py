"""What an error of the Bot API means: whether the call was carried out, and what stands in the
way. A refusal is one answer to one call; whether it holds is judged in `doubts`."""

import os
from enum import Enum

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

# The library's times are timedelta values, as they will be in its next major version.
os.environ.setdefault("PTB_TIMEDELTA", "true")

# The library underneath is Telegram's library's own choice, so its errors are known by name:
# those of a request that never left this machine.
NEVER_LEFT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout"})


class Fault(Enum):
    """Why a call was not carried out, where that is known and asks for an answer of its own."""

    ALREADY_SO = "message is not modified"
    TOO_LATE = "query is too old"
    UNPARSABLE = "can't parse entities"
    NO_TOPIC = "message thread not found"
    TOPIC_CLOSED = "topic_closed"
    NO_CHAT = "chat not found"
    GONE = "message to delete not found"
    CHAT_ENDED = "group chat was deactivated"
    OTHER = ""


class Means(Enum):
    """What is certain about a call that has failed."""

    NOT_SENT = "it never left, or it is to come later: nothing is wrong with it"
    UNKNOWN = "it may have been carried out"
    MOVED = "not carried out: the group has another number"
    UNKNOWN_BOT = "not carried out: Telegram says that it does not know this bot"
    NO_WAY = "not carried out: Telegram says that this chat cannot be reached"
    REFUSED = "not carried out, for what it holds"


def fault(error: Exception) -> Fault:
    """The kind of this refusal, by the words the Bot API uses for it."""
    said = error.message.casefold() if isinstance(error, BadRequest) else ""
    return next(kind for kind in Fault if kind.value in said)


def meaning(error: Exception) -> Means:
    """What is certain after this error; a refusal counts only in Telegram's own form."""
    if isinstance(error.__cause__, TelegramError):  # what came was no answer of the Bot API
        return Means.UNKNOWN
    match error:
        case RetryAfter():
            return Means.NOT_SENT
        case ChatMigrated():
            return Means.MOVED
        case InvalidToken():
            return Means.UNKNOWN_BOT
        case Forbidden():
            return Means.NO_WAY
        case BadRequest():
            gone = fault(error) in {Fault.NO_CHAT, Fault.CHAT_ENDED}
            return Means.NO_WAY if gone else Means.REFUSED
        case Conflict():
            return Means.UNKNOWN
        case NetworkError() if type(error.__cause__).__name__ in NEVER_LEFT:
            return Means.NOT_SENT
        case _:
            return Means.UNKNOWN


def asked_to_wait_seconds(error: Exception) -> float:
    """How long the Bot API asked to be left alone; 0 where it did not."""
    if not isinstance(error, RetryAfter):
        return 0.0
    wait = error.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()
