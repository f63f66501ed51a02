"""How one plain value is read: numbers as fractions, days as dates, words from a closed list."""

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

_PLAIN = re.compile(r"(?:0|[1-9][0-9]*)(?:\.([0-9]+))?")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Read: TypeAlias = dict[str, Any]
Reader: TypeAlias = Callable[[object, Read], object]
"""The value in the oracle's own units, or nothing where it is not valid."""


def number(given: object, *, text_too: bool, places: int | None = None) -> Fraction | None:
    """The number that is written, if it has no more decimals than that."""
    if isinstance(given, bool) or not isinstance(given, (int, Decimal, str)):
        return None
    if isinstance(given, str) and not text_too:
        return None
    found = _PLAIN.fullmatch(str(given))
    if found is None or (places is not None and len(found[1] or "") > places):
        return None
    return Fraction(str(given))


def day(given: object, _known: Read) -> datetime.date | None:
    """The date that is written in full."""
    if not isinstance(given, str) or not _ISO_DAY.fullmatch(given):
        return None
    try:
        return datetime.date.fromisoformat(given)
    except ValueError:
        return None


def whole(lowest: int, highest: int) -> Reader:
    """A reader of whole numbers from the lowest to the highest."""

    def reader(given: object, _known: Read) -> object:
        found = number(given, text_too=False, places=0)
        return int(found) if found is not None and lowest <= found <= highest else None

    return reader


def one_of(*names: str) -> Reader:
    """A reader of these words and no others."""

    def reader(given: object, _known: Read) -> object:
        return given if isinstance(given, str) and given in names else None

    return reader


def flag(given: object, _known: Read) -> object:
    """True and false, and nothing that is merely like them."""
    return given if isinstance(given, bool) else None
