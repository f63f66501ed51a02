"""Better, stable or worse where there is no score: from what there is, and by which measure."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from core.evidence import Fact
from core.guideline.schema_visit import Response as Rule
from core.response.score import CoreMeasure, Pair, change_of, edges
from core.response.visit import Strength


class Direction(StrEnum):
    """Where the disease has gone between two visits."""

    BETTER = "better"
    STABLE = "stable"
    WORSE = "worse"


TELLING = tuple(each for each in CoreMeasure if each is not CoreMeasure.ENZYME)
OF_A_WORD = {
    Strength.BETTER: Direction.BETTER,
    Strength.SAME: Direction.STABLE,
    Strength.WORSE: Direction.WORSE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Directed:
    """The direction with the measures that tell it; None where nothing tells one."""

    direction: Direction | None
    by: tuple[CoreMeasure, ...]
    because: Fact[Any]


def directed(rule: Rule, pair: Pair, word: Strength | None) -> Directed:
    """Worse, where any measure but the enzyme is; else as strength is, or another where strength
    is not known. The word for strength counts where no number of it can be compared."""
    moved: dict[CoreMeasure, Direction] = {
        measure: found
        for measure in TELLING
        if (found := one(rule, measure, change_of(pair, measure)))
    }
    if word is not None:
        moved.setdefault(CoreMeasure.MMT, OF_A_WORD[word])
    worse = _telling(moved, Direction.WORSE)
    strength = moved.get(CoreMeasure.MMT)
    if worse:
        direction, by = Direction.WORSE, worse
    elif strength is not None:
        direction, by = strength, (CoreMeasure.MMT,)
    elif moved:
        better = _telling(moved, Direction.BETTER)
        direction = Direction.BETTER if better else Direction.STABLE
        by = better or tuple(moved)
    else:
        return Directed(direction=None, by=(), because=rule.direction.enzyme)
    return Directed(direction=direction, by=by, because=rule.direction.rule)


def one(rule: Rule, measure: CoreMeasure, change: Fraction | None) -> Direction | None:
    """Where one measure has gone: what stays within its first band is stable."""
    if change is None:
        return None
    first, *_ = edges(rule.score, measure)
    if abs(change) <= Fraction(first):
        return Direction.STABLE
    return Direction.BETTER if change > 0 else Direction.WORSE


def _telling(moved: dict[CoreMeasure, Direction], direction: Direction) -> tuple[CoreMeasure, ...]:
    return tuple(each for each in CoreMeasure if moved.get(each) is direction)
