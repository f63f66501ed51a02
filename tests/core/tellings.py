"""The cases of `told/`: a plan with everything answered, then one answer after the other."""

from collections.abc import Mapping
from typing import Any

from tests.oracle.histories import entries
from tests.oracle.worked import KNOWN

Answers = Mapping[str, Any]
Case = tuple[str, Answers]

FIRST: Answers = {
    "weight_kg": 70,
    "subtype": "dermatomyositis",
    "severity": "moderate",
    "ild": "no",
}
MAN: Answers = {**KNOWN, "height_cm": 178, "g6pd": "normal"}
WOMAN: Answers = {**MAN, "sex": "F", "age": 30, "height_cm": 165, "pregnancy": "no"}
CHILD: Answers = {
    **MAN, "subtype": "juvenile", "age": 8, "weight_kg": 25, "height_cm": 125,
    "severity": "severe",
}  # fmt: skip


def _each(key: str, *values: Any) -> tuple[Case, ...]:
    return tuple((f"{key} {_short(value)}", {key: value}) for value in values)


def _short(value: Any) -> str:
    return "not answered" if value is None else str(value)


def _with(**answers: Any) -> Case:
    return ", ".join(f"{key} {_short(value)}" for key, value in answers.items()), answers


FLAGS = (
    "liver_disease", "alcohol_excess", "cytopenia", "allopurinol", "febuxostat", "statin",
    "ssc_overlap", "rituximab", "cyclophosphamide", "raas_or_k_sparing", "rapidly_progressive",
    "mda5", "respiratory_weakness", "severe_dysphagia", "myocarditis", "active_infection",
    "dysphagia", "diabetes", "fragility_fracture",
)  # fmt: skip
DRUGS = (
    "methotrexate", "azathioprine", "mycophenolate", "calcineurin_inhibitor", "cyclophosphamide",
    "rituximab", "immunoglobulin", "other",
)  # fmt: skip
ANSWERED = (
    *(case for flag in FLAGS for case in _each(flag, True)),
    *_each("egfr", 59, 29, 14, 9),
    *_each("hbv", "pos"),
    *_each("tpmt", "intermediate", "poor"),
    *_each("nudt15", "intermediate", "indeterminate"),
    *_each("sulfa_allergy", "mild", "severe"),
    *_each("g6pd", "deficient"),
    *_each("cyp3a4", "inhibitor", "inducer"),
    *((f"{drug} taken", {"immunosuppressants": {drug: "taking"}}) for drug in DRUGS),
    *((f"{drug} failed", {"immunosuppressants": {drug: "failed"}}) for drug in DRUGS[:7]),
    *(
        (f"{each} found", {"antibodies": [each]})
        for each in ("hmgcr", "srp", "mda5", "tif1g", "jo1")
    ),
)
ASKED = (
    *FLAGS, "egfr", "hbv", "tpmt", "nudt15", "sulfa_allergy", "g6pd", "height_cm", "sex", "age",
    "immunosuppressants", "antibodies", "earlier_steroid", "cyp3a4",
)  # fmt: skip
OPEN = tuple(case for key in ASKED for case in _each(key, None))
TAKES = {"immunosuppressants": {"azathioprine": "taking"}}
IN_PLACE_OF_METHOTREXATE = (
    *_each("ild", "yes", "unknown"),
    _with(ild="yes", egfr=24),
    _with(ild="unknown", egfr=None, hbv=None),
    *_each("alcohol_excess", True),
    _with(alcohol_excess=True, tpmt="intermediate"),
    _with(alcohol_excess=True, tpmt="intermediate", nudt15="intermediate"),
    _with(alcohol_excess=True, tpmt=None),
    _with(alcohol_excess=True, tpmt=None, nudt15=None, pregnancy=None),
    _with(alcohol_excess=True, height_cm=140, egfr=40),
    _with(alcohol_excess=True, weight_kg=38, height_cm=150, egfr=15),
    _with(alcohol_excess=True, pregnancy="breastfeeding"),
    _with(alcohol_excess=True, active_infection=True),
    _with(active_infection=True),
    _with(active_infection=True, pregnancy=None),
    _with(active_infection=True, **TAKES),
    _with(pregnancy=None),
    *_each("pregnancy", "yes", "planning", "breastfeeding"),
    _with(pregnancy="yes", allopurinol=True),
    _with(alcohol_excess=True, allopurinol=True, pregnancy=None),
)
BEFORE = tuple(
    (title, {"earlier_steroid": entries(*doses), "start_mg": "40", **more})
    for title, doses, more in (
        ("60 mg for 27 days", (("60", 27),), {}),
        ("40 mg for 35 days, and a pulse", (("40", 35),), {"pulse_days": 3, "pulse_mg": 1000}),
        ("60 mg for 20 days, then a pause of 30", (("60", 20), (0, 30)), {}),
        ("a pause alone", ((0, 10),), {}),
        ("25 mg for 40 days, then 15 mg begins", (("25", 40),), {"start_mg": "15"}),
        ("25 mg for 40 days, 5 for 10, then 15 begins", (("25", 40), (5, 10)), {"start_mg": "15"}),
        ("not known, 15 mg begins", (), {"earlier_steroid": None, "start_mg": "15"}),
        ("not known, pulse of unknown dose", (), {"earlier_steroid": None, "pulse_days": 2}),
        ("60 mg for 27 days, pulse of unknown dose", (("60", 27),), {"pulse_days": 2}),
    )
)
STEROID = (
    *_each("severity", "mild", "severe"),
    *_each("subtype", "polymyositis", "antisynthetase", "overlap", "necrotizing"),
    _with(subtype="overlap", ssc_overlap=None),
    _with(ssc_overlap=True, egfr=20),
    _with(subtype="polymyositis", age=51),
    _with(subtype="polymyositis", age=None),
    _with(subtype="necrotizing", severity="severe", statin=True),
    *_each("hold_weeks", 2, 3),
    *_each("tail", "slow2w", "slow4w"),
    _with(tail="slow4w", start_mg="12.5"),
    _with(tail="slow4w", start_mg="7.5"),
    *_each("start_mg", "70", "27.5", "25", "20", "15", "2.5"),
    _with(start_mg="72.5", weight_kg=100, tail="slow2w"),
    _with(weight_kg="30", severity="severe"),
    *_each("weight_kg", "39.9", "48", "62", "90", "106.7", "165", "250"),
    *_each("region", "uk", "eu"),
    _with(region="uk", start_mg="12.5", tail="slow2w"),
    *_each("age", 18, 39, 40, 65),
    *_each("pulse_days", 3),
    _with(pulse_days=5, pulse_mg="62.5"),
    *_each("agent_start", "2026-12-20"),
    *_each("methotrexate_weekday", "thursday"),
    *_each("methotrexate_route", "mouth", "skin"),
    *((f"steroid before: {title}", answers) for title, answers in BEFORE),
)
RESCUED = (
    *_each("weight_kg", 45, 110),
    *_each("height_cm", None),
    *_each("age", 66),
    *_each("egfr", 59, 29, 14, None),
    *_each("hbv", "pos", None),
    *(case for flag in ("rapidly_progressive", "respiratory_weakness", "severe_dysphagia",
                        "myocarditis", "mda5", "active_infection", "cytopenia", "ssc_overlap",
                        "rituximab", "cyclophosphamide", "diabetes", "dysphagia")
      for case in _each(flag, True)),
    _with(rapidly_progressive=True, ild="yes"),
    _with(mda5=True, ild="yes"),
    _with(mda5=True, ild="unknown"),
    *_each("ild", "yes"),
    *_each("pregnancy", "yes", "breastfeeding", None),
    _with(subtype="necrotizing", antibodies=["hmgcr"]),
    _with(subtype="necrotizing", antibodies=["srp"]),
    *((f"{drug} taken", {"immunosuppressants": {drug: "taking"}}) for drug in DRUGS[3:7]),
    *((f"{drug} failed", {"immunosuppressants": {drug: "failed"}}) for drug in DRUGS[3:7]),
    _with(pulse_days=3, pulse_mg=1000),
)  # fmt: skip
OF_CHILDREN = (
    *_each("age", 3, 11, 12, 17, None),
    *_each("weight_kg", "6.2", "14", 17, 38, 60),
    *_each("height_cm", 170, None),
    _with(weight_kg=90, height_cm=180),
    *_each("severity", "moderate"),
    *_each("ild", "yes", "unknown"),
    *_each("egfr", 59, 29),
    *_each("hbv", "pos"),
    *_each("sulfa_allergy", "mild"),
    *(case for flag in ("active_infection", "mda5", "rapidly_progressive", "cytopenia", "diabetes",
                        "liver_disease", "rituximab", "dysphagia", "severe_dysphagia",
                        "fragility_fracture")
      for case in _each(flag, True)),
    _with(sex="F", age=13),
    _with(sex="F", age=13, pregnancy="yes"),
    _with(pulse_days=3, pulse_mg=500),
    *_each("region", "uk"),
    _with(immunosuppressants={"methotrexate": "failed"}),
    _with(immunosuppressants={"methotrexate": "taking"}),
    _with(earlier_steroid=entries(("40", 35))),
)  # fmt: skip


