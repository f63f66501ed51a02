"""How the Bot API says no, and the faults that a test can schedule."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

import httpx

CONFLICT = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
WEBHOOK_IS_SET = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
TOO_OLD = (
    "Bad Request: query is too old and response timeout expired or query ID is invalid"
)  # fmt: skip
BLOCKED = "Forbidden: bot was blocked by the user"
DEACTIVATED = "Forbidden: user is deactivated"
MOVED = "Bad Request: group chat was upgraded to a supergroup chat"
NO_TOPIC = "Bad Request: message thread not found"
NO_MESSAGE = "Bad Request: message to edit not found"
NOT_THERE = "Bad Request: message to delete not found"
NOT_DELETABLE = "Bad Request: message can't be deleted for everyone"
NOT_EDITABLE = "Bad Request: message can't be edited"
NO_CHAT = "Bad Request: chat not found"


class Refused(Exception):
    """The Bot API's answer to a call that it did not carry out."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters


class Unanswered(Exception):
    """No answer comes: this is what the bot's side sees of it."""

    def __init__(self, seen: type[httpx.RequestError]) -> None:
        super().__init__(seen.__name__)
        self.seen = seen


WRITING = {  # what the bot is in a group, and why it may not write there
    "kicked": Refused(403, "Forbidden: bot was kicked from the supergroup chat"),
    "left": Refused(403, "Forbidden: bot is not a member of the supergroup chat"),
    "restricted": Refused(400, "Bad Request: not enough rights to send text messages to the chat"),
    "deactivated": Refused(400, "Bad Request: group chat was deactivated"),
}


def too_many(retry_after: int) -> Refused:
    """Slower, please."""
    return Refused(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def bad_gateway() -> Refused:
    """An answer that does not say whether the call was carried out."""
    return Refused(502, "Bad Gateway")


@dataclass(slots=True, kw_only=True)
class Fault:
    """What goes wrong with the next `times` calls of a method (of one chat, where it says so)."""

    method: str
    chat: int | None = None
    times: int = 1
    answer: Refused | None = None  # instead of the real one
    dropped: bool = False  # the connection ends instead of an answer
    silent: bool = False  # no answer comes at all
    seen: type[httpx.RequestError] | None = None  # any other way not to get an answer
    instead: Any = None  # the result that is told of a call that was carried out
    taken: bool = False  # the call is carried out all the same
    hold: asyncio.Event | None = None  # nothing happens until this is set
    hold_answer: asyncio.Event | None = None  # carried out, and not answered until this is set
    held: asyncio.Event = field(default_factory=asyncio.Event)  # set when a call is waiting


def said(result: Any) -> tuple[int, bytes]:
    """A call that was carried out, as status and body."""
    return 200, json.dumps({"ok": True, "result": result}).encode()


def refused(refusal: Refused) -> tuple[int, bytes]:
    """A call that was not carried out, as status and body."""
    body: dict[str, Any] = {
        "ok": False,
        "error_code": refusal.status,
        "description": refusal.description,
    }
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return refusal.status, json.dumps(body).encode()
