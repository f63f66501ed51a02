"""What one revision changes against the one before it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bot.guideline import shipped
from core.course.decisions import Decision, Reason
from core.difference import Difference, difference, said_otherwise
from core.plan import Plan, plan_for
from tests.core.deciding import ANSWERS, flare, followed, hold, off_plan, on, step, stop
from tests.core.tellings import FIRST, MAN

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


BY_DOSE = "pneumocystis_by_dose pneumocystis_review bone_sums vaccines_deferred adrenal_gate"
WITH_METHOTREXATE = (
    "prevention.pneumocystis.override prevention.pneumocystis.caution.tmp_smx_plus_methotrexate"
    " prevention.vaccines.after_influenza_days"
)
WITH_ANOTHER = (
    "prevention.pneumocystis.adult.tmp_smx"
    " prevention.pneumocystis.caution.tmp_smx_plus_antimetabolite_cbc prevention.vaccines.no_hold"
)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"statin": True}, {}),
        ({"antibodies": ["jo1"]}, {"monitoring": ("monitoring.synthetase", "")}),
        (
            {"dysphagia": True},
            {
                "start": ("steroid.start.swallowing fracture_very_high_but", ""),
                "prevention": ("bone_closed", "prevention.bone.also.order"),
            },
        ),
        ({"weight_kg": 48}, {"agent": ("methotrexate_week", ""), "prevention": (BY_DOSE, "")}),
        (
            {"egfr": 59},
            {
                "prevention": (f"pneumocystis_offer {WITH_ANOTHER}", WITH_METHOTREXATE),
                "monitoring": ("monitoring.harms.azathioprine", ""),
            },
        ),
    ],
    ids=str,
)
def test_what_an_answer_says_otherwise_is_told_by_section(
    answers: dict[str, Any], said: dict[str, tuple[str, str]]
) -> None:
    """Not how the start dose came about, what is to be confirmed, or how each drug stands; of
    another agent nothing but what it changes elsewhere; of what is gone only where few things are
    said."""
    before, after = (plan_for(shipped(), FIRST | MAN | more) for more in ({}, answers))
    assert isinstance(before, Plan)
    assert isinstance(after, Plan)
    found = {
        str(each.section): tuple(
            " ".join(line.says for line in lines) for lines in (each.new, each.gone)
        )
        for each in said_otherwise(before, after)
    }
    assert found == said


def test_what_is_said_no_more_is_told_on_the_card_and_under_prevention() -> None:
    before, after = (
        plan_for(shipped(), FIRST | MAN | more)
        for more in ({"dysphagia": True, "antibodies": ["jo1"]}, {})
    )
    assert isinstance(before, Plan)
    assert isinstance(after, Plan)
    found = {
        str(each.section): [line.says for line in each.gone]
        for each in said_otherwise(before, after)
    }
    assert found == {
        "start": ["steroid.start.swallowing", "fracture_very_high_but"],
        "prevention": ["bone_closed"],
    }
