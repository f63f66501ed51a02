"""What is followed with dates; what children and declined subtypes are told."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.amounts import UNKNOWN
from core.evidence import Section
from core.guideline.schema import Guideline
from core.patient import (
    Antibody,
    Ild,
    Pregnancy,
    Severity,
    Sex,
    Subtype,
)
from tests.core.conftest import MakeCase
from tests.core.known import KNOWN
from tests.core.lines import keys, lines, one

SEVERE = {"severity": Severity.SEVERE}
CHILD = {"subtype": Subtype.JUVENILE, "weight_kg": 25, "age": 8, "height_cm": Decimal(125)}


def test_reviews_tests_and_eyes_have_dates(guideline: Guideline, make_case: MakeCase) -> None:
    case = make_case(**KNOWN)
    monitored = lines(guideline, case, Section.MONITORING)
    reviews = [line.values["date"] for line in monitored if line.says == "review"]
    assert reviews == [date(2027, 2, 22), date(2027, 5, 24)]
    assert one(guideline, case, "laboratory").values["date"] == date(2026, 12, 7)
    assert one(guideline, case, "glucose").values["dates"] == (
        date(2026, 11, 23), date(2026, 12, 7), date(2026, 12, 21),
    )  # fmt: skip
    after_a_pulse = one(guideline, replace(case, pulse_days=3), "glucose").values["dates"]
    assert after_a_pulse[0] == date(2026, 11, 20)
    eyes = one(guideline, case, "eyes").values
    assert (eyes["first"], eyes["last"]) == (date(2026, 12, 23), date(2027, 2, 22))


@pytest.mark.parametrize(
    ("answers", "present", "absent"),
    [
        ({"active_infection": True}, "laboratory.weeks", "laboratory"),
        ({}, "harms.methotrexate cancer_years", "harms.rituximab lung"),
        ({"rituximab": True}, "harms.rituximab", "harms.cyclophosphamide"),
        ({"cyclophosphamide": True}, "harms.cyclophosphamide", "harms.rituximab"),
        (SEVERE, "harms.calcineurin harms.immunoglobulin", ""),
        (
            {"subtype": Subtype.NECROTIZING},
            "harms.immunoglobulin harms.rituximab",
            "harms.cyclophosphamide harms.calcineurin",
        ),
        ({"myocarditis": True}, "harms.cyclophosphamide harms.calcineurin harms.rituximab", ""),
        (CHILD | SEVERE, "harms.immunoglobulin", "harms.calcineurin cancer_years"),
        ({"ild": Ild.YES}, "lung harms.mycophenolate", ""),
        ({"ssc_overlap": True}, "steroid.renal_crisis_mg", "steroid.systemic_sclerosis"),
        ({"ssc_overlap": UNKNOWN, "subtype": Subtype.OVERLAP}, "steroid.systemic_sclerosis", ""),
        ({"ssc_overlap": UNKNOWN}, "", "steroid.systemic_sclerosis"),
        ({"subtype": Subtype.OVERLAP}, "", "steroid.systemic_sclerosis"),
        ({"subtype": Subtype.POLYMYOSITIS, "age": UNKNOWN, "sex": UNKNOWN}, "mimic_years", ""),
        ({"subtype": Subtype.POLYMYOSITIS, "age": 50}, "", "mimic_years"),
        ({"subtype": Subtype.POLYMYOSITIS, "age": 51, "sex": Sex.FEMALE}, "", "mimic_years"),
        ({"age": 51}, "", "mimic_years"),
    ],
    ids=str,
)
def test_what_is_followed_follows_the_answers(
    guideline: Guideline,
    make_case: MakeCase,
    answers: dict[str, Any],
    present: str,
    absent: str,
) -> None:
    said = keys(guideline, make_case(**(KNOWN | answers)), Section.MONITORING)
    found = {says.removeprefix("monitoring.") for says in said}
    assert {*present.split()} <= found
    assert not {*absent.split()} & found


@pytest.mark.parametrize(("weight_kg", "liquid"), [("14.9", True), ("15", False)])
def test_the_smallest_children_get_a_liquid(
    guideline: Guideline, make_case: MakeCase, weight_kg: str, liquid: bool
) -> None:
    case = make_case(subtype=Subtype.JUVENILE, weight_kg=weight_kg)
    found = keys(guideline, case, Section.SCHEDULE)
    assert ("steroid.juvenile.liquid_below_kg" in found) is liquid
    assert "steroid.juvenile.no_adult_taper" in found


@pytest.mark.parametrize(
    ("subtype", "first"),
    [
        (Subtype.INCLUSION_BODY, "declined.inclusion_body.no_plan"),
        (Subtype.AMYOPATHIC, "declined.amyopathic.no_plan"),
        (Subtype.CHECKPOINT_INHIBITOR, "declined.checkpoint_inhibitor.no_plan"),
    ],
)
def test_a_declined_subtype_is_told_why_and_what_instead(
    guideline: Guideline, make_case: MakeCase, subtype: Subtype, first: str
) -> None:
    found = keys(guideline, make_case(subtype=subtype), Section.DECLINED)
    assert found[0] == first
    assert len(found) >= 4


def _monitored(guideline: Guideline, make_case: MakeCase, **answers: object) -> set[str]:
    case = make_case(**answers)
    return {key.removeprefix("monitoring.") for key in keys(guideline, case, Section.MONITORING)}


def test_an_adult_exercises_and_swallows_with_care_from_the_start(
    guideline: Guideline, make_case: MakeCase
) -> None:
    said = _monitored(guideline, make_case)
    assert {"adult.exercise", "adult.swallow", "adult.sun"} <= said
    poly = _monitored(guideline, make_case, subtype=Subtype.POLYMYOSITIS)
    assert "adult.exercise" in poly
    assert "adult.sun" not in poly
    assert not any(key.startswith("adult") for key in _monitored(guideline, make_case, **CHILD))


def test_a_man_above_50_with_polymyositis_is_asked_about_on_the_card(
    guideline: Guideline, make_case: MakeCase
) -> None:
    man = {"subtype": Subtype.POLYMYOSITIS, "sex": Sex.MALE}
    older, open_age = make_case(**man, age=51), make_case(**man)
    assert "monitoring.mimic_years" in keys(guideline, older, Section.START)
    assert "monitoring.mimic_years" in keys(guideline, open_age, Section.MONITORING)
    assert "monitoring.mimic_years" not in keys(guideline, open_age, Section.START)


@pytest.mark.parametrize(
    ("answers", "risk", "scan"),
    [
        ({"subtype": Subtype.POLYMYOSITIS, "antibodies": (), "age": 30}, None, False),
        ({"age": 30}, "moderate", False),
        ({"age": 30, "antibodies": (Antibody.NXP2,)}, "high", False),
        ({"age": 45, "antibodies": (Antibody.TIF1G,)}, "high", True),
        ({"age": 39, "antibodies": (Antibody.TIF1G,)}, "high", False),
        (CHILD | {"antibodies": (Antibody.TIF1G,)}, None, False),
    ],
)
def test_cancer_is_looked_for_by_antibodies(
    guideline: Guideline,
    make_case: MakeCase,
    answers: dict[str, Any],
    risk: str | None,
    scan: bool,
) -> None:
    said = _monitored(guideline, make_case, **answers)
    found = {key for key in said if key in ("cancer.moderate", "cancer.high")}
    assert found == ({f"cancer.{risk}"} if risk else set())
    assert ("cancer.scan" in said) is scan


def test_a_synthetase_antibody_asks_for_the_lungs(
    guideline: Guideline, make_case: MakeCase
) -> None:
    for antibody in (Antibody.JO1, Antibody.OTHER_SYNTHETASE):
        assert "synthetase" in _monitored(guideline, make_case, antibodies=(antibody,))
    assert "synthetase" not in _monitored(guideline, make_case, antibodies=(Antibody.SRP,))
    syndrome = {"subtype": Subtype.ANTISYNTHETASE, "antibodies": UNKNOWN}
    assert "synthetase" in _monitored(guideline, make_case, **syndrome)


def test_glucose_is_measured_after_meals_and_treated_above_a_figure(
    guideline: Guideline, make_case: MakeCase
) -> None:
    plan = {"steroid.glucose.before", "steroid.glucose.after_meal", "steroid.glucose.act"}
    said = _monitored(guideline, make_case)
    assert plan <= said
    assert "steroid.diabetes" not in said
    assert "steroid.diabetes" in _monitored(guideline, make_case, diabetes=True)
    assert "12 mmol per L (216 mg per dL)" in guideline.monitoring.steroid.glucose["act"].statement


def test_liver_enzymes_are_read_beside_the_muscle(guideline: Guideline) -> None:
    act = guideline.monitoring.laboratory.act
    assert "under 300" in act["liver"].statement
    assert "eosinophils above 0.5" in act["counts"].statement
    assert "within 12 months" in act["kidney"].statement
    neutrophils = guideline.agents.mycophenolate.caution["neutrophils"].statement
    assert neutrophils.index("1.6") < neutrophils.index("1.3")


def test_a_child_is_measured_by_the_scales_of_children(
    guideline: Guideline, make_case: MakeCase
) -> None:
    said = _monitored(guideline, make_case, **CHILD)
    assert "juvenile.measures" in said
    assert "measures" not in said
    measures = guideline.monitoring.juvenile.measures.statement
    assert "CHAQ" in measures
    assert "CMAS" in measures
    assert "(HAQ" not in measures


def test_no_contraception_is_spoken_of_to_a_young_child(
    guideline: Guideline, make_case: MakeCase
) -> None:
    adult = "agents.methotrexate.contraception"
    assert adult not in keys(guideline, make_case(**CHILD), Section.AGENT)
    older = make_case(**CHILD | {"age": 12, "pregnancy": Pregnancy.NO})
    assert adult in keys(guideline, older, Section.AGENT)
