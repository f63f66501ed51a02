"""What the plan says about the course: only the rules that this course really follows."""

from datetime import date
from decimal import Decimal

import pytest

from core.amounts import UNKNOWN
from core.course import lines as course
from core.course.course import seen
from core.course.progress import begun
from core.evidence import Line
from core.guideline.schema import Guideline
from core.patient import EarlierDose, Region, Tail
from core.steroid.exposure import exposure


@pytest.fixture
def lines(guideline: Guideline, make_case):
    def lines_of(mg: str, **answers: object) -> dict[str, Line]:
        case = make_case(**answers)
        now = seen(begun(guideline, case, Decimal(mg)), case.start_date)
        sums = exposure(guideline, case, now.periods)
        return {line.says: line for line in course.lines(guideline, case, now, sums)}

    return lines_of


STEPS = {"taper.fast", "taper.middle", "taper.fine", "taper.landing", "fine_steps",
         "taper.tail.standard", "taper.tail.slow2w", "taper.tail.slow4w", "taper.tail.whole_mg",
         "taper.tail.first_row"}  # fmt: skip


@pytest.mark.parametrize(
    ("mg", "tail", "expected"),
    [
        ("80", Tail.STANDARD, {"taper.fast", "taper.middle", "taper.fine"}),
        ("65", Tail.STANDARD, {"taper.fast", "taper.middle", "taper.fine", "taper.landing"}),
        ("27.5", Tail.STANDARD, {"taper.middle", "taper.fine", "taper.landing"}),
        ("20", Tail.STANDARD, {"taper.fine"}),
        ("30", Tail.SLOW2W, {"taper.middle", "fine_steps", "taper.tail.first_row"}),
        ("10", Tail.SLOW4W, {"taper.tail.first_row"}),
        ("7.5", Tail.SLOW2W, {"taper.tail.first_row", "taper.tail.whole_mg"}),
        ("7.5", Tail.STANDARD, {"taper.fine"}),
    ],
)
def test_only_the_steps_that_are_taken_are_told(
    lines, mg: str, tail: Tail, expected: set[str]
) -> None:
    assert STEPS & set(lines(mg, tail=tail)) == expected | {f"taper.tail.{tail}"}


def test_the_hold_says_how_long_the_first_dose_lasts(lines) -> None:
    held = lines("50", hold_weeks=3)["hold"].values
    assert (held["mg"], held["days"], held["last"]) == (Decimal("50"), 21, date(2026, 12, 13))


@pytest.mark.parametrize(("hold_weeks", "asked"), [(2, False), (3, True), (4, True)])
def test_a_hold_beyond_two_weeks_has_a_check_within(lines, hold_weeks: int, asked: bool) -> None:
    found = lines("50", hold_weeks=hold_weeks)
    assert ("interim_check" in found) is asked
    assert not asked or found["interim_check"].values["day"] == date(2026, 12, 7)


def test_the_first_step_is_due_on_the_day_after_the_hold(lines) -> None:
    found = lines("50", hold_weeks=2)
    assert found["first_step"].values["day"] == date(2026, 12, 7)
    assert found["reassess"].values["day"] == date(2026, 12, 21)


def test_the_slow_ending_begins_where_the_fine_steps_end(lines) -> None:
    found = lines("15", tail=Tail.SLOW2W)["fine_steps"].values
    assert (found["from_mg"], found["mg"]) == (Decimal("15"), Decimal("10"))


def test_the_end_names_the_last_day_of_the_last_dose(lines) -> None:
    end = lines("50")["course_ends"]
    assert dict(end.values) == {"mg": Decimal("2.5"), "last": date(2027, 5, 23)}
    assert [fact.key for fact in end.because] == ["taper.end", "taper.fine"]


def test_the_sums_say_what_they_leave_out(lines) -> None:
    none = {"earlier_steroid": ()}
    assert lines("50")["course_sum_alone"].values["days_high"] == 56
    assert lines("50", **none)["course_sum"].values["days_high"] == 56
    assert "year" in lines("50", pulse_days=3, pulse_mg=Decimal("500"), **none)
    assert "year_oral_only" in lines("50", pulse_days=3, pulse_mg=UNKNOWN, **none)
    earlier = (EarlierDose(mg=Decimal(60), days=9),)
    found = lines("50", pulse_days=3, pulse_mg=UNKNOWN, earlier_steroid=earlier)
    assert "year_oral_only_earlier" in found
    assert found["course_sum_earlier"].values["days_high"] == 56 + 3 + 9


@pytest.mark.parametrize(
    ("region", "mg", "broken"),
    [(Region.US, "17.5", False), (Region.UK, "17.5", True), (Region.EU, "10", True)],
)
def test_a_broken_tablet_is_told(lines, region: Region, mg: str, broken: bool) -> None:
    found = lines(mg, region=region)
    assert (f"tablets.{region}.halved_mg" in found) is broken
    assert f"tablets.{region}.strengths_mg" in found


def test_both_rules_of_the_source_from_10_mg_are_told(lines) -> None:
    found = lines("50")["taper.tail.conflict"]
    assert [fact.key for fact in found.because[1:]] == ["taper.fine", "taper.tail.slow_step"]
