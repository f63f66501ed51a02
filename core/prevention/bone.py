"""Fracture risk by dose, and what is done about it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from core.amounts import UNKNOWN, Unknown
from core.answers import at_least, below, harms_a_child, pregnancy_open
from core.evidence import Fact, Line, Section, stated
from core.guideline.schema import Guideline
from core.guideline.schema_treatment import Bone
from core.patient import Case
from core.steroid.exposure import Exposure, counting

PREVENTION = Section.PREVENTION

Facts = tuple[Fact[Any], ...]
Lines = tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FractureRisk:
    """Whether it is very high; None where only an answer that was not given would make it so."""

    by_dose: bool | None
    very_high: bool | None  # by dose, or after a fragility fracture whatever the dose
    from_this_course_alone: bool  # what was taken earlier is not known, and might make it so


def fracture_risk(guideline: Guideline, case: Case, exposure: Exposure) -> FractureRisk:
    """The risk by the doses that are known, and by an earlier fracture."""
    by_dose = _by_dose(guideline, case, exposure)
    fracture = case.fragility_fracture
    very_high: bool | None = False
    if by_dose is True or fracture is True:
        very_high = True
    elif by_dose is None or fracture is UNKNOWN:
        very_high = None
    return FractureRisk(
        by_dose=by_dose,
        very_high=very_high,
        from_this_course_alone=case.earlier_steroid is UNKNOWN and by_dose is not True,
    )


def _by_dose(guideline: Guideline, case: Case, exposure: Exposure) -> bool | None:
    """Whether the doses alone make it very high; None where only an age not given would."""
    rule = guideline.prevention.bone
    if exposure.days_ge_30 > rule.days.value or exposure.mg_first_year >= rule.first_year_mg.value:
        return True
    if not exposure.days_ge_30:
        return False
    return None if isinstance(case.age, Unknown) else case.age < rule.young_years.value


class Closed(StrEnum):
    """What closes the usual drugs for bone, in the order it is said."""

    PREGNANCY = "pregnancy"
    KIDNEY = "kidney"
    SWALLOWING = "swallowing"


def closed_by(guideline: Guideline, case: Case) -> tuple[Closed, ...]:
    """What was answered that closes the usual drugs."""
    limit = guideline.prevention.bone.no_tablet_egfr.value
    holds = {
        Closed.PREGNANCY: harms_a_child(case),
        Closed.KIDNEY: below(case.egfr, limit),
        Closed.SWALLOWING: case.dysphagia is True or case.severe_dysphagia is True,
    }
    return tuple(why for why, held in holds.items() if held)


def lines(guideline: Guideline, case: Case, exposure: Exposure, risk: FractureRisk) -> Lines:
    """One line for the card where the risk is very high or not known; then the section."""
    rule = guideline.prevention.bone
    return (
        *_card(guideline, case, risk),
        _sums(guideline, case, exposure),
        *_risk(rule, risk),
        *_assessment(rule, case, closed_by(guideline, case)),
        Line(
            section=PREVENTION,
            says="bone_density",
            because=(rule.density_days,),
            values={"date": case.start_date + timedelta(days=rule.density_days.value)},
        ),
        *_no_tablet(guideline, case),
        *_closed(guideline, case),
        *_always(rule, closed=bool(closed_by(guideline, case))),
    )


def _closed(guideline: Guideline, case: Case) -> Lines:
    """What takes the place of the usual order, where an answer closes a drug of it."""
    rule, closed = guideline.prevention.bone, closed_by(guideline, case)
    if not closed:
        return ()
    because = tuple(_why_closed(rule, each) for each in closed)
    return (
        Line(section=PREVENTION, says="bone_closed", because=because, values={"closed": closed}),
    )


def _why_closed(rule: Bone, closed: Closed) -> Fact[Any]:
    return rule.no_tablet_egfr if closed is Closed.KIDNEY else rule.no_tablet[closed]


def _card(guideline: Guideline, case: Case, risk: FractureRisk) -> Lines:
    """The headline goes on, in the same line, with what closes the usual drugs."""
    rule = guideline.prevention.bone
    if not risk.very_high:
        if risk.by_dose is None:
            return (Line(section=Section.START, says="fracture_age", because=(rule.age_needed,)),)
        return ()
    closed = closed_by(guideline, case)
    by_dose = (rule.very_high, rule.days, rule.first_year_mg, rule.young_years)
    return (
        Line(
            section=Section.START,
            says=f"fracture_very_high{'_but' if closed else ''}",
            because=(
                *(by_dose if risk.by_dose else ()),
                *((rule.fracture,) if case.fragility_fracture is True else ()),
                *(_why_closed(rule, each) for each in closed),
            ),
            values={"closed": closed} if closed else {},
        ),
    )


def _sums(guideline: Guideline, case: Case, exposure: Exposure) -> Line:
    """What the risk is measured by; at least that where earlier steroid is not known."""
    rule, dose = guideline.prevention.bone, guideline.exposure.high_mg
    year = guideline.exposure.first_year_days
    return Line(
        section=PREVENTION,
        says=f"bone_sums{'_oral' if exposure.oral_only else ''}{counting(case)}",
        because=(dose, rule.days, rule.first_year_mg, year),
        values={
            "days": exposure.days_ge_30,
            "mg": dose.value,
            "year_mg": exposure.mg_first_year,
            "year_days": year.value,
        },
    )


def _risk(rule: Bone, risk: FractureRisk) -> Lines:
    """Why it is very high, or which answer it turns on."""
    if risk.very_high:
        why = (rule.very_high,) if risk.by_dose else ()
        facts = (*why, *(() if risk.by_dose else (rule.fracture,)), rule.offer)
        return tuple(stated(PREVENTION, fact) for fact in facts)
    by_age = (stated(PREVENTION, rule.age_needed, rule.young_years),)
    return by_age if risk.by_dose is None else ()


def _assessment(rule: Bone, case: Case, closed: tuple[Closed, ...]) -> Lines:
    """By age; both ways where it was not given. No wish is asked for that was answered."""
    limit = rule.young_years.value
    asked = Closed.PREGNANCY in closed
    young = tuple(fact for name, fact in rule.young.items() if not (asked and name == "wish"))
    found = (
        *(() if at_least(case.age, limit) else young),
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
def _always(rule: Bone, *, closed: bool) -> Lines:
    """For everybody; the usual order only where nothing closes a drug of it."""
    also = (fact for name, fact in rule.also.items() if not (closed and name == "order"))
    facts: Facts = (rule.calcium_mg, rule.vitamin_d_units, *also)
    return tuple(stated(PREVENTION, fact) for fact in facts)
