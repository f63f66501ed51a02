"""A body weight as it is typed: kilograms, pounds, or stones and pounds."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from core.amounts import plain
from flows.talk.typed.text import Unreadable, folded, has_digit

LONGEST = 32  # characters
POUNDS_PER_STONE = 14
TENTH = Decimal("0.1")
NUMBER = r"[1-9][0-9]{0,2}(?:[.,][0-9])?"
KILOGRAMS = re.compile(rf"(0|{NUMBER})( ?(?:kg|kgs|kilos?|kilogram(?:me)?s?)\.?)?")
POUNDS = re.compile(rf"({NUMBER}) ?(?:lbs?|pounds?)")
STONES = re.compile(r"([1-9][0-9]?) ?(?:st|stones?)(?: ?([0-9]|1[0-3])(?: ?(?:lbs?|pounds?))?)?")
NOT_MEASURED = re.compile(r"[~?≈]|\b(?:about|around|approx\w*|circa|ca|roughly|nearly)\b")
TWO = re.compile(r"[0-9] ?(?:kg|lbs?|st)? ?(?:[-/]| |to|or|and) ?[0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Kilograms to one decimal; `typed` is how it was written in another unit, else empty."""

    kg: Decimal
    typed: str = ""
    bare: bool = False  # a number with no unit


def read_weight(text: str, kg_per_pound: Decimal) -> Weighed:
    """The weight that the text states, within no limits yet; raises Unreadable."""
    lower = folded(text)
    if len(lower) <= LONGEST:
        if found := KILOGRAMS.fullmatch(lower):
            return Weighed(kg=_decimal(found[1]), bare=found[2] is None)
        if found := POUNDS.fullmatch(lower):
            pounds = _decimal(found[1])
            return Weighed(kg=in_kg(pounds, kg_per_pound), typed=f"{pounds} lb")
        if found := STONES.fullmatch(lower):
            return _stones(int(found[1]), int(found[2] or 0), kg_per_pound)
    raise Unreadable(_fault(lower))


def in_kg(pounds: Decimal, kg_per_pound: Decimal) -> Decimal:
    """Pounds in kilograms to one decimal; an exact half goes up."""
    return plain((pounds * kg_per_pound).quantize(TENTH, ROUND_HALF_UP))


def _stones(stones: int, pounds: int, kg_per_pound: Decimal) -> Weighed:
    kg = in_kg(Decimal(stones * POUNDS_PER_STONE + pounds), kg_per_pound)
    return Weighed(kg=kg, typed=f"{stones} st {pounds} lb")


def _decimal(text: str) -> Decimal:
    return plain(Decimal(text.replace(",", ".")))


def _fault(text: str) -> str:
    """The reason that helps most."""
    if not has_digit(text):
        return "digits"
    if NOT_MEASURED.search(text):
        return "weight_measured"
    return "weight_one_number" if TWO.search(text) else "weight"
