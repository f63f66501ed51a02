"""Reads the whole file, says what is wrong with it, and puts right what only leads to others."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from bot.store import Fault, Undecodable
from bot.store.disk.file import UNREADABLE
from bot.store.engine import Arguments, Reads, Writes
from bot.store.record.chain import chained
from bot.store.record.forms import FORMS
from bot.store.record.keys import AFTER, LEADS, NO_VALUE, leading_to, record_of, within
from bot.store.rows import (
    ADD,
    DELETE,
    FIRST_PART,
    GET,
    KEYS,
    NEXT_PART,
    RANGE,
    ROW,
    current,
    led_to,
)
from bot.store.secrecy import MARKER

NOT_KEPT_FOR_EVER = frozenset({"closed"})  # gone once the plan's reminders are removed
NOT_KEPT_BEFORE = frozenset({"last"})  # by an earlier version of this program
A_PART = 2_000  # rows
BEGIN, END = object(), object()
LEAST = -(2**63)
Place = object  # the last key that was read, or one of the two ends
FILE = "file"  # the kind of a fault that is of no row


class Known:
    """Reads what was looked up before from there, and all else over the connection."""

    def __init__(self, connection: Reads, texts: Mapping[str, object]) -> None:
        self._connection, self._texts = connection, texts
        self.select, self.damage, self.ahead = (
            connection.select,
            connection.damage,
            connection.ahead,
        )
        self.keys = connection.keys

    def select_one(self, statement: str, arguments: Arguments = ()) -> Arguments | None:
        """The first row, or None."""
        if statement not in {GET, ROW} or arguments[0] not in self._texts:
            return self._connection.select_one(statement, arguments)
        (key,) = arguments
        text = self._texts[key]
        if text is None:
            return None
        return (text,) if statement == GET else (key, text)


def _looked_up(rows: Iterable[Arguments]) -> Iterator[str]:
    """The keys under which something is looked up for these rows, but for the plans."""
    for key, text in rows:
        kind = key.partition("/")[0] if isinstance(key, str) else ""
        if kind in LEADS:
            if LEADS[kind][0] != "plan":
                yield record_of(key)
        elif kind in FORMS and kind != "plan":
            with suppress(Undecodable):
                yield from (key, *leading_to(key, FORMS[kind].read(text, key=key)[0]))


def problems(connection: Reads) -> Iterator[Fault]:
    """What is wrong with the file's pages and with each row; nothing where all is well."""
    at: Place = BEGIN
    while at is not END:
        found, at = part(connection, at)
        yield from found


def part(connection: Reads, at: Place) -> tuple[list[Fault], Place]:
    """What is wrong with the pages of the file, at its begin, and with some rows from this place
    on; and where the next part begins."""
    found = list[Fault]()
    try:
        if at is BEGIN:
            found += [Fault(key=FILE, why=why) for why in connection.damage()]
        rows = list(connection.select(*_rows_from(at)))
        there = Known(connection, connection.ahead(_looked_up(rows)))
        for key, text in rows:
            found += of_row(there, key, text)
    except UNREADABLE as error:
        found.append(Fault(key=FILE, why=f"what follows cannot be read: {error}"))
        return found, END
    return found, _after(rows[-1][0]) if len(rows) == A_PART else END


def _rows_from(at: Place) -> tuple[str, Arguments]:
    if at is BEGIN:
        return FIRST_PART, (A_PART,)
    return NEXT_PART, (at, A_PART)


def _after(key: object) -> Place:
    """The place behind this key; one that is none sorts before all others."""
    return LEAST if key is None else key


def of_row(connection: Reads, key: object, text: object) -> Iterator[Fault]:
    """What is wrong with this row."""
    if not isinstance(key, str):
        yield Fault(key=FILE, why="a key is not text")
        return
    if key == MARKER:  # whose value was read when the file was opened
        return
    kind = key.partition("/")[0]
    if kind in LEADS:
        if text != NO_VALUE or not _leads_back(connection, key):
            yield Fault(key=key, why=f"a row of kind {kind!r} leads to nothing that leads back")
        return
    try:
        value = _value(connection, key, text)
    except Undecodable as error:
        yield Fault(key=key, why=str(error))
    else:
        for index in _unfound(connection, key, value):
            searched = index.partition("/")[0]
            if searched not in NOT_KEPT_BEFORE:
                why = f"a row of kind {kind!r} is not found under {searched!r}"
                yield Fault(key=key, why=why)


def mended(connection: Writes, key: str) -> int:
    """How many index rows were made or removed, so that this row leads rightly, or is led to.

    One that leads to something that is gone stays: it is all that is left of it.
    """
    row = connection.select_one(ROW, (key,))
    if row is None:
        return 0
    if key.partition("/")[0] in LEADS:
        return _removed(connection, key, row[1])
    try:
        missing = list(_unfound(connection, key, _value(connection, key, row[1])))
    except Undecodable:
        return 0
    for index in missing:
        connection.execute(ADD, (index, NO_VALUE))
    return len(missing)


def _removed(connection: Writes, index: str, text: object) -> int:
    """Whether the row went: what it would lead to can be read, and has no such row."""
    there = connection.select_one(*led_to(index))
    if text != NO_VALUE and _leads_back(connection, index):
        connection.execute(DELETE, (index,))
        connection.execute(ADD, (index, NO_VALUE))
        return 1
    if there is None and not record_of(index).startswith("session/"):
        return 0
    if there is not None and (_leads_back(connection, index) or _is_ahead(index, there[0])):
        return 0
    connection.execute(DELETE, (index,))
    return 1


def _is_ahead(index: str, key: object) -> bool:
    """Whether the row names a later revision of the plan than there is: that one is lost."""
    kind, _, name = index.partition("/")
    return kind == "last" and f"plan/{name}" > str(key)


def _value(connection: Reads, key: str, text: object) -> object:
    """What the row holds; of a plan, what the revisions up to this one come to."""
    kind, _, rest = key.partition("/")
    if kind not in FORMS:
        raise Undecodable("a row of no known kind")
    if kind != "plan":
        return FORMS[kind].read(text, key=key)[0]
    first, _ = within(f"plan/{rest.partition('/')[0]}")
    return chained(connection.select(RANGE, (first, f"{key}{AFTER}")))


def _leads_back(connection: Reads, index: str) -> bool:
    """Whether the record is there, and has this row; one that is unreadable may have."""
    row = connection.select_one(*led_to(index))
    if row is None:
        return False
    key, text = row
    try:
        value = _value(connection, key, text)
    except Undecodable:
        return True
    return index in leading_to(key, value)


def _unfound(connection: Reads, key: str, value: object) -> Iterator[str]:
    """The index rows that a record lacks; an older revision has none."""
    if connection.select_one(*current(key)) != connection.select_one(ROW, (key,)):
        return
    for index in sorted(leading_to(key, value)):
        kind = index.partition("/")[0]
        if kind in NOT_KEPT_FOR_EVER or connection.select_one(GET, (index,)):
            continue
        if kind == "last" and _is_told_to_be_ahead(connection, index):
            continue
        yield index


def _is_told_to_be_ahead(connection: Reads, index: str) -> bool:
    """Whether another row says that the plan has another revision than this one."""
    return any(True for _ in connection.select(KEYS, within(index.rpartition("/")[0])))
