"""Severe, extensive or refractory disease: published ranges for the clinician, never orders."""

from functools import cache
from typing import Any

from core.agents.methotrexate import body_surface_m2
from core.amounts import Unknown
from core.answers import at_least, harms_a_child, is_child, pregnancy_open
from core.evidence import Fact, Line, Section, stated
from core.guideline.schema import Guideline
from core.guideline.schema_treatment import Rescue
from core.interlocks import emergencies
from core.patient import Case, Hbv, Ild, Severity, Subtype

SEVERE = Section.SEVERE

Facts = tuple[Fact[Any], ...]
Lines = tuple[Line, ...]


def lines(guideline: Guideline, case: Case) -> Lines:
    """Emergencies and what the subtype or the lungs ask for; then the cards where severe."""
    rule = guideline.rescue
    first = (
        *_already_given(rule, case),
        *_emergencies(rule, case),
        *_necrotizing(rule, case),
        *_lungs(rule, case),
    )
    if case.severity is not Severity.SEVERE:
        return (*first, _not_severe(rule), *_definition(rule))
    return (
        *first,
        stated(SEVERE, rule.hospital),
        stated(SEVERE, rule.escalate),
        *_pulse(guideline, case),
        stated(SEVERE, rule.juvenile if is_child(case) else rule.one_of),
        *_immunoglobulin(rule, case),
        *_rituximab(guideline, case),
        *(() if is_child(case) else _cyclophosphamide(guideline, case)),
        *(() if is_child(case) else _calcineurin(rule)),
        *(() if is_child(case) else _context(rule)),
        *_definition(rule),
    )


def _already_given(rule: Rescue, case: Case) -> Lines:
    """On the card: a drug that is given or planned although something forbids it."""
    hepatitis = case.rituximab is True and case.hbv is not Hbv.NEGATIVE
    carrying = case.cyclophosphamide is True and harms_a_child(case)
    return (
        *((stated(Section.START, rule.rituximab.hepatitis_b),) if hepatitis else ()),
        *((stated(Section.START, rule.cyclophosphamide.pregnancy),) if carrying else ()),
    )


def _emergencies(rule: Rescue, case: Case) -> Lines:
    """What is done beside admission, for each sign that was answered with yes."""
    names = (
        name
        for code in emergencies(case)
        for name in (code, *(("mda5_well",) if code == "mda5" else ()))
    )
    return tuple(stated(SEVERE, rule.emergency[name]) for name in names)


def _necrotizing(rule: Rescue, case: Case) -> Lines:
    """The early card of necrotizing myopathy, whatever the severity."""
    if case.subtype is not Subtype.NECROTIZING:
        return ()
    statin = (stated(SEVERE, rule.statin),) if case.statin is True else ()
    return (*statin, *(stated(SEVERE, fact) for fact in rule.necrotizing.values()))


def _lungs(rule: Rescue, case: Case) -> Lines:
    if case.ild is not Ild.YES:
        return ()
    return tuple(stated(SEVERE, fact) for fact in rule.lung.values())


def _not_severe(rule: Rescue) -> Line:
    return Line(section=SEVERE, says="not_severe", because=tuple(rule.definition.values()))


@cache
def _definition(rule: Rescue) -> Lines:
    facts: Facts = (*rule.definition.values(), rule.refractory_months)
    return tuple(stated(SEVERE, fact) for fact in facts)


@cache
def _context(rule: Rescue) -> Lines:
    return tuple(stated(SEVERE, fact) for fact in rule.context.values())


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


def _immunoglobulin(rule: Rescue, case: Case) -> Lines:
    """Grams in all from the weight, days, interval; then rate and cautions."""
    card = rule.immunoglobulin
    fewest, most = card.days.value
    course = Line(
        section=SEVERE,
        says="immunoglobulin_course",
        because=(card.g_per_kg, card.days, card.every_weeks, card.weight),
        values={
            "grams": card.g_per_kg.value * case.weight_kg,
            "g_per_kg": card.g_per_kg.value,
            "kg": case.weight_kg,
            "fewest": fewest,
            "most": most,
            "weeks": card.every_weeks.value,
        },
    )
    return (course, *_immunoglobulin_care(rule))


@cache
def _immunoglobulin_care(rule: Rescue) -> Lines:
    card = rule.immunoglobulin
    facts: Facts = (card.weight, card.rate, *card.caution.values())
    return tuple(stated(SEVERE, fact) for fact in facts)


def _rituximab(guideline: Guideline, case: Case) -> Lines:
    """Two infusions, or the child's figure; closed until hepatitis B is excluded."""
    card = guideline.rescue.rituximab
    closed = (stated(SEVERE, card.hepatitis_b),) if case.hbv is not Hbv.NEGATIVE else ()
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
    return (dose, *closed, *(stated(SEVERE, fact) for fact in care))


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
    """The ranges, unless pregnancy closes it; a lower pulse where age or kidneys ask for it."""
    card = guideline.rescue.cyclophosphamide
    if harms_a_child(case):
        return (stated(SEVERE, card.pregnancy),)
    open_question = pregnancy_open(guideline.agents.choice, case)
    facts: Facts = (
        card.g_per_m2,
        card.mg_per_kg,
        card.months,
        *((card.pregnancy,) if open_question else ()),
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
