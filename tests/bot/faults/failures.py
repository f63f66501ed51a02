"""Every way in which a call of the Bot API can fail, and the calls that the bot makes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from tests.fake_telegram.answers import (
    BLOCKED,
    CONFLICT,
    NO_CHAT,
    NO_MESSAGE,
    NO_TOPIC,
    NOT_EDITABLE,
    TOO_OLD,
    Refused,
    bad_gateway,
    too_many,
)
from tests.fake_telegram.methods import METHODS

ALL, RUNNING = "any call", "any call, of a bot that runs"
SHOWS = ("sendMessage", "sendPhoto", "sendDocument", "sendPoll")
EDITS = ("editMessageText", "editMessageReplyMarkup")
# Where these fail nobody sees anything else.
SHOWS_NOTHING = frozenset({"pinChatMessage", "getChat", "getChatMemberCount", "deleteMessage"})
OF_NO_BOT = frozenset({"getChatMember"})  # `myotaper check` alone calls it
OF_A_WEBHOOK = frozenset({"setWebhook", "getWebhookInfo"})  # a bot that polls calls neither
NOT_HERE = SHOWS_NOTHING | OF_NO_BOT | OF_A_WEBHOOK
CALLED = tuple(each for each in METHODS if each not in NOT_HERE)
OFTEN = {"once": 1, "thrice": 3, "for an hour": 1_000_000_000}
PARSE = "Bad Request: can't parse entities: Unsupported start tag"
GENERAL: Mapping[str, dict[str, Any]] = {
    "400, new text": {"answer": Refused(400, "Bad Request: something new")},
    "401": {"answer": Refused(401, "Unauthorized")},
    "403": {"answer": Refused(403, BLOCKED)},
    "404": {"answer": Refused(404, "Not Found")},
    "409": {"answer": Refused(409, CONFLICT)},
    "429, 3 s": {"answer": too_many(3)},
    "429, 5 min": {"answer": too_many(300)},
    "502, not taken": {"answer": bad_gateway()},
    "502, taken": {"answer": bad_gateway(), "taken": True},
    "not connected": {"seen": httpx.ConnectError},
    "dropped, not taken": {"dropped": True},
    "dropped, taken": {"dropped": True, "taken": True},
    "timeout, not taken": {"silent": True},
    "timeout, taken": {"silent": True, "taken": True},
}
OF_A_CHAT: Mapping[str, dict[str, Any]] = {
    "400, chat not found": {"answer": Refused(400, NO_CHAT)},
    "400, group deactivated": {"answer": Refused(400, "Bad Request: group chat was deactivated")},
    "400, no rights": {
        "answer": Refused(400, "Bad Request: not enough rights to send text messages to the chat")
    },
    "400, topic closed": {"answer": Refused(400, "Bad Request: TOPIC_CLOSED")},
    "400, no topic": {"answer": Refused(400, NO_TOPIC)},
}
OF_TEXT: Mapping[str, dict[str, Any]] = {"400, not HTML": {"answer": Refused(400, PARSE)}}
OF_EDITS: Mapping[str, dict[str, Any]] = {
    "400, message gone": {"answer": Refused(400, NO_MESSAGE)},
    "400, not editable": {"answer": Refused(400, NOT_EDITABLE)},
}
OF_PRESSES: Mapping[str, dict[str, Any]] = {"400, too old": {"answer": Refused(400, TOO_OLD)}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One method that fails in one way, so often."""

    method: str
    way: str
    often: str

    @property
    def methods(self) -> tuple[str, ...]:
        return tuple(METHODS) if self.method in {ALL, RUNNING} else (self.method,)

    @property
    def fault(self) -> dict[str, Any]:
        return ways(self.method)[self.way]


def ways(method: str) -> dict[str, dict[str, Any]]:
    """How this method can fail."""
    found = dict(GENERAL)
    if method in SHOWS:
        found |= OF_A_CHAT
    if method in {*SHOWS, "editMessageText"} - {"sendPoll"}:
        found |= OF_TEXT
    if method in EDITS:
        found |= OF_EDITS
    if method == "answerCallbackQuery":
        found |= OF_PRESSES
    return found


def cells() -> Iterator[Cell]:
    """The whole table."""
    for method in (*CALLED, ALL, RUNNING):
        for way in ways(method):
            for often in OFTEN:
                yield Cell(method=method, way=way, often=often)
