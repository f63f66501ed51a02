"""Reads records by their key, or by the index rows that lead to them."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice, takewhile
from typing import TypeVar

from bot.store import Entry, Loaded, NotRead, Tally, Undecodable
from bot.store.chain import chained
from bot.store.changes import MARK, SEEN, SENT
from bot.store.codec import Form
from bot.store.file import File
from bot.store.forms import (
    ENTRY,
    INVITE,
    MOMENT,
    PERSON,
    REMINDER,
    SESSION,
    TEAM,
    WORD,
)
from bot.store.keys import (
    A_SECOND,
    AFTER,
    EPOCH,
    before,
    key_of,
    leading_to,
    plan_key,
    team_key,
    until,
    within,
)
from bot.store.rows import COUNT, GET, KEYS, LAST, RANGE, led_to
from flows.talk.records import Invite, Person, PlanRecord, Reminder, Team
from flows.talk.turn import Session

EMPTY = Loaded(session=Session(), version=0)
MOST_STUCK = 100
T = TypeVar("T")
ALL_DUE = within("due")


class Reading:
    """Every question to the file, answered from it anew; each may raise NotRead."""

    def __init__(self, file: File) -> None:
        self._file = file

    def load(self, chat: int) -> Loaded:
        """The chat's session as last committed, or an empty one of version 0."""
        key = f"session/{chat}"
        row = self._file.row(GET, (key,))
        if row is None:
            return EMPTY
        session, version = SESSION.read(row[0], key=key)
        return Loaded(session=session, version=version)

    def plan(self, label: str, revision: int | None = None) -> PlanRecord | None:
        """This revision of the plan under this label, or the current one."""
        first, end = within(f"plan/{label}")
        last = end if revision is None else f"{plan_key(label, revision)}{AFTER}"
        record = chained(self._file.select(RANGE, (first, last)))
        return record if revision in {None, record and record.revision} else None

    def reminder(self, id_: str) -> Reminder | None:
        """The reminder under this id, whatever its stage."""
        return self._value(REMINDER, f"reminder/{id_}")

    def reminders(self, label: str) -> tuple[Reminder, ...]:
        """Every reminder of the plan, those that are over with them."""
        rows = self._file.select(RANGE, within(f"reminder/{label}"))
        return tuple(REMINDER.read(text, key=key)[0] for key, text in rows)

    def due(self, at: datetime, limit: int) -> tuple[Reminder, ...]:
        """The reminders that are due then, longest due first; none that cannot be read."""
        found = self._reminders(until("due", at))
        due = (each for each in found if each and each.due and each.due <= at)
        return tuple(sorted(islice(due, limit), key=_by_due))

    def sending(self) -> tuple[Reminder, ...]:
        """The reminders that are claimed and have no outcome yet; none that cannot be read."""
        return tuple(filter(None, self._reminders(within("sending"))))

    def stuck(self, label: str) -> tuple[Reminder, ...]:
        """The reminders of this plan that need a human; none that cannot be read."""
        return tuple(filter(None, self._reminders(within(f"stuck/{label}"))))

    def stuck_of(self, who: int) -> tuple[Reminder, ...]:
        """The same of every plan that this person owns, by the index alone."""
        keys = self._file.select(KEYS, within(f"owner/{who}"))
        labels = [key.rpartition("/")[-1] for (key,) in keys]
        return tuple(each for label in labels for each in self.stuck(label))

    def next_due(self) -> datetime | None:
        """When the next reminder is due: exactly, where several are within one second."""
        found = (each.due for each in self._reminders(ALL_DUE) if each and each.due)
        first = next(found, None)
        if first is None or not first.microsecond:
            return first
        return min([first, *takewhile(lambda due: due - first < A_SECOND, found)])

    def tally(self, now: datetime, late_from: datetime) -> Tally:
        """How the reminders stand; counts what is due some time."""
        stuck = list(self._reminders(within("stuck")))
        waiting = [*self._reminders(until("due", now))]
        return Tally(
            pending=self._count(ALL_DUE),
            next_due=self.next_due(),
            late=self._count(before("due", late_from)),
            stuck=tuple(filter(None, stuck))[:MOST_STUCK],
            last_sent=self._value(MOMENT, SENT),
            unread=[*stuck, *waiting, *self._reminders(within("sending"))].count(None),
        )

    def idle(self, at: datetime, limit: int) -> tuple[int, ...]:
        """Chats whose open draft was last asked then or before."""
        keys = islice(self._file.select(KEYS, until("idle", at)), limit)
        return tuple(int(key.rpartition("/")[-1]) for (key,) in keys)

    def seen(self) -> datetime | None:
        """The latest time this installation has known."""
        return self._value(MOMENT, SEEN)

    def mark(self) -> str:
        """How the latest time was counted; empty: it was not kept."""
        return self._value(WORD, MARK) or ""

    def person(self, who: int) -> Person | None:
        """The person under this number."""
        return self._value(PERSON, f"person/{who}")

    def people(self, team: int) -> tuple[Person, ...]:
        """Everybody with a role in this team."""
        return self._all(PERSON, within(f"member/{team}"))

    def team(self, number: int) -> Team | None:
        """The team of this number."""
        return self._value(TEAM, team_key(number))

    def team_of_chat(self, chat: int) -> Team | None:
        """The team that this group is bound to."""
        return next(iter(self._all(TEAM, within(f"chat/{chat}"))), None)

    def last_team(self) -> int:
        """The highest team number that was ever given; no team is ever removed."""
        row = self._file.row(LAST, within("team"))
        return TEAM.read(row[1], key=row[0])[0].number if row else 0

    def invite(self, hashed: str) -> Invite | None:
        """The invitation under this hash."""
        return self._value(INVITE, f"invite/{hashed}")

    def plans_of(self, who: int) -> tuple[PlanRecord, ...]:
        """The current revision of every plan that this person owns."""
        return self._plans(within(f"owner/{who}"))

    def plans_of_team(self, team: int) -> tuple[PlanRecord, ...]:
        """The current revision of every plan of this team."""
        return self._plans(within(f"ofteam/{team}"))

    def labels(self) -> tuple[str, ...]:
        """Those of every plan that is kept."""
        keys = self._file.select(KEYS, within("owner"))
        return tuple(key.rpartition("/")[-1] for (key,) in keys)

    def given(self, label: str) -> bool:
        """Whether this label was ever given to a draft or plan."""
        return self._file.row(GET, (f"label/{label}",)) is not None

    def entries(self) -> Iterator[Entry]:
        """The audit, oldest first."""
        for key, text in self._file.select(RANGE, within("deed")):
            yield ENTRY.read(text, key=key)[0]

    def _value(self, form: Form[T], key: str) -> T | None:
        """What is kept under this key, or None."""
        row = self._file.row(GET, (key,))
        return form.read(row[0], key=key)[0] if row else None

    def _record(self, form: Form[T], index: str) -> T:
        """What this index row leads to; raises NotRead where that does not lead back."""
        row = self._file.row(*led_to(index))
        if row is not None:
            key, text = row
            value, _ = form.read(text, key=key)
            if index in leading_to(key, value):
                return value
        raise Undecodable(f"a row of kind {index.partition('/')[0]!r} leads nowhere")

    def _plans(self, keys: tuple[str, str]) -> tuple[PlanRecord, ...]:
        return tuple(self._led_to_plan(index) for (index,) in self._file.select(KEYS, keys))

    def _led_to_plan(self, index: str) -> PlanRecord:
        """The plan that this index row leads to; raises NotRead where that does not lead back."""
        record = self.plan(index.rpartition("/")[-1])
        if record is not None and index in leading_to(key_of(record), record):
            return record
        raise Undecodable(f"a row of kind {index.partition('/')[0]!r} leads nowhere")

    def _all(self, form: Form[T], keys: tuple[str, str]) -> tuple[T, ...]:
        return tuple(self._record(form, index) for (index,) in self._file.select(KEYS, keys))

    def _reminders(self, keys: tuple[str, str]) -> Iterator[Reminder | None]:
        """Those that these index rows lead to, None for one unreadable: it stops no other."""
        for (index,) in self._file.select(KEYS, keys):
            try:
                reminder = self._record(REMINDER, index)
            except NotRead:
                yield None
            else:
                yield reminder

    def _count(self, keys: tuple[str, str]) -> int:
        row = self._file.row(COUNT, keys)
        return int(row[0]) if row else 0


def _by_due(reminder: Reminder) -> tuple[datetime, str]:
    return reminder.due or EPOCH, reminder.id
