"""How units are spelled, and what a value of another unit is in the one that is kept."""

from collections.abc import Mapping
from decimal import Decimal

from core.amounts import plain
from core.guideline.schema_visit import VisitEntries
from core.response.visit import ENZYMES, Measure

KEPT = ""  # the unit of the limits
PERCENT = "percent"
FINEST = Decimal("0.0001")  # finer than any figure, so that none is crossed by rounding

PER_LITRE = ("u/l", "iu/l", "units/l", "ui/l")
COUNTS = (
    *("10^9/l", "x10^9/l", "x 10^9/l", "x10e9/l", "10*9/l", "10^3/ul", "x10^3/ul", "k/ul"),
    *("g/l", "gpt/l", "/nl"),  # giga, as some laboratories write it
)
KEPT_AS: Mapping[Measure, tuple[str, ...]] = {
    **dict.fromkeys((*ENZYMES, Measure.GGT), PER_LITRE),
    **dict.fromkeys((Measure.HAEMOGLOBIN, Measure.ALBUMIN, Measure.IMMUNOGLOBULIN_G), ("g/l",)),
    **dict.fromkeys(
        (
            Measure.WHITE_CELLS,
            Measure.NEUTROPHILS,
            Measure.LYMPHOCYTES,
            Measure.PLATELETS,
            Measure.EOSINOPHILS,
        ),
        COUNTS,
    ),
    Measure.MCV: ("fl",),
    Measure.CREATININE: ("umol/l", "micromol/l"),
    Measure.BILIRUBIN: ("umol/l", "micromol/l"),
    Measure.EGFR: ("ml/min", "ml/min/1.73m2", "ml/min/1.73 m2", "ml"),
    Measure.GLUCOSE: ("mmol/l",),
    Measure.MAGNESIUM: ("mmol/l",),
    Measure.POTASSIUM: ("mmol/l", "meq/l"),
    Measure.HBA1C: ("mmol/mol",),
    Measure.TROUGH: ("ng/ml", "ug/l", "mcg/l"),
    Measure.TROPONIN: ("ng/l", "pg/ml"),
    Measure.CORTISOL: ("nmol/l",),
    **dict.fromkeys((Measure.SYSTOLIC, Measure.DIASTOLIC), ("mmhg", "mm hg")),
    **dict.fromkeys((Measure.SATURATION_REST, Measure.SATURATION_WALKING), ("%",)),
    **dict.fromkeys((Measure.FVC, Measure.DLCO), ("%", "% predicted", "% pred")),
    Measure.CHAIR_STANDS: ("stands", "times"),
    Measure.WEIGHT: ("kg",),
}
SPELLED: Mapping[str, tuple[str, ...]] = {
    "g_dl": ("g/dl",),
    "mg_dl": ("mg/dl",),
    "ug_dl": ("ug/dl", "mcg/dl"),
    "ng_ml": ("ng/ml", "ug/l", "mcg/l"),
    "per_ul": ("/ul", "/mm3", "cells/ul"),
}


def others(entries: VisitEntries, measure: Measure) -> tuple[str, ...]:
    """The other units that the measure is taken in."""
    percent = (PERCENT,) if measure is Measure.HBA1C else ()
    return (*entries.units.get(measure, {}), *percent)


def named(entries: VisitEntries, measure: Measure, spelled: str) -> str | None:
    """The unit that is spelled so for this measure; None where there is none."""
    if spelled in KEPT_AS.get(measure, ()):
        return KEPT
    if measure is Measure.HBA1C and spelled == "%":
        return PERCENT
    units = entries.units.get(measure, {})
    return next((unit for unit in units if spelled in SPELLED[unit]), None)


def kept(entries: VisitEntries, measure: Measure, value: Decimal, unit: str) -> Decimal:
    """The value of another unit in the unit that is kept."""
    if unit == PERCENT:
        times, less = entries.hba1c_percent.value
        exact = (value - less) * times
    else:
        times, over = entries.units[measure][unit].value
        exact = value * times / over
    return plain(exact.quantize(FINEST))
