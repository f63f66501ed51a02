"""The course after what was decided: every dose with its days, and what is due next."""

from datetime import date
from decimal import Decimal

import pytest

from bot.guideline import shipped
from core.course.course import effective, in_force
from core.course.decisions import REASONS, Decision, Move, Reason
from core.course.progress import NoDose
from tests.core.deciding import flare, followed, hold, now, off_plan, on, step, stop, written

LAST = "20@98x14 17.5@112x14 15@126x14 12.5@140x14 10@154x14 7.5@168x14 5@182x14 2.5@196x14"


def test_with_nothing_decided_the_first_dose_is_taken_and_the_rest_is_planned() -> None:
    found = now()
    assert written(found).startswith("70@0x28 | 60@28x14 50@42x14")
    assert written(found).endswith(LAST)
    assert (found.due, found.gate, found.following_mg) == (on(28), on(28), Decimal(60))
    assert (found.reassess, found.held_days, found.ends, found.decided) == (False, 0, None, None)


def test_silence_keeps_the_dose_and_moves_every_later_date() -> None:
    found = now(not_before=31)
    assert written(found).startswith("70@0x31 | 60@31x14 50@45x14")
    assert (found.due, found.gate) == (on(28), on(31))


def test_a_day_before_the_step_moves_nothing() -> None:
    assert now(not_before=12) == now()


def test_a_step_on_its_day_leaves_every_date_as_it_was() -> None:
    found = now(step(28))
    assert written(found).startswith("70@0x28 60@28x14 | 50@42x14")
    assert found.periods == now().periods
    assert (found.due, found.following_mg, found.decided) == (on(42), Decimal(50), on(28))


def test_a_step_that_comes_late_moves_the_later_dates_by_as_much() -> None:
    assert written(now(step(30))).startswith("70@0x30 60@30x14 | 50@44x14")


@pytest.mark.parametrize(("day", "due"), [(20, 42), (28, 42), (33, 47)])
def test_a_hold_counts_from_the_day_the_step_was_due_or_from_a_later_answer(
    day: int, due: int
) -> None:
    found = now(hold(day))
    assert (found.due, found.gate, found.held_days) == (on(due), on(due), 14)
    assert written(found).startswith(f"70@0x{due} | 60@{due}x14")


def test_holds_add_up_and_more_than_four_weeks_of_them_ask_for_a_reassessment() -> None:
    assert not now(hold(28, 2), hold(42, 2)).reassess
    found = now(hold(28, 2), hold(42, 2), hold(56, 1))
    assert (found.reassess, found.held_days) == (True, 35)
    assert (found.due, found.gate, found.following_mg) == (None, None, Decimal(60))
    assert written(found).startswith("70@0x63 | 60@63x14")


def test_holds_of_different_doses_add_up() -> None:
    found = now(hold(28, 3), step(49), hold(63, 2))
    assert (found.reassess, found.held_days) == (True, 35)


@pytest.mark.parametrize(("day", "reassess"), [(27, False), (28, True), (40, True)])
def test_no_gain_by_day_28_asks_for_a_reassessment(day: int, reassess: bool) -> None:
    assert now(hold(day, 1, Reason.NOT_BETTER)).reassess is reassess


def test_day_28_is_counted_from_the_first_dose_whatever_the_hold() -> None:
    held = hold(14, 2, Reason.NOT_BETTER)
    assert now(held, hold_weeks=2).due == on(28)
    assert now(held, hold(28, 1, Reason.NOT_BETTER), hold_weeks=2).reassess


NOT_BETTER = hold(28, 2, Reason.NOT_BETTER)


@pytest.mark.parametrize(
    ("decision", "due", "held_days"),
    [
        (step(35), on(49), 0),
        (hold(35, 2), on(49), 14),
        (flare(50, "70"), on(78), 0),
        (off_plan(35, "65"), on(49), 0),
        (stop(35), None, 14),
    ],
)
def test_any_decision_ends_the_wait_for_a_reassessment(
    decision: Decision, due: date | None, held_days: int
) -> None:
    found = now(NOT_BETTER, decision)
    assert (found.reassess, found.due, found.held_days) == (False, due, held_days)


def test_still_no_gain_waits_again() -> None:
    assert now(NOT_BETTER, hold(42, 1, Reason.NOT_BETTER)).reassess


def test_the_dose_of_a_flare_is_held_and_falls_by_the_same_rules() -> None:
    found = now(step(28), hold(42), step(56), flare(60, "60", 3))
    assert written(found).startswith("70@0x28 60@28x28 50@56x4 60@60x21 | 50@81x14 40@95x14")
    assert (found.held_days, found.due) == (0, on(81))


