"""What the plan says about the first dose, sentence by sentence."""

from datetime import date
from decimal import Decimal

import pytest

from core.evidence import Line
from core.guideline.schema import Guideline
from core.patient import EarlierDose, Hbv, Pregnancy, Severity, Subtype
from core.steroid import lines as first_dose
from core.steroid.start_dose import starting_dose


@pytest.fixture
def lines(guideline: Guideline, make_case):
    def lines_of(**answers: object) -> tuple[Line, ...]:
        case = make_case(**answers)
        return first_dose.lines(guideline, case, starting_dose(guideline, case))

    return lines_of


def says(found: tuple[Line, ...]) -> list[str]:
    return [line.says for line in found]


def line(found: tuple[Line, ...], code: str) -> Line:
    return next(each for each in found if each.says == code)


def keys(found: Line) -> list[str]:
    return [fact.key for fact in found.because]


def test_the_sum_stands_first_with_its_range_and_its_severity(lines) -> None:
    first = lines(weight_kg="72", severity=Severity.SEVERE)[0]
    assert (first.says, keys(first)) == (
        "start_dose",
        ["steroid.start.range", "steroid.start.severe"],
    )
    assert dict(first.values) == {
        "weight_kg": Decimal("72"),
        "factor": Decimal("1"),
        "raw_mg": Decimal("72"),
        "mg": Decimal("70"),
    }


def test_the_level_of_necrotizing_myopathy_is_named(lines) -> None:
    first = lines(subtype=Subtype.NECROTIZING, severity=Severity.MILD)[0]
    assert keys(first) == [
        "steroid.start.range",
        "steroid.start.moderate",
        "steroid.start.necrotizing",
    ]


def test_each_step_says_what_it_made_of_the_figure_before(lines) -> None:
    found = lines(weight_kg="175", severity=Severity.MILD)
    steps = [each for each in found if each.says.startswith("start_") and "from_mg" in each.values]
    assert [
        (each.says, str(each.values["from_mg"]), str(each.values["mg"])) for each in steps
    ] == [
        ("start_nearest", "87.5", "85"),
        ("start_raised", "85", "90"),
        ("start_capped", "90", "80"),
    ]
    assert keys(steps[2])[0] == "steroid.start.cap_mg"
    assert "steroid.start.below_range" in says(found)


def test_the_doses_that_were_not_chosen_are_named(lines) -> None:
    found = lines(weight_kg="72", severity=Severity.SEVERE)
    others = [each for each in found if each.says == "start_option"]
    assert [str(each.values["mg"]) for each in others] == ["40", "55"]


def test_a_dose_of_the_clinicians_own_stands_beside_the_rule(lines) -> None:
    found = lines(weight_kg="72", start_mg="30")
    own = line(found, "start_chosen")
    assert (own.values["mg"], own.values["rule_mg"]) == (Decimal("30"), Decimal("55"))


@pytest.mark.parametrize(
    ("answers", "there", "not_there"),
    [
        ({"weight_kg": "90"}, ["usual_mg_bsr", "usual_mg_label", "offer_lower"], ["no_floor_mg"]),
        ({"weight_kg": "45"}, ["no_floor_mg", "offer_lower"], ["usual_mg_bsr"]),
        ({"weight_kg": "80"}, ["offer_lower"], ["usual_mg_bsr", "no_floor_mg", "below_range"]),
        ({"weight_kg": "40", "severity": Severity.MILD}, ["no_floor_mg"], ["offer_lower"]),
        ({"weight_kg": "170", "start_mg": "80"}, ["usual_mg_bsr"], ["below_range"]),
    ],
)
def test_what_sources_call_usual_is_said_where_the_dose_is_not(
    lines, answers: dict[str, object], there: list[str], not_there: list[str]
) -> None:
    found = says(lines(**answers))
    assert {f"steroid.start.{name}" for name in there} <= set(found)
    assert not {f"steroid.start.{name}" for name in not_there} & set(found)


def test_the_contradiction_of_the_source_is_always_told(lines) -> None:
    assert "steroid.start.conflict" in says(lines())


def test_pulse_days_end_before_the_first_oral_day(lines) -> None:
    found = line(lines(pulse_days=3), "pulse_days")
    assert dict(found.values) == {
        "days": 3,
        "first": date(2026, 11, 20),
        "oral": date(2026, 11, 23),
    }


def test_a_pulse_dose_says_what_it_counts_as_and_its_absence_what_is_not_counted(lines) -> None:
    dose = line(lines(pulse_days=3, pulse_mg=Decimal("1000")), "pulse_dose")
    assert dose.values["oral_mg"] == Decimal("1250")
    assert "steroid.pulse.counted" in says(lines(pulse_days=3))
    assert not any("pulse" in code for code in says(lines()))


def test_a_child_has_its_own_sum(lines) -> None:
    found = lines(subtype=Subtype.JUVENILE, weight_kg="14")
    assert [keys(each) for each in found] == [["steroid.juvenile.mg_per_kg"]]
    small = lines(subtype=Subtype.JUVENILE, weight_kg="6.2")
    assert keys(small[1]) == [
        "steroid.juvenile.liquid_below_kg",
        "steroid.juvenile.liquid_grid_mg",
    ]
    assert keys(lines(subtype=Subtype.JUVENILE, weight_kg="17")[1]) == ["steroid.juvenile.grid_mg"]
    assert keys(lines(subtype=Subtype.JUVENILE, weight_kg="31")[1]) == ["steroid.juvenile.cap_mg"]


@pytest.mark.parametrize(
    ("taken", "says", "values"),
    [
        (((40, 35),), "earlier_steroid_rise", (35, 40, 40, 35, 70)),
        (((80, 7), (70, 35)), "earlier_steroid", (42, 80, 70, 35, 70)),
        (((60, 7), (0, 3)), "earlier_steroid_pause", (10, 60, 0, 3, 70)),
        (((0, 3),), None, ()),
        ((), None, ()),
    ],
)
def test_what_was_taken_before_is_said_and_a_rise_is_called_one(
    guideline: Guideline, make_case, taken, says: str | None, values
) -> None:
    before = tuple(EarlierDose(mg=Decimal(mg), days=days) for mg, days in taken)
    case = make_case(weight_kg="80", start_mg="70", earlier_steroid=before)
    found = first_dose.beside(guideline, case, Decimal(70))
    assert [each.says for each in found] == ([says] if says else [])
    for each in found:
        assert tuple(each.values[name] for name in BEFORE) == values


BEFORE = ("days", "high_mg", "last_mg", "last_days", "mg")


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({}, []),
        ({"hbv": Hbv.POSITIVE}, ["steroid_hbv"]),
        ({"pregnancy": Pregnancy.YES}, ["steroid_yes"]),
        ({"pregnancy": Pregnancy.PLANNING}, ["steroid_planning"]),
        ({"pregnancy": Pregnancy.BREASTFEEDING}, ["steroid_breastfeeding"]),
        ({"pregnancy": Pregnancy.NO}, []),
        ({"ssc_overlap": True, "egfr": Decimal(29)}, ["ssc_kidney"]),
        ({"ssc_overlap": True, "egfr": Decimal(30)}, []),
        ({"ssc_overlap": True}, []),
        ({"egfr": Decimal(29)}, []),
    ],
    ids=str,
)
def test_what_an_answer_asks_for_before_the_steroid(
    guideline: Guideline, make_case, answers, says: list[str]
) -> None:
    found = first_dose.beside(guideline, make_case(**answers), Decimal(50))
    assert [each.says for each in found] == says
