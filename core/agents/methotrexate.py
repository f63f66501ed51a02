"""Methotrexate: what keeps it closed, its weekly amounts, and what must be said with them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from core.agents.folic_acid import folic_acid
from core.agents.titration import DAYS_A_WEEK, titration
from core.amounts import WEEKDAYS, Unknown, Weekday, WeeklyDose, down_to, plain
from core.answers import agent_begins, at_least, below, harms_a_child, is_child, is_young
from core.evidence import Fact, Line, Section, Value, stated
from core.guideline.schema_agents import (
    Agents,
    JuvenileMethotrexate,
    Methotrexate,
    MethotrexateBlocks,
)
from core.patient import Case, Hbv, Ild, Region, Route

AGENT = Section.AGENT
SURFACE = Decimal("0.001")  # body surface is given to three decimals
ASKED = (
    "ild", "age", "egfr", "liver_disease", "alcohol_excess", "cytopenia", "active_infection",
    "hbv",
)  # fmt: skip
ASKED_CHILD = (
    "ild", "age", "height_cm", "egfr", "liver_disease", "alcohol_excess", "cytopenia",
    "active_infection", "hbv",
)  # fmt: skip

Facts = tuple[Fact[Any], ...]
Weekly = tuple[int, WeeklyDose]
From = tuple[Mapping[str, Value], WeeklyDose, Route | None]  # its days come first
Holds = Callable[[MethotrexateBlocks, Case], bool]

BLOCKS: tuple[tuple[str, Holds], ...] = (
    ("pregnancy", lambda _rule, case: harms_a_child(case)),
    ("ild", lambda _rule, case: case.ild is Ild.YES),
    ("ild_unknown", lambda _rule, case: case.ild is Ild.UNKNOWN),
    ("egfr_below_60", lambda rule, case: below(case.egfr, rule.egfr_below_60.value)),
    ("liver_disease", lambda _rule, case: case.liver_disease is True),
    ("alcohol_excess", lambda _rule, case: case.alcohol_excess is True),
    ("hbv", lambda _rule, case: case.hbv is Hbv.POSITIVE),
    ("cytopenia", lambda _rule, case: case.cytopenia is True),
)


def blocks(rule: MethotrexateBlocks, case: Case) -> tuple[str, ...]:
    """The names of every block that holds."""
    return tuple(name for name, holds in BLOCKS if holds(rule, case))


def weekday(case: Case) -> Weekday:
    """The named weekday, or the one of the agent's first day."""
    return case.methotrexate_weekday or WEEKDAYS[agent_begins(case).weekday()]


def first_on(day: Weekday, earliest: date) -> date:
    """The first such weekday on or after a day."""
    ahead = (WEEKDAYS.index(day) - earliest.weekday()) % DAYS_A_WEEK
    return earliest + timedelta(days=ahead)


def adult_doses(rule: Methotrexate, case: Case) -> tuple[Weekly, ...]:
    """The amount of each week from which on it changes, up to the limit, or the lower end."""
    low = _starts_low(rule, case)
    rises = titration(
        start=(rule.start_low_mg if low else rule.start_mg).value,
        step=rule.step_mg.value,
        every_weeks=rule.step_weeks.value,
        target=most_mg(rule, case),
    )
    return tuple((week, _weekly(rule, case, mg)) for week, mg in rises)


def most_mg(rule: Methotrexate, case: Case) -> Decimal:
    """The milligrams a week that an adult rises to: the limit, or the lower end."""
    return (rule.end_low_mg if _starts_low(rule, case) else rule.limit_mg).value


def _starts_low(rule: Methotrexate, case: Case) -> bool:
    """Whether the patient is old or light enough for the lower first amount."""
    return at_least(case.age, rule.older_years.value) or case.weight_kg < rule.light_kg.value


def child_doses(rule: Agents, case: Case) -> tuple[Weekly, ...]:
    """One amount by body surface and weight, or none where it is above what is ever written."""
    mg = _child_mg(rule.juvenile_methotrexate, case)
    if mg is None or mg > rule.methotrexate.limit_mg.value:
        return ()
    return ((0, _weekly(rule.methotrexate, case, mg)),)


def body_surface_m2(rule: JuvenileMethotrexate, case: Case) -> Decimal | None:
    """Square metres to three decimals, or None without a height."""
    if isinstance(case.height_cm, Unknown):
        return None
    square = case.height_cm * case.weight_kg / rule.surface_divisor.value
    return square.sqrt().quantize(SURFACE)


def _child_mg(rule: JuvenileMethotrexate, case: Case) -> Decimal | None:
    """The least of three limits, down to the grid; squared first, so no boundary is missed."""
    if isinstance(case.height_cm, Unknown):
        return None
    per_m2 = rule.mg_per_m2.value
    square = per_m2 * per_m2 * case.height_cm * case.weight_kg / rule.surface_divisor.value
    by_weight = rule.mg_per_kg.value * case.weight_kg
    least = min(square.sqrt(), by_weight, rule.ceiling_mg.value)
    return plain(down_to(least, rule.grid_mg.value))


def _weekly(rule: Methotrexate, case: Case, mg: Decimal) -> WeeklyDose:
    return WeeklyDose(mg=mg, weekday=weekday(case), limit_mg=rule.limit_mg.value)


