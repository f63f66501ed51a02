"""Drugs that were or are taken, antibodies and the agent, worked out by hand."""

from typing import Any

import pytest

from tests.oracle.before import DRUGS
from tests.oracle.worked import ADULT, CHILD, Planner, both_planners, doses

SIXTY_KILOS = ADULT | {"weight_kg": 60}
SMALL_CHILD = CHILD | {"weight_kg": 25, "height_cm": 125}
NO_TESTS = {"tpmt": None, "nudt15": None}

pytestmark = both_planners


def codes(plan: Any) -> list[str]:
    return [notice["code"] for notice in plan["notices"]]


@pytest.mark.parametrize("case", [SIXTY_KILOS, SMALL_CHILD, SIXTY_KILOS | {"sex": "F"}])
@pytest.mark.parametrize(
    "drug",
    [drug for drug in DRUGS if drug != "immunoglobulin"],
)
def test_where_a_drug_is_taken_none_is_named(
    planner: Planner, case: dict[str, Any], drug: str
) -> None:
    agent = planner(case | {"immunosuppressants": {drug: "taking"}})["agent"]
    assert (agent["first"], agent["status"], agent["if_cleared"]) == ("pending", None, None)
    assert (agent["withheld_for"], agent["doses"]) == (["already_treated"], [])


def test_immunoglobulin_stands_beside_any_agent(planner: Planner) -> None:
    agent = planner(SIXTY_KILOS | {"immunosuppressants": {"immunoglobulin": "taking"}})["agent"]
    assert (agent["first"], agent["status"]) == ("methotrexate", "ready")


@pytest.mark.parametrize(
    ("answers", "first", "waits_for", "if_cleared"),
    [
        ({"active_infection": True}, "pending", ["active_infection"], "pending"),
        ({"mda5": True}, "specialist", [], None),
        ({"sex": "F", "pregnancy": None}, "pending", ["already_treated"], None),
        ({"alcohol_excess": True} | NO_TESTS, "pending", ["already_treated"], None),
    ],
)
def test_treatment_stands_after_infection_and_before_pregnancy(
    planner: Planner, answers: dict[str, Any], first: str, waits_for: list[str], if_cleared: object
) -> None:
    agent = planner(SIXTY_KILOS | answers | {"immunosuppressants": {"other": "taking"}})["agent"]
    assert (agent["first"], agent["withheld_for"]) == (first, waits_for)
    assert agent["if_cleared"] == if_cleared


@pytest.mark.parametrize(
    ("case", "drugs", "first", "blocked"),
    [
        (
            SIXTY_KILOS,
            {"methotrexate": "failed"},
            "azathioprine",
            {"methotrexate": ["failed"]},
        ),
        (
            SIXTY_KILOS,
            {"methotrexate": "not_tolerated", "azathioprine": "failed", "other": "failed"},
            "mycophenolate",
            {"methotrexate": ["not_tolerated"], "azathioprine": ["failed"]},
        ),
        (
            SIXTY_KILOS | {"alcohol_excess": True},
            {"methotrexate": "failed"},
            "azathioprine",
            {"methotrexate": ["alcohol_excess", "failed"]},
        ),
        (
            SIXTY_KILOS | {"tpmt": None, "alcohol_excess": True},
            {"mycophenolate": "failed"},
            "pending",
            {
                "methotrexate": ["alcohol_excess"],
                "azathioprine": ["tpmt_unknown"],
                "mycophenolate": ["failed"],
            },
        ),
        (
            SIXTY_KILOS | {"tpmt": None, "alcohol_excess": True},
            {"mycophenolate": "failed", "azathioprine": "failed"},
            "specialist",
            {
                "methotrexate": ["alcohol_excess"],
                "azathioprine": ["tpmt_unknown", "failed"],
                "mycophenolate": ["failed"],
            },
        ),
        (SMALL_CHILD, {"methotrexate": "failed"}, "specialist", {"methotrexate": ["failed"]}),
        (SMALL_CHILD, {"azathioprine": "failed"}, "methotrexate", {"azathioprine": ["failed"]}),
    ],
)
def test_a_drug_that_failed_is_closed(
    planner: Planner,
    case: dict[str, Any],
    drugs: dict[str, str],
    first: str,
    blocked: dict[str, list[str]],
) -> None:
    agent = planner(case | {"immunosuppressants": drugs})["agent"]
    assert (agent["first"], agent["blocked"]) == (first, blocked)


