"""The score of a pair as JSON values: every field, points and percentages as text."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor

from bot.commands.json_line import Json, written
from bot.guideline import shipped
from core.response.pair import Unfit, read_pair
from core.response.score import Counted, Scored, scored

TENTHS = 10  # of a percent that are shown
HALF = Fraction(1, 2)
EMPTY: Json = {
    "score": None,
    "category": None,
    "parts": {},
    "validated": None,
    "missing": [],
    "reason": None,
}


def answer(given: Mapping[str, object]) -> Json:
    """What the shipped guideline says of a pair of plain values; a refusal names the key."""
    guideline = shipped()
    try:
        pair = read_pair(given, guideline)
    except Unfit as fault:
        return EMPTY | {"reason": str(fault)}
    return to_json(scored(guideline.response.score, pair))


def to_json(found: Scored) -> Json:
    """The score with every field of the contract, in its order."""
    return EMPTY | {
        "score": None if found.total is None else written(found.total),
        "category": found.category and found.category.value,
        "parts": {measure.value: _part(part) for measure, part in found.parts.items()},
        "validated": found.validated,
        "missing": list(found.missing),
    }


def shown_percent(change: Fraction) -> Decimal:
    """The change to a tenth of a percent, half away from nothing: for show, never for a band."""
    tenths = Decimal(floor(abs(change) * TENTHS + HALF)) / TENTHS
    return -tenths if change < 0 and tenths else tenths


def _part(part: Counted) -> Json:
    return {
        "change_percent": written(shown_percent(part.change)),
        "points": written(part.points),
    }
