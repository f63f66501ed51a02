"""What a press on a reminder that is over is told: never that something was done which was not."""

import pytest

from core.course.decisions import Drug, Move
from flows.reminder.press.ended import DECIDES, SAYS
from flows.reminder.stages import handle
from flows.talk.records import Intake, Matter
from tests.flows.following import GROUP, NURSE
from tests.flows.reminder.wanted.question_scenes import go, moment

STEROID = {"step": Move.STEP, "hold": Move.HOLD}


@pytest.mark.parametrize("pressed", ["step", "hold.2", "flare", "ack"])
@pytest.mark.parametrize("decided", STEROID)
def test_an_old_button_of_another_decision_says_what_was_decided(
    decided: str, pressed: str
) -> None:
    there = moment("gate").copy()
    gate = there.reminder(Matter.GATE)
    assert go(there, decided)
    there.press(f"{pressed}.{handle(gate)}", chat=GROUP, number=1)
    same = pressed.partition(".")[0] == decided
    assert there.toast == ("already_done" if same else "decided_otherwise")
    if not same:
        assert there.turn.replies[0].values["move"] is STEROID[decided]


@pytest.mark.parametrize("pressed", ["taken", "missed", "not_this"])
@pytest.mark.parametrize("answered", ["taken", "missed", "not_this"])
def test_another_answer_of_a_weekly_dose_is_told_the_one_that_was_given(
    answered: str, pressed: str
) -> None:
    there = moment("gate").copy()
    dose = max(
        (e for e in there.of() if e.matter is Matter.METHOTREXATE and e.stage.is_told),
        key=lambda each: each.day,
    )
    for verb in (answered, pressed):
        there.press(f"{verb}.{handle(dose)}", who=NURSE, chat=GROUP)
    assert there.toast == ("already_done" if answered == pressed else "answered_otherwise")


def test_every_answer_and_decision_of_a_button_is_known() -> None:
    assert set(SAYS.values()) == set(Intake) - {Intake.TOO_SOON}
    assert {*DECIDES.values()} >= {Move.STEP, Move.HOLD, Move.FLARE, Move.RISE, Move.RESUME}
    there = moment("gate").copy()
    rise = there.reminder(Matter.TITRATION)
    go(there, "halt.m")
    there.press(f"rise.m.{handle(rise)}", chat=GROUP, number=1)
    assert there.toast == "decided_of_a_drug"
    assert there.turn.replies[0].values["drug"] is Drug.METHOTREXATE
