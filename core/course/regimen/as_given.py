"""The dose of a treatment as it was given: in all, on each day of a pulse, or a day."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from core.course.decisions import Drug
from core.evidence import Value

MG_PER_G = 1000
IN_GRAMS = frozenset({Drug.IMMUNOGLOBULIN})  # whatever the figure
DAILY = frozenset({Drug.CALCINEURIN_INHIBITOR, Drug.OTHER})


class Form(StrEnum):
    """How such a dose is said."""

    G = "g"
    G_DAYS = "g_days"
    MG = "mg"
    MG_DAYS = "mg_days"
    PULSE = "pulse"
    PULSE_DAYS = "pulse_days"
    DAILY = "daily"


def as_given(drug: Drug, mg: Decimal, days: int) -> tuple[Form, Mapping[str, Value]]:
    """Its form and the values of it; the dose of a pulse is that of one day."""
    if drug in DAILY:
        return Form.DAILY, {"mg": mg}
    several = days > 1
    over: Mapping[str, Value] = {"days": days} if several else {}
    if drug is Drug.METHYLPREDNISOLONE:
        return Form.PULSE_DAYS if several else Form.PULSE, {"mg": mg, **over}
    if drug in IN_GRAMS or mg % MG_PER_G == 0:
        return Form.G_DAYS if several else Form.G, {"g": mg / MG_PER_G, **over}
    return Form.MG_DAYS if several else Form.MG, {"mg": mg, **over}
