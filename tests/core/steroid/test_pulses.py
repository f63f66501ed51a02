"""Pulses along the course: what they add to its sums, and what follows from those."""

from decimal import Decimal
from typing import Any

import pytest

from core.course.decisions import Drug, Reason
from core.steroid.exposure import Exposure
from core.steroid.pulses import PulseGiven, with_pulses
from core.steroid.taper import DosePeriod
from tests.core.deciding import on, step
from tests.core.regimens import Lived, begin, plan

START = {"start_mg": "20", "hold_weeks": 2}


def pulsed(day: int, days: int, mg: str | None) -> Lived:
    more: dict[str, Any] = {"mg": mg} if mg else {}
    given = begin(
        day, Reason.RESCUE, drug=Drug.METHYLPREDNISOLONE, weekday=None, days=days, **more
    )
    return without(day).then(given)


def without(day: int) -> Lived:
    return plan(**START).at(14).of_the_steroid(step(14)).at(day)


def sums(lived: Lived) -> Exposure:
    found = lived.kept.plan.exposure
    assert found is not None
    return found


def test_a_pulse_adds_its_days_and_what_it_counts_for() -> None:
    before, after = sums(without(30)), sums(pulsed(30, 3, "500"))
    assert after.days_ge_30 - before.days_ge_30 == 3
    assert after.mg_first_year - before.mg_first_year == Decimal(3 * 625)
    assert (after.total_days, after.total_mg) == (before.total_days, before.total_mg)
    assert (before.first_below_20, after.first_below_20) == (14, 33)


def test_a_pulse_of_unknown_dose_counts_its_days_and_no_milligrams() -> None:
    before, after = sums(without(30)), sums(pulsed(30, 3, None))
    assert after.days_ge_30 - before.days_ge_30 == 3
    assert after.mg_first_year == before.mg_first_year


@pytest.mark.parametrize(("day", "days", "run"), [(14, 3, 17), (15, 3, 14), (20, 5, 14)])
def test_pulse_days_belong_to_the_days_in_a_row(day: int, days: int, run: int) -> None:
    assert max(length for _, length in sums(pulsed(day, days, "500")).runs_ge_20) == run


def test_the_window_of_vaccines_opens_after_it() -> None:
    lived = pulsed(30, 3, "500")
    (line,) = [each for each in lived.kept.plan.lines if each.says == "vaccines_deferred"]
    assert line.values["date"] == on(33)


def row(offset: int, days: int, mg: int) -> DosePeriod:
    return DosePeriod(
        offset=offset,
        days=days,
        mg=Decimal(mg),
        first=on(offset),
        last=on(offset + days - 1),
        tablets=(),
    )


def given(day: int, days: int, mg: str | None = "625") -> PulseGiven:
    return PulseGiven(first=on(day), days=days, mg=Decimal(mg) if mg else None)


AT_LEAST = Decimal(30)


@pytest.mark.parametrize(
    ("pulses", "rows"),
    [
        ([], [row(0, 10, 20), row(10, 5, 15)]),
        ([given(4, 3)], [row(0, 4, 20), row(4, 3, 645), row(7, 3, 20), row(10, 5, 15)]),
        ([given(0, 1)], [row(0, 1, 645), row(1, 9, 20), row(10, 5, 15)]),
        ([given(9, 1)], [row(0, 9, 20), row(9, 1, 645), row(10, 5, 15)]),
        ([given(9, 2)], [row(0, 9, 20), row(9, 1, 645), row(10, 1, 640), row(11, 4, 15)]),
        ([given(14, 3)], [row(0, 10, 20), row(10, 4, 15), row(14, 1, 640)]),
        (
            [given(3, 3), given(4, 1, "100")],
            [row(0, 3, 20), row(3, 1, 645), row(4, 1, 745), row(5, 1, 645), row(6, 4, 20),
             row(10, 5, 15)],
        ),
        ([given(3, 2, None)], [row(0, 3, 20), row(3, 2, 30), row(5, 5, 20), row(10, 5, 15)]),
        (
            [given(3, 1, None), given(3, 1, "100")],
            [row(0, 3, 20), row(3, 1, 120), row(4, 6, 20), row(10, 5, 15)],
        ),
        ([given(3, 1, "5")], [row(0, 3, 20), row(3, 1, 25), row(4, 6, 20), row(10, 5, 15)]),
    ],
)  # fmt: skip
def test_periods_are_cut_where_a_pulse_begins_and_ends_and_raised_between(
    pulses: list[PulseGiven], rows: list[DosePeriod]
) -> None:
    periods = (row(0, 10, 20), row(10, 5, 15))
    assert list(with_pulses(periods, pulses, at_least=AT_LEAST)) == rows
