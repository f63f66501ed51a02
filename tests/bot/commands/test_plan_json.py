"""The answer of the planner as JSON: every field, in its order, doses as text."""

import json
from decimal import Decimal

import pytest

from bot.commands.json_line import encoded, written
from bot.commands.plan_json import EMPTY, answer
from bot.guideline import shipped

CASE: dict[str, object] = {
    "weight_kg": 72,
    "subtype": "dermatomyositis",
    "severity": "severe",
    "ild": "unknown",
    "start_date": "2026-11-23",
}
KNOWN: dict[str, object] = dict.fromkeys(
    ["liver_disease", "alcohol_excess", "cytopenia", "allopurinol", "febuxostat",
     "active_infection"],
    False,
) | {"age": 45, "sex": "M", "egfr": 90, "height_cm": 178, "hbv": "neg", "immunosuppressants": {},
     "tpmt": "normal", "nudt15": "normal", "ild": "no"}  # fmt: skip


def test_the_case_of_the_contract_is_answered_as_written_there() -> None:
    found = answer(CASE)
    assert found | {"rows": found["rows"][:1], "unknown": found["unknown"][:5], "lines": []} == {
        "outcome": "plan",
        "reason": None,
        "allowed": None,
        "start_mg": "70",
        "start_options": [
            {"mg": "40", "factor": "0.5"},
            {"mg": "55", "factor": "0.75"},
            {"mg": "70", "factor": "1"},
        ],
        "rows": [
            {
                "offset": 0,
                "days": 28,
                "mg": "70",
                "from": "2026-11-23",
                "to": "2026-12-20",
                "tablets": {"50": "1", "20": "1"},
            }
        ],
        "milestones": [],
        "total_days": 210,
        "total_mg": "6090",
        "mg_first_year": "6090",
        "days_ge_30": 84,
        "days_ge_20": 112,
        "rows_provisional": False,
        "agent": {
            "first": "pending",
            "status": None,
            "if_cleared": "mycophenolate",
            "withheld_for": ["pregnancy"],
            "blocked": {
                "methotrexate": ["ild_unknown"],
                "azathioprine": ["tpmt_unknown", "nudt15_unknown"],
            },
            "doses": [],
        },
        "pneumocystis": {
            "needed": True,
            "start_offset": 0,
            "review_offset": 112,
            "extend": False,
            "drugs": ["tmp_smx", "atovaquone", "pentamidine"],
            "cautions": ["allergy_unknown", "egfr_unknown", "pregnancy_unknown"],
        },
        "exposure_earlier": "unknown",
        "bone": {"very_high_by_dose": True, "very_high": True, "from_this_course_alone": False},
        "vaccines": {"nonlive_from_offset": 112},
        "adrenal_gate_offset": 182,
        "rescue": [
            {"treatment": "methylprednisolone", "status": "shown", "because": []},
            {"treatment": "immunoglobulin", "status": "shown", "because": ["hbv_unknown"]},
            {"treatment": "rituximab", "status": "closed", "because": ["hbv_unknown"]},
            {
                "treatment": "cyclophosphamide",
                "status": "closed",
                "because": ["pregnancy_unknown", "hbv_unknown"],
            },
            {"treatment": "calcineurin_inhibitor", "status": "shown", "because": []},
        ],
        "notices": [
            {"level": "confirm", "code": "start_above_60"},
            {"level": "confirm", "code": "severe_hospital"},
        ],
        "unknown": ["age", "height_cm", "sex", "pregnancy", "egfr"],
        "lines": [],
        "guideline": shipped().stamp,
    }
    assert found["lines"][0] == {
        "says": "start_dose",
        "because": ["steroid.start.range", "steroid.start.severe"],
    }


@pytest.mark.parametrize(
    "case",
    [
        CASE,
        CASE | {"subtype": "juvenile", "weight_kg": "25"},
        CASE | {"subtype": "inclusion_body"},
        CASE | {"weight_kg": "500"},
        {},
    ],
)
def test_every_answer_has_every_field_in_its_order(case: dict[str, object]) -> None:
    assert list(answer(case)) == list(EMPTY)


def test_a_refusal_has_only_its_reason_and_the_guideline() -> None:
    refused = answer(CASE | {"start_mg": "33"})
    assert refused == EMPTY | {
        "outcome": "refused",
        "reason": "start_mg_off_grid",
        "guideline": shipped().stamp,
    }


def test_a_subtype_without_a_plan_has_no_agent_and_nothing_that_comes_from_rows() -> None:
    found = answer(CASE | {"subtype": "checkpoint_inhibitor", "mda5": True})
    filled = {key for key, value in found.items() if value not in (None, [])}
    assert filled == {"outcome", "reason", "agent", "notices", "unknown", "lines", "guideline"}
    assert (found["reason"], found["agent"]["first"]) == ("checkpoint_inhibitor", "none")
    assert [each["code"] for each in found["notices"]] == ["mda5", "checkpoint_inhibitor"]


def test_a_child_has_milestones_and_nothing_that_comes_from_rows() -> None:
    found = answer(CASE | {"subtype": "juvenile", "weight_kg": "25"})
    assert found["milestones"] == [
        {"offset": 0, "mg_per_kg": "2"},
        {"offset": 61, "mg_per_kg": "1"},
        {"offset": 183, "mg_per_kg": "0.2"},
        {"offset": 730, "mg_per_kg": "0"},
    ]
    empty = ("rows", "start_options", "total_days", "total_mg", "mg_first_year", "days_ge_30",
             "days_ge_20", "bone", "vaccines", "adrenal_gate_offset")  # fmt: skip
    assert [found[key] for key in empty] == [EMPTY[key] for key in empty]
    assert (found["start_mg"], found["rows_provisional"]) == ("50", False)


def test_methotrexate_is_once_weekly_on_a_named_day_and_has_no_intakes() -> None:
    found = answer(CASE | KNOWN | {"methotrexate_weekday": "friday"})["agent"]
    assert found["first"] == "methotrexate"
    assert found["doses"][0] == {
        "week": 0,
        "mg": "15",
        "once_weekly": True,
        "weekday": "friday",
    }


def test_azathioprine_has_intakes_larger_first_and_a_target() -> None:
    found = answer(CASE | KNOWN | {"alcohol_excess": True, "egfr": 59})["agent"]
    assert (found["first"], found["target_mg_per_day"]) == ("azathioprine", "125")
    assert [dose["intakes"] for dose in found["doses"]][-1] == ["75", "50"]


def test_a_childs_methotrexate_has_the_body_surface_with_three_decimals() -> None:
    child = CASE | KNOWN | {"subtype": "juvenile", "weight_kg": "25", "height_cm": 125, "age": 8}
    found = answer(child)["agent"]
    assert (found["bsa_m2"], found["doses"][0]["mg"]) == ("0.932", "12.5")


@pytest.mark.parametrize(
    ("value", "text"),
    [("70", "70"), ("17.50", "17.5"), ("60.0", "60"), ("6.09E+3", "6090"), ("0", "0"),
     ("0.5", "0.5"), ("100", "100")],
)  # fmt: skip
def test_a_number_is_written_in_full_without_trailing_zeros(value: str, text: str) -> None:
    assert written(Decimal(value)) == text


def test_an_answer_is_one_line_of_json() -> None:
    line = encoded(answer(CASE))
    assert line.endswith(b"}\n")
    assert line.count(b"\n") == 1
    assert json.loads(line) == answer(CASE)
