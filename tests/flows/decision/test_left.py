"""Another team plans from here on, or the patient has died: no dose is told to be stopped."""

import pytest

from core.course.decisions import Reason
from flows.reminder.wanted.wanted import wanted
from tests.flows.following import ward

NEVER = {"change.ends", "ahead.end", "ahead.end_of_plan", "stands.over", "after.stop",
         "list.ended", "reminder.dose.none", "changes.pneumocystis_review",
         "changes.vaccines_from", "changes.adrenal_gate", "changes.ends", "changes.none",
         "changes.agent_none"}  # fmt: skip


def left(reason, clock="09:00"):
    there = ward().until(28, clock)
    there.press(f"stop.{reason}")
    (check,) = (each for each in there.presses if each.startswith(f"stop.{reason}."))
    return there, check


def every(turn):
    """What is said to anybody."""
    return {each.says for note in turn.replies for block in note.blocks for each in block}


@pytest.mark.parametrize("reason", [Reason.MOVED, Reason.DIED])
@pytest.mark.parametrize("clock", ["09:00", "15:00"], ids=["from this day", "from the next"])
def test_it_says_that_nothing_is_planned_here_and_stops_no_dose(reason, clock):
    there, check = left(reason, clock)
    assert f"change.{reason}" in there.said
    assert not NEVER & {*there.said}
    turn = there.press(check)
    assert f"change.{reason}" in every(turn)
    assert f"reminder.decided.{reason}" in every(turn)
    assert not NEVER & every(turn)
    for day in (29, 60):
        there.until(day, "16:00")
        assert not wanted(there.live())
        there.press("decide")
        assert "stands.left" in there.said
        assert not NEVER & {*there.said}
