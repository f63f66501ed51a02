"""A case read from plain values: each key in its order, then the rules; a fault refuses."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Any, get_args, get_type_hints

from core import values
from core.amounts import UNKNOWN, Limit, Unknown, Weekday
from core.guideline.schema import Guideline
from core.patient import (
    DECLINED,
    Antibody,
    Case,
    Cyp3a4,
    EarlierDose,
    Experience,
    G6pd,
    Hbv,
    Ild,
    Immunosuppressant,
    Metabolizer,
    Pregnancy,
    Region,
    Route,
    Severity,
    Sex,
    Subtype,
    SulfaAllergy,
    Tail,
)
from core.steroid import override


class UnknownKey(ValueError):
    """The input has a key that the planner does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A case that must not be answered; `reason` is the first check that failed."""

    reason: str
    allowed: str | None = None  # the closed list or the range that was left, for people to read


class Written(StrEnum):
    """How a value is written where everything is text."""

    NUMBER = "number"
    TEXT = "text"
    YES_NO = "true or false"
    JSON = "JSON"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key of the input: its kind, how it is read, and the words it takes, if it is closed."""

    name: str
    kind: Written
    reads: values.Read | None = None  # none: exactly one of the terms
    terms: type[StrEnum] = StrEnum  # an open key has none
    among: Callable[[Guideline], str] | None = None  # the fixed list or range of a number
    required: bool = False

    def read(self, given: object, before: values.Before, guideline: Guideline) -> Any:
        """The value, or Invalid."""
        reads = self.reads
        return reads(given, before, guideline) if reads else values.one_of(self.terms, given)

    @property
    def words(self) -> tuple[str, ...]:
        """Those that it takes, if it is closed."""
        return tuple(self.terms)


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
            return Refused(reason=f"{name}_invalid", allowed=allowed(guideline, key))
    case = Case(**read | _implied(read))
    rules = RULES if case.subtype in DECLINED else RULES + override.RULES
    return next(
        (_refused(guideline, case, why) for why, broken in rules if broken(guideline, case)), case
    )


def _refused(guideline: Guideline, case: Case, why: str) -> Refused:
    limit = weight_limit(guideline, case.subtype).absolute
    return Refused(reason=why, allowed=_range(limit) if why == "weight_outside_limits" else None)


def allowed(guideline: Guideline, key: Key) -> str | None:
    """The closed list or the fixed range of a key as text; None where it has neither."""
    if key.kind is Written.YES_NO:
        return "true, false"
    if key.words:
        return ", ".join(key.words)
    return key.among(guideline) if key.among else None


