"""What may not be decided, and what only after a second confirmation, each at its boundary."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.guideline import shipped
from core.course import shown
from core.course.course import seen
from core.course.decision_rules import (
    Confirm,
    Refusal,
    flare_doses,
    refused,
    step_planned,
    to_confirm,
)
from core.course.decisions import REASONS, Decision, Move, Reason
from core.course.progress import after
from tests.core.deciding import flare, followed, hold, off_plan, on, step, stop

STEPPED = (step(28), step(42))  # 70, 60, now 50 mg since day 42, the next due on day 56


def why(decision: Decision, *before: Decision, **answers: Any) -> Refusal | None:
    plan = followed(*before, **answers)
    assert plan.course is not None
    return refused(shipped(), plan.case, plan.course, decision)


def confirms(decision: Decision, *before: Decision, **answers: Any) -> Confirm | None:
    plan = followed(*before, **answers)
    assert plan.course is not None
    return to_confirm(shipped(), plan.case, plan.course, decision)


def doses(day: int, *before: Decision, **answers: Any) -> list[str]:
    plan = followed(*before, **answers)
    assert plan.course is not None
    return [str(mg) for mg in flare_doses(shipped(), plan.case, plan.course, on(day))]


@pytest.mark.parametrize(
    "decision",
    [
        step(56), step(60), hold(43, 1), hold(56, 4), flare(50, "60", 2), flare(50, "70"),
        off_plan(50, "45", 1), off_plan(50, "52.5", 52), stop(50), stop(50, Reason.DIED),
    ],
)  # fmt: skip
def test_what_is_within_the_limits_can_be_decided(decision: Decision) -> None:
    assert why(decision, *STEPPED) is None


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (step(55), Refusal.STEP_BEFORE_DUE),
        (hold(56, 0), Refusal.HOLD_WEEKS),
        (hold(56, 5), Refusal.HOLD_WEEKS),
        (flare(50, "60", 1), Refusal.FLARE_WEEKS),
        (flare(50, "60", 5), Refusal.FLARE_WEEKS),
        (off_plan(50, "45", 0), Refusal.OFF_PLAN_WEEKS),
        (off_plan(50, "45", 53), Refusal.OFF_PLAN_WEEKS),
        (flare(50, "50"), Refusal.FLARE_NOT_ABOVE),
        (flare(50, "40"), Refusal.FLARE_NOT_ABOVE),
        (flare(50, "65"), Refusal.FLARE_NOT_TAKEN),
        (off_plan(50, "0"), Refusal.MG_NOT_ABOVE_ZERO),
        (off_plan(50, "-5"), Refusal.MG_NOT_ABOVE_ZERO),
        (off_plan(50, "70.1"), Refusal.MG_OVER_1_MG_PER_KG),
        (off_plan(50, "80.5"), Refusal.MG_OVER_80),
        (off_plan(50, "45.25"), Refusal.MG_DECIMALS),
        (off_plan(50, "45.3"), Refusal.MG_WITHOUT_TABLETS),
        (off_plan(50, "0.5"), Refusal.MG_WITHOUT_TABLETS),
        (stop(50, Reason.INFECTION), Refusal.STOP_ABRUPT),
        (step(0), Refusal.BEFORE_COURSE),
        (step(41), Refusal.BEFORE_LAST_DECISION),
        (hold(41), Refusal.BEFORE_LAST_DECISION),
        (hold(-1), Refusal.BEFORE_COURSE),
        (hold(56 + 366), Refusal.TOO_FAR_AHEAD),
    ],
)
def test_what_is_outside_a_limit_is_refused_with_its_code(
    decision: Decision, code: Refusal
) -> None:
    assert why(decision, *STEPPED) is code


def test_a_year_after_the_next_step_is_still_taken() -> None:
    assert why(hold(56 + 365), *STEPPED) is None


@pytest.mark.parametrize("move", [Move.FLARE, Move.OFF_PLAN])
def test_another_dose_needs_a_figure(move: Move) -> None:
    decision = Decision(move=move, on=on(50), reason=REASONS[move][0], weeks=2)
    assert why(decision, *STEPPED) is Refusal.MG_MISSING
    assert confirms(decision, *STEPPED) is (Confirm.OFF_PLAN if move is Move.OFF_PLAN else None)


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("move", Move)
def test_each_move_is_decided_for_its_own_reasons(move: Move, reason: Reason) -> None:
    taken = {Move.FLARE: "60", Move.OFF_PLAN: "55"}.get(move)
    mg = Decimal(taken) if taken else None
    decision = Decision(move=move, on=on(56), reason=reason, mg=mg, weeks=2)
    assert (why(decision, *STEPPED) is Refusal.REASON) is (reason not in REASONS[move])


@pytest.mark.parametrize(
    ("weight", "mg", "code"),
    [
        ("80", "80", None),
        ("95", "80", None),
        ("95", "80.1", Refusal.MG_OVER_80),
        ("69.9", "69.5", None),
        ("69.9", "70", Refusal.MG_OVER_1_MG_PER_KG),
    ],
)
def test_no_dose_is_above_the_limits_of_the_first_one(
    weight: str, mg: str, code: Refusal | None
) -> None:
    assert why(off_plan(28, mg), weight_kg=weight, start_mg="30") is code


@pytest.mark.parametrize(("region", "code"), [("us", None), ("uk", None), ("eu", None)])
def test_half_a_milligram_is_made_from_tablets_of_2_5_or_halves_of_5(
    region: str, code: Refusal | None
) -> None:
    assert why(off_plan(28, "5.5"), region=region) is code
    assert why(off_plan(28, "1.5"), region=region) is Refusal.MG_WITHOUT_TABLETS


@pytest.mark.parametrize(
    ("start", "day", "reason", "code"),
    [
        ("5", 28, Reason.REMISSION, None),
        ("7.5", 21, Reason.REMISSION, None),
        ("7.5", 22, Reason.REMISSION, Refusal.STOP_ABRUPT),
        ("7.5", 22, Reason.MOVED, None),
        ("7.5", 22, Reason.DIED, None),
        ("7.5", 0, Reason.DIED, Refusal.BEFORE_COURSE),
        ("7.5", 1, Reason.INFECTION, None),
        ("40", 8, Reason.INFECTION, None),
        ("42.5", 7, Reason.INFECTION, None),
        ("42.5", 8, Reason.INFECTION, Refusal.STOP_ABRUPT),
    ],
)
def test_a_stop_from_more_than_5_mg_after_3_weeks_is_abrupt(
    start: str, day: int, reason: Reason, code: Refusal | None
) -> None:
    assert why(stop(day, reason), start_mg=start) is code


def test_pulse_days_count_towards_the_weeks_of_steroid() -> None:
    low = {"pulse_days": 3, "start_mg": "40"}
    assert why(stop(18, Reason.INFECTION), **low) is None
    assert why(stop(19, Reason.INFECTION), **low) is Refusal.STOP_ABRUPT


@pytest.mark.parametrize(
    ("earlier", "code"),
    [
        ([{"mg": "5", "days": 16}], None),
        ([{"mg": "5", "days": 17}], Refusal.STOP_ABRUPT),
        ([{"mg": "5", "days": 90}, {"mg": 0, "days": 1}], None),
    ],
)
def test_steroid_taken_up_to_the_plan_counts_towards_the_weeks(
    earlier: list[Any], code: Refusal | None
) -> None:
    assert why(stop(5, Reason.INFECTION), start_mg="20", earlier_steroid=earlier) is code


@pytest.mark.parametrize(
    ("start", "reason", "earlier", "code"),
    [
        ("7.5", Reason.REMISSION, None, Confirm.STOP_ALONE),
        ("55", Reason.INFECTION, None, Confirm.STOP_ALONE),
        ("55", Reason.INFECTION, [], None),
        ("55", Reason.INFECTION, [{"mg": "60", "days": 2}], None),
        ("5", Reason.REMISSION, None, None),
        ("55", Reason.MOVED, None, None),
        ("55", Reason.DIED, None, None),
    ],
)
def test_a_stop_is_confirmed_again_while_nobody_knows_what_was_taken_before(
    start: str, reason: Reason, earlier: list[Any] | None, code: Confirm | None
) -> None:
    """Days before the plan count towards the weeks after which a stop is abrupt."""
    answers = {} if earlier is None else {"earlier_steroid": earlier}
    assert confirms(stop(2, reason), start_mg=start, **answers) is code


def test_a_stop_in_place_of_a_step_is_judged_by_the_dose_before_it() -> None:
    decision = stop(28, Reason.INFECTION)
    assert why(decision, step(28), start_mg="7.5") is Refusal.STOP_ABRUPT


@pytest.mark.parametrize("decision", [step(60), hold(60), flare(60, "70"), stop(60)])
def test_nothing_is_decided_once_the_course_is_over(decision: Decision) -> None:
    assert why(decision, *STEPPED, stop(50)) is Refusal.COURSE_OVER


def test_an_end_is_taken_back_only_on_its_own_day_by_another_dose() -> None:
    ending = (step(14), step(28))
    answers = {"start_mg": "5", "hold_weeks": 2}
    assert why(flare(28, "2.5"), *ending, **answers) is None
    assert why(off_plan(28, "2.5"), *ending, **answers) is None
    assert why(hold(28), *ending, **answers) is Refusal.COURSE_OVER
    assert why(flare(29, "2.5"), *ending, **answers) is Refusal.COURSE_OVER


def test_a_flare_goes_back_along_the_doses_taken_the_last_effective_one_first() -> None:
    assert doses(50, *STEPPED, severity="moderate", start_mg="70") == ["60", "70"]
    assert doses(50, *STEPPED, flare(46, "60"), severity="mild", start_mg="70") == ["70"]
    assert doses(28, severity="moderate") == []


def test_a_flare_may_go_back_to_doses_from_before_the_plan_within_its_limits() -> None:
    earlier = [{"mg": "90", "days": 3}, {"mg": "65", "days": 30}, {"mg": 0, "days": 9}]
    given = {"earlier_steroid": earlier, "start_mg": "40"}
    assert doses(30, severity="moderate", **given) == ["65"]


def test_a_severe_flare_may_go_to_the_start_dose_of_1_mg_per_kg() -> None:
    assert doses(28, start_mg="50") == ["70"]
    assert doses(50, *STEPPED) == ["60", "70"]
    assert doses(28, weight_kg="95", start_mg="50") == ["80"]
    assert why(flare(28, "70"), start_mg="50") is None


def test_a_dose_confirmed_for_a_later_day_was_not_taken_before_it() -> None:
    assert doses(28, step(28)) == ["70"]


def test_on_the_day_of_its_end_a_course_goes_back_to_its_last_dose() -> None:
    answers: dict[str, Any] = {"start_mg": "5", "hold_weeks": 2, "severity": "mild"}
    assert doses(28, step(14), step(28), **answers) == ["2.5", "5"]


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (step(56), None),
        (hold(56, 4), None),
        (flare(50, "60"), None),
        (stop(50), None),
        (off_plan(50, "55"), Confirm.OFF_PLAN),
        (off_plan(50, "50"), Confirm.OFF_PLAN),
        (off_plan(56, "40"), Confirm.OFF_PLAN),
        (off_plan(56, "45"), Confirm.OFF_PLAN),
        (off_plan(56, "39"), Confirm.OFF_PLAN_FASTER),
        (off_plan(55, "45"), Confirm.OFF_PLAN_FASTER),
        (off_plan(56, "40", 1), Confirm.OFF_PLAN_FASTER),
    ],
)
def test_a_dose_off_the_plan_is_confirmed_and_a_faster_fall_says_so(
    decision: Decision, code: Confirm | None
) -> None:
    assert confirms(decision, *STEPPED) is code


def test_holds_beyond_4_weeks_are_confirmed() -> None:
    assert confirms(hold(28, 4)) is None
    assert confirms(hold(42, 2), hold(28, 2)) is None
    assert confirms(hold(42, 3), hold(28, 2)) is Confirm.HOLDS_OVER_PLAN


def test_while_a_reassessment_is_due_a_step_is_confirmed_and_holds_count_anew() -> None:
    waits = (hold(28, 4), hold(56, 1))
    assert confirms(step(63), *waits) is Confirm.STEP_WHILE_REASSESS
    assert why(step(57), *waits) is None
    assert confirms(hold(63, 4), *waits) is None
    assert confirms(off_plan(57, "60"), *waits) is Confirm.OFF_PLAN


def test_an_emergency_brings_no_step_forward_and_is_named_before_one() -> None:
    plan = followed(*STEPPED)
    assert plan.course is not None
    urgent = replace(plan.course.progress, reassess=True, urgent=True)
    waits, still = (
        seen(urgent, plan.case.start_date),
        replace(plan.case, respiratory_weakness=True),
    )
    for case in (plan.case, still):
        assert refused(shipped(), case, waits, step(55)) is Refusal.STEP_BEFORE_DUE
        assert refused(shipped(), case, waits, step(56)) is None
        assert step_planned(case, waits) == on(56)
    assert to_confirm(shipped(), plan.case, waits, step(56)) is Confirm.STEP_WHILE_REASSESS
    assert to_confirm(shipped(), still, waits, step(56)) is Confirm.STEP_IN_EMERGENCY
    longer = after(shipped(), still, urgent, hold(45, 2))
    assert (longer.due, longer.urgent, longer.reassess) == (on(70), False, False)


def test_what_waits_for_an_emergency_is_kept_and_what_was_kept_before_reads_as_it_did() -> None:
    course = followed(*STEPPED).course
    assert course is not None
    assert "urgent" not in shown.of_progress(course.progress)["doses"]
    urgent = replace(course.progress, reassess=True, urgent=True)
    assert shown.progress(shown.of_progress(urgent)) == urgent
