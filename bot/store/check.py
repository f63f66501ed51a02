"""Reads the whole file and says what is wrong with it."""

from collections.abc import Iterator

from bot.store import Undecodable
from bot.store.chain import chained
from bot.store.connection import Direct
from bot.store.file import UNREADABLE
from bot.store.forms import FORMS
from bot.store.keys import AFTER, LEADS, NO_VALUE, leading_to, within
from bot.store.rows import EVERYTHING, GET, RANGE, ROW, current, led_to

NOT_KEPT_FOR_EVER = frozenset({"closed"})  # gone once the plan's reminders are removed


def problems(connection: Direct) -> Iterator[str]:
    """What is wrong with the file's pages and with each row; nothing where all is well."""
    try:
        for (found,) in connection.select("PRAGMA integrity_check"):
            if found != "ok":
                yield str(found)
        for key, text in connection.select(EVERYTHING):
            yield from _of_row(connection, key, text)
    except UNREADABLE as error:
        yield f"what follows cannot be read: {error}"


def _of_row(connection: Direct, key: str, text: object) -> Iterator[str]:
    kind = key.partition("/")[0]
    if kind in LEADS:
        if text != NO_VALUE or not _leads_back(connection, key):
            yield f"a row of kind {kind!r} leads to nothing that leads back"
    else:
        try:
            value = _value(connection, key, text)
        except Undecodable as error:
            yield str(error)
        else:
            yield from _unfound(connection, key, value)


def _value(connection: Direct, key: str, text: object) -> object:
    """What the row holds; of a plan, what the revisions up to this one come to."""
    kind, _, rest = key.partition("/")
    if kind not in FORMS:
        raise Undecodable("a row of no known kind")
    if kind != "plan":
        return FORMS[kind].read(text, key=key)[0]
    first, _ = within(f"plan/{rest.partition('/')[0]}")
    return chained(connection.select(RANGE, (first, f"{key}{AFTER}")))


def _leads_back(connection: Direct, index: str) -> bool:
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


def _unfound(connection: Direct, key: str, value: object) -> Iterator[str]:
    """The index rows that a record lacks; an older revision has none."""
    if connection.select_one(*current(key)) != connection.select_one(ROW, (key,)):
        return
    for index in sorted(leading_to(key, value)):
        searched = index.partition("/")[0]
        if searched not in NOT_KEPT_FOR_EVER and not connection.select_one(GET, (index,)):
            yield f"a row of kind {key.partition('/')[0]!r} is not found under {searched!r}"
