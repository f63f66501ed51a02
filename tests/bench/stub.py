"""A Bot API that answers at once, and the updates of a clinician who answers five questions."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from telegram.request import BaseRequest, RequestData

TOKEN = "1:bench"  # opens nothing
ROOT = "https://api.telegram.org"
ME = {"id": 1, "is_bot": True, "first_name": "bench", "username": "bench_bot"}
MESSAGE = (
    '{"ok":true,"result":{"message_id":%d,"date":1790000000,'
    '"chat":{"id":%d,"type":"private","first_name":"A"},'
    '"from":{"id":1,"is_bot":true,"first_name":"bench"},"text":"shown"}}'
)


class Stub(BaseRequest):
    """Takes every call; remembers of each chat the id and the buttons of its last message."""

    def __init__(self) -> None:
        self.calls = 0
        self.message: dict[int, int] = {}
        self.buttons: dict[int, Any] = {}
        self.text: dict[int, str] = {}
        self._last = 0
        self._awaited: dict[int, asyncio.Event] = {}

    def awaited(self, chat: int) -> asyncio.Event:
        """Set when the next message of this chat is shown."""
        return self._awaited.setdefault(chat, asyncio.Event())

    @property
    def read_timeout(self) -> float | None:
        return 5

    async def initialize(self) -> None:
        """Nothing is opened."""

    async def shutdown(self) -> None:
        """Nothing is closed."""

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002
        request_data: RequestData | None = None,
        *_timeouts: object,
        **_named_timeouts: object,
    ) -> tuple[int, bytes]:
        """The text is encoded, as it would be for the network, and answered."""
        name = url.rpartition("/")[2]
        parameters: Mapping[str, str] = request_data.json_parameters if request_data else {}
        self.calls += 1
        if name in {"sendMessage", "editMessageText"}:
            return 200, self._shown(parameters)
        if name == "getUpdates":  # the driver hands updates over itself
            await asyncio.sleep(3_600 * int(parameters.get("timeout", 0)))
            return 200, b'{"ok":true,"result":[]}'
        if name == "getMe":
            return 200, json.dumps({"ok": True, "result": ME}).encode()
        return 200, b'{"ok":true,"result":true}'

    def _shown(self, parameters: Mapping[str, str]) -> bytes:
        chat = int(parameters["chat_id"])
        message = int(parameters.get("message_id", 0))
        if not message:
            self._last += 1
            message = self._last
        self.message[chat] = message
        self.buttons[chat] = parameters.get("reply_markup", "")
        self.text[chat] = parameters["text"]
        if awaited := self._awaited.pop(chat, None):
            awaited.set()
        return (MESSAGE % (message, chat)).encode()

    def pressed(self, chat: int, words: str) -> str:
        """The data of the button with these words on the chat's last message."""
        rows = json.loads(self.buttons[chat] or '{"inline_keyboard":[]}')["inline_keyboard"]
        named = {button["text"]: button["callback_data"] for row in rows for button in row}
        return next(data for text, data in named.items() if text.startswith(words))


def person(chat: int) -> dict[str, Any]:
    """The user of a private chat, who has the chat's number."""
    return {"id": chat, "is_bot": False, "first_name": "A"}


def typed(chat: int, text: str, *, number: int, at: int) -> dict[str, Any]:
    """A text message as getUpdates gives it."""
    message: dict[str, Any] = {
        "message_id": 1_000_000 + number,
        "date": at,
        "chat": {"id": chat, "type": "private", "first_name": "A"},
        "from": person(chat),
        "text": text,
    }
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return {"update_id": number, "message": message}


def pressed(chat: int, data: str, *, message: int, number: int, at: int) -> dict[str, Any]:
    """A pressed button as getUpdates gives it."""
    return {
        "update_id": number,
        "callback_query": {
            "id": str(number),
            "from": person(chat),
            "chat_instance": "1",
            "data": data,
            "message": {
                "message_id": message,
                "date": at,
                "chat": {"id": chat, "type": "private", "first_name": "A"},
                "from": ME,
                "text": "shown",
            },
        },
    }
