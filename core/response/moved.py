"""Where strength and creatine kinase have gone since the visit before: by number, else by word,
else by number since the last visit that has one, as blood tests alone hide nothing."""

from datetime import date
from fractions import Fraction

from core.guideline.schema import Guideline
from core.response.assessed import Assessed
from core.response.compared import pair_of
from core.response.direction import OF_A_WORD, Direction, one
from core.response.score import CoreMeasure, change_of, edges, enzyme_range
from core.response.visit import STRENGTH, Finding, Measure, Trend, Visit, Visits


def strength(guideline: Guideline, found: Assessed) -> Direction | None:
    """None where nothing tells it."""
    word = found.now.strength
    known = (_strength(guideline, found, each) for each in _compared(found, word=word is not None))
    number = next((each for each in known if each is not None), None)
    return number or (None if word is None else OF_A_WORD[word])


def gained_since(guideline: Guideline, visits: Visits, since: date) -> bool:
    """Whether the last number of strength is better than the last one up to that day: small gains
    add up."""
    known = [each for each in visits if any(map(each.found, STRENGTH))]
    before = [each for each in known if each.day <= since]
    after = [each for each in known if each.day > since]
    if not before or not after:
        return False
    pair = pair_of(guideline.response.score, before[-1], after[-1], juvenile=None, subtype=None)
    change = change_of(pair, CoreMeasure.MMT)
    return one(guideline.response, CoreMeasure.MMT, change) is Direction.BETTER


def ck_rises(guideline: Guideline, found: Assessed) -> bool | None:
    """Whether creatine kinase is up by more than the first band; None where nothing tells it."""
    moved = ck_moved(guideline, found)
    return None if moved is None else moved is Trend.RISING


def ck_moved(guideline: Guideline, found: Assessed) -> Trend | None:
    """Where creatine kinase has gone by more than the first band; None where nothing tells it."""
    now, word = found.now.found(Measure.CK), found.now.ck_trend
    known = (each.found(Measure.CK) for each in _compared(found, word=word is not None))
    before = next((each for each in known if each is not None), None)
    return word if now is None or before is None else _trend(guideline, before, now)


def _compared(found: Assessed, *, word: bool) -> Visits:
    """The visits that a number is compared with, the last first; where a word was given as well,
    it is nearer than any number but that of the visit before."""
    return found.earlier[-1:] if word else found.earlier[::-1]


def _strength(guideline: Guideline, found: Assessed, before: Visit) -> Direction | None:
    rule = guideline.response
    pair = pair_of(rule.score, before, found.now, juvenile=None, subtype=None)
    return one(rule, CoreMeasure.MMT, change_of(pair, CoreMeasure.MMT))


def _trend(guideline: Guideline, before: Finding, now: Finding) -> Trend:
    """Without the laboratory's limit, any change is one."""
    change, limit = now.value - before.value, now.of or before.of
    counts = Fraction(0)
    if limit is not None:
        score = guideline.response.score
        first, *_ = edges(score, CoreMeasure.ENZYME)
        counts = Fraction(first) * enzyme_range(score, Measure.CK, limit) / 100
    if abs(Fraction(change)) <= counts:
        return Trend.FLAT
    return Trend.RISING if change > 0 else Trend.FALLING
