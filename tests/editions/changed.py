"""A later edition of the rules in which every number is another one, on purpose."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from bot.guideline import shipped
from core.edition import kept_plan
from core.evidence import Fact
from core.guideline.schema import Guideline
from flows.talk.records import PlanRecord

# Where a number hangs together with others; the rest is raised by a fifth, or by one.
CHANGED: Mapping[str, Any] = MappingProxyType(
    {
        "limits.weight_adult_kg": ("35", "200"),
        "limits.weight_juvenile_kg": ("8", "110"),
        "limits.adult_age": 17,
        "limits.age": (1, 110),
        "limits.egfr": ("0", "180"),
        "limits.height_cm": ("45", "225"),
        "steroid.start.range": ("0.4", "0.9"),
        "steroid.start.mild": "0.4",
        "steroid.start.moderate": "0.6",
        "steroid.start.severe": "0.9",
        "steroid.start.nearest_mg": "2.5",
        "steroid.start.cap_mg": "70",
        "steroid.override.grid_mg": "5",
        "steroid.override.minimum_mg": "5",
        "steroid.juvenile.mg_per_kg": "1.5",
        "steroid.juvenile.cap_mg": "50",
        "steroid.juvenile.grid_mg": "5",
        "steroid.juvenile.milestone_days": (0, 60, 180, 700),
        "steroid.juvenile.milestone_mg_per_kg": ("1.5", "0.8", "0.1", "0"),
        "steroid.pulse.days": (0, 4),
        "taper.hold.weeks": (1, 2, 3, 4),
        "taper.hold.default_weeks": 3,
        "taper.change.hold_weeks": (1, 6),
        "taper.change.flare_weeks": (3, 6),
        "taper.change.off_plan_weeks": (1, 40),
        "taper.change.finest_mg": "0.5",
        "taper.interval_weeks": 3,
        "taper.fast": ("5", "35"),
        "taper.middle": ("2.5", "15"),
        "taper.fine": ("5", "0"),
        "taper.tail.slow_step": ("2", "8"),
        "exposure.high_mg": "25",
        "exposure.moderate_mg": "15",
        "exposure.low_mg": "5",
        "exposure.gate_mg": "4",
        "exposure.first_year_days": 300,
        "tablets.us.strengths_mg": ("1", "5", "10", "20"),
        "tablets.us.halved_mg": ("5",),
        "tablets.uk.strengths_mg": ("1", "5", "10", "20", "25"),
        "tablets.uk.halved_mg": ("5", "10"),
        "tablets.eu.strengths_mg": ("1", "5", "20"),
        "tablets.eu.halved_mg": ("5", "20"),
        "tablets.eu.liquids": ("5",),
        "tablets.part": "0.25",
        "agents.methotrexate.start_mg": "12.5",
        "agents.methotrexate.start_low_mg": "7.5",
        "agents.methotrexate.step_mg": "2.5",
        "agents.methotrexate.smaller_step_mg": "5",
        "agents.methotrexate.limit_mg": "22.5",
        "agents.methotrexate.end_low_mg": "17.5",
        "limits.earlier_days": (1, 3000),
        "agents.methotrexate.tablet_mg": "1.25",
        "agents.juvenile_methotrexate.grid_mg": "5",
        "agents.azathioprine.start_mg": "100",
        "agents.azathioprine.start_low_mg": "50",
        "agents.azathioprine.step_mg": "50",
        "agents.azathioprine.larger_step_mg": "100",
        "agents.azathioprine.mg_per_kg": "1.75",
        "agents.azathioprine.limit_mg_per_kg": "2.25",
        "agents.azathioprine.tablet_mg": "50",
        "agents.azathioprine.doses_a_day": 1,
        "agents.mycophenolate.start_mg": "250",
        "agents.mycophenolate.step_mg": "250",
        "agents.mycophenolate.target_mg": "1500",
        "agents.mycophenolate.limit_mg": "2500",
        "agents.mycophenolate.doses_a_day": 1,
    }
)
LATER = str(int(shipped().edition) + 1)
CONVERSIONS = frozenset(
    {
        "agents.choice.asked_of_every_agent",
        "response.score.validated",
        "cutoffs.shared_by",
        "cutoffs.creatinine.asked_of",
        "monitoring.steroid.glucose_counts",
        "visit.unit_always",
        "limits.kg_per_pound",
        "agents.azathioprine.cm_per_inch",
    }
)  # no medicine, or names in place of numbers


@cache
def changed() -> Guideline:
    """The edition after the shipped one, which it knows; no number of it is that of today."""
    now = shipped()
    parts = {each.name: _changed(getattr(now, each.name)) for each in fields(now)}
    return replace(
        now,
        **parts
        | {
            "edition": LATER,
            "stamp": f"iim {LATER} sha256:2222",
            "earlier": {**now.earlier, now.edition: now},
        },
    )


def _changed(part: Any) -> Any:
    if isinstance(part, Fact):
        return part if part.key in CONVERSIONS else replace(part, value=_value(part))
    if isinstance(part, Mapping):
        return MappingProxyType({key: _changed(each) for key, each in part.items()})
    if is_dataclass(part) and not isinstance(part, type):
        return replace(
            part, **{each.name: _changed(getattr(part, each.name)) for each in fields(part)}
        )
    return part


def _value(fact: Fact[Any]) -> Any:
    if fact.key not in CHANGED:
        return _raised(fact.value)
    value = CHANGED[fact.key]
    exact = isinstance(value, str) or (isinstance(value, tuple) and isinstance(value[0], str))
    if not exact:
        return value
    return Decimal(value) if isinstance(value, str) else tuple(map(Decimal, value))


def _raised(value: Any) -> Any:
    match value:
        case tuple():
            return tuple(map(_raised, value))
        case Decimal():
            return value * Decimal("1.2")
        case int():
            return value + 1
    return value


def by_later_edition(record: PlanRecord) -> PlanRecord:
    """The same plan as a later edition showed it, which this program has never heard of."""
    decisions = tuple(each.decision for each in record.decisions)
    text = kept_plan.made(changed(), record.answers, decisions)
    return replace(record, shown=text, guideline=changed().stamp)


def facts(part: Any) -> Iterator[Fact[Any]]:
    """Every statement of the rules, those of earlier editions apart."""
    if isinstance(part, Fact):
        yield part
    elif isinstance(part, Mapping):
        for each in part.values():
            yield from facts(each)
    elif is_dataclass(part):
        for each in fields(part):
            if each.name != "earlier":
                yield from facts(getattr(part, each.name))
