"""What the page asks for, read strictly: whatever is not on this list is nothing."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.practice.pushed_clock import Push, read_push
from bot.site.visit import Visit
from bot.transport.played import GROUP, ME, NURSE

SEATS = frozenset({(ME, ME), (ME, GROUP), (NURSE, GROUP), (NURSE, NURSE)})
LONGEST_TEXT, LONGEST_DATA = 1_000, 64


class NotAsked(ValueError):
    """It is nothing that the page asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Something was typed."""

    who: int
    chat: int
    text: str

    async def done(self, visit: Visit) -> None:
        """It is answered."""
        await visit.says(self.who, self.chat, self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button was pressed, shown or not."""

    who: int
    chat: int
    message: int
    data: str

    async def done(self, visit: Visit) -> None:
        """It is answered."""
        await visit.presses(self.who, self.chat, self.message, self.data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """The clock goes on."""

    push: Push

    async def done(self, visit: Visit) -> None:
        """It has gone on."""
        await visit.push(self.push)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plays:
    """A course plays, or stands still."""

    on: bool

    async def done(self, visit: Visit) -> None:
        """It does."""
        if self.on:
            visit.play()
        else:
            visit.pause()


Asked = Say | Press | Pushed | Plays


def asked(body: bytes) -> Asked:
    """What the body asks for; raises NotAsked."""
    try:
        said = json.loads(body)
        if isinstance(said, dict):
            return READS[said["do"]](said)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise NotAsked from error
    raise NotAsked


def _say(said: Mapping[str, object]) -> Say:
    who, chat = _seat(said)
    return Say(who=who, chat=chat, text=_text(said["text"], LONGEST_TEXT))


def _press(said: Mapping[str, object]) -> Press:
    who, chat = _seat(said)
    data = _text(said["data"], LONGEST_DATA)
    return Press(who=who, chat=chat, message=_whole(said["message"]), data=data)


def _push(said: Mapping[str, object]) -> Pushed:
    push = read_push(_text(said["by"], LONGEST_DATA))
    if push is None:
        raise NotAsked
    return Pushed(push=push)


def _seat(said: Mapping[str, object]) -> tuple[int, int]:
    """Who speaks in which chat: nobody reads another one's."""
    seat = _whole(said["who"]), _whole(said["chat"])
    if seat not in SEATS:
        raise NotAsked
    return seat


def _text(value: object, longest: int) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise NotAsked
    return value.strip()


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise NotAsked
    return value


READS: Mapping[str, Callable[[Mapping[str, object]], Asked]] = MappingProxyType(
    {
        "say": _say,
        "press": _press,
        "push": _push,
        "play": lambda _: Plays(on=True),
        "pause": lambda _: Plays(on=False),
    }
)
