"""A case read from plain values: each key in its order, then the rules; a fault refuses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, get_args, get_type_hints

from core import values
from core.amounts import UNKNOWN, Limit, Unknown, Weekday
from core.guideline.schema import Guideline
from core.patient import (
    DECLINED,
    Case,
    G6pd,
    Hbv,
    Ild,
    Metabolizer,
    Pregnancy,
    Region,
    Severity,
    Sex,
    Subtype,
    SulfaAllergy,
    Tail,
)


class UnknownKey(ValueError):
    """The input has a key that the planner does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A case that must not be answered; `reason` is the first check that failed."""

    reason: str


class Written(StrEnum):
    """How a value is written where everything is text."""

    NUMBER = "number"
    TEXT = "text"
    YES_NO = "true or false"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key of the input: its kind, how it is read, and the words it takes, if it is closed."""

    name: str
    kind: Written
    read: values.Read
    words: tuple[str, ...] = ()
    required: bool = False


Rule = tuple[str, Callable[[Guideline, Case], bool]]


def read_case(given: Mapping[str, object], guideline: Guideline) -> Case | Refused:
    """The checked case, or the first check that failed; a key that is null was not given."""
    if unknown := unknown_keys(given):
        raise UnknownKey(unknown[0])
    read: dict[str, Any] = {"hold_weeks": guideline.taper.hold.default_weeks.value}
    for name, key in KEYS.items():
        value = given.get(name)
        if value is None:
            if key.required:
                return Refused(reason=f"{name}_missing")
            continue
        try:
            read[name] = key.read(value, read, guideline)
        except values.Invalid:
            return Refused(reason=f"{name}_invalid")
    case = Case(**read)
    rules = RULES if case.subtype in DECLINED else RULES + START_RULES
    return next((Refused(reason=why) for why, broken in rules if broken(guideline, case)), case)


def as_kept(given: Mapping[str, object], guideline: Guideline) -> Case:
    """The case of answers that were accepted once; no limit of today is asked again."""
    found: dict[str, Any] = {"hold_weeks": guideline.taper.hold.default_weeks.value}
    found |= {name: _as_kept(name, value) for name, value in given.items() if value is not None}
    return Case(**found)


def _as_kept(name: str, value: object) -> Any:
    """The value of an answer as the planner holds it."""
    (kind, *_) = get_args(HINTS[name]) or (HINTS[name],)
    if kind is bool or kind is int:
        return value
    if kind is date:
        return date.fromisoformat(str(value))
    return kind(str(value))


def unknown_keys(given: Mapping[str, object]) -> tuple[str, ...]:
    """The keys that the planner does not know, in the order given."""
    return tuple(name for name in given if name not in KEYS)


def not_answered(case: Case) -> tuple[str, ...]:
    """The optional keys that were not answered, in their order."""
    return tuple(name for name in OPTIONAL_KEYS if getattr(case, name) is UNKNOWN)


def weight_limit(guideline: Guideline, subtype: Subtype | None) -> Limit:
    """The weights of a subtype; with none named yet, those that some subtype allows."""
    limits = guideline.limits
    lowest, highest = limits.weight_adult_kg.value
    usual_low, usual_high = limits.weight_adult_usual_kg.value
    child_lowest, child_highest = limits.weight_juvenile_kg.value
    if subtype is Subtype.JUVENILE:
        child = (child_lowest, child_highest)
        return Limit(absolute=child, usual=child)
    if subtype is None:
        lowest, highest = min(lowest, child_lowest), max(highest, child_highest)
    return Limit(absolute=(lowest, highest), usual=(usual_low, usual_high))


def _number(name: str, read: values.Read, *, required: bool = False) -> Key:
    return Key(name=name, kind=Written.NUMBER, read=read, required=required)


def _choice(name: str, terms: type[StrEnum], *, required: bool = False) -> Key:
    return Key(
        name=name,
        kind=Written.TEXT,
        read=values.one_of(terms),
        words=tuple(terms),
        required=required,
    )


def _flag(name: str) -> Key:
    return Key(name=name, kind=Written.YES_NO, read=values.yes_no)


MAIN = (
    _number("weight_kg", values.weight_kg, required=True),
    _choice("subtype", Subtype, required=True),
    _choice("severity", Severity, required=True),
    _choice("ild", Ild, required=True),
    Key(name="start_date", kind=Written.TEXT, read=values.start_date, required=True),
    _number("hold_weeks", values.hold_weeks),
    _choice("tail", Tail),
    _number("start_mg", values.start_mg),
    _number("pulse_days", values.pulse_days),
    _number("pulse_mg", values.pulse_mg),
    _choice("methotrexate_weekday", Weekday),
    _choice("region", Region),
)
OPTIONAL = (
    _number("age", values.age),
    _number("height_cm", values.height_cm),
    _choice("sex", Sex),
    _choice("pregnancy", Pregnancy),
    _number("egfr", values.egfr),
    _flag("liver_disease"),
    _flag("alcohol_excess"),
    _flag("cytopenia"),
    _flag("allopurinol"),
    _flag("febuxostat"),
    _flag("statin"),
    _flag("ssc_overlap"),
    _flag("rituximab"),
    _flag("cyclophosphamide"),
    _flag("raas_or_k_sparing"),
    _flag("rapidly_progressive"),
    _flag("mda5"),
    _flag("respiratory_weakness"),
    _flag("severe_dysphagia"),
    _flag("myocarditis"),
    _flag("active_infection"),
    _flag("dysphagia"),
    _choice("hbv", Hbv),
    _choice("tpmt", Metabolizer),
    _choice("nudt15", Metabolizer),
    _choice("sulfa_allergy", SulfaAllergy),
    _choice("g6pd", G6pd),
)
HINTS = get_type_hints(Case)
KEYS: Mapping[str, Key] = {key.name: key for key in MAIN + OPTIONAL}
OPTIONAL_KEYS = tuple(key.name for key in OPTIONAL)


def _under_age(guideline: Guideline, case: Case) -> bool:
    return not isinstance(case.age, Unknown) and case.age < guideline.limits.adult_age.value


def _adult_rule_under_18(guideline: Guideline, case: Case) -> bool:
    return case.subtype is not Subtype.JUVENILE and _under_age(guideline, case)


def _juvenile_not_under_18(guideline: Guideline, case: Case) -> bool:
    juvenile = case.subtype is Subtype.JUVENILE
    return juvenile and case.age is not UNKNOWN and not _under_age(guideline, case)


def _weight_outside_limits(guideline: Guideline, case: Case) -> bool:
    return not weight_limit(guideline, case.subtype).allows(case.weight_kg)


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
    ("adult_rule_under_18", _adult_rule_under_18),
    ("juvenile_not_under_18", _juvenile_not_under_18),
    ("weight_outside_limits", _weight_outside_limits),
)
START_RULES: tuple[Rule, ...] = (
    ("start_mg_with_juvenile", _with_juvenile),
    ("start_mg_below_minimum", _below_minimum),
    ("start_mg_off_grid", _off_grid),
    ("start_mg_over_80", _over_cap),
    ("start_mg_over_1_mg_per_kg", _over_range),
)
