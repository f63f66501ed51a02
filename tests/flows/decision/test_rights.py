"""Who may decide, and which buttons still mean anything."""

from dataclasses import replace
from functools import cache
from itertools import permutations

import pytest

from flows.talk.limits import DECISIONS
from flows.talk.records import Delivery, Landing, Membership, Person, Role, Stage
from flows.talk.replies import Moment, Note
from tests.flows.following import (
    ADMIN,
    GROUP,
    LABEL,
    NURSE,
    OTHER,
    OWNER,
    SECOND_GROUP,
    STRANGER,
    at,
    planned,
    ward,
)

PRESSES = (
    "decide", "decide.history", "decide.open.1", "step", "hold", "hold.2", "hold.2.red_flag",
    "flare", "off", "stop", "stop.died", "stop.died.261221",
    "drugs", "drug.m", "begin.m", "rise.m", "stay.m", "halt.m", "halt.m.liver.0", "retake.m",
    "end.m", "own.m", "move.m", "since.m", "spec.m", "beside.m", "rescue.i",
    "rescue.i.261221.0.2", "rescue.i.261221.0.2.261221",
    "step.0", "step.0.261221", "undo.0", "undo.0.y", "undo.1.y",
)  # fmt: skip
COLLEAGUE = 12


@cache
def _the_gate():
    return ward().until(28, "08:00")


def at_the_gate():
    return _the_gate().copy()


def said_by(there):
    return [type(each).__name__ for each in there.turn.replies]


@pytest.mark.parametrize("press", PRESSES)
@pytest.mark.parametrize("who", [NURSE, STRANGER, ADMIN, OTHER])
def test_in_the_group_only_the_plans_prescribers_decide(press, who):
    there = at_the_gate()
    turn = there.press(press, who=who, chat=GROUP)
    assert (there.toast, len(turn.replies)) == ("may_not_decide", 1)
    assert (turn.made, turn.keeps, turn.deeds) == (None, (), ())


@pytest.mark.parametrize("press", PRESSES)
@pytest.mark.parametrize("who", [STRANGER, OTHER])
def test_to_anybody_else_there_is_no_such_plan_in_private(press, who):
    there = at_the_gate()
    turn = there.press(press, who=who)
    assert (there.toast, len(turn.replies)) == ("no_such_plan", 1)


def test_another_teams_group_has_no_such_plan():
    there = at_the_gate()
    there.press("step", chat=SECOND_GROUP)
    assert there.toast == "no_such_plan"


def test_the_toast_names_who_may():
    there = at_the_gate()
    there.press("step", who=NURSE, chat=GROUP)
    assert there.turn.replies[0].values["names"] == ("Owner",)


def test_where_nobody_may_the_toast_says_so():
    there = at_the_gate()
    there.people[OWNER] = Person(who=OWNER, name="Owner")
    there.press("step", who=NURSE, chat=GROUP)
    assert there.toast == "nobody_may"


def test_a_prescriber_of_the_team_may():
    there = at_the_gate()
    role = Membership(role=Role.PRESCRIBER, team=1)
    there.people[COLLEAGUE] = Person(who=COLLEAGUE, name="Colleague", memberships=(role,))
    there.press("hold.1.results_missing", who=COLLEAGUE, chat=GROUP)
    assert there.plan().decisions[-1].name == "Colleague"


def test_an_owner_who_no_longer_prescribes_may_not():
    there = at_the_gate()
    there.people[OWNER] = Person(who=OWNER, name="Owner")
    there.press("step")
    assert there.toast == "no_such_plan"
    assert there.plan().revision == 1


def full():
    """A plan that holds as many decisions as there can be."""
    there = at_the_gate()
    there.press("hold.1.results_missing")
    plan = there.plan()
    there.put(replace(plan, decisions=plan.decisions * DECISIONS))
    return there


def test_a_plan_with_too_many_decisions_takes_no_other_and_says_so():
    there = full()
    for press in ("step", "flare", "off", "begin.m"):
        turn = there.press(press)
        assert (there.toast, turn.made, turn.keeps, turn.deeds) == ("full", None, (), ())


def test_one_below_the_most_that_there_can_be_is_taken():
    there = full()
    there.put(replace(there.plan(), decisions=there.plan().decisions[1:]))
    there.press("flare")
    assert isinstance(there.turn.replies[0], Note)


def test_stopping_and_holding_are_never_too_many():
    for press in ("hold", "stop", "drugs", "decide", "visit"):
        there = full()
        there.press(press)
        assert isinstance(there.note, Note), press


@pytest.mark.parametrize("press", PRESSES)
def test_a_button_of_another_revision_never_acts(press):
    there = at_the_gate()
    turn = there.press(press, number=0)
    assert (there.toast, there.said[0]) == ("of_revision", "stands.plan")
    assert turn.replies[0].values == {"pressed": 0, "current": 1}
    assert (turn.made, turn.keeps) == (None, ())


