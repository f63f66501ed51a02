"""What holds of any course whatever was decided along it."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.guideline import shipped
from core.agenda import agenda
from core.course.course import Course, in_force
from core.course.decision_rules import flare_doses, refused
from core.course.decisions import OF_THE_STEROID, REASONS, Decision, Move, Reason
from core.difference import difference
from core.plan import Plan
from tests.core.deciding import FIRST, followed

ANY_ANSWERS = st.fixed_dictionaries(
    {
        "start_mg": st.integers(1, 28).map(lambda n: str(n * Decimal("2.5"))),
        "hold_weeks": st.sampled_from([2, 3, 4]),
        "tail": st.sampled_from(["standard", "slow2w", "slow4w"]),
        "region": st.sampled_from(["us", "uk", "eu"]),
        "severity": st.sampled_from(["mild", "severe"]),
        "pulse_days": st.sampled_from([0, 3]),
        "ild": st.sampled_from(["no", "yes"]),
    }
)
WISHES = st.lists(
    st.tuples(
        st.sampled_from(OF_THE_STEROID),
        st.integers(0, 40),  # days after the last one
        st.integers(1, 160).map(lambda halves: Decimal(halves) / 2),
        st.integers(1, 5),
        st.integers(0, 5),
    ),
    max_size=9,
)
SILENCE = st.integers(0, 90)


def allowed(answers: dict[str, Any], wishes: list[Any]) -> tuple[Decision, ...]:
    """The decisions that can be taken, one after the other, steps on the day they are due."""
    taken: tuple[Decision, ...] = ()
    on = FIRST
    for move, later, mg, weeks, reason in wishes:
        plan = followed(*taken, **answers)
        now = course_of(plan)
        on += timedelta(days=later)
        if move is Move.STEP:
            on = max(on, now.due or on)
        decision = Decision(
            move=move,
            on=on,
            reason=REASONS[move][reason % len(REASONS[move])],
            mg=_mg(plan, move, on, mg),
            weeks=weeks,
        )
        if refused(shipped(), plan.case, now, decision) is None:
            taken = (*taken, decision)
    return taken


def _mg(plan: Plan, move: Move, on: date, mg: Decimal) -> Decimal | None:
    if move is Move.FLARE:
        return next(iter(flare_doses(shipped(), plan.case, course_of(plan), on)), mg)
    return mg if move is Move.OFF_PLAN else None


def course_of(plan: Plan) -> Course:
    assert plan.course is not None
    return plan.course


def by_day(plan: Plan) -> Iterator[Decimal]:
    return (row.mg for row in plan.periods for _ in range(row.days))


@given(ANY_ANSWERS, WISHES, SILENCE)
def test_periods_touch_and_tablets_make_each_dose(
    answers: dict[str, Any], wishes: list[Any], silence: int
) -> None:
    taken = allowed(answers, wishes)
    plan = followed(*taken, not_before=silence, **answers)
    assert plan.periods[0].first == FIRST
    for row, later in pairwise(plan.periods):
        assert later.first == row.last + timedelta(days=1)
    for row in plan.periods:
        assert row.days > 0
        assert row.offset == (row.first - FIRST).days
        assert row.last == row.first + timedelta(days=row.days - 1)
        assert sum(strength * count for strength, count in row.tablets) == row.mg
        assert 0 < row.mg <= min(80, plan.case.weight_kg)


@given(ANY_ANSWERS, WISHES, SILENCE)
def test_a_dose_rises_only_by_decision_and_what_is_planned_only_falls(
    answers: dict[str, Any], wishes: list[Any], silence: int
) -> None:
    taken = allowed(answers, wishes)
    plan = followed(*taken, not_before=silence, **answers)
    decided = {decision.on for decision in taken if decision.mg is not None}
    for row, later in pairwise(plan.periods):
        assert later.mg < row.mg or later.first in decided
    now = course_of(plan)
    planned = plan.periods[max(now.confirmed - 1, 0) :]
    assert all(0 < row.mg - later.mg <= 10 for row, later in pairwise(planned))
    assert now.ends is not None or planned[-1].mg <= 5
    assert not plan.periods[now.confirmed :] or now.ends is None


@given(ANY_ANSWERS, WISHES, st.integers(1, 4))
def test_a_hold_shifts_every_later_planned_date_by_the_same_days(
    answers: dict[str, Any], wishes: list[Any], weeks: int
) -> None:
    taken = allowed(answers, wishes)
    before = followed(*taken, **answers)
    now = course_of(before)
    if now.due is None:
        return
    held = Decision(move=Move.HOLD, on=now.due, reason=Reason.RED_FLAG, weeks=weeks)
    after = followed(*taken, held, **answers)
    shifted = [row.first + timedelta(weeks=weeks) for row in before.periods[now.confirmed :]]
    assert [row.first for row in after.periods[now.confirmed :]] == shifted
    if not course_of(after).reassess:
        found = difference(before, after)
        assert (found.moved_dates, found.by_days) == (
            len(shifted), 7 * weeks if shifted else None,
        )  # fmt: skip
        assert found.more_mg == now.present.mg * 7 * weeks


@given(ANY_ANSWERS, WISHES, SILENCE)
def test_silence_shifts_every_later_date_and_changes_no_dose(
    answers: dict[str, Any], wishes: list[Any], silence: int
) -> None:
    taken = allowed(answers, wishes)
    spoken = followed(*taken, **answers)
    now = course_of(spoken)
    if now.due is None:
        return
    late = (now.due - FIRST).days + silence
    silent = followed(*taken, not_before=late, **answers)
    shift = timedelta(days=silence)
    assert course_of(silent).due == now.due
    assert course_of(silent).gate == now.due + shift
    assert [row.mg for row in silent.periods] == [row.mg for row in spoken.periods]
    assert [row.first for row in silent.periods[now.confirmed :]] == [
        row.first + shift for row in spoken.periods[now.confirmed :]
    ]
    held = in_force(course_of(silent), now.due + shift - timedelta(days=1))
    assert held == course_of(silent).present


@given(ANY_ANSWERS, WISHES, SILENCE)
def test_sums_are_those_of_a_count_by_day_and_no_review_comes_too_early(
    answers: dict[str, Any], wishes: list[Any], silence: int
) -> None:
    plan = followed(*allowed(answers, wishes), not_before=silence, **answers)
    days, pulse, sums = list(by_day(plan)), plan.case.pulse_days, plan.exposure
    assert sums is not None
    assert (sums.total_days, sums.total_mg) == (len(days), sum(days, Decimal(0)))
    assert sums.mg_first_year == max(
        sum(days[first : first + 365], Decimal(0)) for first in range(len(days))
    )
    assert sums.days_ge_30 == pulse + sum(mg >= 30 for mg in days)
    assert sums.days_ge_20 == pulse + sum(mg >= 20 for mg in days)
    assert all(mg < 20 for mg in days[sums.first_below_20 :])
    assert all(mg <= 5 for mg in days[sums.first_at_5 :])
    if plan.pneumocystis and plan.pneumocystis.review_offset is not None:
        assert all(mg < 20 for mg in days[plan.pneumocystis.review_offset :])


@given(ANY_ANSWERS, WISHES, SILENCE)
def test_what_falls_due_is_told_apart_and_nothing_is_before_the_course(
    answers: dict[str, Any], wishes: list[Any], silence: int
) -> None:
    plan = followed(*allowed(answers, wishes), not_before=silence, **answers)
    found, begins = agenda(shipped(), plan), FIRST - timedelta(days=plan.case.pulse_days)
    assert len({(each.item, each.day, each.detail) for each in found}) == len(found)
    assert all(each.day >= begins and each.because for each in found)
    assert [each.day for each in found] == sorted(each.day for each in found)
