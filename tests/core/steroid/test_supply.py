"""Tablets from a stock: what is chosen, that doses stay exact, and what cannot be made is said."""

from datetime import date
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guideline import shipped
from core.patient import Region, Tail
from core.steroid.supply import Fewest, NotSold, supplied, supply
from core.steroid.tablets import NoTablets, to_dispense
from core.steroid.taper import DosePeriod
from tests.core.steroid.scheduled import schedule

REGIONS = {
    Region.US: ("1", "2.5", "5", "10", "20", "50"),
    Region.UK: ("1", "5", "10", "20", "25", "30"),
    Region.EU: ("1", "5", "20", "50"),
}


def course(mg: str, region: Region, tail: Tail = Tail.STANDARD) -> tuple[DosePeriod, ...]:
    return schedule(
        shipped(),
        start_mg=Decimal(mg),
        first=date(2026, 11, 23),
        hold_weeks=4,
        tail=tail,
        region=region,
    )


def from_stock(mg: str, region: Region, *stock: str, **how: object) -> dict[str, str]:
    """Dose to tablets, as "2x20 1x5"."""
    of = supply(shipped(), region, stock=map(Decimal, stock), **how)  # type: ignore[arg-type]
    made = supplied(shipped(), course(mg, region), of)
    return {
        str(row.mg): " ".join(f"{count}x{strength}" for strength, count in row.tablets)
        for row in made
    }


@pytest.mark.parametrize("region", Region)
@pytest.mark.parametrize("tail", Tail)
def test_with_nothing_chosen_the_course_is_made_as_by_default(region: Region, tail: Tail) -> None:
    for mg in range(5, 81, 5):
        periods = course(str(mg), region, tail)
        assert supplied(shipped(), periods, supply(shipped(), region)) == periods


def test_only_what_is_in_stock_is_used() -> None:
    made = from_stock("40", Region.UK, "5", "20")
    assert (made["40"], made["17.5"], made["2.5"]) == ("2x20", "3.5x5", "0.5x5")


def test_nothing_is_broken_where_that_is_not_wanted() -> None:
    with pytest.raises(NoTablets, match=r"17\.5"):
        from_stock("40", Region.UK, halves=False)
    assert from_stock("40", Region.US, halves=False)["17.5"] == "1x10 1x5 1x2.5"


def test_the_fewest_strengths_are_those_of_the_whole_course() -> None:
    made = from_stock("40", Region.US, fewest=Fewest.STRENGTHS)
    used = {part.split("x")[1] for tablets in made.values() for part in tablets.split()}
    assert used == {"10", "2.5"}
    assert made["17.5"] == "1x10 3x2.5"
    assert from_stock("20", Region.US, fewest=Fewest.STRENGTHS)["20"] == "8x2.5"


def test_a_dose_of_more_tablets_than_can_be_counted_is_not_made() -> None:
    with pytest.raises(NoTablets, match=r"^80 mg$"):
        from_stock("80", Region.UK, "1", "5")


def test_ten_tablets_a_day_are_made_and_no_half_more() -> None:
    assert from_stock("50", Region.UK, "5")["50"] == "10x5"
    with pytest.raises(NoTablets, match=r"^52\.5 mg$"):
        from_stock("52.5", Region.UK, "5")


def test_a_strength_that_is_not_sold_there_is_refused() -> None:
    with pytest.raises(NotSold, match="50 mg in uk"):
        supply(shipped(), Region.UK, stock=(Decimal(50),))


@given(
    half_steps=st.integers(1, 32),
    tail=st.sampled_from(Tail),
    region=st.sampled_from(Region),
    chosen=st.sets(st.integers(0, 5)),
    halves=st.booleans(),
    fewest=st.sampled_from(Fewest),
)
def test_whatever_is_chosen_a_dose_is_exact_or_refused(  # noqa: PLR0917  drawn by name
    half_steps: int, tail: Tail, region: Region, chosen: set[int], halves: bool, fewest: Fewest
) -> None:
    sold = REGIONS[region]
    stock = [Decimal(sold[place % len(sold)]) for place in chosen]
    of = supply(shipped(), region, stock=stock, halves=halves, fewest=fewest)
    periods = course(str(half_steps * Decimal("2.5")), region, tail)
    try:
        made = supplied(shipped(), periods, of)
    except NoTablets:
        return
    assert [(row.first, row.mg) for row in made] == [(row.first, row.mg) for row in periods]
    for row in made:
        assert sum(strength * count for strength, count in row.tablets) == row.mg
        assert {strength for strength, _ in row.tablets} <= set(of.strengths_mg)
        assert halves or all(count % 1 == 0 for _, count in row.tablets)
        assert sum(count for _, count in row.tablets) <= 10


@pytest.mark.parametrize("region", Region)
@pytest.mark.parametrize("mg", ["17.5", "40", "52.5", "60"])
def test_of_all_ways_with_so_few_strengths_the_one_with_the_fewest_tablets_is_taken(
    region: Region, mg: str
) -> None:
    """No other choice of so many strengths makes the course with fewer tablets in all, and none
    of fewer strengths makes it."""
    periods = course(mg, region)
    few = supplied(shipped(), periods, supply(shipped(), region, fewest=Fewest.STRENGTHS))
    used = len({strength for row in few for strength, _ in row.tablets})
    for size in (used - 1, used):
        for stock in combinations(map(Decimal, REGIONS[region]), size):
            if not stock:
                continue
            of = supply(shipped(), region, stock=stock)
            try:
                other = supplied(shipped(), periods, of)
            except NoTablets:
                continue
            assert size == used
            assert tablets(few) <= tablets(other)


def tablets(periods: tuple[DosePeriod, ...]) -> Decimal:
    return sum((count for _, count in to_dispense(periods)), Decimal(0))
