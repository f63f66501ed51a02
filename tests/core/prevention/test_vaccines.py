"""Vaccines by region, age and pregnancy."""

from typing import Any

import pytest

from core.evidence import Section
from core.guideline.schema import Guideline
from core.patient import Pregnancy, Region, Subtype
from tests.core.conftest import MakeCase
from tests.core.known import WOMAN
from tests.core.lines import keys

CHILD = {"subtype": Subtype.JUVENILE, "weight_kg": 25}
VACCINES = "prevention.vaccines."


def _said(guideline: Guideline, case: Any) -> set[str]:
    found = keys(guideline, case, Section.PREVENTION)
    return {key.removeprefix(VACCINES) for key in found if key.startswith(VACCINES)}


@pytest.mark.parametrize(
    ("region", "years"), [(Region.US, "19"), (Region.UK, "18"), (Region.EU, "18")]
)
def test_the_zoster_vaccine_begins_at_the_age_of_the_region(
    guideline: Guideline, make_case: MakeCase, region: Region, years: str
) -> None:
    said = _said(guideline, make_case(region=region))
    assert {key for key in said if key.startswith("zoster")} == {f"zoster.{region}"}
    assert f"from {years} years" in guideline.prevention.vaccines.zoster[region].statement


@pytest.mark.parametrize(
    ("answers", "waits"),
    [
        ({}, "steroid"),
        ({"region": Region.UK}, "steroid_uk"),
        (CHILD | {"age": 13}, "steroid_child"),
        (CHILD | {"age": 8, "region": Region.UK}, "steroid_child_uk"),
    ],
)
def test_a_live_vaccine_waits_by_age_and_region(
    guideline: Guideline, make_case: MakeCase, answers: dict[str, Any], waits: str
) -> None:
    said = _said(guideline, make_case(**answers))
    steroid = {key for key in said if key.startswith("live_after.steroid")}
    assert steroid == {f"live_after.{waits}"}


def test_in_pregnancy_the_obstetric_schedule_is_followed(
    guideline: Guideline, make_case: MakeCase
) -> None:
    pregnant = make_case(**WOMAN | {"pregnancy": Pregnancy.YES})
    assert "pregnancy" in _said(guideline, pregnant)
    assert "pregnancy" not in _said(guideline, make_case(**WOMAN))


def test_no_vaccine_of_adults_is_named_to_a_young_child(
    guideline: Guideline, make_case: MakeCase
) -> None:
    adult = {"non_live", "zoster.us"}
    assert not adult & _said(guideline, make_case(**CHILD, age=11))
    assert "non_live" in _said(guideline, make_case(**CHILD, age=12))
    assert "non_live" in _said(guideline, make_case(**CHILD))
