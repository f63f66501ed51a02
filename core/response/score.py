"""The Total Improvement Score of a baseline and a later day: parts, sum, category, what is open.

A change is an exact fraction: nothing is rounded before the band is known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from core.guideline.schema_visit import Score as ScoreRule
from core.patient import Subtype


class CoreMeasure(StrEnum):
    """The six measures of the score, in their order."""

    PHYSICIAN = "physician"
    PATIENT = "patient"
    EXTRAMUSCULAR = "extramuscular"
    MMT = "mmt"  # or a child's CMAS
    HAQ = "haq"  # or CHAQ
    ENZYME = "enzyme"


class Enzyme(StrEnum):
    """The enzymes that one of is counted."""

    CK = "ck"
    ALDOLASE = "aldolase"
    LDH = "ldh"
    AST = "ast"
    ALT = "alt"


class Category(StrEnum):
    """How good a response is, lowest first."""

    NONE = "none"
    MINIMAL = "minimal"
    MODERATE = "moderate"
    MAJOR = "major"


Values = Mapping[CoreMeasure, Decimal]
HIGHER_IS_BETTER = frozenset({CoreMeasure.MMT})
CATEGORIES = tuple(Category)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The core measures of two days; what was not measured is not in them."""

    baseline: Values
    now: Values
    ranges: Mapping[CoreMeasure, Fraction]  # a measure that has none cannot be counted
    juvenile: bool | None  # None: not known, so no category either
    subtype: Subtype | None = None
    unscaled: tuple[str, ...] = ()  # what a range is missing for, by its key


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One measure: its improvement in percent of the range, below 0 where worse; its points."""

    change: Fraction
    points: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """The score, or what it is missing; parts there are of each measure that can be counted."""

    parts: Mapping[CoreMeasure, Counted] = field(default_factory=lambda: MappingProxyType({}))
    missing: tuple[str, ...]  # "baseline.haq", "now.enzyme", "upper_limit", ...
    total: Decimal | None
    category: Category | None
    validated: bool  # for this subtype; what is not known is not


def scored(rule: ScoreRule, pair: Pair) -> Scored:
    """The score of the pair; with anything missing neither sum nor category."""
    parts = {
        measure: _part(rule, measure, change)
        for measure in CoreMeasure
        if (change := change_of(pair, measure)) is not None
    }
    open_ = missing(pair)
    total = None if open_ else sum((part.points for part in parts.values()), Decimal(0))
    return Scored(
        parts=MappingProxyType(parts),
        missing=open_,
        total=total,
        category=None if total is None else category(rule, total, juvenile=bool(pair.juvenile)),
        validated=pair.subtype is not None and pair.subtype in rule.validated.value,
    )


def change_of(pair: Pair, measure: CoreMeasure) -> Fraction | None:
    """The improvement in percent of the range; None where it cannot be counted."""
    if not all(measure in known for known in (pair.baseline, pair.now, pair.ranges)):
        return None
    before, after = Fraction(pair.baseline[measure]), Fraction(pair.now[measure])
    better = after - before if measure in HIGHER_IS_BETTER else before - after
    return better * 100 / pair.ranges[measure]


def enzyme_range(rule: ScoreRule, enzyme: str, limit: Decimal) -> Fraction:
    """So many times the laboratory's upper limit."""
    return Fraction(rule.enzyme_ranges[enzyme].value) * Fraction(limit)


def missing(pair: Pair) -> tuple[str, ...]:
    """What the score waits for: the baseline first, then now, then what they are counted by."""
    days = (("baseline", pair.baseline), ("now", pair.now))
    measures = (
        f"{day}.{each}" for day, known in days for each in CoreMeasure if each not in known
    )
    kind = () if pair.juvenile is not None else ("juvenile",)
    return (*measures, *pair.unscaled, *kind)


def edges(rule: ScoreRule, measure: CoreMeasure) -> tuple[Decimal, ...]:
    """Where the bands of a measure end; an end belongs to the band below it."""
    return (rule.strength_edges if measure is CoreMeasure.MMT else rule.edges).value


def category(rule: ScoreRule, total: Decimal, *, juvenile: bool) -> Category:
    """The category that the sum reaches, by the thresholds of children or of adults."""
    reached = (rule.juvenile if juvenile else rule.adult).value
    return CATEGORIES[sum(total >= each for each in reached)]


def _part(rule: ScoreRule, measure: CoreMeasure, change: Fraction) -> Counted:
    band = sum(change > Fraction(edge) for edge in edges(rule, measure))
    return Counted(change=change, points=rule.points[measure].value[band])
