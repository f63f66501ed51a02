"""Looks up one row or all that lead to something; remembers which of them cannot be read."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from itertools import chain, islice, repeat
from typing import TypeVar

from bot.store import Fault, NotRead, Undecodable
from bot.store.check import of_row
from bot.store.disk.file import File
from bot.store.reading.remembered import Remembered
from bot.store.record.codec import Form
from bot.store.record.forms import MOMENT
from bot.store.record.keys import LEADS, leading_to, record_of, within
from bot.store.rows import GET, KEYS, ROW, is_within, led_to

AUDIT = "audit/"  # an entry of the audit, by its number: a row of another table
PARTS = (1, 20, 200)  # index rows of which the records are looked up together: first, then, later
K = TypeVar("K")
T = TypeVar("T")


class Lookup:
    """Reads rows; one that cannot be read is noticed, and forgotten once it can be again."""

    def __init__(self, file: File) -> None:
        self._file, self._remembered = file, Remembered(file)
        self._noticed: dict[str, str] = {}  # by key: why

    def note(self, key: str, why: str) -> None:
        """The row is not as it should be; a plan is noted as a whole."""
        self._remembered.forget(key)
        kind, _, name = key.partition("/")
        self._noticed[f"plan/{name.partition('/')[0]}" if kind == "plan" else key] = why

    def forget(self, prefix: str) -> None:
        """Nothing that begins so is noted any more."""
        self._noticed = {k: why for k, why in self._noticed.items() if not k.startswith(prefix)}

    def faults(self) -> tuple[Fault, ...]:
        """What was met or found since the start and still is so, each thing once."""
        still = {key: why for key, why in self._noticed.items() if self._still(key)}
        self._noticed = still
        found = {_named(key): why for key, why in still.items()}
        return tuple(Fault(key=key, why=why) for key, why in sorted(found.items()))

    def misled(self) -> tuple[Fault, ...]:
        """The index rows that were met and lead nowhere, or not back."""
        kinds = ((key.partition("/")[0], key, why) for key, why in self._noticed.items())
        return tuple(Fault(key=key, why=why) for kind, key, why in kinds if kind in LEADS)

    def lost(self) -> tuple[str, ...]:
        """The ids of the reminders that could not be read, or are gone."""
        keys = sorted({_named(key) for key in self._noticed})
        return tuple(key.removeprefix("reminder/") for key in keys if key.startswith("reminder/"))

    def _still(self, key: str) -> bool:
        """Whether it still is as it was noted; what cannot be looked at is."""
        if "/" not in key or key.startswith(AUDIT):  # the next look at all of it tells
            return True
        try:
            if key.startswith("plan/"):
                return not self._is_whole(key.removeprefix("plan/"))
            row = self._file.row(ROW, (key,))
            return row is not None and bool(list(self._of_row(row)))
        except NotRead:
            return True

    def _of_row(self, row: tuple[object, ...]) -> Iterator[Fault]:
        return of_row(self._file.connection(), *row)

    def _is_whole(self, label: str) -> bool:
        raise NotImplementedError

    def _value(self, form: Form[T], key: str) -> T | None:
        """What is kept under this key, or None."""
        row = self._file.row(GET, (key,))
        return self._read(form, key, row[0])[0] if row else None

    def _read(self, form: Form[T], key: str, text: object) -> tuple[T, int]:
        """The value of this row and its version; one that cannot be read is noted."""
        try:
            return form.read(text, key=key)
        except Undecodable as error:
            self.note(key, str(error))
            raise

    def _moment(self, key: str) -> datetime | None:
        """The time that is kept here; None where it is lost."""
        try:
            return self._value(MOMENT, key)
        except Undecodable:
            return None

    def _keys(self, keys: tuple[str, str]) -> Iterator[str]:
        """Those that are there, but for what only a damaged page holds between them."""
        for (key,) in self._file.select(KEYS, keys):
            if is_within(key, *keys):
                yield key

    def _nothing(self, kind: str, keys: tuple[str, str]) -> bool:
        """Whether the first index row of this kind, as far as it is known, is not between them."""
        if not self._remembered.holds:
            return False
        every = within(kind)
        first = self._remembered.asked(kind, lambda: next(self._keys(every), every[1]))
        return first >= keys[1]

    def _records(self, form: Form[T], keys: tuple[str, str]) -> Iterator[T | None]:
        """What each index row between these keys leads to, None for one unreadable."""
        return self._led_to(form, self._keys(keys))

    def _led_to(self, form: Form[T], rows: Iterator[str]) -> Iterator[T | None]:
        """What each of these index rows leads to, None for one unreadable: it stops no other.

        The first is looked up alone, as it may be all that is asked for.
        """
        sizes = chain(PARTS, repeat(PARTS[-1]))
        while some := list(islice(rows, next(sizes))):
            there = self._file.ahead(map(record_of, some) if len(some) > 1 else ())
            yield from self._each(partial(self._record, form, there), some)

    def _record(self, form: Form[T], there: Mapping[str, object], index: str) -> T:
        """What this index row leads to, which may be there; raises NotRead where that does not
        lead back."""
        key = record_of(index)
        row = found(key, there) if key in there else self._file.row(*led_to(index))
        if row is not None:
            key, text = row
            value, _ = self._read(form, key, text)
            if index in leading_to(key, value):
                return value
        raise self._nowhere(index)

    def _nowhere(self, index: str) -> Undecodable:
        error = Undecodable(f"a row of kind {index.partition('/')[0]!r} leads nowhere")
        self.note(index, str(error))
        return error

    def _each(self, read: Callable[[K], T], keys: Iterable[K]) -> Iterator[T | None]:
        """What each of these index rows leads to, None for one unreadable: it stops no other."""
        for index in keys:
            try:
                found = read(index)
            except NotRead:
                yield None
            else:
                yield found


def found(key: str, there: Mapping[str, object]) -> tuple[str, object] | None:
    """The row that was looked up under this key; None where there is none."""
    text = there[key]
    return None if text is None else (key, text)


def number_in(key: str) -> int | None:
    """The number that the key ends with; a damaged one has none."""
    text = key.rpartition("/")[-1]
    return int(text) if text.removeprefix("-").isdecimal() else None


def _named(key: str) -> str:
    """The key of what is meant: that of an index row is what it leads to."""
    kind = key.partition("/")[0]
    return record_of(key) if kind in LEADS and "/" in key else key
