"""What is done with any typed text before a question looks at it, and plain numbers in it."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from core.evidence import Value

LONGEST = 200  # characters
ANSWER_WITHIN = timedelta(minutes=10)  # an answer that comes later is not applied
NOT_TEXT = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Me", "So"})  # controls, signs, pictures


def too_late(asked_at: datetime, now: datetime) -> bool:
    """Whether an answer comes too long after its question, both by the one clock of this machine:
    compared with a transport's it would never be in time where the two differ."""
    return now - asked_at > ANSWER_WITHIN


class Unreadable(Exception):
    """A text that is not taken as an answer; `reason` is a code and never the text."""

    def __init__(self, reason: str, **values: Value) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values: Mapping[str, Value] = values


def usable_text(text: str) -> str:
    """The text without the spaces around it, where any question may look at it at all."""
    if len(text) > LONGEST:
        raise Unreadable("too_long", limit=LONGEST)
    if not text.strip():
        raise Unreadable("empty")
    if any(unicodedata.category(character) in NOT_TEXT for character in text):
        raise Unreadable("characters")
    return text.strip(" ")


def without_separators(text: str) -> str:
    """The text with its thousands as digits alone: 1,000 as it is written here is 1000."""
    return THOUSANDS.sub(lambda found: found[0].replace(",", ""), text)


def folded(text: str) -> str:
    """The text in lower case where it is ASCII; a look-alike letter stays what it is."""
    return text.casefold() if text.isascii() else text


def number(text: str, unit: re.Pattern[str], *, places: int) -> Decimal:
    """A plain decimal number, its unit optional; one comma counts as the decimal point.

    ASCII digits only, no leading zero, no sign and no exponent.
    """
    bare = without_separators(unit.sub("", folded(text), count=1))
    found = PLAIN[places].fullmatch(bare)
    if not found:
        raise Unreadable(FAULT[places] if has_digit(bare) else "digits")
    return Decimal(bare.replace(",", "."))


def has_digit(text: str) -> bool:
    """Whether there is any of 0 to 9; full-width and Arabic digits are others."""
    return any(digit in text for digit in "0123456789")


DAILY_MG = re.compile(
    r" ?mg(?: ?/ ?d(?:ay)?| (?:a|per|each|every|once a) day| (?:once )?daily| od)?\.?$"
)  # a dose of the whole day, as a unit
THOUSANDS = re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9,])")
FAULT = {0: "whole_number", 1: "number"}
PLAIN = {
    0: re.compile(r"0|[1-9][0-9]{0,3}"),
    1: re.compile(r"(?:0|[1-9][0-9]{0,3})(?:[.,][0-9])?"),
}