def _list(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _range(band: Sequence[int | Decimal]) -> str:
    return " to ".join(map(str, band))


def _implied(read: Mapping[str, Any]) -> dict[str, Any]:
    """What one answer says of another key: of anti-MDA5, and of a drug that is taken."""
    found: dict[str, Any] = {}
    antibodies = read.get("antibodies")
    if antibodies is not None:
        found["mda5"] = read.get("mda5") is True or Antibody.MDA5 in antibodies
    if (Immunosuppressant.RITUXIMAB, Experience.TAKING) in read.get("immunosuppressants", ()):
        found["rituximab"] = True
    return found


def as_kept(given: Mapping[str, object], guideline: Guideline) -> Case:
    """The case of answers that were accepted once; no limit of today is asked again."""
    found: dict[str, Any] = {"hold_weeks": guideline.taper.hold.default_weeks.value}
    found |= {name: _as_kept(name, value) for name, value in given.items() if value is not None}
    return Case(**found | _implied(found))


def _as_kept(name: str, value: Any) -> Any:
    """The value of an answer as the planner holds it."""
    if name in WITHIN:
        return WITHIN[name](value)
    (kind, *_) = get_args(HINTS[name]) or (HINTS[name],)
    if kind is bool or kind is int:
        return value
    if kind is date:
        return date.fromisoformat(str(value))
    return kind(str(value))


WITHIN: Mapping[str, Callable[[Any], Any]] = {
    "earlier_steroid": lambda given: tuple(
        EarlierDose(mg=Decimal(str(each["mg"])), days=each["days"]) for each in given
    ),
    "immunosuppressants": lambda given: tuple(
        (each, Experience(given[each])) for each in Immunosuppressant if each in given
    ),
    "antibodies": lambda given: tuple(Antibody(each) for each in given),
}  # the answers that hold several values


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


_number = partial(Key, kind=Written.NUMBER)
_choice = partial(Key, kind=Written.TEXT)
_flag = partial(Key, kind=Written.YES_NO, reads=values.yes_no)
_several = partial(Key, kind=Written.JSON)


def _earlier(guideline: Guideline) -> str:
    rule = guideline.limits
    mg, days = _range(rule.earlier_mg.value), _range(rule.earlier_days.value)
    return f"mg {mg}, days {days}, {rule.earlier_doses.value} doses at most"


def _drugs(_guideline: Guideline) -> str:
    return f"{', '.join(Immunosuppressant)}: each {', '.join(Experience)}"


MAIN = (
    _number(name="weight_kg", reads=values.weight_kg, required=True),
    _choice(name="subtype", terms=Subtype, required=True),
    _choice(name="severity", terms=Severity, required=True),
    _choice(name="ild", terms=Ild, required=True),
    Key(name="start_date", kind=Written.TEXT, reads=values.start_date, required=True),
    _number(
        name="hold_weeks", reads=values.hold_weeks, among=lambda g: _list(g.taper.hold.weeks.value)
    ),
    _choice(name="tail", terms=Tail),
    _number(name="start_mg", reads=values.start_mg),
    _number(
        name="pulse_days",
        reads=values.pulse_days,
        among=lambda g: _range(g.steroid.pulse.days.value),
    ),
    _number(name="pulse_mg", reads=values.pulse_mg),
    _choice(name="methotrexate_weekday", terms=Weekday),
    _choice(name="region", terms=Region),
)
OPTIONAL = (
    _number(name="age", reads=values.age, among=lambda g: _range(g.limits.age.value)),
    _number(
        name="height_cm", reads=values.height_cm, among=lambda g: _range(g.limits.height_cm.value)
    ),
    _choice(name="sex", terms=Sex),
    _choice(name="pregnancy", terms=Pregnancy),
    _number(name="egfr", reads=values.egfr, among=lambda g: _range(g.limits.egfr.value)),
    _flag(name="liver_disease"),
    _flag(name="alcohol_excess"),
    _flag(name="cytopenia"),
    _flag(name="allopurinol"),
    _flag(name="febuxostat"),
    _flag(name="statin"),
    _flag(name="ssc_overlap"),
    _flag(name="rituximab"),
    _flag(name="cyclophosphamide"),
    _flag(name="raas_or_k_sparing"),
    _flag(name="rapidly_progressive"),
    _flag(name="mda5"),
    _flag(name="respiratory_weakness"),
    _flag(name="severe_dysphagia"),
    _flag(name="myocarditis"),
    _flag(name="active_infection"),
    _flag(name="dysphagia"),
    _choice(name="hbv", terms=Hbv),
    _choice(name="tpmt", terms=Metabolizer),
    _choice(name="nudt15", terms=Metabolizer),
    _choice(name="sulfa_allergy", terms=SulfaAllergy),
    _choice(name="g6pd", terms=G6pd),
    _several(name="earlier_steroid", reads=values.earlier_steroid, among=_earlier),
    _several(name="immunosuppressants", reads=values.experiences, among=_drugs),
    _several(name="antibodies", reads=values.antibodies, among=lambda _: ", ".join(Antibody)),
    _flag(name="diabetes"),
    _flag(name="fragility_fracture"),
    _choice(name="cyp3a4", terms=Cyp3a4),
)
OF_THE_AGENT = (
    Key(name="agent_start", kind=Written.TEXT, reads=values.agent_start),
    _choice(name="methotrexate_route", terms=Route),
)
HINTS = get_type_hints(Case)
KEYS: Mapping[str, Key] = {key.name: key for key in MAIN + OPTIONAL + OF_THE_AGENT}
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


RULES: tuple[Rule, ...] = (
    ("adult_rule_under_18", _adult_rule_under_18),
    ("juvenile_not_under_18", _juvenile_not_under_18),
    ("weight_outside_limits", _weight_outside_limits),
)
