"""Why a drug is held, as it is told: a hold by an answer names what the answer is about."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum

from core.course.decisions import Drug, Reason
from core.course.regimen.drugs import speaks_against
from core.course.regimen.regimen import Regimen, Stretch
from core.evidence import Value
from core.guideline.schema import Guideline
from core.patient import Case


class Against(StrEnum):
    """What an answer that speaks against a drug is about."""

    PREGNANCY = "pregnancy"
    LUNGS = "lungs"
    KIDNEY = "kidney"
    LIVER = "liver"
    ALCOHOL = "alcohol"
    HEPATITIS_B = "hepatitis_b"
    COUNTS = "counts"
    METABOLISM = "metabolism"
    INTERACTION = "interaction"
    INFECTION = "infection"
    SCLEROSIS = "sclerosis"
    TRIED = "tried"
    ANSWER = "answer"


AGAINST: Mapping[str, Against] = {
    "pregnancy": Against.PREGNANCY,
    "pregnancy_unknown": Against.PREGNANCY,
    "ild": Against.LUNGS,
    "ild_unknown": Against.LUNGS,
    "rapidly_progressive": Against.LUNGS,
    "egfr_below_10": Against.KIDNEY,
    "egfr_below_30": Against.KIDNEY,
    "egfr_below_60": Against.KIDNEY,
    "liver_disease": Against.LIVER,
    "alcohol_excess": Against.ALCOHOL,
    "hbv": Against.HEPATITIS_B,
    "hbv_pos": Against.HEPATITIS_B,
    "hbv_unknown": Against.HEPATITIS_B,
    "cytopenia": Against.COUNTS,
    "tpmt_unknown": Against.METABOLISM,
    "tpmt_indeterminate": Against.METABOLISM,
    "tpmt_poor": Against.METABOLISM,
    "nudt15_unknown": Against.METABOLISM,
    "nudt15_indeterminate": Against.METABOLISM,
    "nudt15_poor": Against.METABOLISM,
    "both_intermediate": Against.METABOLISM,
    "allopurinol": Against.INTERACTION,
    "febuxostat": Against.INTERACTION,
    "cyp3a4": Against.INTERACTION,
    "active_infection": Against.INFECTION,
    "ssc_overlap": Against.SCLEROSIS,
    "failed": Against.TRIED,
    "not_tolerated": Against.TRIED,
}


HARMS_OF: Mapping[Against, Reason] = {
    Against.COUNTS: Reason.LOW_COUNTS,
    Against.KIDNEY: Reason.KIDNEY,
    Against.LIVER: Reason.LIVER,
}  # that blood tests tell of


def about(names: Iterable[str]) -> tuple[Against, ...]:
    """What the answers are about that speak against a drug, each once."""
    return tuple(dict.fromkeys(AGAINST.get(each, Against.ANSWER) for each in names))


def why_held(guideline: Guideline, case: Case, drug: Drug, stretch: Stretch) -> Value:
    """Why a drug is held or has ended, as it is told: of a hold by an answer those that speak
    against the drug now; that they are others by now, where none does any more."""
    reason = stretch.reason or Reason.OTHER
    if reason is not Reason.CLOSED:
        return reason
    return about(speaks_against(guideline, case, drug)) or reason


def for_its_harm(guideline: Guideline, case: Case, regimen: Regimen) -> Regimen:
    """The regimen; where an answer holds it that tells of a harm, held for that harm, until it is
    stopped."""
    held = regimen.held
    if held is None or held.reason is not Reason.CLOSED or regimen.ended:
        return regimen
    told = about(speaks_against(guideline, case, regimen.drug))
    harm = next((HARMS_OF[each] for each in told if each in HARMS_OF), None)
    if harm is None:
        return regimen
    kept = (replace(each, reason=harm) if each is held else each for each in regimen.stretches)
    return replace(regimen, stretches=tuple(kept))
