"""What is said of Pneumocystis prophylaxis: from when, why, until when, with what."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from typing import Any

from core.agents.choice import Agent, AgentChoice, in_use
from core.amounts import Unknown
from core.answers import below, is_child, taken
from core.evidence import Fact, Line, Section, Value, stated
from core.guideline.schema import Guideline
from core.guideline.schema_treatment import PneumocystisRule
from core.patient import Case, Ild, Immunosuppressant
from core.prevention.pneumocystis import (
    JUST_LEFT,
    Pneumocystis,
    Prophylactic,
    beside_the_dose,
    is_light,
    long_enough,
)
from core.sayable import Medicine, Sayable
from core.steroid.exposure import Exposure, counting, longest

PREVENTION = Section.PREVENTION
HALF = "tmp_smx_half"  # the dose of impaired kidneys

Lines = tuple[Line, ...]


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
        return () if exposure is None else _not_needed(guideline, case, exposure, found)
    return (
        _from_when(rule, case, found),
        *_why(guideline, case, exposure),
        *_until(guideline, case, found),
        *_with(rule, case, choice, found),
        *(_caution(rule, case, found, name) for name in found.cautions),
        *_by_inhalation(rule, case, found),
        stated(PREVENTION, rule.published),
    )


def _by_inhalation(rule: PneumocystisRule, case: Case, found: Pneumocystis) -> Lines:
    """What goes before nebulised pentamidine; lung disease that is not excluded counts."""
    told = Prophylactic.PENTAMIDINE in found.drugs and case.ild is not Ild.NO
    return (stated(PREVENTION, rule.caution["pentamidine_lung"]),) if told else ()


OFFERED = (Medicine.TMP_SMX, Medicine.ATOVAQUONE, Medicine.PENTAMIDINE, Medicine.DAPSONE)
OF_TMP_SMX = (Medicine.TMP_SMX,)
OF_SULFONAMIDES = (Medicine.TMP_SMX, Medicine.DAPSONE)
CAUTIONED: Mapping[str, tuple[Medicine, ...]] = {
    "tmp_smx_plus_methotrexate": OF_TMP_SMX,
    "tmp_smx_low_counts": OF_TMP_SMX,
    "tmp_smx_plus_antimetabolite_cbc": OF_TMP_SMX,
    "allergy_unknown": OF_SULFONAMIDES,
    "sulfa_allergy": OF_SULFONAMIDES,
    "dapsone_cross_reaction": (Medicine.DAPSONE,),
    "egfr_unknown": OF_TMP_SMX,
    "tmp_smx_half_dose": OF_TMP_SMX,
    "tmp_smx_egfr_below_15": OF_TMP_SMX,
    "pregnancy_unknown": OF_TMP_SMX,
    "tmp_smx_pregnancy_advice": OF_TMP_SMX,
    "g6pd_deficient": OF_SULFONAMIDES,
    "potassium": OF_TMP_SMX,
    "under_40_kg_pharmacist": (Medicine.TMP_SMX, Medicine.ATOVAQUONE, Medicine.DAPSONE),
}  # the drugs that a caution stands beside


def said(guideline: Guideline, case: Case, found: Pneumocystis | None) -> tuple[Sayable, ...]:
    """Each drug that is offered, in its order: its dose where one is known, and its cautions."""
    if found is None or not found.needed:
        return ()
    rule = guideline.prevention.pneumocystis
    doses = rule.child if is_child(case) else rule.adult
    dosed = {
        _medicine(name): stated(PREVENTION, doses[name]) for name in _dosed(rule, case, found)
    }
    cautions = [(CAUTIONED[each], _caution(rule, case, found, each)) for each in found.cautions]
    return tuple(
        Sayable(
            medicine=medicine,
            doses=(dosed[medicine],) if medicine in dosed else (),
            cautions=(
                *_override(rule, name),
                *(line for of, line in cautions if medicine in of),
                *(_by_inhalation(rule, case, found) if medicine is Medicine.PENTAMIDINE else ()),
            ),
        )
        for name in found.drugs
        for medicine in (_medicine(name),)
    )


@cache
def _medicine(name: str) -> Medicine:
    """The medicine that an offer, or a dose of it, is of."""
    return next(each for each in OFFERED if name.startswith(each))


def _override(rule: PneumocystisRule, name: str) -> Lines:
    """What trimethoprim-sulfamethoxazole beside methotrexate needs."""
    if name != Prophylactic.TMP_SMX_OVERRIDE_ONLY:
        return ()
    return (stated(PREVENTION, rule.override, rule.override_egfr, rule.cohorts),)


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
        (_days(guideline, exposure, f"pneumocystis_by_dose{_with_earlier(case)}"),)
        if exposure is not None and long_enough(guideline, exposure)
        else ()
    )
    return (
        *((stated(PREVENTION, rule.juvenile),) if is_child(case) else ()),
        *by_dose,
        *(stated(PREVENTION, rule.regardless[name]) for name in beside_the_dose(case)),
        *_taken(rule, case),
    )


def _taken(rule: PneumocystisRule, case: Case) -> Lines:
    """Cyclophosphamide among the drugs that are taken, where it was not answered for itself: told
    beside what the doses come to."""
    name = Immunosuppressant.CYCLOPHOSPHAMIDE
    told = name in taken(case) and name not in beside_the_dose(case)
    return (stated(PREVENTION, rule.regardless[name]),) if told else ()


def _with_earlier(case: Case) -> str:
    """Whether the days that need it may have begun before the plan; what is needed is needed."""
    counted = counting(case)
    return "" if counted == "_alone" else counted


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


def _not_needed(
    guideline: Guideline, case: Case, exposure: Exposure, found: Pneumocystis
) -> Lines:
    """By the days of this course alone where earlier ones are not known; or what just ended."""
    caution = guideline.prevention.pneumocystis.caution
    left = (name for name in found.cautions if name == JUST_LEFT)
    return (
        _days(guideline, exposure, f"pneumocystis_not_needed{counting(case)}"),
        *(stated(Section.START, caution[name]) for name in left),
        *_taken(guideline.prevention.pneumocystis, case),
    )


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
    override = (line for name in found.drugs for line in _override(rule, name))
    with_methotrexate = Immunosuppressant.METHOTREXATE in in_use(case, choice)
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
    light = is_light(rule, case)
    unknown = isinstance(case.egfr, Unknown)
    kept = {
        Prophylactic.TMP_SMX: not unknown and not light,
        Prophylactic.ATOVAQUONE: not light,
        Prophylactic.PENTAMIDINE: True,
        Prophylactic.DAPSONE: not light,
    }
    half = HALF if below(case.egfr, rule.half_dose_egfr.value) else Prophylactic.TMP_SMX
    return tuple(
        half if name is Prophylactic.TMP_SMX else name
        for name, keep in kept.items()
        if keep and name in found.drugs
    )


def _caution(rule: PneumocystisRule, case: Case, found: Pneumocystis, name: str) -> Line:
    """A caution as it is said; that a dose is halved, where none is written, without saying that
    it stands there."""
    if name == "tmp_smx_half_dose" and HALF not in _dosed(rule, case, found):
        half = rule.half_dose_egfr
        values: dict[str, Value] = {"limit": half.value}
        return Line(section=PREVENTION, says="tmp_smx_half_open", because=(half,), values=values)
    return stated(PREVENTION, _fact(rule, name))


def _fact(rule: PneumocystisRule, name: str) -> Fact[Any]:
    """The fact behind a caution."""
    numbered = {
        "tmp_smx_half_dose": rule.half_dose_egfr,
        "tmp_smx_egfr_below_15": rule.no_dose_egfr,
        "under_40_kg_pharmacist": rule.light_kg,
    }
    return numbered.get(name) or rule.caution[name]