def _page(title: str, answers: Answers, *cases: Case) -> tuple[Case, ...]:
    """One plan, and others of which each has some answers more."""
    return (title, answers), *((more, {**answers, **other}) for more, other in cases)


CASES: Mapping[str, tuple[Case, ...]] = {
    "answers": _page("a man, moderate, everything answered and normal", MAN, *ANSWERED, *OPEN),
    "agents": _page("a woman of 30, moderate", WOMAN, *IN_PLACE_OF_METHOTREXATE),
    "steroid": _page("a man, moderate, everything answered and normal", MAN, *STEROID),
    "severe": _page("a woman of 30, severe", {**WOMAN, "severity": "severe"}, *RESCUED),
    "children": _page("a boy of 8, severe", CHILD, *OF_CHILDREN),
    "declined": (
        ("a man with inclusion body myositis", {**MAN, "subtype": "inclusion_body"}),
        ("amyopathic", {**MAN, "subtype": "amyopathic"}),
        ("amyopathic, anti-MDA5", {**MAN, "subtype": "amyopathic", "mda5": True}),
        ("checkpoint inhibitor", {**MAN, "subtype": "checkpoint_inhibitor"}),
        (
            "inclusion body, hardly swallows",
            {**MAN, "subtype": "inclusion_body", "severe_dysphagia": True},
        ),
    ),
}
