"""What an error of the Bot API means for what was to be shown."""

import os
from enum import Enum

from telegram.error import BadRequest, RetryAfter

# The library's times are timedelta values, as they will be in its next major version.
os.environ.setdefault("PTB_TIMEDELTA", "true")


class Fault(Enum):
    """Why a call was not carried out, where that is known and asks for an answer of its own."""

    ALREADY_SO = "message is not modified"
    TOO_LATE = "query is too old"
    GONE = "message to edit not found"
    NOT_EDITABLE = "message can't be edited"
    UNPARSABLE = "can't parse entities"
    NO_TOPIC = "message thread not found"
    TOPIC_CLOSED = "topic_closed"
    NO_CHAT = "chat not found"
    CHAT_ENDED = "group chat was deactivated"
    OTHER = ""


def fault(error: BadRequest) -> Fault:
    """The kind of this refusal, by the words the Bot API uses for it."""
    return next(kind for kind in Fault if kind.value in error.message.casefold())


def asked_to_wait_seconds(error: RetryAfter) -> float:
    """How long the Bot API asked to be left alone."""
    wait = error.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()
