"""Calls of the Bot API whose answer is only whether, or as which message, they were carried out.

The library makes an object of every part of an answer, most of which nobody reads.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from msgspec import Struct, convert
from msgspec.json import encode
from telegram import Bot
from telegram.request import RequestData


class _Chat(Struct, frozen=True, gc=False):
    id: int


class _Message(Struct, frozen=True, gc=False):
    """What every message has."""

    message_id: int
    chat: _Chat


@dataclass(frozen=True, slots=True)
class Said:
    """What a call says, as a request asks for it."""

    parameters: Mapping[str, object]
    contains_files = False
    multipart_data: None = None

    @property
    def json_parameters(self) -> dict[str, str]:
        """Each parameter as text."""
        return {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in self.parameters.items()
        }

    @property
    def json_payload(self) -> bytes:
        """All of them as one text; half of a surrogate pair is for the slower library alone."""
        try:
            return encode(self.parameters)
        except UnicodeEncodeError:
            return json.dumps(self.parameters).encode()


async def done(bot: Bot, method: str, parameters: Mapping[str, object]) -> object:
    """The call is carried out, without those parameters that are None; raises TelegramError."""
    said = Said({name: value for name, value in parameters.items() if value is not None})
    # A request asks no more of what is said than is there: the library hands it on unread.
    return await bot.request.post(f"{bot.base_url}/{method}", cast("RequestData", said))


async def message(bot: Bot, method: str, parameters: Mapping[str, object]) -> int:
    """The same, and the number of the message that it made; ValidationError where there is none,
    though the call may have been carried out."""
    return convert(await done(bot, method, parameters), _Message).message_id
