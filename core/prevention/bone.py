"""Fracture risk by dose, and what is done about it."""

from datetime import timedelta
from functools import cache
from typing import Any

from core.amounts import Unknown
from core.answers import at_least, below, harms_a_child, pregnancy_open
from core.evidence import Fact, Line, Section, stated
from core.guideline.schema import Guideline
from core.guideline.schema_treatment import Bone
from core.patient import Case
from core.steroid.exposure import Exposure

PREVENTION = Section.PREVENTION

Facts = tuple[Fact[Any], ...]
Lines = tuple[Line, ...]


def very_high_fracture_risk(guideline: Guideline, case: Case, exposure: Exposure) -> bool | None:
    """Whether the schedule alone makes it very high; None where only an age not given would."""
    rule = guideline.prevention.bone
    if exposure.days_ge_30 > rule.days.value or exposure.mg_first_year >= rule.first_year_mg.value:
        return True
    if not exposure.days_ge_30:
        return False
    return None if isinstance(case.age, Unknown) else case.age < rule.young_years.value


def lines(guideline: Guideline, case: Case, exposure: Exposure, very_high: bool | None) -> Lines:
    """One line for the card where the risk is very high or not known; then the section."""
    rule = guideline.prevention.bone
    return (
        *_card(rule, very_high),
        _sums(guideline, exposure),
        *_risk(rule, very_high),
        *_assessment(rule, case),
        Line(
            section=PREVENTION,
            says="bone_density",
            because=(rule.density_days,),
            values={"date": case.start_date + timedelta(days=rule.density_days.value)},
        ),
        *_no_tablet(guideline, case),
        *_always(rule),
    )


def _card(rule: Bone, very_high: bool | None) -> Lines:
    if very_high is None:
        return (Line(section=Section.START, says="fracture_age", because=(rule.age_needed,)),)
    if not very_high:
        return ()
    return (
        Line(
            section=Section.START,
            says="fracture_very_high",
            because=(rule.very_high, rule.days, rule.first_year_mg, rule.young_years),
        ),
    )


def _sums(guideline: Guideline, exposure: Exposure) -> Line:
    """What the risk is measured by."""
    rule, dose = guideline.prevention.bone, guideline.exposure.high_mg
    return Line(
        section=PREVENTION,
        says="bone_sums_oral" if exposure.oral_only else "bone_sums",
        because=(dose, rule.days, rule.first_year_mg),
        values={
            "days": exposure.days_ge_30,
            "mg": dose.value,
            "year_mg": exposure.mg_first_year,
        },
    )


def _risk(rule: Bone, very_high: bool | None) -> Lines:
    if very_high is None:
        return (stated(PREVENTION, rule.age_needed, rule.young_years),)
    if not very_high:
        return ()
    return tuple(stated(PREVENTION, fact) for fact in (rule.very_high, rule.offer))


def _assessment(rule: Bone, case: Case) -> Lines:
    """By age; both ways where it was not given."""
    limit = rule.young_years.value
    found = (
        *(() if at_least(case.age, limit) else rule.young.values()),
        *(() if below(case.age, limit) else rule.adult.values()),
    )
    return tuple(stated(PREVENTION, fact) for fact in found)


def _no_tablet(guideline: Guideline, case: Case) -> Lines:
    """What forbids a bisphosphonate: swallowing always, the others where not excluded."""
    rule = guideline.prevention.bone
    carrying = harms_a_child(case) or pregnancy_open(guideline.agents.choice, case)
    kidney = not at_least(case.egfr, rule.no_tablet_egfr.value)
    return (
        stated(PREVENTION, rule.no_tablet["swallowing"]),
        *((stated(PREVENTION, rule.no_tablet["pregnancy"]),) if carrying else ()),
        *((stated(PREVENTION, rule.no_tablet_egfr),) if kidney else ()),
    )


@cache
def _always(rule: Bone) -> Lines:
    facts: Facts = (rule.calcium_mg, rule.vitamin_d_units, *rule.also.values())
    return tuple(stated(PREVENTION, fact) for fact in facts)