@pytest.mark.parametrize("press", PRESSES)
@pytest.mark.parametrize("number", [2, 7])
def test_a_button_of_a_revision_that_was_lost_never_acts_and_its_message_stays(press, number):
    there = at_the_gate()
    turn = there.press(press, number=number)
    assert there.toast == "of_lost"
    assert turn.replies[0].values == {"pressed": number, "current": 1}
    below = turn.replies[1:]  # what nobody has taken up
    assert all(each.anew for each in below)
    assert (turn.made, turn.keeps) == (None, ())


def test_the_second_tap_is_told_who_did_it_and_when():
    there = at_the_gate()
    there.steps("step.gate.20261221.45", chat=GROUP)
    there.press("step.gate.20261221.45", number=1)
    assert there.toast == "already_done"
    told = there.turn.replies[0].values
    assert (told["name"], told["moment"]) == ("Owner", Moment(at(28, "08:00"), "Europe/Berlin"))
    assert there.plan().revision == 2
    assert there.said[0] == "reminder.head.heads_up"  # the message says now who answered


def test_an_older_button_still_is_told_of_the_revision_after_it():
    there = at_the_gate()
    there.steps()
    there.press("hold.1.results_missing")
    there.press("flare", number=1)
    assert there.turn.replies[0].values["current"] == 3


def test_a_question_that_is_over_in_this_revision_is_not_answered_by_its_button():
    there = at_the_gate()
    gate = there.reminder("gate")
    there.reminders[gate.id] = type(gate)(
        **{
            **{name: getattr(gate, name) for name in gate.__slots__},
            "stage": Stage.WITHDRAWN,
        }
    )
    turn = there.press("step.gate.20261221.45")
    assert (there.toast, turn.made) == ("over", None)


def test_a_question_that_does_not_exist_is_not_answered():
    there = at_the_gate()
    turn = there.press("hold.2.gate.20270101.45")
    assert (there.toast, turn.made, there.said[0]) == ("over", None, "stands.plan")


def test_an_administrator_is_shown_who_decided_but_no_dose():
    there = ward().until(33, "08:00")
    assert ADMIN in {each.chat for each in there.reminder("gate").deliveries}
    there.steps()
    (note,) = [
        each
        for each in there.turn.replies
        if isinstance(each, Note)
        and each.chat == ADMIN
        and each.blocks[0][0].says == "reminder.head.heads_up"
    ]
    values = [value for block in note.blocks for each in block for value in each.values]
    assert "mg" not in values


@pytest.mark.parametrize("order", tuple(permutations([GROUP, OTHER, ADMIN])))
def test_each_is_shown_what_is_theirs_in_whatever_order_they_were_told(order):
    """The question, its heads-up and what holds no longer: who treats sees the whole decision."""
    there = ward()
    prescribes = (Membership(role=Role.PRESCRIBER, team=1),)
    there.people[OTHER] = replace(there.people[OTHER], memberships=prescribes)
    there.until(28, "08:00")
    for at_message, reminder in enumerate(there.of()):
        shown_in = tuple(
            Delivery(chat=chat, landing=Landing.SENT, message=1000 + 10 * at_message + place)
            for place, chat in enumerate(order)
        )
        told = replace(reminder, deliveries=shown_in, serial=reminder.serial + 1)
        there.put(replace(told, stage=Stage.SENT) if told.stage is Stage.WITHDRAWN else told)
    there.press("hold.2.results_missing")
    notes = [each for each in there.turn.replies if isinstance(each, Note) and each.message]
    answered = {
        each.message
        for reminder in there.of()
        if reminder.stage is Stage.ANSWERED
        for each in reminder.deliveries
    }
    says = {note.message: note.blocks[0][0].says for note in notes}
    clinicians = {note.message for note in notes if note.chat != ADMIN}
    assert {note.chat for note in notes} == set(order)
    assert len(answered) == 2 * 3
    whole = [note for note in notes if note.blocks[0][0].says == "stands.plan"]
    assert {each.message for each in whole} <= answered & clinicians
    assert sorted(each.chat for each in whole) == sorted({*order} - {ADMIN})
    assert answered <= says.keys()
    others = says.keys() - {each.message for each in whole}
    assert all(says[at].startswith("reminder.head.") for at in others)


def test_whoever_left_is_not_shown_what_was_decided():
    there = ward(planned()).until(28, "08:00")
    there.teams.clear()
    there.steps()
    assert GROUP not in {getattr(each, "chat", None) for each in there.turn.replies}


def test_the_menu_opened_under_a_reminder_stands_below_it():
    there = at_the_gate()
    there.press("hold.2.results_missing")
    there.press("decide")
    assert there.note.anew is False
    there = at_the_gate()
    there.press("hold.2.not_better")
    there.until(29)
    handle = f"reassess.{there.reminder('reassess').day:%Y%m%d}"
    there.press(f"decide.{handle}")
    assert (there.note.anew, there.said[0]) == (True, "decision.head")
    assert there.note.label == LABEL
