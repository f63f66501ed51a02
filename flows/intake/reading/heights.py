"""A height as it is typed: centimetres, metres, feet and inches."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from flows.talk.typed.text import Unreadable, folded, has_digit

INCHES_PER_FOOT = 12
CM_PER_INCH = Decimal("2.54")
CM_PER_M = 100
COULD_BE_INCHES = 84  # a bare number up to here is a height in inches as well
MARKS = str.maketrans({"\u2019": "'", "\u2032": "'", "\u201d": '"', "\u2033": '"'})
CENTIMETRES = re.compile(r"(0|[1-9][0-9]{0,3})( ?(?:cms?|centimet(?:re|er)s?))?\.?")
METRES = re.compile(r"([12])(?:[.,] ?([0-9]{2}) ?(?:m|met(?:re|er)s?)?| ?m ?([0-9]{2}))\.?")
FEET = re.compile(
    r"([1-9]) ?(?:ft|feet|foot|')\.?,? ?(?:([0-9]|1[01]) ?(?:in|ins|inch|inches|\"|'')?\.?)?"
)
INCHES = re.compile(r"([1-9][0-9]) ?(?:in|ins|inch|inches|\")\.?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tall:
    """Whole centimetres; `typed` is how it was written in another unit, else empty."""

    cm: int
    typed: str = ""
    unsure: bool = False  # a bare number that could be inches


def read_height(text: str) -> Tall:
    """The height that the text states, within no limits yet; raises Unreadable."""
    lower = folded(text.translate(MARKS))
    if found := CENTIMETRES.fullmatch(lower):
        cm = int(found[1])
        return Tall(cm=cm, unsure=not found[2] and cm <= COULD_BE_INCHES)
    if found := METRES.fullmatch(lower):
        cm = int(found[1]) * CM_PER_M + int(found[2] or found[3])
        return Tall(cm=cm, typed=f"{Decimal(cm) / CM_PER_M:.2f} m")
    if found := FEET.fullmatch(lower):
        feet, inches = int(found[1]), int(found[2] or 0)
        return Tall(
            cm=_in_cm(feet * INCHES_PER_FOOT + inches),
            typed=f"{feet} ft {inches} in" if found[2] else f"{feet} ft",
        )
    if found := INCHES.fullmatch(lower):
        return Tall(cm=_in_cm(int(found[1])), typed=f"{found[1]} in")
    raise Unreadable("height" if has_digit(lower) else "digits")


def _in_cm(inches: int) -> int:
    """Whole centimetres; an exact half goes up."""
    return int((inches * CM_PER_INCH).quantize(Decimal(1), ROUND_HALF_UP))
