"""What a number that is judged is judged out of."""

from decimal import Decimal

from core.guideline.schema_visit import Score as ScoreRule
from core.response.score import CoreMeasure
from core.response.visit import GLOBALS, STRENGTH, Finding, Measure

JUDGED = frozenset({*STRENGTH, *GLOBALS})


def scale_of(rule: ScoreRule, found: Finding) -> Decimal | None:
    """The end of its scale; None for what a laboratory or an instrument has measured."""
    return end_of(rule, found) if found.measure in JUDGED else None


def end_of(rule: ScoreRule, found: Finding) -> Decimal:
    """The end of the scale of what is judged; raises KeyError for anything else."""
    if found.measure is Measure.CMAS:
        return rule.scales[CoreMeasure.MMT].value[-1]
    return found.of or rule.scales[found.measure].value[0]
