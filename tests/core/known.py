"""Answers that leave nothing open: a man of 45 years with everything asked and normal."""

from decimal import Decimal
from typing import Any

from core.patient import Cyp3a4, Hbv, Metabolizer, Pregnancy, Sex, SulfaAllergy

KNOWN: dict[str, Any] = {
    "age": 45,
    "sex": Sex.MALE,
    "height_cm": Decimal("178"),
    "egfr": Decimal("90"),
    "hbv": Hbv.NEGATIVE,
    "tpmt": Metabolizer.NORMAL,
    "nudt15": Metabolizer.NORMAL,
    "sulfa_allergy": SulfaAllergy.NONE,
    "liver_disease": False,
    "alcohol_excess": False,
    "cytopenia": False,
    "allopurinol": False,
    "febuxostat": False,
    "statin": False,
    "ssc_overlap": False,
    "rituximab": False,
    "cyclophosphamide": False,
    "raas_or_k_sparing": False,
    "rapidly_progressive": False,
    "mda5": False,
    "respiratory_weakness": False,
    "severe_dysphagia": False,
    "myocarditis": False,
    "active_infection": False,
    "dysphagia": False,
    "earlier_steroid": (),
    "immunosuppressants": (),
    "antibodies": (),
    "diabetes": False,
    "fragility_fracture": False,
    "cyp3a4": Cyp3a4.NONE,
}

WOMAN: dict[str, Any] = KNOWN | {
    "sex": Sex.FEMALE,
    "age": 30,
    "height_cm": Decimal("165"),
    "pregnancy": Pregnancy.NO,
}
