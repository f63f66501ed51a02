"""What a clinician's own start dose may be: each rule with the reason of its refusal."""

from collections.abc import Callable
from fractions import Fraction

from core.guideline.schema import Guideline
from core.patient import Case, Subtype

Rule = tuple[str, Callable[[Guideline, Case], bool]]


def _with_juvenile(_guideline: Guideline, case: Case) -> bool:
    return case.start_mg is not None and case.subtype is Subtype.JUVENILE


def _below_minimum(guideline: Guideline, case: Case) -> bool:
    return (
        case.start_mg is not None and case.start_mg < guideline.steroid.override.minimum_mg.value
    )


def _off_grid(guideline: Guideline, case: Case) -> bool:
    grid = Fraction(guideline.steroid.override.grid_mg.value)
    return case.start_mg is not None and (Fraction(case.start_mg) / grid).denominator != 1


def _over_cap(guideline: Guideline, case: Case) -> bool:
    return case.start_mg is not None and case.start_mg > guideline.steroid.start.cap_mg.value


def _over_range(guideline: Guideline, case: Case) -> bool:
    _, most = guideline.steroid.start.range.value
    return case.start_mg is not None and case.start_mg > most * case.weight_kg


RULES: tuple[Rule, ...] = (
    ("start_mg_with_juvenile", _with_juvenile),
    ("start_mg_below_minimum", _below_minimum),
    ("start_mg_off_grid", _off_grid),
    ("start_mg_over_80", _over_cap),
    ("start_mg_over_1_mg_per_kg", _over_range),
)
