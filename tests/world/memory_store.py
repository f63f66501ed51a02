"""Everything in dictionaries: a store for whatever needs no disk, held to the contract of all."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from bot.store import Change, Fault, Loaded, NotRead, NotSaved, Stale, Tally
from bot.store.backups.restored import Restored
from bot.store.changes import written
from bot.store.head import Head
from bot.store.inbox import Received
from bot.store.peers import ALONE, Peers
from bot.store.record.keys import second
from flows.talk.erasure import Erasure, Errand, Tombstone
from flows.talk.known import OfPlan
from flows.talk.records import Invite, Kept, Matter, Person, PlanRecord, Reminder, Stage, Team
from flows.talk.traces import prompted, without
from flows.talk.turn import Draft, Learnt, Session

MOST_STUCK = 100
PLACES = {
    Reminder: ("reminders", "id"),
    Team: ("teams", "number"),
    Person: ("people", "who"),
    Invite: ("invites", "hashed"),
}


@dataclass(slots=True, kw_only=True)
class Rows:
    """All that is kept; every value in it is frozen, so that a copy of the dictionaries is one."""

    sessions: dict[int, Loaded] = field(default_factory=dict)
    plans: dict[str, tuple[PlanRecord, ...]] = field(default_factory=dict)  # every revision
    reminders: dict[str, Reminder] = field(default_factory=dict)
    teams: dict[int, Team] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    invites: dict[str, Invite] = field(default_factory=dict)
    given: dict[str, int] = field(default_factory=dict)  # labels, with the chat of each
    seen: datetime | None = None
    mark: str = ""
    sent: datetime | None = None
    compacted: datetime | None = None
    errands: dict[str, Errand] = field(default_factory=dict)
    erased: dict[str, Tombstone] = field(default_factory=dict)  # by label
    inbox: dict[int, Received] = field(default_factory=dict)
    heard: dict[int, datetime] = field(default_factory=dict)
    restored: Restored | None = None
    said: dict[str, str] = field(default_factory=dict)  # the last reason of each action
    did: dict[tuple[str, int], datetime] = field(default_factory=dict)  # when each last did it
    learnt: dict[int, Learnt] = field(default_factory=dict)

    def copy(self) -> "Rows":
        """The same, to be changed apart from this."""
        held = ((each.name, getattr(self, each.name)) for each in fields(self))
        return replace(self, **{name: {**each} for name, each in held if isinstance(each, dict)})

    def put(self, kept: Kept) -> None:
        """It is there, whatever was before."""
        if isinstance(kept, PlanRecord):
            before = (x for x in self.plans.get(kept.label, ()) if x.revision != kept.revision)
            self.plans[kept.label] = (*before, kept)
            return
        there, key = self.place(kept)
        there[key] = kept
        if isinstance(kept, Reminder):
            told = (self.sent, *(each.sent_at for each in kept.deliveries))
            self.sent = max(filter(None, told), default=None)

    def place(self, kept: Kept) -> tuple[dict[Any, Any], Any]:
        """Where it is kept, under which name."""
        kind, name = PLACES[type(kept)]
        return getattr(self, kind), getattr(kept, name)


@dataclass
class MemoryTrainees:
    """What is learnt, by chat."""

    store: "MemoryStore"

    def load(self, chat: int) -> Learnt:
        return self.store.rows.learnt.get(chat, Learnt())

    def keep(self, chat: int, learnt: Learnt) -> None:
        self._put({**self.store.rows.learnt, chat: learnt})

    async def purge(self, before: datetime, now: datetime) -> int:
        there = self.store.rows.learnt
        left = {chat: x for chat, x in there.items() if not (x.at and x.at < before)}
        self._put({chat: replace(x, at=x.at or now) for chat, x in left.items()})
        return len(there) - len(left)

    def _put(self, learnt: dict[int, Learnt]) -> None:
        self.store.rows = replace(self.store.rows.copy(), learnt=learnt)


@dataclass
class MemoryStore:
    """What a process keeps as long as it lives, and leaves under the name of its folder."""

    folder: Path = Path()
    rows: Rows = field(default_factory=Rows)
    closed: bool = False
    peers: Peers = ALONE

    async def commit(self, change: Change) -> None:
        if self.closed:
            raise NotSaved("closed")
        written(change)  # what no file could hold is refused here too
        rows = self.rows.copy()
        if change.session is not None:
            _keep_session(rows, change, change.session)
        if change.made:
            _keep_made(rows, change.made)
            rows.given.setdefault(change.made.label, change.chat)
        of_plans = (each for each in change.keeps if isinstance(each, PlanRecord | Reminder))
        if any(x.label in rows.erased for x in of_plans if x.serial == 1):
            raise Stale("the plan is erased")
        for kept in change.keeps:
            _keep(rows, kept)
        if change.erases:
            _erase(rows, change.erases, change.at)
        rows.said |= {each.action: each.reason for each in change.deeds}
        rows.did |= {(each.action, change.who): change.at for each in change.deeds}
        rows.errands |= {each.id: each for each in change.owes}
        for id_ in change.done:
            rows.errands.pop(id_, None)
        for each in change.receives:
            if each.number not in rows.heard:
                rows.heard[each.number], rows.inbox[each.number] = each.at, each
        for number in change.worked_off:
            rows.inbox.pop(number, None)
        rows.seen = change.seen or rows.seen
        rows.mark = change.mark or rows.mark
        self.rows = rows

    def load(self, chat: int) -> Loaded:
        if self.closed:
            raise NotRead("closed")
        return self.rows.sessions.get(chat, Loaded(session=Session(), version=0))

    def plan(self, label: str, revision: int | None = None) -> PlanRecord | None:
        revisions = self.rows.plans.get(label, ())
        found = (each for each in reversed(revisions) if revision in {None, each.revision})
        return next(found, None)

    def reminders(self, label: str) -> tuple[Reminder, ...]:
        return self._those(lambda each: each.label == label)

    def of_plans(self, labels: Iterable[str]) -> dict[str, OfPlan]:
        return {label: OfPlan.among(self.reminders(label)) for label in labels}

    def reminder(self, id_: str) -> Reminder | None:
        return self.rows.reminders.get(id_)

    def due(
        self, until: datetime, limit: int, beside: Collection[str] = ()
    ) -> tuple[Reminder, ...]:
        there = [each for _, id_, each in self._dues(until) if id_ not in beside]
        urgent = (each for each in there[limit:] if each.matter is Matter.URGENT)
        return tuple(there[:limit]) + tuple(islice(urgent, limit))

    def sending(self) -> tuple[Reminder, ...]:
        return self._those(lambda each: each.stage is Stage.SENDING)

    def next_due(self) -> datetime | None:
        rows = self.rows.reminders.values()
        dues = (each.due for each in rows if each.due and each.stage is not Stage.SENDING)
        return min(dues, default=None)

    def stuck(self, label: str = "") -> tuple[Reminder, ...]:
        return tuple(each for each in self._all_stuck() if label in {"", each.label})

    def stuck_of(self, who: int) -> tuple[Reminder, ...]:
        owned = {each.label for each in self.plans_of(who)}
        return tuple(each for each in self._all_stuck() if each.label in owned)

    def _all_stuck(self) -> tuple[Reminder, ...]:
        return self._those(lambda each: each.stage is Stage.NEEDS_HUMAN)

    def tally(self, now: datetime, late_from: datetime) -> Tally:
        dues = [at for at, _, _ in self._dues()]
        return Tally(
            pending=len(dues),
            due=sum(at <= now for at in dues),
            next_due=next(iter(dues), None),
            late=sum(at < late_from for at in dues),
            stuck=self._all_stuck()[:MOST_STUCK],
            last_sent=self.rows.sent,
        )

    def idle(self, until: datetime, limit: int) -> tuple[int, ...]:
        there = ((second(x.asked_at), str(chat)) for chat, x in self._drafts() if not x.parked)
        return tuple(int(chat) for at, chat in sorted(there) if at <= second(until))[:limit]

    def restored(self) -> Restored | None:
        return self.rows.restored

    def looking(self) -> AbstractContextManager[None]:
        return nullcontext()

    def told_restored(self, chats: Collection[int], since: datetime) -> Mapping[int, datetime]:
        told = {chat: self.rows.did.get(("restored_told", chat)) for chat in chats}
        return {chat: at for chat, at in told.items() if at and at >= since}

    def last_said(self, action: str) -> str:
        return self.rows.said.get(action, "")

    def mark(self) -> str:
        return self.rows.mark

    def seen(self) -> datetime | None:
        return self.rows.seen

    def person(self, who: int) -> Person | None:
        return self.rows.people.get(who)

    def people(self, team: int) -> tuple[Person, ...]:
        rows = self.rows.people.values()
        members = (each for each in rows if any(role.team == team for role in each.memberships))
        return tuple(sorted(members, key=lambda each: str(each.who)))

    def members(self, team: int) -> tuple[int, ...]:
        return tuple(each.who for each in self.people(team))

    def team(self, number: int) -> Team | None:
        return self.rows.teams.get(number)

    def team_of_chat(self, chat: int) -> Team | None:
        return next((x for x in self.rows.teams.values() if x.chat == chat and chat), None)

    def bound_to(self, chat: int) -> int:
        team = self.team_of_chat(chat)
        return team.number if team else 0

    def group_of(self, team: int) -> int:
        there = self.team(team)
        return there.chat if there else 0

    def last_team(self) -> int:
        return max(self.rows.teams, default=0)

    def invite(self, hashed: str) -> Invite | None:
        return self.rows.invites.get(hashed)

    def plans_of(self, who: int) -> tuple[PlanRecord, ...]:
        return tuple(each for each in self._plans() if each.owner == who)

    def plans_of_team(self, team: int, beside: Collection[str] = ()) -> tuple[PlanRecord, ...]:
        found = (each for each in self._plans() if each.team == team and team)
        return tuple(each for each in found if each.label not in beside)

    def labels_of(self, who: int) -> tuple[str, ...]:
        return tuple(each.label for each in self.plans_of(who))

    def labels_of_team(self, team: int) -> tuple[str, ...]:
        return tuple(each.label for each in self.plans_of_team(team))

    def whose(self, label: str) -> tuple[int, int]:
        plan = self.plan(label)
        return (plan.owner, plan.team) if plan else (0, 0)

    def labels(self) -> tuple[str, ...]:
        return tuple(sorted(self.rows.plans))

    def given(self, label: str) -> bool:
        return label in {**self.rows.given, **self.rows.erased}

    def erased(self, label: str) -> Tombstone | None:
        return self.rows.erased.get(label)

    def errands(self) -> tuple[Errand, ...]:
        return tuple(self.rows.errands[id_] for id_ in sorted(self.rows.errands))

    def compacted(self) -> datetime | None:
        return self.rows.compacted

    async def compact(self, at: datetime) -> None:
        self.rows.compacted = at

    async def purge_invites(self, before: datetime) -> int:
        over = [x.hashed for x in self.rows.invites.values() if x.expires < before]
        return len([self.rows.invites.pop(each) for each in over])

    async def purge_people(self, stays: Collection[int]) -> int:
        there = self.rows.people.values()
        left = {each.who for each in there if not each.memberships} - {*stays}
        gone = [who for who in left if not self.labels_of(who)]
        for who in gone:
            del self.rows.people[who]
        for chat, loaded in tuple(self.rows.sessions.items()):
            known = chat < 0 or chat in self.rows.people or chat in stays
            blank = replace(loaded.session, prompt=None, last_update=0) == Session()
            if blank and not known:
                del self.rows.sessions[chat]
        return len(gone)

    def waiting(self, limit: int) -> tuple[int, ...]:
        return tuple(sorted(self.rows.inbox))[:limit]

    def received(self, number: int) -> Received | None:
        return self.rows.inbox.get(number)

    async def purge_inbox(self, before: datetime) -> int:
        there = self.rows.heard.items()
        over = [x for x, at in there if at < before and x not in self.rows.inbox]
        return len([self.rows.heard.pop(each) for each in over])

    async def purge_keys(self) -> int:
        return 0

    async def purge_copies(self, _before: datetime) -> int:
        return 0

    def key(self) -> bytes:
        return sha256(str(self.folder).encode()).digest()

    async def purge(self, before: datetime) -> int:
        old = [chat for chat, draft in self._drafts() if draft.asked_at < before]
        return len([self.rows.sessions.pop(chat) for chat in old])

    async def purge_reminders(self, before: datetime) -> int:
        closed = {x.label for x in self._plans() if x.closed_at and x.closed_at <= before}
        rows = (x for x in self.rows.reminders.values() if x.label in closed)
        over = (x for x in rows if not x.stage.is_open and not (x.at and x.at >= before))
        return len([self.rows.reminders.pop(each.id) for each in tuple(over)])

    def head(self) -> Head | None:
        return None

    def head_told(self) -> datetime | None:
        return None

    async def purge_audit(self, before: datetime) -> int:  # noqa: ARG002  of the protocol
        return 0

    async def inspected(self) -> tuple[Fault, ...]:
        return ()

    async def mend(self, faults: Sequence[Fault]) -> int:
        return len(faults) - len(faults)

    def faults(self) -> tuple[Fault, ...]:
        return ()

    def misled(self) -> tuple[Fault, ...]:
        return ()

    def lost(self) -> tuple[str, ...]:
        return ()

    def close(self) -> None:
        self.closed = True
        LEFT[self.folder] = self.rows

    def copy(self) -> "MemoryStore":
        """One that goes its own way from here."""
        return replace(self, rows=self.rows.copy())

    def _plans(self) -> tuple[PlanRecord, ...]:
        return tuple(self.rows.plans[label][-1] for label in self.labels())

    def _drafts(self) -> list[tuple[int, Draft]]:
        sessions = ((chat, loaded.session) for chat, loaded in self.rows.sessions.items())
        return [(chat, session.draft) for chat, session in sessions if session.draft]

    def _dues(self, until: datetime | None = None) -> list[tuple[datetime, str, Reminder]]:
        rows = self.rows.reminders.items()
        due = ((x.due, id_, x) for id_, x in rows if x.due and x.stage is not Stage.SENDING)
        return sorted(each for each in due if until is None or each[0] <= until)

    def _those(self, wanted: Callable[[Reminder], bool]) -> tuple[Reminder, ...]:
        there = self.rows.reminders
        ids = sorted(id_ for id_, each in there.items() if wanted(each))
        return tuple(map(there.__getitem__, ids))


LEFT: dict[Path, Rows] = {}  # by stores that were closed


def open_memory(folder: Path) -> MemoryStore:
    """What was left under this name."""
    return MemoryStore(folder, LEFT.get(folder, Rows()).copy())


def _keep_session(rows: Rows, change: Change, session: Session) -> None:
    there = rows.sessions.get(change.chat)
    if change.based_on != (there.version if there else 0):
        raise Stale("the chat has moved on")
    rows.sessions[change.chat] = Loaded(session=session, version=change.based_on + 1)
    label = _fresh_label(session)
    if label in rows.erased or (
        label and rows.given.setdefault(label, change.chat) != change.chat
    ):
        raise Stale("the label was given elsewhere")


def _fresh_label(session: Session) -> str:
    draft = session.draft
    return draft.label if draft and not draft.revises else ""


def _keep_made(rows: Rows, made: PlanRecord) -> None:
    if made.label in rows.erased:
        raise Stale("the plan is erased")
    revision, serial = _written(rows, made.label)
    if (made.revision, made.serial) != (revision + 1, serial + 1):
        raise Stale("the plan was made already, or has changed")
    rows.put(made)


def _keep(rows: Rows, kept: Kept) -> None:
    if isinstance(kept, PlanRecord):
        revision, serial = _written(rows, kept.label)
        if kept.revision != (revision or 1):
            raise Stale("the plan has another revision")
    else:
        there, key = rows.place(kept)
        serial = there[key].serial if key in there else 0
    if kept.serial != serial + 1:
        raise Stale(f"{type(kept).__name__} has changed")
    if isinstance(kept, Team) and kept.chat:
        others = (each for each in rows.teams.values() if each.number != kept.number)
        if any(each.chat == kept.chat for each in others):
            raise Stale("another team has this group")
    rows.put(kept)


def _erase(rows: Rows, erasure: Erasure, at: datetime) -> None:
    label = erasure.label
    if _written(rows, label)[1] != erasure.serial:
        raise Stale("the plan has changed, or is erased")
    del rows.plans[label]
    for id_ in [id_ for id_, each in rows.reminders.items() if each.label == label]:
        del rows.reminders[id_]
    for chat, loaded in rows.sessions.items():
        after = without(loaded.session, label)
        if after != loaded.session:
            owed = prompted(loaded.session, chat, label, at)
            rows.errands |= {each.id: each for each in owed}
            rows.sessions[chat] = Loaded(session=after, version=loaded.version + 1)
    rows.erased[label] = Tombstone(at=at, by=erasure.by)
    rows.given.pop(label, None)


def _written(rows: Rows, label: str) -> tuple[int, int]:
    """The revision of the plan, and how often it was written."""
    revisions = rows.plans.get(label)
    return (revisions[-1].revision, revisions[-1].serial) if revisions else (0, 0)
