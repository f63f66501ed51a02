"""What is followed with dates; what children and declined subtypes are told."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.amounts import UNKNOWN
from core.evidence import Section
from core.guideline.schema import Guideline
from core.patient import (
    Ild,
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
        (CHILD | SEVERE, "harms.immunoglobulin", "harms.calcineurin cancer_years"),
        ({"ild": Ild.YES}, "lung harms.mycophenolate", ""),
        ({"ssc_overlap": True}, "steroid.renal_crisis_mg", "steroid.systemic_sclerosis"),
        ({"ssc_overlap": UNKNOWN, "subtype": Subtype.OVERLAP}, "steroid.systemic_sclerosis", ""),
        ({"ssc_overlap": UNKNOWN}, "", "steroid.systemic_sclerosis"),
        ({"subtype": Subtype.OVERLAP}, "", "steroid.systemic_sclerosis"),
        ({"subtype": Subtype.POLYMYOSITIS, "age": 51}, "mimic_years", ""),
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
