"""Rescue treatments worked out by hand: which of the five an answer closes, and why."""

from typing import Any

import pytest

from tests.oracle.worked import ADULT, CHILD, Planner, both_planners

SEVERE = ADULT | {"weight_kg": 70, "severity": "severe"}
METHYL, IMMUNO, RITUX, CYCLO, CALCI = (
    "methylprednisolone", "immunoglobulin", "rituximab", "cyclophosphamide",
    "calcineurin_inhibitor",
)  # fmt: skip

pytestmark = both_planners


def said(plan: Any) -> dict[str, str]:
    """Each treatment that is not merely shown, with its status and why."""
    return {
        each["treatment"]: " ".join((each["status"], *each["because"]))
        for each in plan["rescue"]
        if each["because"] or each["status"] != "shown"
    }


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, {}),
        (
            {"active_infection": True},
            {
                METHYL: "not_preferred active_infection", IMMUNO: "preferred active_infection",
                RITUX: "closed active_infection", CYCLO: "closed active_infection",
                CALCI: "not_preferred active_infection",
            },
        ),
        (
            {"active_infection": True, "respiratory_weakness": True},
            {
                METHYL: "not_preferred active_infection", IMMUNO: "preferred active_infection",
                RITUX: "not_preferred active_infection", CYCLO: "not_preferred active_infection",
                CALCI: "not_preferred active_infection",
            },
        ),
        (
            {"egfr": 29},
            {
                METHYL: "shown egfr_below_30", IMMUNO: "shown egfr_below_30",
                CYCLO: "not_preferred egfr_below_30", CALCI: "closed egfr_below_30",
            },
        ),
        ({"egfr": 30}, {}),
        ({"cytopenia": True}, {RITUX: "not_preferred cytopenia", CYCLO: "closed cytopenia"}),
        (
            {"ssc_overlap": True},
            {
                METHYL: "not_preferred ssc_overlap", IMMUNO: "preferred ssc_overlap",
                RITUX: "preferred ssc_overlap", CALCI: "not_preferred ssc_overlap",
            },
        ),
        (
            {"pregnancy": "planning"},
            {
                IMMUNO: "preferred pregnancy", RITUX: "not_preferred pregnancy",
                CYCLO: "closed pregnancy", CALCI: "shown pregnancy",
            },
        ),
        (
            {"pregnancy": "breastfeeding"},
            {IMMUNO: "preferred pregnancy", CYCLO: "closed pregnancy", CALCI: "shown pregnancy"},
        ),
        ({"sex": "F"}, {CYCLO: "closed pregnancy_unknown"}),
        ({"sex": "F", "age": 56}, {}),
        (
            {"hbv": "pos"},
            {
                METHYL: "shown hbv_pos", RITUX: "closed hbv_pos", CYCLO: "shown hbv_pos",
                CALCI: "shown hbv_pos",
            },
        ),
        (
            {"hbv": None},
            {IMMUNO: "shown hbv_unknown", RITUX: "closed hbv_unknown", CYCLO: "shown hbv_unknown"},
        ),
        ({"cyp3a4": "inducer"}, {CALCI: "shown cyp3a4"}),
        ({"antibodies": ["hmgcr"]}, {IMMUNO: "preferred hmgcr"}),
        ({"antibodies": ["jo1", "srp"]}, {RITUX: "preferred srp"}),
        (
            {"immunosuppressants": {IMMUNO: "failed", CALCI: "not_tolerated", "other": "failed"}},
            {IMMUNO: "closed failed", CALCI: "closed not_tolerated"},
        ),
        ({"immunosuppressants": {"methotrexate": "failed", RITUX: "taking"}}, {}),
        (
            {
                "active_infection": True, "egfr": 10, "ssc_overlap": True, "hbv": "pos",
                "antibodies": ["srp", "hmgcr"], "immunosuppressants": {RITUX: "failed"},
            },
            {
                METHYL: "not_preferred active_infection egfr_below_30 ssc_overlap hbv_pos",
                IMMUNO: "preferred active_infection egfr_below_30 ssc_overlap hmgcr",
                RITUX: "closed active_infection ssc_overlap hbv_pos srp failed",
                CYCLO: "closed active_infection egfr_below_30 hbv_pos",
                CALCI: "closed active_infection egfr_below_30 ssc_overlap hbv_pos",
            },
        ),
    ],
)  # fmt: skip
def test_each_answer_says_what_it_does_to_each_treatment(
    planner: Planner, answers: dict[str, Any], expected: dict[str, str]
) -> None:
    plan = planner(SEVERE | answers)
    assert [each["treatment"] for each in plan["rescue"]] == [METHYL, IMMUNO, RITUX, CYCLO, CALCI]
    assert said(plan) == expected


@pytest.mark.parametrize(
    ("case", "number"),
    [
        (SEVERE, 5),
        (SEVERE | {"severity": "moderate"}, 0),
        (SEVERE | {"severity": "mild", "subtype": "necrotizing"}, 5),
        (SEVERE | {"severity": "mild", "severe_dysphagia": True}, 5),
        (SEVERE | {"severity": "mild", "dysphagia": True}, 0),
        (SEVERE | {"severity": "mild", "antibodies": ["mda5"]}, 5),
        (CHILD | {"weight_kg": 25}, 0),
        (CHILD | {"weight_kg": 25, "myocarditis": True}, 5),
        (CHILD | {"weight_kg": 25, "severity": "severe"}, 5),
        (SEVERE | {"subtype": "amyopathic", "mda5": True}, 0),
        (SEVERE | {"weight_kg": 20}, 0),
    ],
)
def test_they_stand_where_the_disease_or_an_emergency_asks_for_them(
    planner: Planner, case: dict[str, Any], number: int
) -> None:
    assert len(planner(case)["rescue"]) == number
