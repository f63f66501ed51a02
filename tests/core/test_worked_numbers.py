"""Single figures that a person worked out: starts, courses, tails, sums, and the agents' doses."""

import pytest

from tests.oracle.steroid import halves, written
from tests.oracle.worked import ADULT, CHILD, Planner, both_planners, doses

WOMAN = {"sex": "F", "height_cm": 165, "pregnancy": "no"}

pytestmark = both_planners


@pytest.mark.parametrize(
    ("weight_kg", "severity", "start_mg"),
    [
        (45, "severe", "45"),
        (48, "severe", "45"),
        ("69.9", "severe", "65"),
        (62, "mild", "35"),
        (70, "moderate", "50"),
        (90, "moderate", "65"),
        (120, "severe", "80"),
        (175, "mild", "80"),
        (72, "severe", "70"),
        (30, "severe", "30"),
        (250, "mild", "80"),
    ],
)
def test_the_start_is_rounded_within_the_range(
    planner: Planner, weight_kg: object, severity: str, start_mg: str
) -> None:
    plan = planner(ADULT | {"weight_kg": weight_kg, "severity": severity})
    assert plan["start_mg"] == start_mg


@pytest.mark.parametrize(
    ("start_mg", "hold_weeks", "tail", "length_and_sum"),
    [
        ("80", 4, "standard", (224, "7350")),
        ("80", 4, "slow2w", (308, "7770")),
        ("80", 4, "slow4w", (448, "8540")),
        ("45", 4, "standard", (182, "3780")),
        ("45", 4, "slow2w", (266, "4200")),
        ("45", 4, "slow4w", (406, "4970")),
        ("60", 4, "standard", (196, "4970")),
        ("60", 2, "standard", (182, "4130")),
        ("60", 3, "standard", (189, "4550")),
        ("60", 4, "slow4w", (420, "6160")),
        ("65", 4, "standard", (210, "5740")),
        ("55", 4, "standard", (196, "4690")),
        ("50", 4, "standard", (182, "3990")),
        ("40", 4, "standard", (168, "3150")),
        ("35", 4, "standard", (168, "3010")),
        ("20", 4, "standard", (126, "1540")),
        ("72.5", 4, "standard", (224, "6720")),
        ("80", 2, "standard", (210, "6230")),
        ("80", 3, "slow2w", (301, "7210")),
    ],
)
def test_a_course_has_its_length_and_its_sum(
    planner: Planner, start_mg: str, hold_weeks: int, tail: str, length_and_sum: tuple[int, str]
) -> None:
    plan = planner(
        ADULT | {"weight_kg": 100, "start_mg": start_mg, "hold_weeks": hold_weeks, "tail": tail}
    )
    assert (plan["total_days"], plan["total_mg"]) == length_and_sum


@pytest.mark.parametrize(
    ("start_mg", "running_mg"),
    [
        (
            "80",
            "2240 3220 4060 4760 5320 5740 6090 6370 6615 6825 7000 7140 7245 7315 7350",
        ),
        ("45", "1260 1750 2170 2520 2800 3045 3255 3430 3570 3675 3745 3780"),
    ],
)
def test_the_running_sum_is_the_table_s(planner: Planner, start_mg: str, running_mg: str) -> None:
    plan = planner(ADULT | {"weight_kg": 100, "start_mg": start_mg})
    sums, so_far = [], 0
    for row in plan["rows"]:
        so_far += row["days"] * halves(row["mg"])
        sums.append(written(so_far))
    assert " ".join(sums) == running_mg


@pytest.mark.parametrize(
    ("start_mg", "tail", "last_rows", "free_from"),
    [
        ("80", "slow2w", "10@168 9@182 8@196 7@210 6@224 5@238 4@252 3@266 2@280 1@294", 308),
        ("80", "slow4w", "10@168 9@196 8@224 7@252 6@280 5@308 4@336 3@364 2@392 1@420", 448),
        ("45", "slow2w", "10@126 9@140 8@154 7@168 6@182 5@196 4@210 3@224 2@238 1@252", 266),
        ("45", "slow4w", "10@126 9@154 8@182 7@210 6@238 5@266 4@294 3@322 2@350 1@378", 406),
    ],
)
def test_a_slow_tail_has_its_days(
    planner: Planner, start_mg: str, tail: str, last_rows: str, free_from: int
) -> None:
    plan = planner(ADULT | {"weight_kg": 100, "start_mg": start_mg, "tail": tail})
    last = [f"{row['mg']}@{row['offset']}" for row in plan["rows"][-10:]]
    assert (" ".join(last), plan["total_days"]) == (last_rows, free_from)