def test_a_dose_off_the_plan_is_followed_by_the_rule_from_there() -> None:
    found = now(off_plan(28, "33", 1))
    assert written(found).startswith("70@0x28 33@28x7 | 30@35x14 25@49x14 20@63x14")


def test_a_following_dose_that_no_tablets_make_is_raised_to_a_whole_mg() -> None:
    assert written(now(off_plan(28, "8"))).endswith("8@28x14 | 5.5@42x14 3@56x14 1@70x14")
    assert written(now(off_plan(28, "4"))).endswith("4@28x14 | 2@42x14")


def test_a_decision_for_the_same_day_takes_the_place_of_the_one_before() -> None:
    assert written(now(step(28), flare(28, "70"))).startswith("70@0x28 70@28x28 | 60@56x14")


def test_a_course_can_begin_with_the_dose_that_is_taken_since() -> None:
    taken = off_plan(0, "25", 9, Reason.ALREADY_TAKEN)
    found = now(taken, start_mg="25")
    assert written(found).startswith("25@0x63 | 20@63x14")
    assert (found.due, found.held_days, found.joined) == (on(63), 0, on(63))
    assert now(taken, step(63), start_mg="25").joined == on(63)
    assert now(off_plan(28, "25", 2, Reason.ALREADY_TAKEN)).joined is None


def test_the_last_step_ends_the_course_by_decision() -> None:
    found = now(step(14), step(28), start_mg="5", hold_weeks=2)
    assert written(found) == "5@0x14 2.5@14x14 |"
    assert (found.ends, found.following_mg, found.due, found.gate) == (on(28), None, None, None)


def test_the_end_is_due_like_any_step() -> None:
    found = now(step(14), start_mg="5", hold_weeks=2, not_before=30)
    assert written(found) == "5@0x14 2.5@14x16 |"
    assert (found.following_mg, found.due, found.gate) == (Decimal(0), on(28), on(30))


def test_a_stop_leaves_only_what_was_taken() -> None:
    found = now(step(28), stop(33))
    assert written(found) == "70@0x28 60@28x5 |"
    assert (found.ends, found.following_mg, found.due) == (on(33), None, None)


def test_a_stop_on_the_first_day_of_a_dose_leaves_that_dose_out() -> None:
    assert written(now(step(28), stop(28))) == "70@0x28 |"


def test_the_slowest_ending_keeps_its_interval_after_a_step() -> None:
    found = now(step(28), start_mg="10", tail="slow4w")
    assert written(found).startswith("10@0x28 9@28x28 | 8@56x28")


def test_another_dose_without_a_figure_is_an_error() -> None:
    with pytest.raises(NoDose):
        now(Decision(move=Move.FLARE, on=on(28), reason=Reason.ACTIVE_DISEASE, weeks=2))


@pytest.mark.parametrize(
    ("today", "before_noon", "first"),
    [
        (26, True, 28),
        (27, False, 28),
        (28, True, 28),
        (28, False, 29),
        (30, True, 30),
        (30, False, 31),
    ],
)
def test_a_step_answered_by_noon_keeps_the_day(today: int, before_noon: bool, first: int) -> None:
    assert effective(on(28), on(today), before_noon=before_noon) == on(first)


@pytest.mark.parametrize(
    ("day", "mg"), [(-1, None), (0, "70"), (27, "70"), (28, "60"), (999, "60")]
)
def test_the_dose_of_a_day_is_the_last_that_was_decided(day: int, mg: str | None) -> None:
    row = in_force(now(step(28)), on(day))
    assert (row and str(row.mg)) == mg


def test_no_dose_is_in_force_once_the_course_has_ended() -> None:
    ended = now(step(28), stop(60))
    assert in_force(ended, on(59)) is not None
    assert in_force(ended, on(60)) is None


def test_the_present_dose_is_the_last_that_was_decided() -> None:
    assert now(step(28)).present.mg == Decimal(60)


def test_every_move_has_its_reasons_and_every_reason_a_move() -> None:
    assert set(REASONS) == set(Move)
    assert {reason for reasons in REASONS.values() for reason in reasons} == set(Reason)


def test_a_child_and_a_subtype_without_a_plan_have_no_course() -> None:
    assert followed(subtype="juvenile", weight_kg="25").course is None
    assert followed(subtype="amyopathic").course is None


def test_the_gate_reads_its_figures_from_the_guideline() -> None:
    gate = shipped().taper.gate
    assert (gate.reassess_day.value, gate.over_plan_weeks.value) == (28, 4)
