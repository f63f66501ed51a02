"""A baseline and a later day read from plain values; the first value that does not fit refuses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial
from types import MappingProxyType
from typing import Any

from core import values
from core.guideline.schema import Guideline
from core.patient import Subtype
from core.response.score import CoreMeasure, Enzyme, Pair, Values, enzyme_range

COUNTED_BY = ("mmt_max", "enzyme", "upper_limit")  # which have no usual value
KEYS = ("baseline", "now", "juvenile", "extramuscular_max", *COUNTED_BY, "subtype")
MEASURES = {str(each): each for each in CoreMeasure}

Given = Mapping[str, object]
Band = tuple[Decimal, Decimal]


class Unfit(ValueError):
    """A value that its key does not allow; the message is the key with `_invalid` after it."""

    def __init__(self, key: str) -> None:
        super().__init__(f"{key}_invalid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scales:
    """What the measures are counted by, as far as it was given."""

    juvenile: bool | None = None
    mmt_max: Decimal | None = None
    extramuscular_max: Decimal | None = None
    enzyme: Enzyme | None = None
    upper_limit: Decimal | None = None
    subtype: Subtype | None = None

    @property
    def child(self) -> bool | None:
        """Whether the thresholds of children count: as it was said, else by the subtype."""
        if self.juvenile is not None or self.subtype is None:
            return self.juvenile
        return self.subtype is Subtype.JUVENILE


def read_pair(given: Given, guideline: Guideline) -> Pair:
    """The checked pair; raises Unfit. What is null was not given, and is unknown."""
    scales = _scales(given, guideline)
    bands = {measure: _band(measure, scales, guideline) for measure in CoreMeasure}
    return Pair(
        baseline=_day("baseline", given, bands),
        now=_day("now", given, bands),
        ranges=ranges(scales, guideline),
        juvenile=scales.child,
        subtype=scales.subtype,
        unscaled=tuple(key for key in COUNTED_BY if getattr(scales, key) is None),
    )


def ranges(scales: Scales, guideline: Guideline) -> Mapping[CoreMeasure, Fraction]:
    """What each measure's change is a share of; a measure whose scale is not known has none."""
    rule = guideline.response.score
    found = {MEASURES[name]: fact.value[0] for name, fact in rule.scales.items()}
    found[CoreMeasure.EXTRAMUSCULAR] = scales.extramuscular_max or found[CoreMeasure.EXTRAMUSCULAR]
    exact = {measure: Fraction(scale) for measure, scale in found.items()}
    del exact[CoreMeasure.MMT]
    if scales.mmt_max is not None:
        exact[CoreMeasure.MMT] = Fraction(scales.mmt_max)
    if scales.enzyme is not None and scales.upper_limit is not None:
        exact[CoreMeasure.ENZYME] = enzyme_range(rule, scales.enzyme, scales.upper_limit)
    return MappingProxyType(exact)


def _scales(given: Given, guideline: Guideline) -> Scales:
    """What the values are counted by, each key checked in its order."""
    read: Mapping[str, Callable[[object], Any]] = {
        "juvenile": lambda value: values.yes_no(value, {}, guideline),
        "mmt_max": lambda value: _scale(value, guideline, "mmt"),
        "extramuscular_max": lambda value: _scale(value, guideline, "extramuscular"),
        "enzyme": lambda value: values.one_of(Enzyme, value),
        "upper_limit": lambda value: values.amount(value, _outer(guideline, "upper_limit")),
        "subtype": lambda value: values.one_of(Subtype, value),
    }
    return Scales(**{key: _fits(key, each, given.get(key)) for key, each in read.items()})


def _fits(key: str, read: Callable[[object], Any], value: object) -> Any:
    """The value as it was read; None where it was not given."""
    if value is None:
        return None
    try:
        return read(value)
    except values.Invalid:
        raise Unfit(key) from None


def _scale(value: object, guideline: Guideline, measure: str) -> Decimal:
    """One of the scales that the measure is known on."""
    known = guideline.response.score.scales[measure].value
    found = values.amount(value, (min(known), max(known)))
    if found not in known:
        raise values.Invalid(value)
    return found


def _band(measure: CoreMeasure, scales: Scales, guideline: Guideline) -> Band:
    """What a value of the measure may be; where its scale is not known, the widest."""
    if measure is CoreMeasure.ENZYME:
        kinds = Enzyme if scales.enzyme is None else (scales.enzyme,)
        bands = [_outer(guideline, kind) for kind in kinds]
        return min(low for low, _ in bands), max(high for _, high in bands)
    usual, *_ = scale = guideline.response.score.scales[measure].value
    if measure is CoreMeasure.MMT:
        return Decimal(0), scales.mmt_max or max(scale)
    if measure is CoreMeasure.EXTRAMUSCULAR:
        return Decimal(0), scales.extramuscular_max or usual
    return Decimal(0), usual


def _outer(guideline: Guideline, name: str) -> Band:
    low, _, _, high = guideline.visit.limits[name].value
    return low, high


def _day(day: str, given: Given, bands: Mapping[CoreMeasure, Band]) -> Values:
    """The measures of one day, as far as they were given."""
    found = given.get(day)
    if found is None:
        return MappingProxyType({})
    if not isinstance(found, Mapping) or not found.keys() <= MEASURES.keys():
        raise Unfit(day)
    read = {
        measure: _fits(f"{day}.{measure}", partial(_amount, bands[measure]), found.get(measure))
        for measure in CoreMeasure
    }
    return MappingProxyType({each: value for each, value in read.items() if value is not None})


def _amount(band: Band, value: object) -> Decimal:
    return values.amount(value, band)
