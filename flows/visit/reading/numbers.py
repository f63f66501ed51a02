"""A number as laboratories and people write it, where it can be one number only.

A comma before one or two digits is a decimal one, before three it parts thousands: "3,200" is
three thousand two hundred, "3,2" is three and two tenths. "3.200" could be either: refused.
"""

import re
from decimal import Decimal

from flows.talk.typed.text import Unreadable, has_digit

LONGEST = 9  # digits
PLACES = 2
DIGITS = r"(?:0|[1-9][0-9]*)"
PLAIN = re.compile(rf"{DIGITS}(?:[.,][0-9]{{1,{PLACES}}})?")
THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?")
FINE = re.compile(r"[0-9][.,][0-9]{3}")  # three places: no thousands where it begins with 0
NUMBER = r"[0-9][0-9.,]*"  # anything that a number could be; which one is looked at later
NOT_MEASURED = re.compile(r"[~<>≤≥≈?]|\b(?:about|around|approx\w*|circa|ca|roughly|over|under)\b")
TWO = re.compile(r"[0-9] ?(?:-|–|to|or|and) ?[0-9]|[0-9] [0-9]")


def number(text: str, *, fine: bool = False) -> Decimal:
    """The number that is written; raises Unreadable where it could be another, or none.

    `fine`: a measure that has three places, as HAQ has, and no thousands.
    """
    if sum(each.isdigit() for each in text) > LONGEST:
        raise Unreadable("visit_number")
    if PLAIN.fullmatch(text) or (FINE.fullmatch(text) and (fine or text[0] == "0")):
        return Decimal(text.replace(",", "."))
    if THOUSANDS.fullmatch(text) and not fine:
        return Decimal(text.replace(",", ""))
    if re.fullmatch(r"[1-9][0-9]{0,2}(?:[.,][0-9]{3})+(?:,[0-9]+)?", text):
        raise Unreadable("visit_thousands")
    raise Unreadable("visit_number")


def fault(text: str) -> str:
    """Why a text has no number that could be taken."""
    if not has_digit(text):
        return "digits"
    if NOT_MEASURED.search(text):
        return "visit_measured"
    return "visit_one_number" if TWO.search(text) else "visit_form"
