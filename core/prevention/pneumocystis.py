"""Pneumocystis prophylaxis: whether, from when, reviewed when, with what, and with which care."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from core.agents.choice import Agent, AgentChoice
from core.amounts import UNKNOWN, Unknown
from core.answers import at_least, below, is_child, pregnancy_open
from core.evidence import Fact, Line, Section, stated
from core.guideline.schema import Guideline
from core.guideline.schema_treatment import PneumocystisRule
from core.patient import Case, G6pd, Ild, Pregnancy, SulfaAllergy
from core.steroid.exposure import Exposure, Run, longest

PREVENTION = Section.PREVENTION


class Prophylactic(StrEnum):
    """A drug against Pneumocystis, as it is offered."""

    TMP_SMX = "tmp_smx"
    ATOVAQUONE = "atovaquone"
    PENTAMIDINE = "pentamidine"
    DAPSONE = "dapsone"
    TMP_SMX_OVERRIDE_ONLY = "tmp_smx_override_only"
    TMP_SMX_G6PD_CAUTION = "tmp_smx_g6pd_caution"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pneumocystis:
    """Whether prophylaxis is recommended, from when, reviewed when, with what in which order."""

    needed: bool
    start_offset: int | None = None
    review_offset: int | None = None  # earliest day of the stop review
    extend: bool = False  # a reason beside the dose keeps it going
    drugs: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()


TMP_SMX = frozenset(
    {
        Prophylactic.TMP_SMX,
        Prophylactic.TMP_SMX_OVERRIDE_ONLY,
        Prophylactic.TMP_SMX_G6PD_CAUTION,
    }
)
ALLERGIC = (SulfaAllergy.MILD, SulfaAllergy.SEVERE)
ANTIMETABOLITES = (Agent.AZATHIOPRINE, Agent.MYCOPHENOLATE)

Drugs = tuple[Prophylactic, ...]
Lines = tuple[Line, ...]


def pneumocystis(
    guideline: Guideline, case: Case, exposure: Exposure | None, choice: AgentChoice
) -> Pneumocystis:
    """By dose and length, or whatever the dose; always for a child, whose specialist ends it."""
    rule = guideline.prevention.pneumocystis
    reasons = beside_the_dose(case)
    run = _long_enough(guideline, exposure) if exposure is not None else None
    if exposure is not None and not reasons and run is None:
        return Pneumocystis(needed=False)
    drugs = _offered(rule, case, choice.first)
    return Pneumocystis(
        needed=True,
        start_offset=-case.pulse_days if reasons or run is None else run[0],
        review_offset=None if exposure is None else exposure.first_below_20,
        extend=bool(reasons),
        drugs=drugs,
        cautions=_cautions(guideline, case, choice.first, drugs),
    )


def _long_enough(guideline: Guideline, exposure: Exposure) -> Run | None:
    """The first stretch of days in a row that needs prophylaxis by dose and length."""
    least = guideline.prevention.pneumocystis.days.value
    return next((run for run in exposure.runs_ge_20 if run[-1] >= least), None)


def beside_the_dose(case: Case) -> tuple[str, ...]:
    """The reasons that need prophylaxis whatever the dose, and keep it going after it."""
    reasons = {
        "ild": case.ild is Ild.YES,
        "rapidly_progressive": case.rapidly_progressive is True,
        "mda5": case.mda5 is True,
        "rituximab": case.rituximab is True,
        "cyclophosphamide": case.cyclophosphamide is True,
    }
    return tuple(name for name, holds in reasons.items() if holds)


def _offered(rule: PneumocystisRule, case: Case, agent: Agent) -> Drugs:
    """In the order to offer."""
    others = (
        Prophylactic.ATOVAQUONE,
        *((Prophylactic.PENTAMIDINE,) if _old_enough(rule, case) else ()),
        *((Prophylactic.DAPSONE,) if _may_have_dapsone(case) else ()),
    )
    if case.sulfa_allergy in ALLERGIC or below(case.egfr, rule.no_dose_egfr.value):
        return others
    deficient = case.g6pd is G6pd.DEFICIENT
    if agent is Agent.METHOTREXATE:
        may = at_least(case.egfr, rule.override_egfr.value) and not deficient
        return (*others, Prophylactic.TMP_SMX_OVERRIDE_ONLY) if may else others
    if deficient:
        return (*others, Prophylactic.TMP_SMX_G6PD_CAUTION)
    return (Prophylactic.TMP_SMX, *others)


def _old_enough(rule: PneumocystisRule, case: Case) -> bool:
    return not is_child(case) or at_least(case.age, rule.pentamidine_years.value)


def _may_have_dapsone(case: Case) -> bool:
    """Only with a normal G6PD result, and never after a severe sulfonamide reaction."""
    return case.g6pd is G6pd.NORMAL and case.sulfa_allergy is not SulfaAllergy.SEVERE


def _cautions(guideline: Guideline, case: Case, agent: Agent, drugs: Drugs) -> tuple[str, ...]:
    """What must be asked or said with the drugs that are offered, or why one is not."""
    rule = guideline.prevention.pneumocystis
    offered = not TMP_SMX.isdisjoint(drugs)
    allergic = case.sulfa_allergy in ALLERGIC
    none, half = rule.no_dose_egfr.value, rule.half_dose_egfr.value
    carrying = case.pregnancy in (Pregnancy.YES, Pregnancy.PLANNING)
    mild_with_dapsone = case.sulfa_allergy is SulfaAllergy.MILD and Prophylactic.DAPSONE in drugs
    holds = {
        "tmp_smx_plus_methotrexate": agent is Agent.METHOTREXATE,
        "tmp_smx_plus_antimetabolite_cbc": offered and agent in ANTIMETABOLITES,
        "allergy_unknown": case.sulfa_allergy is UNKNOWN,
        "sulfa_allergy": allergic,
        "dapsone_cross_reaction": mild_with_dapsone,
        "egfr_unknown": case.egfr is UNKNOWN and not allergic,
        "tmp_smx_half_dose": offered and below(case.egfr, half),
        "tmp_smx_egfr_below_15": below(case.egfr, none) and not allergic,
        "pregnancy_unknown": offered and pregnancy_open(guideline.agents.choice, case),
        "tmp_smx_pregnancy_advice": offered and carrying,
        "g6pd_deficient": case.g6pd is G6pd.DEFICIENT,
        "potassium": offered and case.raas_or_k_sparing is True,
        "under_40_kg_pharmacist": _light(rule, case),
    }
    return tuple(name for name, held in holds.items() if held)


def _light(rule: PneumocystisRule, case: Case) -> bool:
    return not is_child(case) and case.weight_kg < rule.light_kg.value


def lines(
    guideline: Guideline,
    case: Case,
    exposure: Exposure | None,
    choice: AgentChoice,
    found: Pneumocystis,
) -> Lines:
    """One line for the card; then why, until when, with what and with which care."""
    rule = guideline.prevention.pneumocystis
    if not found.needed:
        return (_not_needed(guideline, exposure),) if exposure is not None else ()
    return (
        _from_when(rule, case, found),
        *_why(guideline, case, exposure),
        *_until(guideline, case, found),
        *_with(rule, case, choice, found),
        *(stated(PREVENTION, _caution(rule, name)) for name in found.cautions),
        stated(PREVENTION, rule.published),
    )


def _from_when(rule: PneumocystisRule, case: Case, found: Pneumocystis) -> Line:
    """The first steroid day; after a rise the card says that it is new."""
    if found.start_offset != -case.pulse_days:
        return stated(Section.START, rule.from_the_rise, rule.days)
    return Line(
        section=Section.START,
        says="pneumocystis_from_the_start",
        because=(rule.from_the_start, rule.juvenile if is_child(case) else rule.days),
        values={"date": case.start_date - timedelta(days=case.pulse_days)},
    )


def _why(guideline: Guideline, case: Case, exposure: Exposure | None) -> Lines:
    """The child, or the days at the dose; then each reason beside the dose."""
    rule = guideline.prevention.pneumocystis
    by_dose = (
        (_days(guideline, exposure, "pneumocystis_by_dose"),)
        if exposure is not None and _long_enough(guideline, exposure)
        else ()
    )
    return (
        *((stated(PREVENTION, rule.juvenile),) if is_child(case) else ()),
        *by_dose,
        *(stated(PREVENTION, rule.regardless[name]) for name in beside_the_dose(case)),
    )


def _days(guideline: Guideline, exposure: Exposure, says: str) -> Line:
    rule, dose = guideline.prevention.pneumocystis, guideline.exposure.moderate_mg
    return Line(
        section=PREVENTION,
        says=says,
        because=(rule.days, dose),
        values={
            "days": longest(exposure.runs_ge_20),
            "mg": dose.value,
            "limit": rule.days.value,
        },
    )


def _not_needed(guideline: Guideline, exposure: Exposure) -> Line:
    return _days(guideline, exposure, "pneumocystis_not_needed")


def _until(guideline: Guideline, case: Case, found: Pneumocystis) -> Lines:
    """The day of the review, and what keeps prophylaxis going beyond it."""
    rule, dose = guideline.prevention.pneumocystis, guideline.exposure.moderate_mg
    kept = tuple(stated(PREVENTION, rule.extend[name]) for name in beside_the_dose(case))
    if found.review_offset is None:
        return kept
    review = Line(
        section=PREVENTION,
        says="pneumocystis_review",
        because=(rule.review, dose),
        values={
            "date": case.start_date + timedelta(days=found.review_offset),
            "mg": dose.value,
        },
    )
    return (review, *kept)


def _with(rule: PneumocystisRule, case: Case, choice: AgentChoice, found: Pneumocystis) -> Lines:
    """The order to offer, then a dose for each drug whose dose is known."""
    override = (
        (stated(PREVENTION, rule.override, rule.override_egfr, rule.cohorts),)
        if Prophylactic.TMP_SMX_OVERRIDE_ONLY in found.drugs
        else ()
    )
    with_methotrexate = choice.first is Agent.METHOTREXATE
    order = rule.order_with_methotrexate if with_methotrexate else rule.order
    changes = choice.if_cleared is Agent.METHOTREXATE
    offer = Line(
        section=PREVENTION,
        says="pneumocystis_offer",
        because=(order, rule.pentamidine_years) if is_child(case) else (order,),
        values={"drugs": tuple(found.drugs)},
    )
    doses = rule.child if is_child(case) else rule.adult
    return (
        offer,
        *((stated(PREVENTION, rule.order_with_methotrexate),) if changes else ()),
        *(stated(PREVENTION, doses[name]) for name in _dosed(rule, case, found)),
        *override,
    )


def _dosed(rule: PneumocystisRule, case: Case, found: Pneumocystis) -> tuple[str, ...]:
    """The drugs whose usual dose holds: not by weight in a light adult, not by guess."""
    light = _light(rule, case)
    unknown = isinstance(case.egfr, Unknown)
    kept = {
        Prophylactic.TMP_SMX: not unknown and not light,
        Prophylactic.ATOVAQUONE: not light,
        Prophylactic.PENTAMIDINE: True,
        Prophylactic.DAPSONE: not light,
    }
    return tuple(name for name, keep in kept.items() if keep and name in found.drugs)


def _caution(rule: PneumocystisRule, name: str) -> Fact[Any]:
    """The fact behind a caution."""
    numbered = {
        "tmp_smx_half_dose": rule.half_dose_egfr,
        "tmp_smx_egfr_below_15": rule.no_dose_egfr,
        "under_40_kg_pharmacist": rule.light_kg,
    }
    return numbered.get(name) or rule.caution[name]
