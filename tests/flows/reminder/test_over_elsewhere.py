"""What is over, made anew or no more to be asked: each rule by itself."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from flows.dialogue import _answered
from flows.lists.day import on_day
from flows.plan.live import CannotStand, live
from flows.reminder.elsewhere import left_open, over_of_others
from flows.reminder.message.drugs import drugs_now
from flows.reminder.message.marks import marks
from flows.reminder.press.ended import _decided
from flows.reminder.press.presses import _more
from flows.reminder.readable import of_each
from flows.reminder.stages import acknowledged, reached_again
from flows.reminder.wanted.remade import remade
from flows.reminder.wanted.settled import is_about_the_owner, stands
from flows.reminder.wanted.wanted import wanted, withdrawn
from flows.talk.known import Known
from flows.talk.machine import NoWay
from flows.talk.records import Delivery, Landing, Matter, Stage
from flows.talk.turn import Commanded, Session
from tests.flows.decision.drug.life import METHOTREXATE, RISE, decide, of
from tests.flows.following import OWNER, planned, ward
from tests.flows.reminder.reminding import ADMIN, GROUP, OTHER, TEAM, at_stage, local, reminder

NOW = local("21 07:30")


def test_what_is_over_of_a_plan_that_was_not_read_is_closed_with_nothing_of_it():
    there = Delivery(chat=GROUP, landing=Landing.SENT, message=41)
    over = replace(at_stage(Stage.WITHDRAWN), deliveries=(there, replace(there, message=None)))
    (note,) = over_of_others(left_open([over, at_stage(Stage.SENT)]))
    assert (note.chat, note.message, note.choices) == (GROUP, 41, ())
    assert "mg" not in {name for block in note.blocks for each in block for name in each.values}


def test_a_decision_that_was_not_kept_with_the_answer_is_told_as_an_answer():
    assert _decided([], "step", {}).says == "toast.answered_since"


def test_of_what_is_over_nothing_more_is_shown():
    with pytest.raises(NoWay):
        _more(None, None, at_stage(Stage.ACKNOWLEDGED), None, "")


def test_that_an_owner_was_gone_is_no_matter_of_the_next_owner():
    gone = reminder(Matter.UNDELIVERED, detail="owner_3", stage=Stage.SENT)
    group = reminder(Matter.UNDELIVERED, detail="group_3", stage=Stage.SENT)
    lost = [each for each in (gone, group) if is_about_the_owner(each)]
    assert [each.stage for each in withdrawn(lost, NOW)] == [Stage.WITHDRAWN]


def test_what_cannot_be_worked_out_is_named_in_its_place():
    record = replace(planned(), shown="{}")

    def told(kept):
        there = ward(planned()).live()
        return live(there.guideline, kept, None, "Europe/Berlin", NOW)

    with pytest.raises(CannotStand, match=record.label):
        told(record)
    assert [each.says for each in of_each(record, told)] == ["list.unread"]


def test_an_urgent_call_goes_on_at_any_hour_once_somebody_can_be_reached():
    night = local("21 02:00")
    urgent = reminder(Matter.URGENT, detail="overdose", stage=Stage.NEEDS_HUMAN)
    assert reached_again(urgent, TEAM, night).due == night
    usual = reminder(Matter.LABORATORY, stage=Stage.NEEDS_HUMAN)
    assert reached_again(usual, TEAM, night).due > night


def test_a_call_stands_until_what_it_is_about_is_over():
    there = ward(planned()).live()
    gone = reminder(Matter.UNDELIVERED, detail="group_3")
    assert not stands(gone, there)
    assert stands(gone, replace(there, team=replace(TEAM, dead=True)))
    assert stands(reminder(Matter.ASKED, detail="dose"), there)
    assert stands(reminder(Matter.LABORATORY), there)
    assert not stands(reminder(Matter.URGENT, detail="check"), there)


def test_a_reminder_made_anew_is_over_where_it_is_not_wanted_and_waits_where_it_is_to_come():
    there = ward(planned()).live()
    wants = max(wanted(there), key=lambda each: each.due)
    known = (wants.matter, wants.day, wants.detail)
    assert remade(known, there, there.now) == wants
    lost = remade((wants.matter, date(2020, 1, 1), "9"), there, there.now)
    assert (lost.stage, lost.due) == (Stage.WITHDRAWN, None)


def test_what_people_have_caused_is_made_anew_while_it_stands():
    there = ward(planned()).live()
    dead = replace(there, team=replace(TEAM, dead=True))
    for matter, detail, plan, over in (
        (Matter.ASKED, "dose", there, False),
        (Matter.UNDELIVERED, "group_3", there, True),
        (Matter.UNDELIVERED, "group_3", dead, False),
    ):
        again = remade((matter, there.today, detail), plan, there.now)
        assert (again.stage is Stage.WITHDRAWN, again.remade) == (over, not over)


def test_a_reminder_made_anew_is_marked_in_every_round_and_place():
    """Nor is it said that nobody has acknowledged it, which is not known."""
    there = ward(planned()).live()
    wants = next(each for each in wanted(there) if each.matter is Matter.BONE)
    now = wants.due + timedelta(days=1)
    late = remade((wants.matter, wants.day, wants.detail), there, now)
    assert acknowledged(late, by=OWNER, name="Dr A", now=now).stage is Stage.ACKNOWLEDGED
    for rounds in range(4):
        for chat in (GROUP, OWNER, OTHER, ADMIN):
            arrived = (Delivery(chat=chat, landing=Landing.SENT, message=41),)
            again = replace(late, rounds=rounds, deliveries=arrived)
            said = [each.says for each in marks(again, chat, now)]
            assert "reminder.mark.repeat" in said
            assert "reminder.mark.remade" in said
            assert "reminder.mark.again" not in said
    known = marks(replace(wants, rounds=1), GROUP, now)
    assert [each.says for each in known] == ["reminder.mark.again"]


def test_of_a_plan_that_is_not_live_no_amount_of_a_drug_is_named():
    there = of(METHOTREXATE, live=False)
    context = SimpleNamespace(
        known=Known(),
        now=there.now,
        zone_name="Europe/Berlin",
        guideline=there.live().guideline,
    )
    said = [each.says for each in on_day(there.plan(), RISE, context)]
    assert "list.drugs_to_check" in said
    assert not any("agent" in each for each in said)


def test_what_was_decided_of_a_drug_for_a_later_day_stands_below_what_is_taken():
    there = of(METHOTREXATE).until(RISE - timedelta(days=3))
    decide(there, "halt.m", "halt.m.liver", "halt.m.liver.0")
    there.until(RISE + timedelta(days=1))
    decide(there, "retake.m", "retake.m.15")
    said = [each.says for each in drugs_now(there.live(), there.live().today)]
    assert "lines.drug_weekly" in said


def test_a_command_about_a_plan_that_cannot_be_read_says_so():
    context = SimpleNamespace(known=SimpleNamespace(unread_plan="K7Q-2M3"))
    turn = _answered(Session(), Commanded(name="dose", argument=""), context)
    assert [each.says for each in turn.replies] == ["list.unread"]


def test_a_list_goes_on_beside_a_plan_that_cannot_be_worked_out():
    there = ward(planned(), planned("B4T-9XC")).until(1)
    assert any(each.message for row in there.of() for each in row.deliveries)
    there.put(replace(there.plan(), shown="{}", serial=there.plan().serial + 1))
    there.command("today", who=OWNER)
    assert {"list.unread", "list.plan"} <= {*there.said}
