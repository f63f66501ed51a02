"""Amounts that cannot be built wrong."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.amounts import UNKNOWN, Limit, OverWeeklyLimit, Weekday, WeeklyDose, down_to, plain


def test_an_answer_that_was_not_given_is_neither_true_nor_false() -> None:
    with pytest.raises(TypeError):
        bool(UNKNOWN)


def test_a_weekly_dose_keeps_its_limit() -> None:
    limit = Decimal("25")
    assert WeeklyDose(mg=limit, weekday=Weekday.MONDAY, limit_mg=limit).mg == limit
    for mg in ("25.1", "27.5", "0", "-2.5"):
        with pytest.raises(OverWeeklyLimit):
            WeeklyDose(mg=Decimal(mg), weekday=Weekday.MONDAY, limit_mg=limit)


def test_a_weekly_dose_has_no_daily_form() -> None:
    assert set(WeeklyDose.__slots__) == {"mg", "weekday", "limit_mg"}


def test_both_ends_of_a_limit_belong_to_it() -> None:
    limit = Limit(
        absolute=(Decimal(30), Decimal(250)),
        usual=(Decimal(40), Decimal(150)),
    )
    assert [limit.allows(Decimal(kg)) for kg in ("29.9", "30", "250", "250.1")] == [
        False,
        True,
        True,
        False,
    ]
    assert [limit.is_usual(Decimal(kg)) for kg in ("39.9", "40", "150", "150.1")] == [
        False,
        True,
        True,
        False,
    ]


@given(
    tenths=st.integers(0, 10_000), grid=st.sampled_from([Decimal(1), Decimal("2.5"), Decimal(5)])
)
def test_down_is_the_largest_multiple_that_is_not_above(tenths: int, grid: Decimal) -> None:
    value = Decimal(tenths) / 10
    below = down_to(value, grid)
    assert below % grid == 0
    assert below <= value < below + grid


@pytest.mark.parametrize(
    ("value", "text"), [("15.0", "15"), ("17.50", "17.5"), ("6E+1", "60"), ("0.0", "0")]
)
def test_a_plain_number_has_no_trailing_zero_and_no_exponent(value: str, text: str) -> None:
    assert str(plain(Decimal(value))) == text
