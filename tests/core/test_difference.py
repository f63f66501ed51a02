"""What one revision changes against the one before it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.guideline import shipped
from core.course.decisions import Decision, Reason
from core.difference import Difference, difference
from core.plan import Plan, plan_for
from tests.core.deciding import ANSWERS, flare, followed, hold, off_plan, on, step, stop

REVIEW, GATE, END = on(112), on(182), on(210)


def changed(*decisions: Decision, by: Decision) -> Difference:
    return difference(followed(*decisions), followed(*decisions, by))


def test_a_hold_moves_every_planned_date_by_its_days() -> None:
    assert changed(by=hold(28, 2)) == Difference(
        moved_dates=13,
        by_days=14,
        more_mg=Decimal(980),
        pneumocystis_review=(REVIEW, on(126)),
        vaccines_from=(REVIEW, on(126)),
        adrenal_gate=(GATE, on(196)),
        very_high_fracture_risk=(True, True),
        ends=(END, on(224)),
    )


def test_a_step_on_its_day_changes_nothing() -> None:
    assert changed(by=step(28)) == Difference(
        moved_dates=0,
        by_days=None,
        more_mg=Decimal(0),
        pneumocystis_review=(REVIEW, REVIEW),
        vaccines_from=(REVIEW, REVIEW),
        adrenal_gate=(GATE, GATE),
        very_high_fracture_risk=(True, True),
        ends=(END, END),
    )


@pytest.mark.parametrize(
    ("by", "moved", "days", "more"),
    [
        (step(30), 13, 2, "140"),
        (flare(42, "70", 4), 12, 42, "2800"),
        (off_plan(29, "55", 1), 10, -6, "-525"),
        (stop(35), 0, None, "-3710"),
    ],
)
def test_dates_of_the_doses_that_are_still_planned_are_compared(
    by: Decision, moved: int, days: int | None, more: str
) -> None:
    before = (step(28),) if by.on > on(30) else ()
    found = changed(*before, by=by)
    assert (found.moved_dates, found.by_days, found.more_mg) == (moved, days, Decimal(more))


def test_dates_that_move_by_different_days_have_no_common_figure() -> None:
    before, after = followed(), followed(hold(28))
    still = replace(after, periods=(*after.periods[:-1], before.periods[-1]))
    found = difference(before, still)
    assert (found.moved_dates, found.by_days) == (12, None)


def test_a_course_that_waits_for_a_reassessment_has_no_dates_to_compare() -> None:
    found = changed(by=hold(28, 2, Reason.NOT_BETTER))
    assert (found.moved_dates, found.by_days, found.more_mg) == (0, None, Decimal(0))
    assert found.pneumocystis_review == found.vaccines_from == (REVIEW, None)
    assert (found.adrenal_gate, found.ends) == ((GATE, None), (END, None))


def test_prophylaxis_and_fracture_risk_that_a_flare_brings_are_told() -> None:
    low = {"start_mg": "20", "hold_weeks": 2, "age": 60, "severity": "mild"}
    before = followed(step(14), **low)
    after = followed(step(14), off_plan(20, "40", 5), **low)
    found = difference(before, after)
    assert found.pneumocystis_review == (None, on(97))
    assert found.very_high_fracture_risk == (False, True)


def test_a_child_and_a_declined_case_have_nothing_to_compare() -> None:
    nothing: tuple[date | None, date | None] = (None, None)
    for answers in ({"subtype": "juvenile", "weight_kg": "25"}, {"subtype": "amyopathic"}):
        plan = followed(**answers)
        found = difference(plan, plan)
        assert (found.moved_dates, found.more_mg, found.ends) == (0, Decimal(0), nothing)


def test_a_plan_that_nobody_follows_yet_counts_from_its_first_dose() -> None:
    made = plan_for(shipped(), ANSWERS)
    assert isinstance(made, Plan)
    assert difference(made, followed(hold(28))).moved_dates == 13
