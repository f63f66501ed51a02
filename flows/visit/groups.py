"""What a visit may measure, in the groups in which it is asked for."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from core.response.visit import Measure, Result, Visit

GROUPS: Mapping[str, tuple[Measure, ...]] = MappingProxyType(
    {
        "muscle": (Measure.MMT, Measure.CMAS, Measure.CHAIR_STANDS),
        "enzymes": (Measure.CK, Measure.ALDOLASE, Measure.ALT, Measure.AST, Measure.LDH),
        "function": (
            Measure.HAQ,
            Measure.PHYSICIAN,
            Measure.PATIENT,
            Measure.EXTRAMUSCULAR,
        ),
        "counts": (
            Measure.HAEMOGLOBIN,
            Measure.WHITE_CELLS,
            Measure.NEUTROPHILS,
            Measure.LYMPHOCYTES,
            Measure.PLATELETS,
            Measure.EOSINOPHILS,
            Measure.MCV,
        ),
        "organs": (
            Measure.CREATININE,
            Measure.EGFR,
            Measure.ALBUMIN,
            Measure.GGT,
            Measure.BILIRUBIN,
            Measure.INR,
        ),
        "blood": (
            Measure.GLUCOSE,
            Measure.HBA1C,
            Measure.POTASSIUM,
            Measure.MAGNESIUM,
            Measure.IMMUNOGLOBULIN_G,
            Measure.TROUGH,
            Measure.TROPONIN,
            Measure.CORTISOL,
        ),
        "chest": (
            Measure.SYSTOLIC,
            Measure.SATURATION_REST,
            Measure.SATURATION_WALKING,
            Measure.FVC,
            Measure.DLCO,
            Measure.WEIGHT,
        ),
        "signs": (),  # to be asked for at every visit
        "tests": (),  # what has no number
    }
)
WITH_ANOTHER = frozenset({Measure.DIASTOLIC})  # entered with the measure before it
PICKED = frozenset({Measure.PHYSICIAN, Measure.PATIENT})  # on 0 to 10, from a row of keys
ANSWERS: Mapping[tuple[str, str], Callable[[Visit], Visit]] = MappingProxyType(
    {
        ("pregnant", "yes"): lambda visit: replace(visit, pregnant=True),
        ("pregnant", "no"): lambda visit: replace(visit, pregnant=False),
        ("urine", "normal"): lambda visit: replace(visit, urine=Result.NORMAL),
        ("urine", "abnormal"): lambda visit: replace(visit, urine=Result.ABNORMAL),
        ("ecg", "normal"): lambda visit: replace(visit, ecg=Result.NORMAL),
        ("ecg", "abnormal"): lambda visit: replace(visit, ecg=Result.ABNORMAL),
    }
)  # of tests that have no number


def group_of(measure: Measure) -> str:
    """The group in which the measure is asked for."""
    return next(name for name, theirs in GROUPS.items() if measure in theirs)
