"""What is published of each rescue treatment: ranges for the clinician, never orders."""

from decimal import ROUND_FLOOR, Decimal
from functools import cache
from typing import Any

from core.agents.azathioprine import ideal_kg
from core.agents.methotrexate import body_surface_m2
from core.amounts import UNKNOWN, Unknown, plain
from core.answers import at_least, below, is_child
from core.evidence import Fact, Line, Section, stated
from core.guideline.schema import Guideline
from core.guideline.schema_treatment import Rescue
from core.patient import Case, Subtype
from core.rescue.weighed import Treatment

SEVERE = Section.SEVERE
CLOTTING = (Subtype.DERMATOMYOSITIS, Subtype.JUVENILE)  # raise the risk of thrombosis

Facts = tuple[Fact[Any], ...]
Lines = tuple[Line, ...]


def amounts(guideline: Guideline, case: Case, treatment: Treatment) -> Lines:
    """What is published of a treatment that nothing closes; an adult's figures for adults."""
    adult = not is_child(case)
    match treatment:
        case Treatment.METHYLPREDNISOLONE:
            return _pulse(guideline, case)
        case Treatment.IMMUNOGLOBULIN:
            return _immunoglobulin(guideline, case)
        case Treatment.RITUXIMAB:
            return _rituximab(guideline, case)
        case Treatment.CYCLOPHOSPHAMIDE:
            return _cyclophosphamide(guideline, case) if adult else ()
        case _:
            return _calcineurin(guideline.rescue) if adult else ()


def _pulse(guideline: Guideline, case: Case) -> Lines:
    """The published range, cut at the limit per kg; for a child its own figure."""
    card, limit = guideline.rescue.pulse, guideline.steroid.pulse
    low, published = card.mg.value
    highest = min(published, limit.max_mg.value, limit.max_mg_per_kg.value * case.weight_kg)
    ranged = not is_child(case) and low < highest
    dose = Line(
        section=SEVERE,
        says="pulse_range" if ranged else "pulse_at_most",
        because=(
            card.child if is_child(case) else card.mg,
            card.days,
            limit.max_mg_per_kg,
            limit.days,
        ),
        values={
            "low": low,
            "high": highest,
            "mg_per_kg": limit.max_mg_per_kg.value,
            "days": card.days.value,
            "most_days": limit.days.value[-1],
        },
    )
    return (dose, stated(SEVERE, card.before), stated(SEVERE, limit.oral_after))


def _immunoglobulin(guideline: Guideline, case: Case) -> Lines:
    """Grams in all as far as the weight says them, days, interval; then rate and cautions."""
    card = guideline.rescue.immunoglobulin
    kg, adjusted = _dosing_kg(guideline, case)
    grams = plain((card.g_per_kg.value * kg).to_integral_value(ROUND_FLOOR))
    written = grams <= card.most_g.value
    fewest, most = card.days.value
    course = Line(
        section=SEVERE,
        says="immunoglobulin_course" if written else "immunoglobulin_per_kg",
        because=(card.g_per_kg, card.days, card.every_weeks, card.weight, card.most_g),
        values={
            **({"grams": grams, "kg": kg} if written else {}),
            "g_per_kg": card.g_per_kg.value,
            "fewest": fewest,
            "most": most,
            "weeks": card.every_weeks.value,
        },
    )
    weight = () if adjusted else (card.weight,)
    risk = case.subtype in CLOTTING or below(case.egfr, guideline.rescue.low_egfr.value)
    rate = (card.rate_at_risk,) if risk else (card.rate, card.rate_at_risk)
    serology = "" if case.hbv is not UNKNOWN else "serology"  # its reason says so already
    care = (fact for name, fact in card.caution.items() if name != serology)
    facts: Facts = (*weight, card.rate_first, *rate, *care)
    return (course, *(stated(SEVERE, fact) for fact in facts))


def _dosing_kg(guideline: Guideline, case: Case) -> tuple[Decimal, bool]:
    """The weight that immunoglobulin follows, and whether it was adjusted for overweight."""
    card, actual = guideline.rescue.immunoglobulin, case.weight_kg
    ideal = None if is_child(case) else ideal_kg(guideline.agents.azathioprine, case)
    if ideal is None or actual <= card.overweight.value * ideal:
        return actual, False
    standard = ideal + card.excess_share.value * (actual - ideal)
    return round(standard, 1), True


def _rituximab(guideline: Guideline, case: Case) -> Lines:
    """Two infusions, or the child's figure; closed until hepatitis B is excluded."""
    card = guideline.rescue.rituximab
    dose = (
        _child_rituximab(guideline, case)
        if is_child(case)
        else Line(
            section=SEVERE,
            says="rituximab_course",
            because=(card.mg, card.apart_days),
            values={"mg": card.mg.value, "days": card.apart_days.value},
        )
    )
    care: Facts = (*card.caution.values(), card.slow_weeks, card.trial)
    return (dose, *(stated(SEVERE, fact) for fact in care))


def _child_rituximab(guideline: Guideline, case: Case) -> Line:
    """The figure for the child's body surface, or both without a height."""
    card = guideline.rescue.rituximab
    surface = body_surface_m2(guideline.agents.juvenile_methotrexate, case)
    if surface is None:
        return stated(SEVERE, card.child_mg_per_m2, card.child_m2)
    small, large = card.child_mg_per_m2.value
    return Line(
        section=SEVERE,
        says="rituximab_child",
        because=(card.child_mg_per_m2, card.child_m2),
        values={
            "mg_per_m2": small if surface <= card.child_m2.value else large,
            "surface_m2": surface,
            "mg": card.mg.value,
        },
    )


def _cyclophosphamide(guideline: Guideline, case: Case) -> Lines:
    """The ranges up to the highest pulse; a lower one where age or kidneys ask for it."""
    card = guideline.rescue.cyclophosphamide
    facts: Facts = (
        card.g_per_m2,
        card.mg_per_kg,
        card.most_g,
        card.months,
        *((card.lower_above_years,) if _may_need_less(guideline, case) else ()),
        *card.caution.values(),
    )
    return tuple(stated(SEVERE, fact) for fact in facts)


def _may_need_less(guideline: Guideline, case: Case) -> bool:
    """Unless age is known and not above the limit, and kidney function known and full."""
    limit = guideline.rescue.cyclophosphamide.lower_above_years.value
    full = guideline.agents.blocks.methotrexate.egfr_below_60.value
    old = isinstance(case.age, Unknown) or case.age > limit
    return old or not at_least(case.egfr, full)


@cache
def _calcineurin(rule: Rescue) -> Lines:
    card = rule.calcineurin
    facts: Facts = (
        card.ciclosporin_mg_per_kg,
        card.caution["ciclosporin"],
        card.tacrolimus_mg_per_kg,
        card.tacrolimus_mg,
        card.trough,
        card.caution["tacrolimus"],
    )
    return tuple(stated(SEVERE, fact) for fact in facts)
