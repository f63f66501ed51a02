"""What the decisions so far ask of the next step."""

from datetime import date

import pytest

from core.course.decisions import REASONS, Decision, Move, Reason, asks_for_a_gain

HOLD, STEP, FLARE, OFF_PLAN = Move.HOLD, Move.STEP, Move.FLARE, Move.OFF_PLAN


@pytest.mark.parametrize(
    ("moves", "gain"),
    [
        ((), True),
        ((HOLD,), True),
        ((HOLD, Move.CARRY_OVER), True),
        ((STEP,), False),
        ((STEP, HOLD), False),
        ((STEP, FLARE), True),
        ((STEP, FLARE, HOLD), True),
        ((STEP, FLARE, STEP), False),
        ((OFF_PLAN,), False),
        ((FLARE, OFF_PLAN), False),
    ],
)
def test_the_first_step_asks_for_a_gain_at_the_start_and_after_a_flare(
    moves: tuple[Move, ...], gain: bool
) -> None:
    decided = [
        Decision(move=move, on=date(2027, 1, day), reason=REASONS[move][0])
        for day, move in enumerate(moves, start=1)
    ]
    assert asks_for_a_gain(decided) is gain


@pytest.mark.parametrize(
    ("before", "gain"), [((), True), ((HOLD,), True), ((STEP,), False), ((STEP, FLARE), True)]
)
def test_the_dose_that_is_already_taken_is_no_step(before: tuple[Move, ...], gain: bool) -> None:
    taken = Decision(move=OFF_PLAN, on=date(2027, 1, 9), reason=Reason.ALREADY_TAKEN)
    decided = [
        Decision(move=move, on=date(2027, 1, 1), reason=REASONS[move][0]) for move in before
    ]
    assert asks_for_a_gain((*decided, taken)) is gain