@pytest.mark.parametrize(
    ("case", "withheld_for"),
    [
        (SIXTY_KILOS, ["immunosuppressants"]),
        (SMALL_CHILD, ["immunosuppressants"]),
        (SIXTY_KILOS | {"hbv": None, "age": None}, ["age", "hbv", "immunosuppressants"]),
        (
            SIXTY_KILOS | {"ild": "unknown", "egfr": None, "cytopenia": None, "myocarditis": True},
            ["ild", "egfr", "cytopenia", "immunosuppressants", "admission"],
        ),
        (
            SIXTY_KILOS | {"hbv": "pos", "severe_dysphagia": True},
            ["height_cm", "immunosuppressants", "hbv_advice", "admission"],
        ),
        (
            SMALL_CHILD | {"weight_kg": 70, "height_cm": 190},
            ["immunosuppressants"],
        ),
        (SIXTY_KILOS | {"active_infection": True}, ["active_infection"]),
        (SIXTY_KILOS | {"rapidly_progressive": True}, []),
    ],
)
def test_an_agent_waits_for_the_answer(
    planner: Planner, case: dict[str, Any], withheld_for: list[str]
) -> None:
    agent = planner(case | {"immunosuppressants": None})["agent"]
    assert agent["withheld_for"] == withheld_for
    assert agent["doses"] == []


@pytest.mark.parametrize(
    ("drug", "drugs", "cautions"),
    [
        (
            "methotrexate",
            ["atovaquone", "pentamidine", "tmp_smx_override_only"],
            ["tmp_smx_plus_methotrexate"],
        ),
        (
            "azathioprine",
            ["tmp_smx", "atovaquone", "pentamidine"],
            ["tmp_smx_plus_antimetabolite_cbc"],
        ),
        (
            "mycophenolate",
            ["tmp_smx", "atovaquone", "pentamidine"],
            ["tmp_smx_plus_antimetabolite_cbc"],
        ),
        ("calcineurin_inhibitor", ["tmp_smx", "atovaquone", "pentamidine"], ["potassium"]),
        ("other", ["tmp_smx", "atovaquone", "pentamidine"], []),
    ],
)
@pytest.mark.parametrize("case", [SIXTY_KILOS, SMALL_CHILD, SIXTY_KILOS | {"mda5": True}])
def test_a_taken_drug_counts_as_a_named_one_beside_prophylaxis(
    planner: Planner, case: dict[str, Any], drug: str, drugs: list[str], cautions: list[str]
) -> None:
    found = planner(case | {"immunosuppressants": {drug: "taking"}})["pneumocystis"]
    assert (found["drugs"], found["cautions"]) == (drugs, cautions)


def test_methotrexate_and_another_taken_together_give_both_cautions(planner: Planner) -> None:
    taken = {"methotrexate": "taking", "mycophenolate": "taking"}
    found = planner(SIXTY_KILOS | {"immunosuppressants": taken})["pneumocystis"]
    assert set(found["cautions"]) == {
        "tmp_smx_plus_methotrexate", "tmp_smx_plus_antimetabolite_cbc",
    }  # fmt: skip


@pytest.mark.parametrize("fate", ["taking", "failed"])
def test_rituximab_that_is_taken_extends_prophylaxis(planner: Planner, fate: str) -> None:
    found = planner(SIXTY_KILOS | {"immunosuppressants": {"rituximab": fate}})["pneumocystis"]
    assert found["extend"] is (fate == "taking")


