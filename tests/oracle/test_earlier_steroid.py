"""Days on steroid before the plan, worked out by hand: sums, prophylaxis and bone."""

from typing import Any

import pytest

from tests.oracle.histories import entries
from tests.oracle.worked import ADULT, CHILD, Planner, both_planners

HUNDRED_KILOS = ADULT | {"weight_kg": 100}

pytestmark = both_planners


def sums(plan: Any) -> tuple[int, int, str]:
    return plan["days_ge_20"], plan["days_ge_30"], plan["mg_first_year"]


@pytest.mark.parametrize(
    ("before", "plan_of", "expected"),
    [
        # eight rows of 14 days from 20 mg: 14 x 90 = 1260 mg; 35 x 60 = 2100 mg before
        (entries(("60", 35)), {"start_mg": "20", "hold_weeks": 2}, (49, 35, "3360")),
        ([], {"start_mg": "20", "hold_weeks": 2}, (14, 0, "1260")),
        (entries(("19.99", 10)), {"start_mg": "20", "hold_weeks": 2}, (14, 0, "1459.9")),
        (entries((30, 1), (29, 1), (20, 1)), {"start_mg": "20", "hold_weeks": 2}, (17, 1, "1339")),
        # 60 days of 60 mg are 3600 mg; as long as they lie 365 days back no day may be added
        (entries((60, 60), (0, 305)), {"start_mg": "20", "hold_weeks": 2}, (74, 60, "3600")),
        (entries((60, 60), (0, 304)), {"start_mg": "20", "hold_weeks": 2}, (74, 60, "3620")),
        # the best year may be one that ends long before the plan begins
        (entries((60, 365), (0, 400)), {"start_mg": "20", "hold_weeks": 2}, (379, 365, "21900")),
        # 3 days of 1000 mg by vein are 3750 mg
        (
            entries((10, 10)),
            {"start_mg": "20", "hold_weeks": 2, "pulse_days": 3, "pulse_mg": 1000},
            (17, 3, "5110"),
        ),
        # 60 mg, slow4w: 6160 mg in 420 days, 55 of them after the first 365: 82 mg on 2 and 1 mg
        (None, {"start_mg": "60", "tail": "slow4w"}, (98, 70, "6078")),
        # a pulse whose dose was not entered takes no day from the best year
        (None, {"start_mg": "60", "tail": "slow4w", "pulse_days": 3}, (101, 73, "6078")),
    ],
)
def test_earlier_days_count_into_the_sums(
    planner: Planner, before: object, plan_of: dict[str, Any], expected: tuple[int, int, str]
) -> None:
    assert sums(planner(HUNDRED_KILOS | plan_of | {"earlier_steroid": before})) == expected


def test_what_the_plan_itself_holds_is_not_changed(planner: Planner) -> None:
    case = HUNDRED_KILOS | {"start_mg": "60"}
    alone, after = planner(case), planner(case | {"earlier_steroid": entries(("60", 35))})
    for key in ("rows", "total_mg", "total_days", "adrenal_gate_offset", "vaccines", "start_mg"):
        assert alone[key] == after[key]
    assert after["pneumocystis"]["review_offset"] == alone["pneumocystis"]["review_offset"]


@pytest.mark.parametrize(
    ("before", "plan_of", "offsets"),
    [
        (entries(("60", 35)), {"start_mg": "20", "hold_weeks": 2}, (0, 14)),
        (entries(("20", 14)), {"start_mg": "20", "hold_weeks": 2}, (0, 14)),
        (entries((5, 90), (60, 7), ("20", 7)), {"start_mg": "20", "hold_weeks": 2}, (0, 14)),
        (entries(("20", 7)), {"start_mg": "20", "hold_weeks": 3}, (0, 21)),
        (entries(("60", 25)), {"start_mg": "15", "pulse_days": 3}, (-3, 0)),
        ([], {"start_mg": "20", "hold_weeks": 4}, (0, 28)),
    ],
)
def test_28_days_in_a_row_may_begin_before_the_plan(
    planner: Planner, before: object, plan_of: dict[str, Any], offsets: tuple[int, int]
) -> None:
    found = planner(HUNDRED_KILOS | plan_of | {"earlier_steroid": before})["pneumocystis"]
    assert found["needed"] is True
    assert (found["start_offset"], found["review_offset"]) == offsets


