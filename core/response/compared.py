"""Two visits as a pair of the score: one scale of strength, and one enzyme, for both."""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from core.guideline.schema_visit import Score as ScoreRule
from core.patient import Subtype
from core.response.scale import end_of
from core.response.score import CoreMeasure, Enzyme, Pair, Values, enzyme_range
from core.response.visit import GLOBALS, Finding, Measure, Visit


def pair_of(
    rule: ScoreRule, before: Visit, now: Visit, *, juvenile: bool | None, subtype: Subtype | None
) -> Pair:
    """The pair of these visits. Where the scale of a measure is another one now, or an enzyme has
    no limit, the measure cannot be counted."""
    strength, enzyme = strength_of(before, now), most_abnormal(before)
    chosen: dict[CoreMeasure, Measure | None] = {
        **{CoreMeasure(str(each)): each for each in GLOBALS},
        CoreMeasure.MMT: strength,
        CoreMeasure.ENZYME: None if enzyme is None else Measure(enzyme),
    }
    counted = {core: each for core, each in chosen.items() if each is not None}
    ranges = {
        core: span
        for core, each in counted.items()
        if (span := _range(rule, core, before.found(each), now.found(each))) is not None
    }
    return Pair(
        baseline=_values(before, counted),
        now=_values(now, counted),
        ranges=MappingProxyType(ranges),
        juvenile=juvenile,
        subtype=subtype,
        unscaled=tuple(
            f"{core}_scale"
            for core, each in counted.items()
            if core not in ranges and before.found(each) and now.found(each)
        ),
    )


def strength_of(before: Visit, now: Visit) -> Measure:
    """MMT8, or CMAS where it alone was taken at both."""
    both = (Measure.MMT, Measure.CMAS)
    for each in both:
        if before.found(each) and now.found(each):
            return each
    return next((each for each in both if before.found(each)), Measure.MMT)


def most_abnormal(visit: Visit) -> Enzyme | None:
    """The enzyme with the highest multiple of its own upper limit; the first of equals."""
    times = {
        enzyme: Fraction(found.value) / Fraction(found.of)
        for enzyme in Enzyme
        if (found := visit.found(Measure(enzyme))) and found.of
    }
    return max(times, key=times.__getitem__, default=None)


def _values(visit: Visit, counted: Mapping[CoreMeasure, Measure]) -> Values:
    found = {core: visit.value(each) for core, each in counted.items()}
    return MappingProxyType({core: value for core, value in found.items() if value is not None})


def _range(
    rule: ScoreRule, core: CoreMeasure, before: Finding | None, now: Finding | None
) -> Fraction | None:
    """What the change is a share of; None where the two were not taken on one scale."""
    if before is None or now is None:
        return None
    if core is CoreMeasure.ENZYME:
        if before.of is None or now.of not in (None, before.of):  # one laboratory
            return None
        return enzyme_range(rule, before.measure, before.of)
    return Fraction(end_of(rule, before)) if before.of == now.of else None
