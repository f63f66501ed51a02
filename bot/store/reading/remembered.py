"""What was read of the plans before, good as long as nobody writes: a list needs a little of many.

The file itself says whether anything was written to it since, by this process or by another one.
After a change of this store's own only what it has written is read anew.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

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
        self._answers: dict[str, Any] = {}  # to what the alarm asks at each look
        self._looks, self._begun = False, 0

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Within the block the alarm asks; what it asked at the look before it asks again where
        somebody has written since. Raises NotRead."""
        self.renew()
        self._looks, self._begun = True, self._file.begun
        try:
            yield
        finally:
            self._looks = False

    @property
    def holds(self) -> bool:
        """Whether what was found at this look may be told: this process has not written since."""
        return self._looks and self._begun == self._file.begun

    def asked(self, name: str, ask: Callable[[], T]) -> T:
        """What was found under this name at a look, if that still holds; else it is asked."""
        if not self.holds:
            return ask()
        if name not in self._answers:
            self._answers[name] = ask()
        found: T = self._answers[name]
        return found

    def renew(self) -> None:
        """What is remembered is as the file has it; raises NotRead."""
        now = self._file.counted()
        if now != self._as_of:
            for each in (self.plans, self.reminders, self.lists, self.listed, self._answers):
                each.clear()
            self._as_of = now

    @contextmanager
    def writing(self, changes: Iterable[Change]) -> Iterator[None]:
        """Inside a transaction: what these changes write is read anew, all else stays."""
        self.renew()
        self._answers.clear()
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
