"""The values at which the drugs that blood is tested for are withheld, in one line."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from core.course.decisions import Drug
from core.guideline.schema import Guideline
from core.response.visit import Measure
from core.response.watched import Side, Verdict, Watched, rows
from flows.talk.replies import Sentence, Wording
from flows.talk.screens import say

Figure = tuple[Side, Measure, Decimal]


def withheld_at(guideline: Guideline, drugs: Sequence[Drug]) -> Iterator[Sentence]:
    """What these agents are withheld for, said once where it is the same for each of them, and
    what one of them alone is."""
    each = {drug: _figures(guideline, drug) for drug in drugs}
    of_all = [one for one in each[drugs[0]] if all(one in found for found in each.values())]
    yield say(
        "reminder.figures.withhold",
        drugs=tuple(drugs),
        under=_beyond(Side.WITHHOLD_BELOW, of_all),
        above=_beyond(Side.WITHHOLD_ABOVE, of_all),
        percent=guideline.cutoffs.creatinine.rise_percent.value,
    )
    for drug, found in each.items():
        own = [one for one in found if one not in of_all]
        for side in dict.fromkeys(on for on, _, _ in own):
            yield say(f"reminder.figures.own_{side}", drug=drug, figures=_beyond(side, own))


def _figures(guideline: Guideline, drug: Drug) -> tuple[Figure, ...]:
    found = (each for each in rows(guideline, Watched(drug)) if each.verdict is Verdict.WITHHOLD)
    return tuple((each.side, each.measure, each.fact.value) for each in found)


def _beyond(side: Side, figures: Iterable[Figure]) -> tuple[Wording, ...]:
    return tuple(
        Wording(f"reminder.measure.{measure}", {"value": value})
        for on, measure, value in figures
        if on is side
    )
