"""The plan with its course: composed anew from what was decided."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.guideline import shipped
from core.course.decisions import Decision, Reason
from core.evidence import Section
from core.plan import Plan, plan_for, recalled
from core.reading import Refused
from tests.core.deciding import (
    ANSWERS,
    FIRST,
    READY,
    flare,
    followed,
    hold,
    off_plan,
    on,
    step,
    stop,
)

NEITHER_COURSE_NOR_DATES = {"subtype": "juvenile", "weight_kg": "25"}


def says(plan: Plan, *sections: Section) -> list[str]:
    return [line.says for line in plan.lines if line.section in sections]


def made(**answers: Any) -> Plan:
    found = plan_for(shipped(), ANSWERS | answers)
    assert isinstance(found, Plan)
    return found


def test_with_nothing_decided_it_is_the_plan_and_its_course() -> None:
    found, plan = followed(), made()
    assert found.course is not None
    assert found.course.periods == found.periods == plan.periods
    assert (found.lines, found.exposure) == (plan.lines, plan.exposure)
    assert plan.course == found.course


def test_a_refused_case_stays_refused_and_a_child_has_no_course() -> None:
    assert recalled(shipped(), {**ANSWERS, "weight_kg": "500"}) == Refused(
        reason="weight_outside_limits", allowed="30 to 250"
    )
    child = followed(step(28), not_before=400, **NEITHER_COURSE_NOR_DATES)
    assert (child.course, child.periods) == (None, ())


def test_the_same_course_is_composed_once() -> None:
    assert followed(step(28), not_before=30) is followed(step(28), not_before=42)
    assert followed(step(28), not_before=43) is not followed(step(28), not_before=42)


def test_everything_that_is_counted_follows_the_doses_taken() -> None:
    found = followed(step(28), flare(40, "70"))
    sums = found.exposure
    assert sums is not None
    assert sums.total_mg == sum(row.mg * row.days for row in found.periods)
    assert (sums.days_ge_20, sums.first_below_20, sums.first_at_5) == (152, 152, 222)
    assert found.pneumocystis is not None
    assert found.pneumocystis.review_offset == 152
    dated = {line.says: line.values for line in found.lines}
    assert dated["vaccines_deferred"]["date"] == on(152)
    assert dated["adrenal_gate"]["date"] == on(222)
    assert dated["course_sum_alone"]["days"] == 250


def test_days_below_20_mg_do_not_count_into_a_stretch() -> None:
    low = {"start_mg": "20", "hold_weeks": 2, "severity": "mild"}
    twice = (step(14), off_plan(28, "20", 2))
    found = followed(*twice, **low)
    assert found.exposure is not None
    assert found.exposure.runs_ge_20 == ((0, 14), (28, 14))
    assert (found.exposure.days_ge_20, found.exposure.first_below_20) == (28, 42)
    assert found.pneumocystis is not None
    assert not found.pneumocystis.needed


def test_prophylaxis_that_a_rise_makes_necessary_begins_with_the_rise() -> None:
    low = {"start_mg": "15", "severity": "mild"}
    found = followed(step(28), off_plan(40, "30", 4), pulse_days=3, **low)
    assert found.exposure is not None
    assert found.exposure.runs_ge_20 == ((-3, 3), (40, 56))
    assert found.pneumocystis is not None
    assert (found.pneumocystis.start_offset, found.pneumocystis.review_offset) == (40, 96)
    assert "prevention.pneumocystis.from_the_rise" in says(found, Section.START)
    assert "pneumocystis_from_the_start" not in says(found, Section.START)


def test_before_a_decision_the_schedule_speaks_of_the_first_step() -> None:
    waits = says(followed(not_before=30), Section.SCHEDULE)
    assert {"first_step", "interim_check", "course_ends"} <= set(waits)
    assert "taper.change.anew" not in says(followed(), Section.RULES)


def test_after_a_step_it_no_longer_does_and_tells_the_rules_of_decisions() -> None:
    found = followed(step(28))
    assert {"first_step", "interim_check"}.isdisjoint(says(found, Section.SCHEDULE))
    assert "course_ends" in says(found, Section.SCHEDULE)
    assert {"taper.change.flare", "taper.change.anew", "taper.change.early"} <= set(
        says(found, Section.RULES)
    )


def test_a_course_joined_on_its_way_is_not_told_of_a_check_that_is_long_past() -> None:
    taken = off_plan(0, "25", 9, Reason.ALREADY_TAKEN)
    found = says(followed(taken, start_mg="25"), Section.SCHEDULE)
    assert "first_step" in found
    assert "interim_check" not in found


def test_after_a_hold_the_first_step_has_its_new_day() -> None:
    dated = {line.says: line.values for line in followed(hold(28)).lines}
    assert dated["first_step"]["day"] == on(42)
    assert dated["hold"]["days"] == 42


def test_while_a_reassessment_is_due_no_last_day_is_told() -> None:
    found = says(followed(hold(28, 2, Reason.NOT_BETTER)), Section.SCHEDULE)
    assert {"first_step", "course_ends"}.isdisjoint(found)
    assert "reassess" in found


@pytest.mark.parametrize("decisions", [(stop(35),), (step(28), stop(42))])
def test_an_end_that_was_decided_is_told(decisions: tuple[Any, ...]) -> None:
    found = says(followed(*decisions), Section.SCHEDULE)
    assert "taper.change.ended" in found
    assert "course_ends" not in found


def test_a_rise_is_no_landing_on_a_boundary() -> None:
    risen = followed(step(28), step(42), step(56), step(70), step(84), flare(90, "30"))
    assert "taper.landing" not in says(risen, Section.RULES)
    assert "taper.fast" in says(risen, Section.RULES)


def test_a_following_dose_that_was_raised_to_a_whole_mg_is_told() -> None:
    assert "taper.change.whole_mg" in says(followed(off_plan(28, "8")), Section.RULES)
    assert "taper.change.whole_mg" not in says(followed(off_plan(28, "7.5")), Section.RULES)


def test_a_slow_ending_tells_of_whole_milligrams_where_a_dose_off_the_plan_is_none() -> None:
    found = followed(off_plan(28, "7.5"), tail="slow2w")
    assert [str(row.mg) for row in found.periods[1:3]] == ["7.5", "7"]
    assert {"taper.tail.whole_mg", "fine_steps"} <= set(says(found, Section.RULES))


def test_a_dose_written_with_a_trailing_zero_is_the_same_dose() -> None:
    assert str(followed(off_plan(28, "25.0")).periods[1].mg) == "25"


def risky(*decisions: Decision, not_before: int | None = None, **answers: Any) -> bool | None:
    risk = followed(*decisions, not_before=not_before, **answers).fracture_risk
    assert risk is not None
    return risk.by_dose


def test_the_bone_sums_follow_the_doses_taken() -> None:
    low = {"start_mg": "40", "hold_weeks": 2, "age": 60, "severity": "mild"}
    assert risky(**low) is False
    assert risky(hold(14, 1), **low) is True


def test_silence_alone_can_make_the_fracture_risk_very_high() -> None:
    low = {"start_mg": "40", "hold_weeks": 2, "age": 60, "severity": "mild"}
    assert risky(not_before=17, **low) is True


def test_the_first_year_is_cut_where_it_ends_though_the_course_goes_on() -> None:
    found = followed(step(28), off_plan(42, "10", 52), not_before=0)
    assert found.exposure is not None
    by_day = [row.mg for row in found.periods for _ in range(row.days)]
    assert found.exposure.mg_first_year == sum(by_day[:365], Decimal(0))
    assert found.periods[-1].last > FIRST + timedelta(days=365)


def test_a_course_joined_on_its_way_is_given_no_amount_of_the_agent() -> None:
    taken = off_plan(0, "25", 11, Reason.ALREADY_TAKEN)
    ready: dict[str, Any] = {"start_mg": "25", "severity": "moderate", **READY}
    found = followed(taken, **ready)
    assert found.agent.doses
    assert "agents.life.not_confirmed" in says(found, Section.AGENT)
    assert "methotrexate_week" not in says(found, Section.AGENT)
    assert "agent_not_recorded" in says(found, Section.START)
    assert "agents.choice.together" not in says(found, Section.AGENT)
    assert "methotrexate_week" in says(followed(**ready), Section.AGENT)
    assert "agents.life.not_confirmed" not in says(followed(**ready), Section.AGENT)
