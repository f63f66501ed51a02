"""The schedule: the worked courses in all three endings, and what holds for every course."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guideline import shipped
from core.guideline.schema import Guideline
from core.patient import EarlierDose, Region, Tail
from core.steroid.exposure import Exposure, largest_sum
from core.steroid.taper import DosePeriod, NotFalling, following, next_dose
from tests.core.steroid.scheduled import exposed, schedule

FIRST = date(2026, 11, 23)
STARTS = st.integers(1, 32).map(lambda n: n * Decimal("2.5"))


def course(
    guideline: Guideline, mg: str, hold_weeks: int = 4, tail: Tail = Tail.STANDARD
) -> tuple[DosePeriod, ...]:
    return schedule(
        guideline,
        start_mg=Decimal(mg),
        first=FIRST,
        hold_weeks=hold_weeks,
        tail=tail,
        region=Region.US,
    )


def sums(guideline: Guideline, rows: tuple[DosePeriod, ...]) -> Exposure:
    return exposed(guideline, rows)


def written(rows: tuple[DosePeriod, ...]) -> str:
    return " ".join(f"{row.mg}@{row.offset}x{row.days}" for row in rows)


def doses(rows: tuple[DosePeriod, ...]) -> str:
    return "-".join(str(row.mg) for row in rows)


EIGHTY = (
    "80@0x28 70@28x14 60@42x14 50@56x14 40@70x14 30@84x14 25@98x14 20@112x14 17.5@126x14 "
    "15@140x14 12.5@154x14"
)
FORTY_FIVE = "45@0x28 35@28x14 30@42x14 25@56x14 20@70x14 17.5@84x14 15@98x14 12.5@112x14"


@pytest.mark.parametrize(
    ("mg", "tail", "expected"),
    [
        ("80", Tail.STANDARD, f"{EIGHTY} 10@168x14 7.5@182x14 5@196x14 2.5@210x14"),
        (
            "80",
            Tail.SLOW2W,
            f"{EIGHTY} 10@168x14 9@182x14 8@196x14 7@210x14 6@224x14 5@238x14 4@252x14 "
            "3@266x14 2@280x14 1@294x14",
        ),
        (
            "80",
            Tail.SLOW4W,
            f"{EIGHTY} 10@168x28 9@196x28 8@224x28 7@252x28 6@280x28 5@308x28 4@336x28 "
            "3@364x28 2@392x28 1@420x28",
        ),
        ("45", Tail.STANDARD, f"{FORTY_FIVE} 10@126x14 7.5@140x14 5@154x14 2.5@168x14"),
        (
            "45",
            Tail.SLOW2W,
            f"{FORTY_FIVE} 10@126x14 9@140x14 8@154x14 7@168x14 6@182x14 5@196x14 4@210x14 "
            "3@224x14 2@238x14 1@252x14",
        ),
        (
            "45",
            Tail.SLOW4W,
            f"{FORTY_FIVE} 10@126x28 9@154x28 8@182x28 7@210x28 6@238x28 5@266x28 4@294x28 "
            "3@322x28 2@350x28 1@378x28",
        ),
    ],
)
def test_the_worked_courses(guideline: Guideline, mg: str, tail: Tail, expected: str) -> None:
    assert written(course(guideline, mg, tail=tail)) == expected


@pytest.mark.parametrize(
    ("mg", "tail", "days", "total", "at_30", "at_20", "below_20", "at_5"),
    [
        ("80", Tail.STANDARD, 224, "7350", 98, 126, 126, 196),
        ("80", Tail.SLOW2W, 308, "7770", 98, 126, 126, 238),
        ("80", Tail.SLOW4W, 448, "8540", 98, 126, 126, 308),
        ("45", Tail.STANDARD, 182, "3780", 56, 84, 84, 154),
        ("45", Tail.SLOW2W, 266, "4200", 56, 84, 84, 196),
        ("45", Tail.SLOW4W, 406, "4970", 56, 84, 84, 266),
        ("60", Tail.SLOW4W, 420, "6160", 70, 98, 98, 280),
        ("50", Tail.STANDARD, 182, "3990", 56, 84, 84, 154),
        ("5", Tail.STANDARD, 42, "175", 0, 0, 0, 0),
    ],
)
def test_the_worked_sums(  # noqa: PLR0917 - the columns of a table
    guideline: Guideline,
    mg: str,
    tail: Tail,
    days: int,
    total: str,
    at_30: int,
    at_20: int,
    below_20: int,
    at_5: int,
) -> None:
    found = sums(guideline, course(guideline, mg, tail=tail))
    assert (found.total_days, found.total_mg) == (days, Decimal(total))
    assert (found.days_ge_30, found.days_ge_20) == (at_30, at_20)
    assert (found.first_below_20, found.first_at_5) == (below_20, at_5)


@pytest.mark.parametrize(
    ("mg", "hold_weeks", "days", "total"),
    [
        ("65", 4, 210, "5740"),
        ("55", 4, 196, "4690"),
        ("50", 4, 182, "3990"),
        ("40", 4, 168, "3150"),
        ("35", 4, 168, "3010"),
        ("20", 4, 126, "1540"),
        ("72.5", 4, 224, "6720"),
        ("60", 2, 182, "4130"),
        ("60", 3, 189, "4550"),
        ("20", 2, 112, "1260"),
    ],
)
def test_other_starts_and_holds(
    guideline: Guideline, mg: str, hold_weeks: int, days: int, total: str
) -> None:
    found = sums(guideline, course(guideline, mg, hold_weeks))
    assert (found.total_days, found.total_mg) == (days, Decimal(total))


@pytest.mark.parametrize(
    ("mg", "tail", "expected"),
    [
        ("65", Tail.STANDARD, "65-55-45-35-30-25-20-17.5-15-12.5-10-7.5-5-2.5"),
        (
            "72.5",
            Tail.SLOW2W,
            "72.5-62.5-52.5-42.5-32.5-30-25-20-17.5-15-12.5-10-9-8-7-6-5-4-3-2-1",
        ),
        ("27.5", Tail.STANDARD, "27.5-22.5-20-17.5-15-12.5-10-7.5-5-2.5"),
        ("15", Tail.STANDARD, "15-12.5-10-7.5-5-2.5"),
        ("7.5", Tail.SLOW2W, "7.5-7-6-5-4-3-2-1"),
        ("2.5", Tail.SLOW4W, "2.5-2-1"),
        ("2.5", Tail.STANDARD, "2.5"),
        ("5", Tail.SLOW2W, "5-4-3-2-1"),
    ],
)
def test_a_step_lands_on_every_boundary(
    guideline: Guideline, mg: str, tail: Tail, expected: str
) -> None:
    assert doses(course(guideline, mg, tail=tail)) == expected


@pytest.mark.parametrize(
    ("mg", "hold_weeks", "tail", "first_days"),
    [
        ("10", 2, Tail.SLOW4W, 28),
        ("10", 4, Tail.SLOW4W, 28),
        ("7.5", 3, Tail.SLOW4W, 28),
        ("10", 2, Tail.SLOW2W, 14),
        ("10", 3, Tail.SLOW2W, 21),
        ("12.5", 2, Tail.SLOW4W, 14),
    ],
)
def test_a_start_at_10_or_less_holds_at_least_the_interval_of_its_ending(
    guideline: Guideline, mg: str, hold_weeks: int, tail: Tail, first_days: int
) -> None:
    assert course(guideline, mg, hold_weeks, tail)[0].days == first_days


def test_the_first_year_of_the_slowest_ending_is_cut_at_365_days(guideline: Guideline) -> None:
    found = sums(guideline, course(guideline, "60", tail=Tail.SLOW4W))
    assert (found.mg_first_year, found.oral_only) == (Decimal("6078"), False)


def test_pulse_days_count_as_days_and_the_sum_is_oral_where_their_dose_is_not_known(
    guideline: Guideline,
) -> None:
    rows = course(guideline, "80")
    found = exposed(guideline, rows, pulse_days=3)
    assert (found.days_ge_30, found.days_ge_20, found.total_days) == (101, 129, 224)
    assert (found.mg_first_year, found.oral_only) == (Decimal("7350"), True)


def test_a_pulse_dose_counts_five_for_four_and_takes_its_days_from_the_year(
    guideline: Guideline,
) -> None:
    rows = course(guideline, "60", tail=Tail.SLOW4W)
    found = exposed(guideline, rows, pulse_days=3, pulse_mg=Decimal("500"))
    assert found.mg_first_year == Decimal("6078") - (3 + 3 + 2) + Decimal("1875")
    assert (found.oral_only, found.total_mg) == (False, Decimal("6160"))


def test_a_long_pulse_figure_is_summed_exactly(guideline: Guideline) -> None:
    pulse = Decimal("333." + "3" * 60)
    found = exposed(guideline, course(guideline, "5"), pulse_days=3, pulse_mg=pulse)
    assert Fraction(found.mg_first_year) == 175 + 3 * Fraction(5, 4) * Fraction(pulse)


@given(
    mg=STARTS,
    hold=st.sampled_from([2, 3, 4]),
    tail=st.sampled_from(Tail),
    region=st.sampled_from(Region),
)
def test_doses_only_fall_days_touch_and_tablets_make_each_dose(
    mg: Decimal, hold: int, tail: Tail, region: Region
) -> None:
    rows = schedule(shipped(), start_mg=mg, first=FIRST, hold_weeks=hold, tail=tail, region=region)
    for row, later in pairwise(rows):
        assert 0 < later.mg < row.mg
        assert row.mg - later.mg <= 10
        assert later.first == row.last + timedelta(days=1)
        assert later.offset == row.offset + row.days
    for row in rows:
        assert row.first == FIRST + timedelta(days=row.offset)
        assert row.last == row.first + timedelta(days=row.days - 1)
        assert sum(strength * count for strength, count in row.tablets) == row.mg


@given(mg=STARTS, tail=st.sampled_from(Tail), pulse=st.integers(0, 5))
def test_every_course_that_passes_a_boundary_stays_on_it(
    mg: Decimal, tail: Tail, pulse: int
) -> None:
    rows = schedule(shipped(), start_mg=mg, first=FIRST, hold_weeks=2, tail=tail, region=Region.UK)
    reached = {row.mg for row in rows}
    assert reached >= {Decimal(line) for line in (30, 20) if line <= mg}
    found = exposed(shipped(), rows, pulse_days=pulse)
    by_day = [row.mg for row in rows for _ in range(row.days)]
    assert found.days_ge_20 == pulse + sum(dose >= 20 for dose in by_day)
    assert found.mg_first_year == sum(by_day[:365])
    assert found.first_at_5 == next(day for day, dose in enumerate(by_day) if dose <= 5)


DOSE_DAYS = st.lists(st.tuples(st.integers(0, 80).map(Decimal), st.integers(0, 200)), max_size=9)


@given(given=DOSE_DAYS, days=st.integers(1, 400))
def test_the_largest_sum_is_that_of_some_days_in_a_row_and_of_no_others(
    given: list[tuple[Decimal, int]], days: int
) -> None:
    by_day = [mg for mg, length in given for _ in range(length)]
    windows = [sum(by_day[first : first + days]) for first in range(max(1, len(by_day)))]
    assert largest_sum(given, days) == max(windows, default=0)


def test_earlier_days_are_counted_and_the_year_is_the_heaviest_one(guideline: Guideline) -> None:
    rows = course(guideline, "20", hold_weeks=2)
    earlier = (EarlierDose(mg=Decimal(60), days=35),)
    found, alone = exposed(guideline, rows, earlier=earlier), exposed(guideline, rows)
    assert found.days_ge_20 == alone.days_ge_20 + 35 == 49
    assert found.mg_first_year == alone.mg_first_year + 35 * 60
    assert (found.total_mg, found.first_below_20) == (alone.total_mg, alone.first_below_20)
    assert found.runs_ge_20 == ((-35, 49),)


def test_a_pause_ends_the_run_that_reaches_the_plan(guideline: Guideline) -> None:
    rows = course(guideline, "20", hold_weeks=2)
    earlier = (EarlierDose(mg=Decimal(60), days=35), EarlierDose(mg=Decimal(0), days=1))
    assert exposed(guideline, rows, earlier=earlier).runs_ge_20 == ((0, 14),)


@pytest.mark.parametrize(
    ("mg", "tail", "later"),
    [
        ("11", Tail.SLOW2W, "10"),
        ("11", Tail.STANDARD, "8.5"),
        ("1", Tail.STANDARD, "0"),
        ("0.5", Tail.SLOW4W, "0"),
        ("10", Tail.SLOW2W, "9"),
        ("31", Tail.STANDARD, "30"),
        ("21", Tail.SLOW2W, "20"),
    ],
)
def test_a_dose_off_the_plan_is_followed_by_the_same_rule(
    guideline: Guideline, mg: str, tail: Tail, later: str
) -> None:
    assert next_dose(guideline.taper, Decimal(mg), tail) == Decimal(later)


def test_steps_that_do_not_lower_the_dose_are_an_error_and_no_endless_course(
    guideline: Guideline,
) -> None:
    still = replace(guideline.taper.fine, value=(Decimal(0), Decimal(0)))
    broken = replace(guideline, taper=replace(guideline.taper, fine=still))
    with pytest.raises(NotFalling, match="20 mg to 20 mg"):
        course(broken, "20")


@pytest.mark.parametrize("region", Region)
@pytest.mark.parametrize(("mg", "later"), [("4", "2"), ("3", "1"), ("6", "3.5"), ("11", "8.5")])
def test_a_dose_that_no_tablets_make_is_raised_to_the_next_whole_milligram(
    guideline: Guideline, region: Region, mg: str, later: str
) -> None:
    """After 4 mg comes 1.5 mg by the rule, and no tablets make that."""
    found = following(guideline, Decimal(mg), tail=Tail.STANDARD, region=region)
    assert found == Decimal(later)