def route(rule: Methotrexate, case: Case, mg: Decimal, known: Route | None = None) -> Route | None:
    """How this amount is given, where that was decided or answered; None where it is high enough
    to be asked, and was not."""
    if known is not None:
        return known
    _, by_mouth = rule.label_mg.value
    british = case.region is Region.UK and mg > by_mouth
    if is_child(case) or british:
        return Route.SKIN
    if case.methotrexate_route is None and mg <= rule.under_skin_above_mg.value:
        return Route.MOUTH
    return case.methotrexate_route


def given_as(
    rule: Methotrexate, case: Case, mg: Decimal, known: Route | None = None
) -> dict[str, Value]:
    """Tablets are counted only by mouth; else the route, or nothing where it is open."""
    match route(rule, case, mg, known):
        case Route.MOUTH:
            tablet = rule.tablet_mg.value
            return {"count": plain(mg / tablet), "tablet_mg": tablet}
        case Route.SKIN:
            return {"route": Route.SKIN}
        case _:
            return {}


def lines(
    rule: Agents, case: Case, doses: Sequence[From], *, young_years: int
) -> tuple[Line, ...]:
    """The amounts that were confirmed, folic acid beside them, then every safeguard."""
    drug = rule.methotrexate
    if is_child(case):
        child = rule.juvenile_methotrexate
        said = _child_safeguards(child, drug, young=is_young(case, young_years))
        return (*_child_dose(child, drug, case, doses), *said)
    if not doses:
        return _safeguards(drug)
    facts = _dose_facts(drug, case)
    return (
        *(_dose_line(drug, case, facts, each) for each in doses),
        *folic_acid(drug, case, [(days, dose.weekday) for days, dose, _ in doses]),
        stated(AGENT, drug.before_step, drug.step_weeks, drug.smaller_step_mg),
        *_safeguards(drug),
    )


def _dose_line(rule: Methotrexate, case: Case, facts: Facts, confirmed: From) -> Line:
    """The amount from a dose day on, in mg and as it is given, with its weekday."""
    days, dose, known = confirmed
    given = given_as(rule, case, dose.mg, known)
    form = "" if "count" in given else "_routed" if given else "_open"
    return Line(
        section=AGENT,
        says=f"methotrexate_week{form}",
        because=facts,
        values={
            "mg": dose.mg,
            "weekday": dose.weekday,
            **given,
            **days,
        },
    )


def _dose_facts(rule: Methotrexate, case: Case) -> Facts:
    """What the first amount, the steps and the end rest on."""
    after = (rule.step_mg, rule.step_weeks, rule.limit_mg, rule.weekly, rule.tablet_mg)
    published = (rule.under_skin_above_mg, rule.published_mg, rule.label_mg)
    if not _starts_low(rule, case):
        return (rule.start_mg, *after, *published)
    return (rule.start_low_mg, rule.older_years, rule.light_kg, *after, *published)


@cache
def _safeguards(rule: Methotrexate) -> tuple[Line, ...]:
    """What is said whether or not a dose is written."""
    facts: Facts = (
        rule.weekly,
        rule.stop_and_call,
        rule.contraception,
        *rule.caution.values(),
        rule.under_skin_above_mg,
        rule.supply_weeks,
        rule.apart_days,
        rule.source_error,
    )
    whole = stated(AGENT, rule.no_split, rule.published_split)
    return (*(stated(AGENT, fact) for fact in facts), whole)


def _child_dose(
    rule: JuvenileMethotrexate, drug: Methotrexate, case: Case, doses: Sequence[From]
) -> tuple[Line, ...]:
    """The amount, its arithmetic where it is computed, and folic acid."""
    facts: Facts = (
        rule.mg_per_m2,
        rule.mg_per_kg,
        rule.ceiling_mg,
        rule.grid_mg,
        rule.surface_divisor,
    )
    surface, computed = body_surface_m2(rule, case), _child_mg(rule, case)
    return tuple(
        line
        for days, dose, _ in doses
        for line in (
            Line(
                section=AGENT,
                says="methotrexate_child",
                because=(*facts, drug.weekly),
                values={
                    "mg": dose.mg,
                    "weekday": dose.weekday,
                    **days,
                },
            ),
            *(
                (_child_sum(rule, facts, surface, dose.mg),)
                if surface is not None and dose.mg == computed
                else ()
            ),
            stated(AGENT, rule.folic_acid),
        )
    )


def _child_sum(rule: JuvenileMethotrexate, facts: Facts, surface: Decimal, mg: Decimal) -> Line:
    """How the amount comes about, where it is the one that is computed."""
    return Line(
        section=AGENT,
        says="methotrexate_child_sum",
        because=facts,
        values={
            "mg_per_m2": rule.mg_per_m2.value,
            "surface_m2": surface,
            "mg_per_kg": rule.mg_per_kg.value,
            "mg": mg,
        },
    )


@cache
def _child_safeguards(
    rule: JuvenileMethotrexate, drug: Methotrexate, *, young: bool
) -> tuple[Line, ...]:
    """As for adults, without what speaks of tablets, of an adult's amounts or to older ones."""
    facts: Facts = (
        drug.weekly,
        rule.route,
        rule.volume,
        drug.stop_and_call,
        *(() if young else (drug.contraception,)),
        *drug.caution.values(),
        drug.supply_weeks,
        drug.apart_days,
        drug.source_error,
    )
    return tuple(stated(AGENT, fact) for fact in facts)
