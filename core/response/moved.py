"""Where strength and creatine kinase have gone since the visit before: by number, else by word."""

from fractions import Fraction

from core.guideline.schema import Guideline
from core.response.assessed import Assessed
from core.response.direction import OF_A_WORD, Direction, one
from core.response.score import CoreMeasure, change_of, edges, enzyme_range
from core.response.visit import Measure, Trend


def strength(guideline: Guideline, found: Assessed) -> Direction | None:
    """By the number of strength where both visits have one; None where nothing tells it."""
    since, word = found.since_before, found.now.strength
    change = change_of(since.pair, CoreMeasure.MMT) if since else None
    by_word = None if word is None else OF_A_WORD[word]
    return one(guideline.response, CoreMeasure.MMT, change) or by_word


def ck_rises(guideline: Guideline, found: Assessed) -> bool | None:
    """Whether creatine kinase is up by more than the first band; None where nothing tells it.

    Without the laboratory's limit, any rise is one.
    """
    now, since = found.now.found(Measure.CK), found.since_before
    before = since.visit.found(Measure.CK) if since else None
    if now is None or before is None:
        word = found.now.ck_trend
        return None if word is None else word is Trend.RISING
    rise, limit = now.value - before.value, now.of or before.of
    if limit is None:
        return rise > 0
    score = guideline.response.score
    span = enzyme_range(score, Measure.CK, limit)
    first, *_ = edges(score, CoreMeasure.ENZYME)
    return Fraction(rise) * 100 > Fraction(first) * span
