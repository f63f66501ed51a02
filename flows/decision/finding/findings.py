"""The three answers about the response, as buttons carry them, and the visit that they make."""

from collections.abc import Mapping
from datetime import date
from itertools import combinations
from types import MappingProxyType

from core.response.assessed import WARNING
from core.response.visit import EnteredBy, Sign, Strength, Trend, Visit
from flows.plan.visit.found import own
from flows.talk.records import PlanRecord

NOT_LOOKED = "-"
NO_SIGN = "0"
MARK = "_"  # after the signs that were named so far: there may be more
STRENGTHS: Mapping[str, Strength | None] = MappingProxyType(
    {
        "b": Strength.BETTER,
        "s": Strength.SAME,
        "w": Strength.WORSE,
        NOT_LOOKED: None,
    }
)
TRENDS: Mapping[str, Trend | None] = MappingProxyType(
    {"f": Trend.FALLING, "l": Trend.FLAT, "r": Trend.RISING, NOT_LOOKED: None}
)
LETTERS: Mapping[Sign, str] = MappingProxyType(dict(zip(WARNING, "wbcfk", strict=True)))
_NAMED = tuple(
    "".join(letters)
    for count in range(len(LETTERS) + 1)
    for letters in combinations(LETTERS.values(), count)
)
SIGNS = (NO_SIGN, NOT_LOOKED, *_NAMED[1:], *(f"{each}{MARK}" for each in _NAMED))


def signs_of(value: str) -> tuple[Sign, ...] | None:
    """The signs of a button; None where nobody asked for them."""
    if value == NOT_LOOKED:
        return None
    return tuple(sign for sign, letter in LETTERS.items() if letter in value)


def with_sign(value: str, sign: Sign) -> str:
    """The signs named so far with this one more, or without it where it was among them."""
    named = set(value.removesuffix(MARK)) ^ {LETTERS[sign]}
    return "".join(letter for letter in LETTERS.values() if letter in named) + MARK


def visit_of(
    chosen: tuple[str, ...], record: PlanRecord, day: date, *, role: EnteredBy, by: int
) -> Visit | None:
    """The visit that these answers make; None where nothing was looked at.

    It stands for what the same person answered on the same day before.
    """
    _, strength, trend, signs = chosen
    if (strength, trend, signs) == (NOT_LOOKED, NOT_LOOKED, NOT_LOOKED):
        return None
    return Visit(
        number=len(record.visited) + 1,
        day=day,
        role=role,
        strength=STRENGTHS[strength],
        ck_trend=TRENDS[trend],
        signs=signs_of(signs),
        corrects=max((each.number for each in own(record, day, by)), default=None),
    )
