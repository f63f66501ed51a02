"""Worked cases, row by row: the planner and the oracle both answer what a person worked out."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.oracle.worked import ADULT, KNOWN, Planner, both_planners, doses

VIGNETTES = tomllib.loads((Path(__file__).parent / "vignettes.toml").read_text("utf-8"))

pytestmark = both_planners


@pytest.mark.parametrize("vignette", VIGNETTES["vignette"], ids=lambda each: each["name"])
def test_a_worked_case_is_planned_as_written(planner: Planner, vignette: dict[str, Any]) -> None:
    rest = {} if vignette.get("rest") == "unknown" else KNOWN
    plan = planner(rest | vignette["case"])
    expected = vignette["expect"]
    assert {path: reading(plan, path) for path in expected} == expected


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ({"weight_kg": 110, "severity": "severe", "start_mg": 100}, "start_mg_over_80"),
        ({"weight_kg": 45, "severity": "severe", "start_mg": 60}, "start_mg_over_1_mg_per_kg"),
        ({"weight_kg": 500, "severity": "mild"}, "weight_outside_limits"),
        ({"weight_kg": 0, "severity": "mild"}, "weight_outside_limits"),
        ({"weight_kg": 60, "subtype": "juvenile", "age": 20}, "juvenile_not_under_18"),
        ({"weight_kg": 30, "severity": "mild", "age": 9}, "adult_rule_under_18"),
        ({"weight_kg": 60, "severity": "mild", "hold_weeks": 6}, "hold_weeks_invalid"),
        ({"weight_kg": 60, "severity": "mild", "start_mg": 33}, "start_mg_off_grid"),
        ({"weight_kg": 60, "severity": "mild", "start_mg": 0}, "start_mg_below_minimum"),
    ],
)
def test_v25_what_must_not_be_answered_is_refused(
    planner: Planner, case: dict[str, object], reason: str
) -> None:
    answer = planner(ADULT | case)
    assert (answer["outcome"], answer["reason"]) == ("refused", reason)
    assert (answer["start_mg"], answer["rows"], answer["agent"]) == (None, [], None)


def rows(plan: Mapping[str, Any]) -> str:
    return " ".join(f"{row['mg']}@{row['offset']}x{row['days']}" for row in plan["rows"])


def reading(plan: Mapping[str, Any], path: str) -> Any:
    """The part of an answer at a path, in the notation of the examples."""
    match path.split("."):
        case ["rows"]:
            return rows(plan)
        case ["first_row"]:
            return plan["rows"][0]
        case ["notices"]:
            return [notice["code"] for notice in plan["notices"]]
        case ["agent", "doses"]:
            return doses(plan["agent"])
        case [name]:
            found = plan[name]
        case [name, part]:
            found = plan[name][part]
    return "null" if found is None else found
