"""The starting dose: the worked checks, and what holds for every weight."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guideline import shipped
from core.guideline.schema import Guideline
from core.patient import Severity, Subtype
from core.steroid.start_dose import Because, Start, Step, milestones, starting_dose

ADULTS = [
    Subtype.DERMATOMYOSITIS,
    Subtype.POLYMYOSITIS,
    Subtype.NECROTIZING,
    Subtype.ANTISYNTHETASE,
    Subtype.OVERLAP,
]
WEIGHTS = st.integers(300, 2500).map(lambda tenths: Decimal(tenths) / 10)


def steps(start: Start) -> list[tuple[str, str]]:
    return [(step.why.value, str(step.mg)) for step in start.suggested.steps]


@pytest.mark.parametrize(
    ("weight", "severity", "mg"),
    [
        ("45", Severity.SEVERE, "45"),
        ("48", Severity.SEVERE, "45"),
        ("69.9", Severity.SEVERE, "65"),
        ("62", Severity.MILD, "35"),
        ("70", Severity.MODERATE, "50"),
        ("90", Severity.MODERATE, "65"),
        ("120", Severity.SEVERE, "80"),
        ("175", Severity.MILD, "80"),
        ("72", Severity.SEVERE, "70"),
        ("38", Severity.MILD, "20"),
        ("30", Severity.MILD, "15"),
        ("250", Severity.SEVERE, "80"),
        ("33.4", Severity.MILD, "20"),
        ("160", Severity.MILD, "80"),
    ],
)
def test_weight_and_severity_give_the_dose(
    guideline: Guideline, make_case, weight: str, severity: Severity, mg: str
) -> None:
    start = starting_dose(guideline, make_case(weight_kg=weight, severity=severity))
    assert start.mg == Decimal(mg)


def test_every_option_is_worked_out_and_the_severity_picks_one(
    guideline: Guideline, make_case
) -> None:
    start = starting_dose(guideline, make_case(weight_kg="72", severity=Severity.SEVERE))
    assert [(str(option.factor), str(option.mg)) for option in start.options] == [
        ("0.5", "40"),
        ("0.75", "55"),
        ("1", "70"),
    ]
    assert start.suggested is start.options[2]


def test_an_exact_half_goes_down(guideline: Guideline, make_case) -> None:
    start = starting_dose(guideline, make_case(weight_kg="70"))
    assert start.suggested.raw_mg == Decimal("52.5")
    assert steps(start) == [("nearest", "50")]


def test_a_dose_under_half_a_mg_per_kg_is_raised_once(guideline: Guideline, make_case) -> None:
    start = starting_dose(guideline, make_case(weight_kg="62", severity=Severity.MILD))
    assert steps(start) == [("nearest", "30"), ("raised", "35")]


def test_a_dose_over_one_mg_per_kg_is_lowered_once(guideline: Guideline, make_case) -> None:
    start = starting_dose(guideline, make_case(weight_kg="69.9", severity=Severity.SEVERE))
    assert steps(start) == [("nearest", "70"), ("lowered", "65")]


def test_the_cap_comes_last_and_wins_over_the_range(guideline: Guideline, make_case) -> None:
    start = starting_dose(guideline, make_case(weight_kg="175", severity=Severity.MILD))
    assert steps(start) == [("nearest", "85"), ("raised", "90"), ("capped", "80")]


def test_a_product_on_the_grid_needs_no_step(guideline: Guideline, make_case) -> None:
    start = starting_dose(guideline, make_case(weight_kg="45", severity=Severity.SEVERE))
    assert steps(start) == []


@pytest.mark.parametrize(
    ("severity", "factor"),
    [(Severity.MILD, "0.75"), (Severity.MODERATE, "1"), (Severity.SEVERE, "1")],
)
def test_necrotizing_myopathy_starts_one_level_higher(
    guideline: Guideline, make_case, severity: Severity, factor: str
) -> None:
    start = starting_dose(
        guideline, make_case(weight_kg="68", subtype=Subtype.NECROTIZING, severity=severity)
    )
    assert start.suggested.factor == Decimal(factor)


def test_the_clinicians_own_dose_is_in_force_and_the_rule_stays_visible(
    guideline: Guideline, make_case
) -> None:
    start = starting_dose(guideline, make_case(weight_kg="80", start_mg="72.5"))
    assert (start.mg, start.override, start.suggested.mg) == (Decimal("72.5"), True, Decimal("60"))


@pytest.mark.parametrize(
    ("weight", "mg", "expected"),
    [
        ("17", "32.5", [("rounded_down", "32.5")]),
        ("6.2", "12", [("rounded_down", "12")]),
        ("14.9", "29", [("rounded_down", "29")]),
        ("15", "30", []),
        ("25", "50", []),
        ("30", "60", []),
        ("30.1", "60", [("capped", "60")]),
        ("120", "60", [("capped", "60")]),
        ("5", "10", []),
    ],
)
def test_a_child_starts_at_two_mg_per_kg_rounded_down(
    guideline: Guideline, make_case, weight: str, mg: str, expected: list[tuple[str, str]]
) -> None:
    start = starting_dose(guideline, make_case(weight_kg=weight, subtype=Subtype.JUVENILE))
    assert (start.mg, start.options) == (Decimal(mg), ())
    assert steps(start) == expected


def test_the_juvenile_milestones_are_the_published_ones(guideline: Guideline) -> None:
    assert [(point.offset, str(point.mg_per_kg)) for point in milestones(guideline)] == [
        (0, "2"),
        (61, "1"),
        (183, "0.2"),
        (730, "0"),
    ]


def test_a_step_says_why_and_what_it_leaves() -> None:
    assert Step(why=Because.CAPPED, mg=Decimal("80")).mg == Decimal("80")


@given(kg=WEIGHTS, severity=st.sampled_from(Severity), subtype=st.sampled_from(ADULTS))
def test_every_adult_dose_is_on_the_grid_capped_and_within_the_range_below_160_kg(
    make_case, kg: Decimal, severity: Severity, subtype: Subtype
) -> None:
    start = starting_dose(shipped(), make_case(weight_kg=kg, severity=severity, subtype=subtype))
    assert start.mg % 5 == 0
    assert 15 <= start.mg <= 80
    assert start.mg <= kg
    assert start.mg >= kg / 2 or (start.mg == 80 and kg > 160)


@given(kg=WEIGHTS)
def test_more_severe_never_means_less(make_case, kg: Decimal) -> None:
    doses = [option.mg for option in starting_dose(shipped(), make_case(weight_kg=kg)).options]
    assert doses == sorted(doses)
