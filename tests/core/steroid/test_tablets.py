"""Tablets: the default choice, and that nothing but the exact dose is ever made."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guideline import shipped
from core.guideline.schema import Guideline
from core.patient import Region, Tail
from core.steroid.tablets import NoTablets, made_of, tablets_for, to_dispense
from tests.core.steroid.scheduled import schedule

DOSES = [n * Decimal("2.5") for n in range(1, 33)] + [Decimal(n) for n in range(1, 81)]


def written(guideline: Guideline, region: Region, mg: str) -> dict[str, str]:
    made = tablets_for(guideline, region, Decimal(mg))
    return {str(strength): str(count) for strength, count in made}


@pytest.mark.parametrize(
    ("region", "mg", "expected"),
    [
        (Region.US, "70", {"50": "1", "20": "1"}),
        (Region.US, "17.5", {"10": "1", "5": "1", "2.5": "1"}),
        (Region.US, "40", {"20": "2"}),
        (Region.US, "80", {"50": "1", "20": "1", "10": "1"}),
        (Region.US, "9", {"5": "1", "1": "4"}),
        (Region.UK, "17.5", {"10": "1", "5": "1.5"}),
        (Region.UK, "2.5", {"5": "0.5"}),
        (Region.UK, "12.5", {"10": "1", "5": "0.5"}),
        (Region.UK, "50", {"25": "2"}),
        (Region.UK, "40", {"20": "2"}),
        (Region.UK, "7.5", {"5": "1.5"}),
        (Region.UK, "35", {"30": "1", "5": "1"}),
        (Region.EU, "17.5", {"5": "3.5"}),
        (Region.EU, "70", {"50": "1", "20": "1"}),
        (Region.EU, "4", {"1": "4"}),
    ],
)
def test_the_default_choice(
    guideline: Guideline, region: Region, mg: str, expected: dict[str, str]
) -> None:
    assert written(guideline, region, mg) == expected


def test_a_dose_that_no_tablet_makes_is_an_error(guideline: Guideline) -> None:
    with pytest.raises(NoTablets, match=r"0\.3"):
        tablets_for(guideline, Region.UK, Decimal("0.3"))


@pytest.mark.parametrize("region", Region)
@pytest.mark.parametrize("mg", DOSES)
def test_count_times_strength_is_the_dose_exactly(
    guideline: Guideline, region: Region, mg: Decimal
) -> None:
    made = tablets_for(guideline, region, mg)
    assert sum(Fraction(strength) * Fraction(count) for strength, count in made) == Fraction(mg)
    assert [strength for strength, _ in made] == sorted((s for s, _ in made), reverse=True)
    halves = [strength for strength, count in made if count % 1]
    assert halves in ([], [Decimal("5")])
    assert not halves or (mg % 1 and region is not Region.US)


def test_tablets_to_dispense_add_up_over_the_rows(guideline: Guideline) -> None:
    rows = schedule(
        guideline,
        start_mg=Decimal("10"),
        first=date(2026, 11, 23),
        hold_weeks=3,
        tail=Tail.STANDARD,
        region=Region.UK,
    )
    assert to_dispense(rows) == (
        (Decimal("10"), Decimal("21")),
        (Decimal("5"), Decimal("42")),
    )


@given(
    mg=st.integers(1, 32).map(lambda n: n * Decimal("2.5")),
    tail=st.sampled_from(Tail),
    region=st.sampled_from(Region),
)
def test_what_is_dispensed_is_what_is_taken(mg: Decimal, tail: Tail, region: Region) -> None:
    rows = schedule(
        shipped(),
        start_mg=mg,
        first=date(2026, 11, 23),
        hold_weeks=3,
        tail=tail,
        region=region,
    )
    dispensed = sum(strength * count for strength, count in to_dispense(rows))
    assert dispensed == sum(row.mg * row.days for row in rows)


def test_nothing_is_broken_where_a_whole_tablet_makes_the_dose(guideline: Guideline) -> None:
    """Half of a 20 mg tablet would be fewer tablets than one of 10 mg."""
    sold = guideline.tablets.uk
    halved = replace(sold, halved_mg=replace(sold.halved_mg, value=(Decimal(20),)))
    changed = replace(guideline, tablets=replace(guideline.tablets, uk=halved))
    assert written(changed, Region.UK, "10") == {"10": "1"}


@pytest.mark.parametrize(
    ("mg", "strengths", "taken"),
    [
        ("6", "4 3 2", {"3": 2}),  # as many tablets either way, of one strength and not of two
        ("7", "5 4 3 2", {"5": 1, "2": 1}),  # alike in both: the larger tablet
        ("8", "4 3 2", {"4": 2}),
        ("12", "7 6 5", {"6": 2}),
    ],
)
def test_of_choices_with_as_many_tablets_the_fewest_strengths_win_then_the_larger(
    mg: str, strengths: str, taken: dict[str, int]
) -> None:
    pieces = tuple((Decimal(each), Decimal(1)) for each in strengths.split())
    wanted = tuple((Decimal(strength), Decimal(count)) for strength, count in taken.items())
    assert made_of(Decimal(mg), pieces) == wanted
