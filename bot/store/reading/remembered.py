"""What was read of the plans before, good as long as nobody writes: a list needs a little of many.

The file itself says whether anything was written to it since, by this process or by another one.
After a change of this store's own only what it has written is read anew.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from bot.store import Change
from bot.store.disk.file import File
from flows.talk.known import OfPlan
from flows.talk.records import PlanRecord, Reminder

MOST = 2**10  # plans, of 9 kB; whoever has more reads all of them each time
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Whole:
    """A plan as it is now, and the index rows that lead to it."""

    record: PlanRecord
    led_by: frozenset[str]


@dataclass(frozen=True, slots=True)
class Listed:
    """The index rows of the plans of somebody, or of a team, and the label of each."""

    keys: tuple[str, ...]
    labels: tuple[str, ...]


class Remembered:
    """Plans and reminders by label, lists and all plans of a list by the key that it begins after.

    Nothing that could not be read is among them. Only what `renew` has just looked at holds.
    """

    def __init__(self, file: File) -> None:
        self._file = file
        self._as_of: object = None
        self.plans: dict[str, Whole] = {}
        self.reminders: dict[str, OfPlan] = {}
        self.lists: dict[str, Listed] = {}
        self.listed: dict[str, tuple[PlanRecord, ...]] = {}

    def renew(self) -> None:
        """What is remembered is as the file has it; raises NotRead."""
        now = self._file.counted()
        if now != self._as_of:
            for each in (self.plans, self.reminders, self.lists, self.listed):
                each.clear()
            self._as_of = now

    @contextmanager
    def writing(self, changes: Iterable[Change]) -> Iterator[None]:
        """Inside a transaction: what these changes write is read anew, all else stays."""
        self.renew()
        yield
        for change in changes:
            if change.erases:
                self.forget(f"plan/{change.erases.label}")
            for kept in (change.made, *change.keeps):
                match kept:
                    case PlanRecord(label=label):
                        self._forget_plan(label)
                    case Reminder(label=label):
                        self.reminders.pop(label, None)
        self._as_of = self._file.counted()

    def forget(self, key: str) -> None:
        """Whatever the row under this key is of is read anew."""
        label = key.partition("/")[2].partition("/")[0]
        self._forget_plan(label)
        self.reminders.pop(label, None)

    def _forget_plan(self, label: str) -> None:
        """It may have another owner or team now, and be in other lists."""
        self.plans.pop(label, None)
        self.lists.clear()
        self.listed.clear()


def remember(many: dict[str, T], name: str, what: T) -> T:
    """It is remembered, in the place of the one that was longest there where they are too many."""
    if len(many) >= MOST:
        del many[next(iter(many))]
    many[name] = what
    return what
