"""The other processes that send what is kept here: who has which reminder, and which chat.

A reminder is on its way in one process at a time, and so is whatever goes to one chat.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Protocol

NOBODY = frozenset[str]()
Sent = Mapping[str, frozenset[int]]  # the chats of what is on its way, by its id
NONE: Sent = MappingProxyType({})
ALL = 0  # the chat under which whatever leaves is counted
LONGEST_CALL_SECONDS = 40.0  # of a message to Telegram, from its begin on
SOON_SECONDS = 1.0  # what would leave later is not counted among what all have sent
Heard = Callable[[str], None]
Free = Callable[[Sequence["Left"], float], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A reminder that is due, and the chats that it goes to."""

    id: str
    due: datetime
    chats: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What has left of one kind, by seconds that all processes share: to a chat, or to ALL. What
    is to come among the latter is on its way."""

    chat: int
    kind: str
    held_until: float
    times: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """Whether a message is counted among those of all processes, and so many seconds that it has
    to wait: infinite where that hangs on what is on its way."""

    wait: float = 0.0
    counted: bool = True
    until: float = 0.0  # that it is taken to be on its way, by the seconds that all share


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A chat to which nothing of a kind may leave for some time."""

    chat: int
    kind: str
    seconds: float


class Peers(Protocol):
    """What this process and the others tell each other; each raises NotSaved where it cannot."""

    @property
    def stands(self) -> bool:
        """Whether no other process can have taken from this one what it has."""
        ...

    @property
    def helps(self) -> bool:
        """Whether another process leads, and this one takes what that leaves."""
        ...

    @property
    def term(self) -> int:
        """How often a process began to lead by the time that this one did; 0 where there is but
        one."""
        ...

    @property
    def server(self) -> str:
        """Where the database is that they share, for a person; empty where there is none."""
        ...

    async def taken(self, wanted: Sequence[Wanted], sent: Sent = NONE) -> Collection[str]:
        """The ids of those that are this process's now, with their chats; whatever is left keeps
        its chats, so that nothing overtakes it there. So does what was just on its way, by its id,
        and is no process's any more."""
        ...

    def free(self, ids: Collection[str], chats: Collection[int]) -> None:
        """These are soon not this process's any more."""
        ...

    async def let_go(self) -> None:
        """This process has none any more."""
        ...

    def theirs(self) -> Collection[str]:
        """The ids of those that another process has."""
        ...

    def hears(self, kind: str, heard: Heard) -> None:
        """From now on another thread calls it with the key of a row of this kind that another
        process has written, and with nothing where something may have been missed: of what is
        due, and of the inbox."""
        ...

    def ahead(self, now: datetime) -> timedelta:
        """How far this time is ahead of the one that all processes share."""
        ...

    async def booked(self, chat: int, kind: str, kinds: Iterable[str], free: Free) -> Booked:
        """When the next message of this kind may leave there: when `free` says, of all that has
        left of these kinds. It is counted where that is within SOON_SECONDS."""
        ...

    def ended(self, chat: int, kind: str, booked: Booked) -> None:
        """This message of this kind has arrived there now, which the others hear soon."""
        ...

    def hold(self, chat: int, kinds: Iterable[str], seconds: float) -> None:
        """Nothing of these kinds leaves there for so long, which the others hear soon."""
        ...

    async def held(self) -> Sequence[Held]:
        """What may not leave just now."""
        ...


class Alone:
    """There is no other process."""

    stands, helps, term, server = True, False, 0, ""

    async def taken(self, wanted: Sequence[Wanted], sent: Sent = NONE) -> Collection[str]:
        """All of them: nobody else has sent anything."""
        del sent
        return {each.id for each in wanted}

    def free(self, ids: Collection[str], chats: Collection[int]) -> None:
        """Nobody waits for them."""

    async def let_go(self) -> None:
        """Nobody waits for them."""

    def theirs(self) -> Collection[str]:
        """None."""
        return NOBODY

    def hears(self, kind: str, heard: Heard) -> None:
        """Nothing comes."""

    def ahead(self, now: datetime) -> timedelta:
        """There is no other clock."""
        del now
        return timedelta(0)

    async def booked(self, chat: int, kind: str, kinds: Iterable[str], free: Free) -> Booked:
        """What this process has counted itself is all there is."""
        del chat, kind, kinds, free
        return Booked()

    def ended(self, chat: int, kind: str, booked: Booked) -> None:
        """Likewise."""

    def hold(self, chat: int, kinds: Iterable[str], seconds: float) -> None:
        """Likewise."""

    async def held(self) -> Sequence[Held]:
        """Nothing but what this process holds itself."""
        return ()


ALONE = Alone()


def in_this_loop(heard: Heard) -> Heard:
    """The same for another thread, which may live longer than this loop."""
    loop = asyncio.get_running_loop()

    def soon(row: str) -> None:
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(heard, row)

    return soon