@pytest.mark.parametrize(
    ("before", "plan_of", "cautions"),
    [
        (entries(("20", 13)), {"start_mg": "20", "hold_weeks": 2}, []),
        (entries(("20", 13), ("19.99", 1)), {"start_mg": "20", "hold_weeks": 2}, []),
        (entries(("60", 28), (10, 1)), {"start_mg": "20", "hold_weeks": 2}, []),
        (entries(("60", 24)), {"start_mg": "15", "pulse_days": 3}, []),
        (entries(("60", 27)), {"start_mg": "15"}, []),
        (entries(("60", 28)), {"start_mg": "15"}, ["just_left_high_dose"]),
        (entries((60, 14), (20, 14), (10, 29)), {"start_mg": "15"}, ["just_left_high_dose"]),
        (entries(("60", 28), (10, 30)), {"start_mg": "15"}, []),
        (entries(("60", 14), (10, 1), ("60", 14)), {"start_mg": "15"}, []),
        (entries(("60", 40), (0, 20), (25, 5)), {"start_mg": "15"}, ["just_left_high_dose"]),
        # the high days between the long run and the plan are days since it ended like any other
        (entries((30, 40), (10, 10), (25, 10), (5, 15)), {"start_mg": "15"}, []),
        (entries((30, 40), (10, 5), (25, 10), (5, 15)), {"start_mg": "15"}, []),
        (
            entries((30, 40), (10, 4), (25, 10), (5, 15)),
            {"start_mg": "15"},
            ["just_left_high_dose"],
        ),
        ([], {"start_mg": "15"}, []),
        (None, {"start_mg": "15"}, ["earlier_steroid_unknown"]),
        (None, {"start_mg": "20", "hold_weeks": 3}, ["earlier_steroid_unknown"]),
    ],
)
def test_without_need_one_caution_may_stand(
    planner: Planner, before: object, plan_of: dict[str, Any], cautions: list[str]
) -> None:
    found = planner(HUNDRED_KILOS | plan_of | {"earlier_steroid": before})["pneumocystis"]
    assert found == {
        "needed": False, "start_offset": None, "review_offset": None, "extend": False,
        "drugs": [], "cautions": cautions,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("before", "answers", "bone"),
    [
        # 28 days of 25 mg, 14 of 20 and 98 lower ones are 1960 mg; 152 days of 20 mg are 3040
        (entries((20, 152)), {"start_mg": "25"}, (True, True, False)),
        (entries((20, 151)), {"start_mg": "25"}, (False, False, False)),
        (entries((30, 2)), {"start_mg": "30"}, (False, False, False)),
        (entries((30, 3)), {"start_mg": "30"}, (True, True, False)),
        (entries((30, 1)), {"start_mg": "15", "age": 39}, (True, True, False)),
        (entries((30, 1)), {"start_mg": "15", "age": None}, (None, None, False)),
        (
            entries((30, 1)),
            {"start_mg": "15", "age": None, "fragility_fracture": True},
            (None, True, False),
        ),
        ([], {"start_mg": "15", "fragility_fracture": None}, (False, None, False)),
        ([], {"start_mg": "15", "fragility_fracture": True}, (False, True, False)),
        (None, {"start_mg": "15"}, (False, False, True)),
        (None, {"start_mg": "30", "age": None}, (None, None, True)),
        (None, {"start_mg": "60"}, (True, True, False)),
        (None, {"start_mg": "60", "fragility_fracture": None}, (True, True, False)),
    ],
)
def test_bone_counts_earlier_days_and_a_fracture(
    planner: Planner, before: object, answers: dict[str, Any], bone: tuple[Any, Any, bool]
) -> None:
    found = planner(HUNDRED_KILOS | answers | {"earlier_steroid": before})["bone"]
    keys = ("very_high_by_dose", "very_high", "from_this_course_alone")
    assert found == dict(zip(keys, bone, strict=True))


@pytest.mark.parametrize(
    ("before", "word"),
    [
        ([], "none"),
        (entries(("60", 35)), "counted"),
        (entries((0, 1)), "counted"),
        (None, "unknown"),
    ],
)
def test_whether_earlier_days_were_counted_is_said(
    planner: Planner, before: object, word: str
) -> None:
    assert planner(HUNDRED_KILOS | {"earlier_steroid": before})["exposure_earlier"] == word


@pytest.mark.parametrize(
    "case", [CHILD | {"weight_kg": 25}, HUNDRED_KILOS | {"subtype": "amyopathic"}]
)
def test_where_there_are_no_rows_nothing_is_changed(
    planner: Planner, case: dict[str, Any]
) -> None:
    found = planner(case | {"earlier_steroid": entries(("60", 35))})
    assert found == planner(case)
    assert found["exposure_earlier"] is None
