"""What the desk needs of a store, whichever engine keeps it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flows.talk import Deed, PlanRecord, Session


class Stale(Exception):
    """Another change of the same chat was committed first; take the step again."""


class NotSaved(Exception):
    """The store could not write; nothing of the change was kept."""


class NotRead(Exception):
    """What is kept could not be read back; nothing may be assumed about it."""


class Undecodable(NotRead):
    """A row is not as any known version of this program writes it."""


class CannotOpen(Exception):
    """The data cannot be used; the message says why, and what to do about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A chat's session with the version a change must be based on (0: none yet)."""

    session: Session
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """All that one turn changes, kept together or not at all."""

    chat: int
    based_on: int
    session: Session
    made: PlanRecord | None = None
    deeds: tuple[Deed, ...] = ()
    who: int = 0
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A deed as the audit keeps it: the doer only as a keyed hash, and no text."""

    at: datetime  # aware
    who: str
    action: str
    label: str
    reason: str


class Store(Protocol):
    """Sessions, plans and the audit of deeds; every change is one durable transaction."""

    def load(self, chat: int) -> Loaded:
        """The chat's session as last committed, or an empty one of version 0; raises NotRead."""
        ...

    async def commit(self, change: Change) -> None:
        """The change is durable when this returns; raises Stale or NotSaved, then nothing is."""
        ...

    def plan(self, label: str) -> PlanRecord | None:
        """The current revision of the plan under this label; raises NotRead."""
        ...

    def given(self, label: str) -> bool:
        """Whether this label was ever given to a draft or plan."""
        ...

    def key(self) -> bytes:
        """The installation's secret that buttons are sealed with; made once."""
        ...

    async def purge(self, before: datetime) -> int:
        """How many drafts were removed because their prompt was already open `before`."""
        ...

    def close(self) -> None:
        """The file is closed and its lock released."""
        ...
