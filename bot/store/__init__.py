"""What the desk needs of a store, whichever engine keeps it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.store.head import Head
from bot.store.inbox import Inbox, Received
from bot.store.peers import Peers
from bot.store.purging.upkeep import Upkeep
from flows.talk.erasure import Erasure, Errand
from flows.talk.known import OfPlan
from flows.talk.records import Invite, Kept, Person, PlanRecord, Reminder, Team
from flows.talk.turn import Deed, Session


class Stale(Exception):
    """Another change of the same chat was committed first; take the step again."""


class NotSaved(Exception):
    """The store could not write; nothing of the change was kept."""


class Full(NotSaved):
    """The disk is full."""


class NotReplaced(NotSaved):
    """A row that the change would lead on from cannot be read; it alone is in the way."""


class NotRead(Exception):
    """What is kept could not be read back; nothing may be assumed about it."""


class Undecodable(NotRead):
    """A row is not as any known version of this program writes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A row that is not as it should be; of an index row, what it leads to is meant."""

    key: str
    why: str

    @property
    def kind(self) -> str:
        """The kind of the row."""
        return self.key.partition("/")[0]

    @property
    def name(self) -> str:
        """What it is called by those who use it: the label of a plan, the number of the others."""
        name = self.key.partition("/")[2].partition("/")[0]
        return str(int(name)) if name.isdecimal() else name


class CannotOpen(Exception):
    """The data cannot be used; the message says why, and what to do about it."""


class NoAnswer(CannotOpen):
    """The database does not answer; it may later."""


class Standby(CannotOpen):
    """Another process leads; this one may once that has ended."""


class NoFolder(CannotOpen):
    """The folder itself cannot be read or written; another one may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A chat's session with the version a change must be based on (0: none yet)."""

    session: Session
    version: int
    lost: bool = False  # what was kept cannot be read: the chat begins anew


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """All that one turn, or one step of the alarm, changes: kept together or not at all.

    Without a session (the alarm has none) no chat moves on. Everything in `keeps` has the serial
    after the one that was read; otherwise the change is stale.
    """

    chat: int = 0
    based_on: int = 0
    session: Session | None = None
    made: PlanRecord | None = None
    keeps: tuple[Kept, ...] = ()
    remakes: bool = False  # its reminders are known to take the place of unreadable ones
    deeds: tuple[Deed, ...] = ()
    erases: Erasure | None = None  # stale where the plan has another serial by now
    owes: tuple[Errand, ...] = ()  # each in the place of what was owed under its id
    done: tuple[str, ...] = ()  # ids of what is owed no more
    receives: tuple[Received, ...] = ()  # each once, however often it comes
    worked_off: tuple[int, ...] = ()  # numbers of updates that wait no more
    who: int = 0
    at: datetime
    seen: datetime | None = None  # the time that the clock showed, and was believed
    mark: str = ""  # by which the next process counts on from it


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How the reminders stand."""

    pending: int  # that are due some time; of this kind and the next two so many are counted
    due: int  # that are due now
    next_due: datetime | None
    late: int  # due before `late_from`
    stuck: tuple[Reminder, ...]  # that need a human, a hundred at most
    last_sent: datetime | None
    unread: int = 0  # that should be sent or shown by now, and cannot be read


class Store(Upkeep, Inbox, Protocol):
    """Sessions, plans and the audit of deeds; every change is one durable transaction."""

    @property
    def peers(self) -> Peers:
        """The other processes that send what is kept here."""
        ...

    def load(self, chat: int) -> Loaded:
        """The chat's session as last committed, or an empty one of version 0; raises NotRead."""
        ...

    async def commit(self, change: Change) -> None:
        """The change is durable when this returns; raises Stale or NotSaved, then nothing is."""
        ...

    def plan(self, label: str, revision: int | None = None) -> PlanRecord | None:
        """This revision of the plan under this label, or the current one; raises NotRead."""
        ...

    def reminders(self, label: str) -> tuple[Reminder, ...]:
        """Every reminder of the plan that can be read, those that are over with them."""
        ...

    def of_plans(self, labels: Iterable[str]) -> Mapping[str, OfPlan]:
        """The same of each of these plans."""
        ...

    def reminder(self, id_: str) -> Reminder | None:
        """The reminder under this id, whatever its stage; raises NotRead."""
        ...

    def due(
        self, until: datetime, limit: int, beside: Collection[str] = ()
    ) -> tuple[Reminder, ...]:
        """The reminders that are due at `until`, longest due first, but for those of these ids.

        Where more are due than are wanted, what is urgent is among them: nobody waits for that
        behind all others.
        One that cannot be read stops no other: it is left out here and counted by `tally`.
        Raises NotRead.
        """
        ...

    def sending(self) -> tuple[Reminder, ...]:
        """The reminders that are claimed and have no outcome yet, as far as each can be read."""
        ...

    def stuck(self, label: str = "") -> tuple[Reminder, ...]:
        """The reminders of this plan, or of all, that need a human, as far as each can be read."""
        ...

    def stuck_of(self, who: int) -> tuple[Reminder, ...]:
        """The same of every plan that this person owns."""
        ...

    def next_due(self) -> datetime | None:
        """When the next reminder is due; raises NotRead."""
        ...

    def tally(self, now: datetime, late_from: datetime) -> Tally:
        """How the reminders stand, of each kind so many counted and so many looked at; raises
        NotRead."""
        ...

    def idle(self, until: datetime, limit: int) -> tuple[int, ...]:
        """Chats whose open draft was last asked at `until` or before; raises NotRead."""
        ...

    def person(self, who: int) -> Person | None:
        """The person under this number; raises NotRead."""
        ...

    def people(self, team: int) -> tuple[Person, ...]:
        """Everybody with a role in this team, as far as each can be read."""
        ...

    def members(self, team: int) -> tuple[int, ...]:
        """The numbers of everybody with a role in this team, whether or not they can be read."""
        ...

    def team(self, number: int) -> Team | None:
        """The team of this number; raises NotRead."""
        ...

    def team_of_chat(self, chat: int) -> Team | None:
        """The team that this group is bound to; raises NotRead."""
        ...

    def bound_to(self, chat: int) -> int:
        """The number of the team that this group is bound to, whether or not it can be read."""
        ...

    def group_of(self, team: int) -> int:
        """The group that is bound to this team, likewise."""
        ...

    def last_team(self) -> int:
        """The highest team number that was ever given."""
        ...

    def invite(self, hashed: str) -> Invite | None:
        """The invitation under this hash; raises NotRead."""
        ...

    def plans_of(self, who: int) -> tuple[PlanRecord, ...]:
        """The current revision of every plan that this person owns, as far as each can be read."""
        ...

    def labels_of(self, who: int) -> tuple[str, ...]:
        """The labels of all of them."""
        ...

    def plans_of_team(self, team: int, beside: Collection[str] = ()) -> tuple[PlanRecord, ...]:
        """The current revision of every plan of this team but these, as far as it can be read."""
        ...

    def whose(self, label: str) -> tuple[int, int]:
        """The owner and the team of this plan, by what leads to it alone; 0 where nothing does."""
        ...

    def labels_of_team(self, team: int) -> tuple[str, ...]:
        """The labels of all of them."""
        ...

    def labels(self) -> Iterable[str]:
        """Those of every plan that is kept; raises NotRead. Once a day, not for a turn."""
        ...

    def given(self, label: str) -> bool:
        """Whether this label was ever given to a draft or plan."""
        ...

    def key(self) -> bytes:
        """The installation's secret that buttons are sealed with; made once."""
        ...

    def head(self) -> Head | None:
        """The end of the audit's chain; None where nothing was done yet; raises NotRead."""
        ...

    def head_told(self) -> datetime | None:
        """When the administrators were last told that end; before that, when the audit begins."""
        ...

    async def inspected(self) -> tuple[Fault, ...]:
        """What is wrong with what is kept, found by reading all of it; others are served."""
        ...

    async def mend(self, faults: Sequence[Fault]) -> int:
        """How many rows were put right that only lead to others."""
        ...

    def faults(self) -> tuple[Fault, ...]:
        """What was met or found since the start and still cannot be read."""
        ...

    def misled(self) -> tuple[Fault, ...]:
        """The rows among them that only lead to others."""
        ...

    def lost(self) -> tuple[str, ...]:
        """The ids of the reminders among them."""
        ...

    def close(self) -> None:
        """The file is closed and its lock released."""
        ...
