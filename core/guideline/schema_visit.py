"""The shape of the guideline for visits: response, cut-offs of drugs, and what may be entered.

Where a fact stands under the name of a measure or of a drug, the name is a key of its table.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.guideline.leaves import Number, Numbers, Statement, Terms, Whole, Wholes

Sides = Mapping[str, Mapping[str, Number]]  # by side (withhold_below ...), then by measure


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Score:
    """The Total Improvement Score."""

    edges: Numbers  # of the bands, percent of the range; an end belongs to the band below it
    strength_edges: Numbers
    points: Mapping[str, Numbers]  # of a measure: one for each band, one more than edges
    scales: Mapping[str, Numbers]  # of a measure: the usual scale first
    enzyme_ranges: Mapping[str, Number]  # of an enzyme: times its upper limit
    adult: Numbers  # minimal, moderate, major
    juvenile: Numbers
    validated: Terms  # subtypes
    not_validated: Statement
    every_measure: Statement
    most_abnormal: Statement
    near_normal: Statement


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BaselineRule:
    """Which visit a response is counted from."""

    days_before: Whole
    days_after: Whole
    none: Statement


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DirectionRule:
    """Better, stable or worse where there is no score."""

    rule: Statement
    enzyme: Statement
    recent_days: Whole


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WarningSigns:
    """What is a warning sign at a visit."""

    fvc_fall: Number
    dlco_fall: Number
    fvc_low: Number
    signs: Statement


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Patterns:
    """Named suggestions; none of them is an action."""

    steroid_myopathy_mg: Number
    steroid_myopathy_days: Whole
    steroid_myopathy_likely_mg: Number
    enzyme_alone_weeks: Wholes
    first_step: Statement
    no_response: Statement
    inclusion_body: Statement
    muscle: Statement
    liver: Statement


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Response:
    """What a visit says of the disease."""

    score: Score
    baseline: BaselineRule
    direction: DirectionRule
    warning: WarningSigns
    patterns: Patterns


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Creatinine:
    """A rise of creatinine."""

    rise_percent: Number
    within_days: Whole
    asked_of: Terms  # drugs


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Muscle:
    """When liver enzymes come from muscle."""

    rule: Statement
    alt_below: Number
    albumin_from: Number
    repeat_weeks: Whole


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Glucose:
    """When raised glucose is treated."""

    pair_hours: Whole


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cortisol:
    """Morning cortisol at the end of the taper."""

    hours: Whole  # since the last dose
    enough: Number
    low: Number


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cutoffs:
    """Values to act on, by the drug that is taken."""

    shared_by: Terms  # drugs
    shared: Sides
    drugs: Mapping[str, Sides]
    creatinine: Creatinine
    muscle: Muscle
    glucose: Glucose
    cortisol: Cortisol
    sclerosis: Statement


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VisitEntries:
    """What may be entered."""

    limits: Mapping[str, Numbers]  # lowest, usual from, usual to, highest
    units: Mapping[str, Mapping[str, Numbers]]  # by measure and unit: times, divided by
    unit_always: Terms  # measures
    hba1c_percent: Numbers  # times, less
