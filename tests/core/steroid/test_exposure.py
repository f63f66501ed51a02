"""What adds up along a course: what lies before a day, stretches in a row, the largest sum."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.amounts import UNKNOWN
from core.guideline.schema import Guideline
from core.patient import EarlierDose, Region, Tail
from core.steroid.exposure import before, counting, earlier, largest_sum, longest
from core.steroid.taper import DosePeriod
from tests.core.steroid.scheduled import exposed, schedule

FIRST = date(2026, 11, 23)


def rows(guideline: Guideline, mg: str, hold_weeks: int = 4) -> tuple[DosePeriod, ...]:
    """From 25 mg: 25@0x28 20@28x14 17.5@42x14 and on, to the end after 140 days."""
    return schedule(
        guideline, start_mg=Decimal(mg), first=FIRST, hold_weeks=hold_weeks,
        tail=Tail.STANDARD, region=Region.US,
    )  # fmt: skip


def told(periods: tuple[DosePeriod, ...]) -> str:
    return " ".join(f"{row.mg}@{row.offset}x{row.days}" for row in periods)


@pytest.mark.parametrize(
    ("day", "there"),
    [
        (-1, ""),
        (0, ""),
        (1, "25@0x1"),
        (27, "25@0x27"),
        (28, "25@0x28"),
        (29, "25@0x28 20@28x1"),
        (42, "25@0x28 20@28x14"),
    ],
)
def test_what_lies_before_a_day_ends_on_the_day_before_it(
    guideline: Guideline, day: int, there: str
) -> None:
    periods = rows(guideline, "25")
    found = before(periods, FIRST + timedelta(days=day))
    assert told(found) == there
    assert all(row.last == row.first + timedelta(days=row.days - 1) for row in found)
    assert [row.tablets for row in found] == [row.tablets for row in periods[: len(found)]]


def test_after_the_last_dose_all_lies_before(guideline: Guideline) -> None:
    periods = rows(guideline, "25")
    assert before(periods, FIRST + timedelta(days=140)) == periods
    assert before(periods, FIRST + timedelta(days=900)) == periods


@pytest.mark.parametrize(
    ("taken", "says", "known"),
    [
        (UNKNOWN, "_alone", "unknown"),
        ((), "", "none"),
        (((0, 30),), "", "counted"),
        (((20, 1),), "_earlier", "counted"),
        (((20, 1), (0, 3)), "_earlier", "counted"),
    ],
    ids=str,
)
def test_a_sum_says_whether_earlier_days_are_in_it(make_case, taken, says, known) -> None:
    given = taken if taken is UNKNOWN else doses(taken)
    case = make_case(earlier_steroid=given)
    assert (counting(case), earlier(case)) == (says, known)


def doses(taken) -> tuple[EarlierDose, ...]:
    return tuple(EarlierDose(mg=Decimal(mg), days=days) for mg, days in taken)


@pytest.mark.parametrize(
    ("mg", "pulse_days", "taken", "runs"),
    [
        ("25", 0, (), ((0, 42),)),
        ("25", 3, (), ((-3, 45),)),
        ("25", 0, ((20, 5),), ((-5, 47),)),
        ("25", 2, ((20, 5),), ((-7, 49),)),
        ("25", 0, ((20, 5), (19, 1)), ((0, 42),)),
        ("25", 0, ((60, 9), (5, 1), (30, 4), (20, 5)), ((-9, 51),)),
        ("15", 0, ((60, 9),), ()),
        ("15", 3, (), ((-3, 3),)),
        ("15", 3, ((60, 9),), ((-12, 12),)),
    ],
)
def test_days_in_a_row_at_20_mg_begin_before_the_plan_where_they_were_under_way(
    guideline: Guideline, mg: str, pulse_days: int, taken, runs
) -> None:
    found = exposed(guideline, rows(guideline, mg), pulse_days=pulse_days, earlier=doses(taken))
    assert found.runs_ge_20 == runs
    assert longest(found.runs_ge_20) == max((days for _, days in runs), default=0)


@pytest.mark.parametrize(("pulse_days", "run"), [(0, (0, 30)), (3, (-3, 33))])
def test_days_in_a_row_may_last_until_the_course_was_stopped(
    guideline: Guideline, pulse_days: int, run: tuple[int, int]
) -> None:
    stopped = before(rows(guideline, "25"), FIRST + timedelta(days=30))
    assert exposed(guideline, stopped, pulse_days=pulse_days).runs_ge_20 == (run,)


@given(
    st.lists(st.tuples(st.integers(0, 80), st.integers(1, 30)), max_size=8), st.integers(1, 120)
)
def test_the_largest_sum_is_that_of_the_best_days_in_a_row(
    taken: list[tuple[int, int]], days: int
) -> None:
    """Counted day by day: every stretch of so many days, one after the other."""
    each_day = [mg for mg, length in taken for _ in range(length)]
    windows = range(max(len(each_day) - days, 0) + 1)
    best = max(sum(each_day[begin : begin + days]) for begin in windows)
    assert largest_sum([(Decimal(mg), length) for mg, length in taken], days) == best


def test_whoever_takes_nothing_has_nothing() -> None:
    assert largest_sum([], 365) == 0
    assert longest(()) == 0


def test_pulse_days_of_unknown_dose_are_days_and_no_milligrams(guideline: Guideline) -> None:
    """And where there is no pulse, no dose of it is missing."""
    periods = rows(guideline, "25")
    none, unknown, known = (
        exposed(guideline, periods, pulse_days=days, pulse_mg=mg)
        for days, mg in ((0, UNKNOWN), (3, UNKNOWN), (3, Decimal(1000)))
    )
    assert [each.oral_only for each in (none, unknown, known)] == [False, True, False]
    assert [each.days_ge_30 for each in (none, unknown, known)] == [0, 3, 3]
    assert [each.mg_first_year for each in (none, unknown, known)] == [1960, 1960, 5710]
    assert {each.total_mg for each in (none, unknown, known)} == {Decimal(1960)}
    assert all(later.offset == row.offset + row.days for row, later in pairwise(periods))