@pytest.mark.parametrize(
    ("start_mg", "tail", "first_steps"),
    [
        ("65", "standard", "65 55 45 35 30 25 20 17.5"),
        ("72.5", "standard", "72.5 62.5 52.5 42.5 32.5 30 25 20"),
        ("27.5", "standard", "27.5 22.5 20 17.5"),
        ("15", "standard", "15 12.5 10 7.5"),
        (
            "72.5",
            "slow2w",
            "72.5 62.5 52.5 42.5 32.5 30 25 20 17.5 15 12.5 10 9 8",
        ),
        ("7.5", "slow2w", "7.5 7 6 5 4 3 2 1"),
        ("2.5", "slow4w", "2.5 2 1"),
        ("5", "slow4w", "5 4 3 2 1"),
    ],
)
def test_no_boundary_is_jumped(
    planner: Planner, start_mg: str, tail: str, first_steps: str
) -> None:
    plan = planner(ADULT | {"weight_kg": 100, "start_mg": start_mg, "tail": tail})
    expected = first_steps.split()
    assert [row["mg"] for row in plan["rows"]][: len(expected)] == expected


@pytest.mark.parametrize(
    ("start_mg", "tail", "hold_weeks", "first_days"),
    [
        ("10", "slow4w", 2, [28, 28]),
        ("10", "slow2w", 2, [14, 14]),
        ("10", "slow2w", 3, [21, 14]),
        ("7.5", "slow4w", 3, [28, 28]),
        ("12.5", "slow4w", 2, [14, 28]),
        ("10", "standard", 3, [21, 14]),
    ],
)
def test_a_low_start_is_held_as_long_as_its_tail(
    planner: Planner, start_mg: str, tail: str, hold_weeks: int, first_days: list[int]
) -> None:
    plan = planner(
        ADULT | {"weight_kg": 100, "start_mg": start_mg, "tail": tail, "hold_weeks": hold_weeks}
    )
    assert [row["days"] for row in plan["rows"][:2]] == first_days


@pytest.mark.parametrize(
    ("start_mg", "more", "days_ge_30", "very_high"),
    [
        ("30", {}, 28, False),
        ("40", {"hold_weeks": 2}, 28, False),
        ("40", {"hold_weeks": 2, "pulse_days": 3}, 31, True),
        ("60", {}, 70, True),
        ("30", {"age": 39}, 28, True),
        ("30", {"age": None}, 28, None),
        ("25", {"age": None}, 0, False),
        ("25", {"age": 39, "pulse_days": 1}, 1, True),
        ("60", {"age": None}, 70, True),
        ("40", {"hold_weeks": 2, "pulse_days": 2, "pulse_mg": 1000}, 30, True),
        ("40", {"hold_weeks": 2, "pulse_days": 2, "pulse_mg": 900}, 30, False),
    ],
)
def test_bone_risk_by_dose_begins_above_thirty_days(
    planner: Planner, start_mg: str, more: dict[str, object], days_ge_30: int, very_high: object
) -> None:
    plan = planner(ADULT | {"weight_kg": 100, "start_mg": start_mg} | more)
    assert (plan["days_ge_30"], plan["bone"]["very_high_by_dose"]) == (days_ge_30, very_high)


@pytest.mark.parametrize(
    ("start_mg", "hold_weeks", "needed"),
    [("20", 4, True), ("20", 3, False), ("22.5", 2, True), ("22.5", 3, True), ("17.5", 4, False)],
)
def test_prophylaxis_begins_with_28_days_at_20_mg(
    planner: Planner, start_mg: str, hold_weeks: int, needed: bool
) -> None:
    plan = planner(ADULT | {"weight_kg": 100, "start_mg": start_mg, "hold_weeks": hold_weeks})
    assert plan["pneumocystis"]["needed"] is needed


