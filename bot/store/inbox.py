"""Updates that were received and acknowledged, and wait until somebody works them off."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

LAST_NUMBER = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One update, as it came."""

    number: int  # by which one that comes again is known, from 0 to LAST_NUMBER
    at: datetime  # when it reached this installation; aware
    said: str  # its JSON text


class Puts(Protocol):
    """A way into the inbox."""

    async def put(self, received: Received) -> None:
        """It waits on disk when this returns; raises NotSaved."""
        ...

    async def answers(self) -> bool:
        """Whether something could be put now."""
        ...

    async def close(self) -> None:
        """What came is put, and the way is closed."""
        ...


class Inbox(Protocol):
    """The part of a store in which updates wait; a change puts them there and takes them away."""

    def waiting(self, limit: int) -> tuple[int, ...]:
        """The numbers of the updates that wait, lowest first; raises NotRead."""
        ...

    def received(self, number: int) -> Received | None:
        """The update of this number, where it still waits; raises NotRead."""
        ...

    async def purge_inbox(self, before: datetime) -> int:
        """How many numbers of updates that came `before` are forgotten: one of them that comes
        again is new. What still waits and can be read stays."""
        ...
