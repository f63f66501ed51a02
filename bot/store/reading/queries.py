"""Reads records by their key, or by the index rows that lead to them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from itertools import islice, takewhile
from typing import TypeVar

from bot.store import Loaded, NotRead, Tally, Undecodable
from bot.store.changes import SENT
from bot.store.reading.lookup import number_in
from bot.store.reading.remembered import Listed, Whole, remember
from bot.store.reading.upkeep import Upkeep
from bot.store.record.chain import chained
from bot.store.record.forms import REMINDER, SESSION
from bot.store.record.keys import (
    A_SECOND,
    AFTER,
    EPOCH,
    before,
    key_of,
    last_revision,
    leading_to,
    plan_key,
    until,
    within,
)
from bot.store.rows import COUNT, GET, KEYS_NAMING, RANGE, SOME_KEYS, is_within
from flows.talk.known import MOST_COUNTED, OfPlan
from flows.talk.records import Matter, PlanRecord, Reminder
from flows.talk.turn import Session

EMPTY = Loaded(session=Session(), version=0)
MOST_STUCK = 100
MOST_LOOKED_AT = 500  # reminders: what cannot be read stays due, and is among the first
A_PART = 500  # labels
T = TypeVar("T")
ALL_DUE = within("due")
URGENT = f"/{Matter.URGENT}/"


class Reading(Upkeep):
    """Every question to the file, answered from it anew; each may raise NotRead.

    Among several things, one that cannot be read is left out and noticed: it stops no other.
    """

    def load(self, chat: int) -> Loaded:
        """The chat's session as last committed, or an empty one of version 0."""
        key = f"session/{chat}"
        row = self._file.row(GET, (key,))
        if row is None:
            return EMPTY
        try:
            session, version = self._read(SESSION, key, row[0])
        except Undecodable:
            return Loaded(session=Session(), version=0, lost=True)
        return Loaded(session=session, version=version)

    def plan(self, label: str, revision: int | None = None) -> PlanRecord | None:
        """This revision of the plan under this label, or the current one."""
        if revision is None:
            self._remembered.renew()
            whole = self._whole(label)
            return whole.record if whole else None
        record = self._read_plan(label, f"{plan_key(label, revision)}{AFTER}")
        return record if record and record.revision == revision else None

    def _whole(self, label: str) -> Whole | None:
        """The plan as it is now, not read again where nobody has written since."""
        if there := self._remembered.plans.get(label):
            return there
        record = self._read_plan(label)
        if record is None:
            return None
        led_by = frozenset(leading_to(key_of(record), record))
        return remember(self._remembered.plans, label, Whole(record, led_by))

    def _read_plan(self, label: str, before: str = "") -> PlanRecord | None:
        """The plan by its revisions before this key, or by all of them."""
        first, end = within(f"plan/{label}")
        try:
            record = chained(self._file.select(RANGE, (first, before or end)))
            if not before:
                self._check_last(label, record)
        except NotRead as error:
            self.note(f"plan/{label}", str(error))
            raise
        return record

    def _check_last(self, label: str, record: PlanRecord | None) -> None:
        """Raises Undecodable where the plan is known to have another revision than this one."""
        there = last_revision(label, record.revision) if record else ""
        known = list(self._keys(within(f"last/{label}")))
        if known and there not in known:
            raise Undecodable("the last revision of a plan is missing")

    def _is_whole(self, label: str) -> bool:
        try:
            self.plan(label)
        except NotRead:
            return False
        return True

    def reminder(self, id_: str) -> Reminder | None:
        """The reminder under this id, whatever its stage."""
        return self._value(REMINDER, f"reminder/{id_}")

    def reminders(self, label: str) -> tuple[Reminder, ...]:
        """Every reminder of the plan that can be read, those that are over with them."""
        self._remembered.renew()
        return self._theirs(label).all

    def of_plans(self, labels: Iterable[str]) -> Mapping[str, OfPlan]:
        """The reminders of each of these plans."""
        self._remembered.renew()
        there = self._remembered.reminders.get
        return {label: there(label) or self._theirs(label) for label in labels}

    def _theirs(self, label: str) -> OfPlan:
        """The reminders of this plan, not read again where nobody has written since."""
        if there := self._remembered.reminders.get(label):
            return there
        rows = list(self._file.select(RANGE, within(f"reminder/{label}")))
        found = list[Reminder]()
        for key, text in rows:
            with suppress(Undecodable):
                found.append(self._read(REMINDER, key, text)[0])
        theirs = OfPlan.among(tuple(found))
        if len(found) < len(rows):
            return theirs
        return remember(self._remembered.reminders, label, theirs)

    def due(self, at: datetime, limit: int, beside: Collection[str] = ()) -> tuple[Reminder, ...]:
        """The reminders that are due then, longest due first, and beside as many as are wanted
        what is urgent; none that cannot be read."""
        keys = until("due", at)
        if self._nothing("due", keys):
            return ()
        found = list(islice(_due(self._reminders(keys), at, beside), limit))
        if len(found) == limit:
            named = (key for (key,) in self._file.select(KEYS_NAMING, (*keys, URGENT)))
            led = self._led_to(REMINDER, (key for key in named if is_within(key, *keys)))
            there = {*beside, *(each.id for each in found)}
            urgent = (each for each in _due(led, at, there) if each.matter is Matter.URGENT)
            found += islice(urgent, limit)
        return tuple(sorted(found, key=_by_due))

    def sending(self) -> tuple[Reminder, ...]:
        """The reminders that are claimed and have no outcome yet; none that cannot be read."""
        asked = self._remembered.asked
        return asked("sending", lambda: tuple(filter(None, self._reminders(within("sending")))))

    def stuck(self, label: str = "") -> tuple[Reminder, ...]:
        """The reminders of this plan, or of all, that need a human; none that cannot be read."""
        prefix = f"stuck/{label}" if label else "stuck"
        return tuple(filter(None, self._reminders(within(prefix))))

    def stuck_of(self, who: int) -> tuple[Reminder, ...]:
        """The same of every plan that this person owns, looked for only where there are some."""
        found, (after, end) = list[Reminder](), within("stuck")
        there = next(self._keys((after, end)), "")
        for label in sorted(self.labels_of(who), key=_as_a_key) if there else ():
            first, behind = within(f"stuck/{label}")
            if there < first:
                there = next(self._keys((first, end)), end)
            if there < behind:
                found += self.stuck(label)
        return tuple(found)

    def next_due(self) -> datetime | None:
        """When the next reminder is due: the first of so many, where those are of one second."""
        return self._remembered.asked("next due", self._next_due)

    def _next_due(self) -> datetime | None:
        some = islice(filter(None, self._reminders(ALL_DUE)), MOST_LOOKED_AT)
        found = (each.due for each in some if each.due)
        first = next(found, None)
        if first is None or not first.microsecond:
            return first
        return min([first, *takewhile(lambda due: due - first < A_SECOND, found)])

    def tally(self, now: datetime, late_from: datetime) -> Tally:
        """How the reminders stand; looks at those that are due longest."""
        stuck = list(islice(self._reminders(within("stuck")), MOST_LOOKED_AT))
        waiting = [*islice(self._reminders(until("due", now)), MOST_LOOKED_AT)]
        return Tally(
            pending=self._count(ALL_DUE),
            due=self._count(until("due", now)),
            next_due=self.next_due(),
            late=self._count(before("due", late_from)),
            stuck=tuple(filter(None, stuck))[:MOST_STUCK],
            last_sent=self._moment(SENT),
            unread=[*stuck, *waiting, *self._reminders(within("sending"))].count(None),
        )

    def idle(self, at: datetime, limit: int) -> tuple[int, ...]:
        """Chats whose open draft was last asked then or before."""
        keys = until("idle", at)
        if self._nothing("idle", keys):
            return ()
        chats = (number_in(key) for key in self._keys(keys))
        return tuple(islice((chat for chat in chats if chat is not None), limit))

    def plans_of(self, who: int) -> tuple[PlanRecord, ...]:
        """The current revision of every plan that this person owns, as far as each can be read."""
        return self._plans(within(f"owner/{who}"))

    def labels_of(self, who: int) -> tuple[str, ...]:
        """The labels of all of them."""
        return self._labels(within(f"owner/{who}"))

    def plans_of_team(self, team: int, beside: Collection[str] = ()) -> tuple[PlanRecord, ...]:
        """The current revision of every plan of this team, as far as each can be read; none of
        these labels."""
        return self._plans(within(f"ofteam/{team}"), beside)

    def labels_of_team(self, team: int) -> tuple[str, ...]:
        """The labels of all of them."""
        return self._labels(within(f"ofteam/{team}"))

    def whose(self, label: str) -> tuple[int, int]:
        """The owner and the team of this plan, by what leads to it alone."""
        return self._leading(within("owner"), label), self._leading(within("ofteam"), label)

    def _leading(self, keys: tuple[str, str], label: str) -> int:
        found = (key.rpartition("/") for key in self._keys(keys))
        return next((number_in(first) or 0 for first, _, last in found if last == label), 0)

    def labels(self) -> Iterator[str]:
        """Those of every plan that is kept, read in parts: others may write meanwhile."""
        after, end = within("owner")
        while part := list(self._file.select(SOME_KEYS, (after, end, A_PART))):
            yield from (key.rpartition("/")[-1] for (key,) in part if is_within(key, after, end))
            (after,) = part[-1]

    def given(self, label: str) -> bool:
        """Whether this label was ever given to a draft or plan."""
        keys = (f"label/{label}", f"erased/{label}")
        given = any(self._file.row(GET, (key,)) is not None for key in keys)
        return given or next(self._keys(within(f"plan/{label}")), None) is not None

    def _plans(
        self, keys: tuple[str, str], beside: Collection[str] = ()
    ) -> tuple[PlanRecord, ...]:
        self._remembered.renew()
        first, _ = keys
        if (found := self._remembered.listed.get(first)) is None:
            there = self._listed(keys)
            led = zip(there.keys, there.labels, strict=True)
            found = tuple(filter(None, self._each(self._led_to_plan, led)))
            if len(found) == len(there.labels):
                remember(self._remembered.listed, first, found)
        return tuple(each for each in found if each.label not in beside)

    def _led_to_plan(self, row: tuple[str, str]) -> PlanRecord:
        """The plan that this index row leads to; raises NotRead where that does not lead back."""
        index, label = row
        whole = self._whole(label)
        if whole is not None and index in whole.led_by:
            return whole.record
        raise self._nowhere(index)

    def _labels(self, keys: tuple[str, str]) -> tuple[str, ...]:
        self._remembered.renew()
        return self._listed(keys).labels

    def _listed(self, keys: tuple[str, str]) -> Listed:
        """The index rows of these plans, not looked up again where nobody has written since."""
        first, _ = keys
        if there := self._remembered.lists.get(first):
            return there
        found = tuple(self._keys(keys))
        labels = tuple(key.rpartition("/")[-1] for key in found)
        return remember(self._remembered.lists, first, Listed(found, labels))

    def _reminders(self, keys: tuple[str, str]) -> Iterator[Reminder | None]:
        """Those that these index rows lead to, None for one unreadable."""
        return self._records(REMINDER, keys)

    def _count(self, keys: tuple[str, str]) -> int:
        row = self._file.row(COUNT, (*keys, MOST_COUNTED))
        return int(row[0]) if row else 0


def _due(
    some: Iterable[Reminder | None], at: datetime, beside: Collection[str]
) -> Iterator[Reminder]:
    """Those that are due then, but for these ids."""
    return (e for e in some if e and e.due and e.due <= at and e.id not in beside)


def _as_a_key(label: str) -> str:
    """The label as it sorts among the keys of an index."""
    return f"{label}/"


def _by_due(reminder: Reminder) -> tuple[datetime, str]:
    return reminder.due or EPOCH, reminder.id
