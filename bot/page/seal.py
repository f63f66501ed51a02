"""Buttons that only this installation can have made, each for one chat and one user."""

import base64
import hashlib
import hmac
from functools import lru_cache

from flows.talk.turn import Pressed

FORMAT = "1"
LIMIT_BYTES = 64  # Telegram's, for the data of a button
TAG_CHARACTERS = 12  # 72 bits
BETWEEN = "|"
PARTS = 5


class DoesNotFit(ValueError):
    """The data of a button would be longer than Telegram takes, or could be read two ways."""


def seal(key: bytes, chat: int, who: int, *, label: str, number: int, press: str) -> str:
    """The data of a button, which unseal takes only from this user in this chat."""
    body = BETWEEN.join((FORMAT, label, str(number), press))
    data = f"{body}{BETWEEN}{_tag(key, chat, who, body)}"
    if data.count(BETWEEN) != PARTS - 1 or len(data.encode()) > LIMIT_BYTES:
        raise DoesNotFit(press)
    return data


def unseal(key: bytes, chat: int, who: int, data: str) -> Pressed | None:
    """What the button presses, or None where its seal is not this user's in this chat."""
    body, _, tag = data.rpartition(BETWEEN)
    if not hmac.compare_digest(_bytes(tag), _bytes(_tag(key, chat, who, body))):
        return None
    _, label, number, press = body.split(BETWEEN)
    return Pressed(label=label, number=int(number), press=press)


def press_of(data: str) -> str:
    """What the button presses, its seal not looked at: to read by, and never to act on."""
    return data.split(BETWEEN)[3]


def of_revision(data: str) -> tuple[str, int]:
    """The label and the number it was made for, read in the same way."""
    _, label, number, *_ = data.split(BETWEEN)
    return label, int(number)


def _tag(key: bytes, chat: int, who: int, body: str) -> str:
    sealed = _bytes(f"{chat}{BETWEEN}{who}{BETWEEN}{body}")
    keyed = _keyed(key).copy()
    keyed.update(sealed)
    return base64.urlsafe_b64encode(keyed.digest())[:TAG_CHARACTERS].decode()


@lru_cache(1)
def _keyed(key: bytes) -> hmac.HMAC:
    """What every tag begins with."""
    return hmac.new(key, digestmod=hashlib.sha256)


def _bytes(text: str) -> bytes:
    """Any text as bytes: what a client sends may hold half of a surrogate pair."""
    return text.encode(errors="surrogatepass")