def test_a_gram_by_vein_counts_as_1250_mg_in_the_first_year(planner: Planner) -> None:
    pulse = {"pulse_days": 3, "pulse_mg": "1000"}
    plan = planner(ADULT | {"weight_kg": 80, "severity": "severe"} | pulse)
    assert (plan["total_mg"], plan["mg_first_year"]) == ("7350", "11100")


def test_pulse_days_bring_the_end_of_the_first_year_forward(planner: Planner) -> None:
    case = ADULT | {"weight_kg": 60, "severity": "severe", "tail": "slow4w", "pulse_days": 3}
    assert planner(case)["mg_first_year"] == "6078"


@pytest.mark.parametrize(
    ("person", "first"),
    [
        (ADULT | {"sex": "F", "age": 55}, "pending"),
        (ADULT | {"sex": "F", "age": 56}, "methotrexate"),
        (ADULT | {"sex": "F", "age": None}, "pending"),
        (ADULT | {"sex": None}, "pending"),
        (ADULT | {"sex": None, "age": 56}, "methotrexate"),
        (ADULT | {"sex": "M", "age": None}, "methotrexate"),
        (CHILD | {"sex": "F", "age": 11}, "methotrexate"),
        (CHILD | {"sex": "F", "age": 12}, "pending"),
    ],
)
def test_pregnancy_is_asked_of_a_woman_from_12_to_55(
    planner: Planner, person: dict[str, object], first: str
) -> None:
    assert planner(person | {"weight_kg": 60})["agent"]["first"] == first


@pytest.mark.parametrize(
    ("person", "target", "schedule"),
    [
        ({"height_cm": 178, "weight_kg": 95}, "125", "0:25+25 2:50+25 4:50+50 6:75+50"),
        (WOMAN | {"weight_kg": 95}, "100", "0:25+25 2:50+25 4:50+50"),
        (
            {"height_cm": 178, "weight_kg": 95, "tpmt": "intermediate"},
            "50",
            "0:25 4:25+25",
        ),
        ({"height_cm": 178, "weight_kg": 95, "egfr": 49}, "100", "0:25+25 2:50+25 4:50+50"),
        (WOMAN | {"height_cm": 150, "weight_kg": 95}, "75", "0:25+25 2:50+25"),
        ({"height_cm": 150, "weight_kg": 95}, "100", "0:25+25 2:50+25 4:50+50"),
        ({"height_cm": 150, "weight_kg": 37}, "50", "0:25+25"),
    ],
)
def test_azathioprine_is_built_up_to_its_target(
    planner: Planner, person: dict[str, object], target: str, schedule: str
) -> None:
    agent = planner(ADULT | {"alcohol_excess": True} | person)["agent"]
    assert agent["first"] == "azathioprine"
    assert (agent["target_mg_per_day"], doses(agent)) == (target, schedule)


@pytest.mark.parametrize(
    ("weight_kg", "start_mg"),
    [(17, "32.5"), ("6.2", "12"), (25, "50"), (30, "60"), (40, "60"), (15, "30"), ("14.9", "29")],
)
def test_a_child_starts_on_two_milligrams_per_kilogram(
    planner: Planner, weight_kg: object, start_mg: str
) -> None:
    assert planner(CHILD | {"weight_kg": weight_kg})["start_mg"] == start_mg


@pytest.mark.parametrize(
    ("weight_kg", "height_cm", "bsa_m2", "mg"),
    [(25, 125, "0.932", "0:12.5"), (40, 150, "1.291", "0:17.5")],
)
def test_a_child_s_methotrexate_follows_the_body_surface(
    planner: Planner, weight_kg: object, height_cm: object, bsa_m2: str, mg: str
) -> None:
    agent = planner(CHILD | {"weight_kg": weight_kg, "height_cm": height_cm})["agent"]
    assert (agent["bsa_m2"], doses(agent)) == (bsa_m2, mg)