@pytest.mark.parametrize(
    ("antibodies", "key", "emergency", "unknown"),
    [
        (["mda5"], None, True, False),
        (["mda5"], False, True, False),
        ([], True, True, False),
        ([], None, False, False),
        (["jo1", "tif1g"], None, False, False),
        (None, None, False, True),
        (None, True, True, False),
    ],
)
def test_anti_mda5_is_known_by_key_or_by_list(
    planner: Planner, antibodies: object, key: object, emergency: bool, unknown: bool
) -> None:
    plan = planner(SIXTY_KILOS | {"antibodies": antibodies, "mda5": key})
    assert ("mda5" in codes(plan)) is plan["rows_provisional"] is emergency
    assert ("mda5" in plan["unknown"]) is unknown
    assert plan["agent"]["first"] == ("specialist" if emergency else "methotrexate")


def test_what_was_not_answered_is_unknown_but_two_keys_never_are(planner: Planner) -> None:
    required = {key: SIXTY_KILOS[key] for key in ("subtype", "severity", "ild", "start_date")}
    assert planner(required | {"weight_kg": 60})["unknown"][-7:] == [
        "g6pd", "earlier_steroid", "immunosuppressants", "antibodies", "diabetes",
        "fragility_fracture", "cyp3a4",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "schedule"),
    [
        ({"weight_kg": 49}, "0:10 4:15 8:20"),
        ({"age": 65}, "0:10 4:15 8:20"),
        ({}, "0:15 4:20 8:25"),
        ({"ild": "yes"}, "0:500+500 2:750+750 4:1000+1000"),
    ],
)
def test_doses_rise_as_amended(planner: Planner, answers: dict[str, Any], schedule: str) -> None:
    assert doses(planner(SIXTY_KILOS | answers)["agent"]) == schedule


@pytest.mark.parametrize(
    ("answers", "weekday"),
    [
        ({}, "monday"),
        ({"agent_start": "2026-12-29"}, "tuesday"),
        ({"agent_start": "2026-12-29", "methotrexate_weekday": "friday"}, "friday"),
        ({"methotrexate_route": "skin"}, "monday"),
    ],
)
@pytest.mark.parametrize("case", [SIXTY_KILOS, SMALL_CHILD])
def test_the_weekday_is_that_of_the_agents_first_day(
    planner: Planner, case: dict[str, Any], answers: dict[str, Any], weekday: str
) -> None:
    plan, plain = planner(case | answers), planner(case)
    assert {dose["weekday"] for dose in plan["agent"]["doses"]} == {weekday}
    assert plan | {"agent": None, "lines": None} == plain | {"agent": None, "lines": None}


@pytest.mark.parametrize(
    ("answers", "code", "said"),
    [
        ({"active_infection": True, "start_mg": "22.5"}, "infection_high_start", True),
        ({"active_infection": True, "start_mg": "20"}, "infection_high_start", False),
        ({"cyp3a4": "inhibitor"}, "cyp3a4_interaction", True),
        ({"cyp3a4": "inducer"}, "cyp3a4_interaction", True),
        ({"cyp3a4": "none"}, "cyp3a4_interaction", False),
        ({"pulse_days": 3, "pulse_mg": "249.5"}, "pulse_below_250", True),
        ({"pulse_days": 3, "pulse_mg": 250}, "pulse_below_250", False),
        ({"pulse_days": 3}, "pulse_below_250", False),
        (
            {"immunosuppressants": {"methotrexate": "taking"}, "egfr": 59},
            "taken_drug_blocked",
            True,
        ),
        ({"immunosuppressants": {"methotrexate": "taking"}}, "taken_drug_blocked", False),
        (
            {"immunosuppressants": {"azathioprine": "taking"}, "tpmt": None},
            "taken_drug_blocked",
            True,
        ),
        ({"immunosuppressants": {"other": "taking"}, "egfr": 59}, "taken_drug_blocked", False),
        (
            {"immunosuppressants": {"mycophenolate": "taking"}, "pregnancy": "planning"},
            "taken_drug_blocked",
            True,
        ),
    ],
)
def test_what_a_person_must_confirm_is_said(
    planner: Planner, answers: dict[str, Any], code: str, said: bool
) -> None:
    plan = planner(SIXTY_KILOS | answers)
    assert (code in codes(plan)) is said
    assert not said or {"level": "confirm", "code": code} in plan["notices"]
