"""What was decided last is undone: by whom, until when, and what is restored and told."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.course.decisions import Drug, Move, Reason
from flows.plan.standing import standing
from flows.plan.undone import WITHIN
from flows.reminder.wanted.wanted import replanned
from flows.talk.records import Membership, Person, Role, Stage
from flows.talk.replies import Note
from flows.talk.turn import Deed
from tests.flows.decision.drug.life import METHOTREXATE, RISE, decide, of
from tests.flows.following import GROUP, LABEL, NURSE, OWNER, at, ward

COLLEAGUE = 12
EARLY = (26, "15:00")  # two days before the step is due
AN_HOUR = timedelta(hours=1)


def stepped(day=26, clock="15:00"):
    there = ward().until(day, clock)
    there.steps()
    return there


def undone(there, **about):
    number = there.plan().revision - 1
    there.press(f"undo.{number}", **about)
    there.press(f"undo.{number}.y", **about)
    return there


def with_colleague(there):
    role = Membership(role=Role.PRESCRIBER, team=1)
    there.people[COLLEAGUE] = Person(who=COLLEAGUE, name="Colleague", memberships=(role,))
    return there


def wanted(there):
    """Everything that is still to be told or done, and when what nobody was told of yet is; but
    for what tells the undo."""
    return {
        each.id: (each.stage.is_told, each.rounds if each.stage.is_told else each.due)
        for each in there.of()
        if each.stage.is_open and each.matter != "revised"
    }


def test_the_decision_says_until_when_it_can_be_undone_and_has_a_key_for_it():
    there = stepped()
    assert there.values("undo.until")["moment"].at == at(26, "15:00") + WITHIN
    assert there.presses == ["undo.1", "show"]


def test_undo_shows_first_what_it_would_be_again_and_does_nothing():
    there = stepped()
    turn = there.press("undo.1")
    assert (turn.made, turn.keeps, there.plan().revision) == (None, (), 2)
    assert there.said == [
        "undo.head", "stands.stepped", "undo.again", "stands.dose", "stands.next", "undo.check",
    ]  # fmt: skip
    assert there.values("stands.dose")["mg"] == 55
    assert there.presses == ["undo.1.y", "show"]


def test_undone_is_a_revision_that_says_so_with_all_as_it_was_before():
    there = ward().until(*EARLY)
    before = there.plan()
    there.steps()
    turn = undone(there).turn
    after = there.plan()
    assert (after.revision, after.shown, after.guideline) == (3, before.shown, before.guideline)
    _, undo = after.decisions
    assert (undo.decision.move, undo.decision.reason) == (Move.UNDO, Reason.UNDONE)
    assert (undo.by, undo.name, undo.revision) == (OWNER, "Owner", 3)
    assert standing(after) == ()
    assert there.said[:2] == ["stands.plan", "stands.undone"]
    assert there.values("stands.undone")["undone"] == 2
    assert turn.deeds == (Deed(action="undone", label=LABEL, reason="step_response"),)


def test_the_history_has_both():
    there = undone(stepped())
    there.press("decide.history")
    assert there.said[1:4] == ["history.undone", "history.stepped", "history.made"]
    there.press("decide.open.2")
    assert there.turn.replies[0].record.revision == 2


def test_the_question_is_open_again_and_can_be_answered_again():
    there = ward().until(*EARLY)
    before = wanted(there)
    there.steps()
    assert wanted(there) != before
    undone(there)
    assert wanted(there) == before
    there.until(28, "08:00")
    assert there.reminder("gate").stage is Stage.SENT
    there.steps("step.gate.20261221.45")
    assert there.plan().decisions[-1].decision.on == date(2026, 12, 21)


def test_a_question_that_was_told_stands_again_where_it_stood():
    there = ward().until(28, "12:30")
    gate = there.reminder("gate")
    places = {(each.chat, each.message) for each in gate.deliveries}
    asked = [c.press for row in there.screens[min(places)].choices for c in row]
    there.steps("step.gate.20261221.45")
    assert there.reminders[gate.id].stage is Stage.ANSWERED
    undone(there)
    again = there.reminders[gate.id]
    assert (again.stage, again.by, again.name, again.at) == (Stage.SENT, 0, "", None)
    assert (again.revision, again.rounds) == (3, gate.rounds)
    for place in places:
        note = there.screens[place]
        assert isinstance(note, Note)
        assert note.blocks[0][0].says == "reminder.head.gate"
        assert note.number == 3
    assert [c.press for row in there.screens[min(places)].choices for c in row] == asked
    there.until(29, "08:00")
    assert there.reminders[gate.id].rounds == gate.rounds + 1


def test_everybody_who_was_told_is_told_what_holds_again():
    there = ward().until(28, "12:30")
    there.press("hold.2.results_missing")
    there.until(28, "12:35")
    assert there.reminder("revised").stage is Stage.SENT
    undone(there).until(28, "12:40")
    revised = there.reminders[f"{LABEL}/revised/2026-12-21/3"]
    assert revised.stage is Stage.SENT
    assert {each.chat for each in revised.deliveries} >= {GROUP}
    assert there.reminders[f"{LABEL}/revised/2026-12-21/2"].stage is Stage.WITHDRAWN


def test_the_message_names_the_dose_in_force_and_that_it_was_undone():
    there = undone(stepped()).until(26, "15:30")
    note = there.screens[max(p for p in there.about("revised") if p[0] == GROUP)]
    says = [each.says for block in note.blocks for each in block]
    assert {"reminder.dose.in_force", "reminder.over.undone"} <= {*says}
    assert "reminder.over.decided" not in says


def test_findings_that_were_entered_stay_and_are_shown_again():
    there = ward().until(*EARLY)
    for answer in ("b", "b.f", "b.f.0"):
        there.press(f"visit.1_261219.{answer}")
    there.press("step.1.261221")
    undone(there)
    assert len(there.plan().visited) == 1
    there.press("step")
    assert there.said[1] == "found.said"


# --------------------------------------------------------------------------------- refused


def refused(there, why, **about):
    revision = there.plan().revision
    for press in (f"undo.{revision - 1}", f"undo.{revision - 1}.y"):
        turn = there.press(press, **about)
        assert (there.toast, turn.made, turn.keeps) == (why, None, ())
    assert there.plan().revision == revision
    return there


def test_nobody_else_undoes_it():
    there = refused(with_colleague(stepped()), "no_undo_other", who=COLLEAGUE)
    assert there.turn.replies[0].values["name"] == "Owner"
    refused(there, "no_undo_other", who=COLLEAGUE, chat=GROUP)


def test_a_nurse_never_decides_nor_undoes():
    refused(stepped(), "may_not_decide", who=NURSE, chat=GROUP)


def test_who_may_no_longer_decide_undoes_nothing():
    there = stepped()
    there.people[OWNER] = Person(who=OWNER, name="Owner")
    refused(there, "no_such_plan")


def test_until_the_last_second_of_10_minutes_and_no_longer():
    there = stepped()
    there.now = at(26, "15:10")
    undone(there.copy()).plan()
    assert undone(there.copy()).plan().revision == 3
    there.now += timedelta(seconds=1)
    refused(there, "no_undo_late")
    assert "undo.1" not in there.presses


@pytest.mark.parametrize("back", [timedelta(seconds=1), timedelta(minutes=10)])
def test_a_clock_that_was_put_back_a_little_locks_nobody_out(back):
    there = stepped()
    there.now -= back
    assert undone(there).plan().revision == 3


def test_a_clock_that_was_put_back_far_opens_nothing():
    there = stepped()
    there.now -= timedelta(minutes=10, seconds=1)
    refused(there, "no_undo_late")
    there.press("hold.1.withdrawal")
    assert there.plan().revision == 3  # whoever decides can decide otherwise


def test_not_once_its_first_dose_is_one_of_today():
    there = stepped(28, "11:59")
    assert there.plan().decisions[-1].decision.on == date(2026, 12, 21)
    assert "undo.1" not in there.presses
    refused(there, "no_undo_begun")


def test_the_day_is_that_of_the_plans_zone():
    """Decided before midnight for the next day, which has begun where the plan is followed."""
    there = stepped(28, "23:55")
    assert there.plan().decisions[-1].decision.on == date(2026, 12, 22)
    undone(there.copy())
    there.now = at(29, "00:01")
    refused(there, "no_undo_begun")


def test_a_hold_begins_no_dose_and_is_undone_on_its_day():
    there = ward().until(28, "08:00")
    before = there.plan().shown
    there.press("hold.2.not_better")
    assert "change.reassess" in there.said
    assert undone(there).plan().shown == before


def test_not_after_a_newer_decision():
    there = stepped()
    there.press("hold.1.withdrawal")
    there.press("undo.1.y", number=2)
    assert there.toast == "decided_since"
    there.press("undo.1.y")
    assert (there.toast, there.plan().revision) == ("no_undo_nothing", 3)


def test_an_undoing_is_not_undone_nor_what_was_decided_before_it():
    there = undone(stepped())
    refused(there, "no_undo_nothing")
    assert "undo.2" not in there.presses


def test_answers_that_were_given_anew_are_not_undone():
    there = stepped()
    record = there.plan()
    there.put(replace(record, revision=3, serial=record.serial + 1, before=record.shown))
    refused(there, "no_undo_nothing")


def test_a_plan_of_which_nothing_was_decided_has_nothing_to_undo():
    there = ward()
    there.press("undo.0.y")
    assert there.toast == "no_undo_nothing"


def test_a_closed_plan_changes_no_more():
    there = stepped()
    there.put(replace(there.plan(), closed_at=there.now, serial=there.plan().serial + 1))
    there.press("undo.1.y")
    assert (there.toast, there.plan().revision) == ("closed", 2)


def test_the_menu_offers_it_to_its_maker_alone_while_it_can_be():
    there = with_colleague(stepped())
    there.press("decide")
    assert there.presses[0] == "undo.1"
    there.press("decide", who=COLLEAGUE, chat=GROUP)
    assert "undo.1" not in there.presses
    there.now += AN_HOUR
    there.press("decide")
    assert there.presses[0] == "visit"


# ------------------------------------------------------------------------------ every kind


def test_a_stop_with_every_drug_that_ended_with_it_is_undone():
    there = of(METHOTREXATE).until(5, "15:00")
    before = there.plan()
    there.press("stop.moved")
    check = next(each for each in there.presses if each.startswith("stop.moved."))
    there.press(check)
    assert there.live().plan.regimens[0].ended
    undone(there)
    assert there.plan().shown == before.shown
    assert there.live().plan.regimens[0].ended is None


def test_a_rise_is_undone_with_the_blood_tests_that_it_rested_on():
    there = of(METHOTREXATE).until(RISE, "15:00")
    there.put(*replanned(there.of(), there.live(), there.now))
    before, open_ = there.plan(), wanted(there)
    decide(there, "rise.m", "rise.m.m")
    assert there.plan().tested != before.tested
    undone(there)
    assert (there.plan().shown, there.plan().tested) == (before.shown, before.tested)
    assert wanted(there) == open_


def test_a_drug_taken_every_day_that_is_held_from_today_is_held():
    there = of({**METHOTREXATE, "ild": "yes"}).until(8, "15:00")
    decide(there, "halt.f", "halt.f.liver", "halt.f.liver.0")
    assert there.plan().decisions[-1].decision.move is Move.SUSPEND
    refused(there, "no_undo_begun")


def test_a_weekly_drug_that_is_held_before_its_day_is_taken_again():
    there = of(METHOTREXATE).until(8, "15:00")  # a Tuesday; it is taken on Thursday
    before = there.plan().shown
    decide(there, "halt.m", "halt.m.liver", "halt.m.liver.0")
    assert there.live().plan.regimens[0].held
    assert undone(there).plan().shown == before


def test_a_hold_that_nobody_chose_is_resumed_and_not_undone():
    there = of(METHOTREXATE).until(3, "15:00")
    dose = there.reminder("methotrexate")
    day = f"{dose.day:%Y%m%d}"
    there.press(f"taken.methotrexate.{day}")
    there.press(f"double.methotrexate.{day}")
    last = there.plan().decisions[-1].decision
    assert (last.drug, last.reason) == (Drug.METHOTREXATE, Reason.OVERDOSE)
    refused(there, "no_undo_by_itself")


def test_an_amount_of_ones_own_goes_back_to_the_one_before():
    there = of(METHOTREXATE).until(8, "15:00")
    was = there.live().plan.regimens[0].last.mg
    there.press("own.m")
    there.type("7.5")
    there.press("own.m.7_5.-.intolerance")
    check = next(each for each in there.presses if each.startswith("own.m.7_5.-.intolerance."))
    there.press(check)
    assert there.live().plan.regimens[0].last.mg == Decimal("7.5")
    undone(there)
    assert there.live().plan.regimens[0].last.mg == was


def test_a_change_that_was_told_before_the_undone_one_stays_over_and_says_what_holds():
    there = ward().until(26, "14:00")
    there.press("hold.1.withdrawal")
    there.until(26, "14:30")
    told = there.reminders[f"{LABEL}/revised/2026-12-19/2"]
    assert told.stage is Stage.SENT
    before = there.plan().shown
    there.press("off.40.261220.2.infection.y")
    assert there.plan().revision == 3
    undone(there)
    assert there.plan().shown == before
    assert there.reminders[told.id].stage is Stage.WITHDRAWN
    for each in told.deliveries:
        note = there.screens[each.chat, each.message]
        says = [sentence.says for block in note.blocks for sentence in block]
        assert "stands.undone" in says
        assert there.values("stands.dose")["mg"] == 55
