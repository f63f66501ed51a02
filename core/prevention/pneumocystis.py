"""Pneumocystis prophylaxis: whether, from when, reviewed when, with what, and with which care."""

from dataclasses import dataclass
from enum import StrEnum

from core.agents.choice import ANTIMETABOLITES, AgentChoice, Used, in_use
from core.amounts import UNKNOWN
from core.answers import at_least, below, is_child, pregnancy_open
from core.guideline.schema import Guideline
from core.guideline.schema_treatment import PneumocystisRule
from core.patient import Case, G6pd, Ild, Immunosuppressant, Pregnancy, SulfaAllergy
from core.steroid.exposure import Exposure, Run, doses_before


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
LOW_COUNTS = "tmp_smx_low_counts"
JUST_LEFT = "just_left_high_dose"
ALLERGIC = (SulfaAllergy.MILD, SulfaAllergy.SEVERE)

Drugs = tuple[Prophylactic, ...]


def pneumocystis(
    guideline: Guideline,
    case: Case,
    exposure: Exposure | None,
    choice: AgentChoice,
    *,
    low_counts: bool = False,
) -> Pneumocystis:
    """By dose and length, or whatever the dose; always for a child, whose specialist ends it.

    After low counts for which a drug was held or stopped none is offered that may lower them.
    """
    rule = guideline.prevention.pneumocystis
    reasons, first = beside_the_dose(case), -case.pulse_days
    run = long_enough(guideline, exposure) if exposure is not None else None
    if exposure is not None and not reasons and run is None:
        return Pneumocystis(needed=False, cautions=_unless_earlier(guideline, case, exposure))
    used = in_use(case, choice)
    drugs = _offered(rule, case, used)
    waits = low_counts and not TMP_SMX.isdisjoint(drugs)
    if waits:
        drugs = tuple(each for each in drugs if each not in TMP_SMX)
    return Pneumocystis(
        needed=True,
        start_offset=first if reasons or run is None else max(run[0], first),
        review_offset=None if exposure is None else exposure.first_below_20,
        extend=bool(reasons),
        drugs=drugs,
        cautions=(*_cautions(guideline, case, used, drugs), *((LOW_COUNTS,) if waits else ())),
    )


def _unless_earlier(guideline: Guideline, case: Case, exposure: Exposure) -> tuple[str, ...]:
    """What may speak for prophylaxis although the doses of the plan do not."""
    if case.earlier_steroid is UNKNOWN:
        return ("earlier_steroid_unknown",)
    return (JUST_LEFT,) if _just_left(guideline, case, exposure) else ()


def _just_left(guideline: Guideline, case: Case, exposure: Exposure) -> bool:
    """Whether enough days in a row at a high dose ended shortly before this plan, begun lower."""
    rule = guideline.prevention.pneumocystis
    if any(begin <= 0 < begin + days for begin, days in exposure.runs_ge_20):
        return False
    since = days = 0
    for each in reversed(doses_before(case)):
        if each.mg < guideline.exposure.moderate_mg.value:
            since, days = since + days + each.days, 0
            continue
        days += each.days
        if since >= rule.just_left_days.value:
            return False
        if days >= rule.days.value:
            return True
    return False


def long_enough(guideline: Guideline, exposure: Exposure) -> Run | None:
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


def _offered(rule: PneumocystisRule, case: Case, used: Used) -> Drugs:
    """In the order to offer."""
    others = (
        Prophylactic.ATOVAQUONE,
        *((Prophylactic.PENTAMIDINE,) if _old_enough(rule, case) else ()),
        *((Prophylactic.DAPSONE,) if _may_have_dapsone(case) else ()),
    )
    if case.sulfa_allergy in ALLERGIC or below(case.egfr, rule.no_dose_egfr.value):
        return others
    deficient = case.g6pd is G6pd.DEFICIENT
    if Immunosuppressant.METHOTREXATE in used:
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


def _cautions(guideline: Guideline, case: Case, used: Used, drugs: Drugs) -> tuple[str, ...]:
    """What must be asked or said with the drugs that are offered, or why one is not."""
    rule = guideline.prevention.pneumocystis
    offered = not TMP_SMX.isdisjoint(drugs)
    allergic = case.sulfa_allergy in ALLERGIC
    none, half = rule.no_dose_egfr.value, rule.half_dose_egfr.value
    carrying = case.pregnancy in (Pregnancy.YES, Pregnancy.PLANNING)
    mild_with_dapsone = case.sulfa_allergy is SulfaAllergy.MILD and Prophylactic.DAPSONE in drugs
    holds = {
        "tmp_smx_plus_methotrexate": Immunosuppressant.METHOTREXATE in used,
        "tmp_smx_plus_antimetabolite_cbc": offered and not ANTIMETABOLITES.isdisjoint(used),
        "allergy_unknown": case.sulfa_allergy is UNKNOWN,
        "sulfa_allergy": allergic,
        "dapsone_cross_reaction": mild_with_dapsone,
        "egfr_unknown": case.egfr is UNKNOWN and not allergic,
        "tmp_smx_half_dose": offered and below(case.egfr, half),
        "tmp_smx_egfr_below_15": below(case.egfr, none) and not allergic,
        "pregnancy_unknown": offered and pregnancy_open(guideline.agents.choice, case),
        "tmp_smx_pregnancy_advice": offered and carrying,
        "g6pd_deficient": case.g6pd is G6pd.DEFICIENT,
        "potassium": offered and _raises_potassium(case, used),
        "under_40_kg_pharmacist": is_light(rule, case),
    }
    return tuple(name for name, held in holds.items() if held)


def _raises_potassium(case: Case, used: Used) -> bool:
    return case.raas_or_k_sparing is True or Immunosuppressant.CALCINEURIN_INHIBITOR in used


def is_light(rule: PneumocystisRule, case: Case) -> bool:
    return not is_child(case) and case.weight_kg < rule.light_kg.value
