"""Which values are taken and which are refused, in the order of the keys."""

from typing import Any

import pytest

from tests.oracle.histories import AROUND_LIMITS, NEW_NONSENSE, entries
from tests.oracle.worked import ADULT, Planner, both_planners

SEVENTY_KILOS = ADULT | {"weight_kg": 70}

pytestmark = both_planners


@pytest.mark.parametrize(
    ("key", "value"), [(key, value) for key, values in NEW_NONSENSE.items() for value in values]
)
def test_what_is_not_valid_is_refused_by_the_name_of_its_key(
    planner: Planner, key: str, value: object
) -> None:
    plan = planner(SEVENTY_KILOS | {key: value})
    assert (plan["outcome"], plan["reason"]) == ("refused", f"{key}_invalid")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("earlier_steroid", value) for value in AROUND_LIMITS),
        ("earlier_steroid", entries(*[("2000", 73)] * 50)),
        ("earlier_steroid", entries((0, 3650))),
        ("immunosuppressants", {"other": "failed", "immunoglobulin": "not_tolerated"}),
        ("antibodies", ["other_synthetase", "jo1", "nxp2", "tif1g", "mda5", "srp", "hmgcr"]),
        ("diabetes", True),
        ("cyp3a4", "inducer"),
        ("agent_start", "2026-11-23"),
        ("agent_start", "2028-11-22"),
        ("methotrexate_route", "mouth"),
        ("weight_kg", "72.50"),
        ("weight_kg", "72.00"),
    ],
)
def test_what_is_valid_is_taken(planner: Planner, key: str, value: object) -> None:
    assert planner(SEVENTY_KILOS | {key: value})["outcome"] == "plan"


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"weight_kg": "72.55"}, "weight_kg_invalid"),
        ({"agent_start": "2026-11-22"}, "agent_start_invalid"),
        ({"agent_start": "2028-11-23"}, "agent_start_invalid"),
        ({"g6pd": "low", "earlier_steroid": 1}, "g6pd_invalid"),
        ({"earlier_steroid": 1, "immunosuppressants": 1}, "earlier_steroid_invalid"),
        ({"antibodies": 1, "immunosuppressants": 1}, "immunosuppressants_invalid"),
        ({"antibodies": 1, "diabetes": 1}, "antibodies_invalid"),
        ({"fragility_fracture": 1, "diabetes": 1}, "diabetes_invalid"),
        ({"fragility_fracture": 1, "cyp3a4": 1}, "fragility_fracture_invalid"),
        ({"agent_start": 1, "cyp3a4": 1}, "cyp3a4_invalid"),
        ({"agent_start": 1, "methotrexate_route": 1}, "agent_start_invalid"),
        ({"methotrexate_route": 1, "age": 9}, "methotrexate_route_invalid"),
        ({"methotrexate_route": 1, "subtype": "amyopathic"}, "methotrexate_route_invalid"),
    ],
)
def test_the_first_key_that_fails_is_named(
    planner: Planner, answers: dict[str, Any], reason: str
) -> None:
    assert planner(SEVENTY_KILOS | answers)["reason"] == reason


@pytest.mark.parametrize(
    ("answers", "listed"),
    [
        ({"hold_weeks": 6}, True),
        ({"subtype": "other"}, True),
        ({"age": 121}, True),
        ({"cyp3a4": "strong"}, True),
        ({"weight_kg": 500}, True),
        ({"weight_kg": "72.55"}, False),
        ({"start_date": "tomorrow"}, False),
        ({"severity": None}, False),
        ({"start_mg": "33"}, False),
        ({"agent_start": "2026-11-22"}, False),
        ({}, False),
    ],
)
def test_what_is_allowed_is_said_where_a_list_or_a_range_was_broken(
    planner: Planner, answers: dict[str, Any], listed: bool
) -> None:
    assert (planner(SEVENTY_KILOS | answers)["allowed"] is not None) is listed
