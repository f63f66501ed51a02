"""Which values each drug is watched by, and what a value leads to: rows made of the guideline."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from operator import gt, lt

from core.evidence import Fact
from core.guideline.schema import Guideline
from core.guideline.schema_visit import Sides
from core.response.visit import Measure


class Watched(StrEnum):
    """What may be taken and is watched by values, under the names that answers and plans use."""

    METHOTREXATE = "methotrexate"
    AZATHIOPRINE = "azathioprine"
    MYCOPHENOLATE = "mycophenolate"
    CALCINEURIN_INHIBITOR = "calcineurin_inhibitor"
    CYCLOPHOSPHAMIDE = "cyclophosphamide"
    RITUXIMAB = "rituximab"
    IMMUNOGLOBULIN = "immunoglobulin"
    TMP_SMX = "tmp_smx"
    STEROID = "steroid"


class Verdict(StrEnum):
    """What a value means for a drug, mildest first."""

    NOT_JUDGED = "not_judged"  # what it is compared with is not known
    IN_RANGE = "in_range"
    REPEAT = "repeat"
    CALL = "call"  # the drug goes on: a steroid is never stopped for a value
    WITHHOLD = "withhold"  # and call


class Side(StrEnum):
    """Beyond which side of a figure, and to what it leads: a table of the guideline."""

    WITHHOLD_BELOW = "withhold_below"
    WITHHOLD_ABOVE = "withhold_above"
    CALL_BELOW = "call_below"
    CALL_ABOVE = "call_above"
    REPEAT_BELOW = "repeat_below"
    REPEAT_ABOVE = "repeat_above"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of one measure."""

    measure: Measure
    side: Side
    fact: Fact[Decimal]

    @property
    def verdict(self) -> Verdict:
        """What a value beyond the figure leads to."""
        return Verdict(self.side.partition("_")[0])

    def is_beyond(self, value: Decimal) -> bool:
        """Whether the value lies beyond the figure; the figure itself is within."""
        beyond = lt if self.side.endswith("_below") else gt
        return bool(beyond(value, self.fact.value))


Rows = tuple[Figure, ...]


@cache
def rows(guideline: Guideline, drug: Watched) -> Rows:
    """Every figure of the drug: its own, those that it shares, and those of the kidney."""
    rule = guideline.cutoffs
    own = tuple(_rows(rule.drugs[drug]))
    measures = {each.measure for each in own}
    shared = _rows(rule.shared) if drug in rule.shared_by.value else ()
    return (
        *own,
        *(each for each in shared if each.measure not in measures),
        *_kidney(guideline, drug),
    )


def _rows(sides: Sides) -> Iterator[Figure]:
    for side, facts in sides.items():
        for name, fact in facts.items():
            yield Figure(measure=Measure(name), side=Side(side), fact=fact)


def _kidney(guideline: Guideline, drug: Watched) -> Iterator[Figure]:
    """Figures of the kidney that a plan is made with stand with the drugs."""
    blocks, azathioprine = guideline.agents.blocks, guideline.agents.azathioprine
    prophylaxis, low = guideline.prevention.pneumocystis, guideline.rescue.low_egfr
    figures = {
        Watched.METHOTREXATE: ((Side.WITHHOLD_BELOW, blocks.methotrexate.egfr_below_60),),
        Watched.AZATHIOPRINE: (
            (Side.WITHHOLD_BELOW, blocks.azathioprine.egfr_below_10),
            (Side.CALL_BELOW, azathioprine.kidney_below),
        ),
        Watched.MYCOPHENOLATE: ((Side.CALL_BELOW, guideline.agents.mycophenolate.low_egfr),),
        Watched.CALCINEURIN_INHIBITOR: ((Side.WITHHOLD_BELOW, low),),
        Watched.CYCLOPHOSPHAMIDE: ((Side.CALL_BELOW, low),),
        Watched.IMMUNOGLOBULIN: ((Side.CALL_BELOW, low),),
        Watched.TMP_SMX: (
            (Side.WITHHOLD_BELOW, prophylaxis.no_dose_egfr),
            (Side.CALL_BELOW, prophylaxis.half_dose_egfr),
        ),
    }
    for side, fact in figures.get(drug, ()):
        yield Figure(measure=Measure.EGFR, side=side, fact=fact)
