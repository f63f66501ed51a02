"""Presses under a reminder: what ends it, what puts it off, and what a stale one does."""

from dataclasses import replace

import pytest

from flows.reminder.stages import handle
from flows.talk.records import Matter, Stage
from flows.talk.replies import Moment, Note
from flows.talk.turn import Deed
from tests.bot.page.screens import PAGES
from tests.editions.changed import by_later_edition
from tests.flows.following import (
    ADMIN,
    BERLIN,
    GROUP,
    LABEL,
    MODERATE,
    NURSE,
    OTHER,
    OWNER,
    READY,
    SECOND_GROUP,
    STRANGER,
    at,
    planned,
    ward,
)

DOSE = "dose.20261123.55"


def told(**changes):
    """The first day: the dose was told in the group."""
    return ward(planned(**changes)).until(0, "10:00")


def weekly():
    """Methotrexate on Thursdays, the first of them told."""
    there = ward(planned(answers=MODERATE | READY))
    return there.until(3, "10:00")


def test_one_acknowledgement_ends_it_with_name_and_time_in_the_message():
    there = told()
    turn = there.press(f"ack.{DOSE}", who=NURSE, chat=GROUP)
    dose = there.reminder("dose")
    assert (dose.stage, dose.by, dose.name) == (Stage.ACKNOWLEDGED, NURSE, "Nurse")
    assert (dose.due, turn.made) == (None, None)
    assert there.values("reminder.over.acknowledged")["name"] == "Nurse"
    assert there.presses == []
    assert turn.deeds == (Deed(action="acknowledged", label=LABEL, reason="dose"),)


def test_an_acknowledgement_stops_what_was_still_to_come_everywhere():
    there = told().until(1, "09:00")
    assert {each.chat for each in there.reminder("dose").deliveries} == {GROUP, OWNER}
    there.press(f"ack.{DOSE}")
    for each in there.reminder("dose").deliveries:
        assert there.screens[each.chat, each.message].choices == ()
    before = there.about("dose")
    there.until(5)
    assert there.about("dose") == before


def test_what_is_over_cannot_be_put_off():
    there = told()
    there.press(f"ack.{DOSE}", who=NURSE, chat=GROUP)
    turn = there.press(f"later.{DOSE}")
    assert there.toast == "already_done"
    assert not turn.keeps


def test_a_second_press_is_told_who_was_first():
    there = told()
    there.press(f"ack.{DOSE}", who=NURSE, chat=GROUP)
    turn = there.press(f"ack.{DOSE}")
    assert there.toast == "already_done"
    assert turn.replies[0].values == {"name": "Nurse", "moment": Moment(there.now, BERLIN)}
    assert not turn.keeps


@pytest.mark.parametrize("press", [f"ack.{DOSE}", f"at.k30.{DOSE}", f"ask.{DOSE}", f"rem.{DOSE}"])
@pytest.mark.parametrize("who", [STRANGER, OTHER, ADMIN])
def test_who_is_not_of_the_team_is_told_so_and_nothing_happens(press, who):
    there = told()
    turn = there.press(press, who=who, chat=GROUP)
    assert (there.toast, turn.keeps) == ("may_not_acknowledge", ())


def test_another_group_has_no_such_plan():
    there = told()
    there.press(f"ack.{DOSE}", chat=SECOND_GROUP)
    assert there.toast == "no_such_plan"


@pytest.mark.parametrize("verb", ["ack", "later", "at.k30", "ask", "taken"])
def test_a_button_of_another_revision_never_acts_and_its_message_is_made_true(verb):
    there = told()
    there.press("hold.1.results_missing")
    turn = there.press(f"{verb}.{DOSE}", who=NURSE, chat=GROUP, number=1)
    assert (there.toast, turn.keeps) == ("press_again", ())
    assert there.said[0] == "reminder.head.dose"
    assert there.note.number == 2
    assert f"ack.{DOSE}" in there.presses


def test_a_reminder_that_is_unknown_or_withdrawn_never_acts():
    there = told()
    turn = there.press("ack.dose.20270101.55", who=NURSE, chat=GROUP)
    assert (there.toast, turn.keeps, there.said[0]) == ("over", (), "stands.plan")
    there.until(28, "08:00").steps()
    turn = there.press(f"ack.{DOSE}")
    assert (there.toast, turn.keeps) == ("over", ())


def test_a_closed_plan_takes_no_answer():
    there = told()
    record = there.plan()
    there.put(replace(record, closed_at=there.now))
    turn = there.press(f"ack.{DOSE}")
    assert (there.toast, turn.keeps) == ("closed", ())


def test_the_times_it_can_be_put_off_to_stand_in_place_of_its_buttons_and_go_again():
    there = told()
    turn = there.press(f"later.{DOSE}", who=NURSE, chat=GROUP)
    assert turn.keeps == ()
    assert [press.partition(f".{DOSE}")[0] for press in there.presses] == [
        "at.L00", "at.U00", "at.i00", "back_to",
    ]  # fmt: skip
    there.press(f"back_to.{DOSE}", who=NURSE, chat=GROUP)
    assert there.presses == [f"ack.{DOSE}", f"ask.{DOSE}", f"later.{DOSE}"]


@pytest.mark.parametrize(("code", "when"), [("L00", "11:00"), ("U00", "20:00")])
def test_it_is_put_off_to_the_time_that_the_button_names(code, when):
    there = told()
    turn = there.press(f"at.{code}.{DOSE}", who=NURSE, chat=GROUP)
    assert there.toast == "later"
    assert turn.replies[0].values["moment"] == Moment(at(0, when), BERLIN)
    dose = there.reminder("dose")
    assert (dose.stage, dose.due) == (Stage.SNOOZED, at(0, when))
    assert "reminder.mark.snoozed" in there.said
    assert turn.deeds == (Deed(action="snoozed", label=LABEL, reason="dose"),)


def test_it_is_put_off_three_times_at_most():
    there = told()
    for _ in range(3):
        there.press(f"at.U00.{DOSE}")
    turn = there.press(f"at.U00.{DOSE}")
    assert (there.toast, turn.keeps) == ("not_now", ())


@pytest.mark.parametrize("code", ["7", "L0", "J00", "W00", "z00", ""])
def test_a_time_that_is_over_or_was_never_offered_is_none(code):
    there = told()
    there.press(f"at.{code}.{DOSE}")
    assert there.toast == "not_now"


def test_asking_offers_now_or_the_next_morning_and_says_that_nobody_watches():
    there = told()
    turn = there.press(f"ask.{DOSE}", who=NURSE, chat=GROUP)
    assert there.presses == [f"now.{DOSE}", f"morning.{DOSE}", f"back_to.{DOSE}"]
    assert there.said[-2:] == ["reminder.ask_when", "urgent.no_service"]
    assert not turn.keeps
    there.press(f"back_to.{DOSE}", who=NURSE, chat=GROUP)
    assert there.presses == [f"ack.{DOSE}", f"ask.{DOSE}", f"later.{DOSE}"]


@pytest.mark.parametrize(("verb", "matter"), [("now", "urgent"), ("morning", "asked")])
def test_the_prescriber_is_asked_with_who_asks_and_only_once(verb, matter):
    there = told()
    turn = there.press(f"{verb}.{DOSE}", who=NURSE, chat=GROUP)
    asked = there.reminder(matter)
    assert (asked.detail, asked.by, asked.name) == ("dose", NURSE, "Nurse")
    done = {"now": "called", "morning": "asked"}[verb]
    assert there.toast == done
    assert there.presses == [f"ack.{DOSE}", f"ask.{DOSE}", f"later.{DOSE}"]
    assert turn.deeds == (Deed(action=done, label=LABEL, reason="dose"),)
    turn = there.press(f"{verb}.{DOSE}", who=NURSE, chat=GROUP)
    assert (there.toast, turn.keeps) == ("already_asked", ())


def test_a_question_for_the_morning_reaches_the_owner_then_and_not_the_group():
    there = told()
    there.press(f"morning.{DOSE}", who=NURSE, chat=GROUP)
    assert there.reminder("asked").due == at(1, "08:00")
    there.until(1, "08:00")
    assert [each.chat for each in there.reminder("asked").deliveries] == [OWNER]


def test_after_an_answer_the_prescriber_can_be_asked_again_on_the_same_day():
    there = told()
    there.press(f"now.{DOSE}", who=NURSE, chat=GROUP)
    there.tick()
    there.press("ack.urgent.20261123.dose")
    there.press(f"now.{DOSE}", who=NURSE, chat=GROUP)
    assert there.reminder("urgent").detail == "dose.2"


@pytest.mark.parametrize("verb", ["ask", "now", "morning"])
def test_what_is_over_is_not_asked_about(verb):
    there = told()
    there.press(f"ack.{DOSE}")
    turn = there.press(f"{verb}.{DOSE}", who=NURSE, chat=GROUP)
    assert there.toast == "already_done"
    assert not turn.keeps


def test_a_plan_of_another_edition_can_be_asked_about():
    there = told(shown=by_later_edition(planned()).shown)
    (dose,) = (each for each in there.reminders.values() if each.matter is Matter.DOSE)
    assert dose.detail == "42.5"
    there.press("now.dose.20261123.42.5", who=NURSE, chat=GROUP)
    assert there.reminder("urgent").stage is Stage.PENDING


def test_a_reminder_is_shown_again_below():
    there = told()
    turn = there.press(f"rem.{DOSE}", who=NURSE, chat=GROUP)
    (note,) = turn.replies
    assert (note.anew, note.blocks[0][0].says) == (True, "reminder.head.dose")
    assert not turn.keeps


@pytest.mark.parametrize("matter", ["gate", "reassess"])
def test_a_question_for_a_decision_is_not_ended_by_an_acknowledgement(matter):
    there = ward().until(28, "08:00")
    if matter == "reassess":
        there.press("hold.2.not_better")
        there.until(29)
    reminder = there.reminder(matter)
    handle = ".".join(filter(None, (matter, f"{reminder.day:%Y%m%d}", reminder.detail)))
    turn = there.press(f"ack.{handle}")
    assert (there.toast, turn.keeps) == ("not_now", ())


def test_whoever_is_no_longer_of_the_circle_is_not_shown_the_answer():
    there = told().until(1, "09:00")
    there.people[OWNER] = replace(there.people[OWNER], reachable=False)
    turn = there.press(f"ack.{DOSE}", who=NURSE, chat=GROUP)
    assert OWNER not in {each.chat for each in turn.replies if isinstance(each, Note)}


def test_a_weekly_dose_is_ticked_off():
    there = weekly()
    turn = there.press("taken.methotrexate.20261126", who=NURSE, chat=GROUP)
    assert [each.matter for each in turn.keeps] == [Matter.METHOTREXATE]
    assert len(turn.deeds) == 1


ENDED = f"ack.{DOSE}"
VERBS = (
    "ack", "taken", "late", "took.261124", "missed", "not_this", "unleft", "after_all",
    "double", "tested", "on.261123", "abnormal", "found.liver", "later", "at.k30", "back_to",
    "ask", "now", "morning", "rem", "twice", "once",
    "step", "hold.2", "flare", "decide", "begin.m", "rise.m", "stay.m", "halt.m", "retake.m",
    "end.m", "spec.m", "since.m",
)  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    ("how", "says"), [("open", "press_again"), ("ended", "already_done"), ("gone", "over")]
)
def test_an_older_button_says_that_nothing_was_recorded_and_who_ended_it_only_where_it_was(
    verb, how, says
):
    there = told()
    if how == "ended":
        there.press(ENDED, who=NURSE, chat=GROUP)
    there.press("hold.1.results_missing")
    if how == "gone":
        (dose,) = [each for each in there.of() if each.matter == "dose" and each.stage.is_open]
        there.put(replace(dose, stage=Stage.WITHDRAWN, due=None, serial=dose.serial + 1))
    turn = there.press(f"{verb}.{DOSE}", chat=GROUP, number=1)
    assert (there.toast, turn.keeps, turn.made) == (says, (), None)
    assert there.note.number == 2
    assert bool(there.presses) is (how == "open")
    if how == "ended":
        assert turn.replies[0].values["name"] == "Nurse"


def test_a_button_of_a_revision_that_a_backup_did_not_have_leaves_its_message_as_it_is():
    there = weekly()
    turn = there.press(f"taken.{handle(there.reminder('methotrexate'))}", chat=GROUP, number=2)
    assert (there.toast, turn.keeps, turn.made, len(turn.replies)) == ("of_lost", (), None, 1)


def test_what_is_said_of_an_older_button_fits_its_toast_and_says_that_nothing_was_recorded():
    words = PAGES.words
    for key in ("press_again", "of_revision", "of_lost", "decided_since", "over"):
        assert words[f"toast.{key}"].startswith("Nothing was recorded")


def test_a_missed_dose_can_still_be_told_as_late_after_another_revision():
    there = weekly()
    dose = there.reminder("methotrexate")
    there.press(f"missed.{handle(dose)}", who=NURSE, chat=GROUP)
    there.press("hold.1.results_missing")
    turn = there.press(f"late.{handle(dose)}", who=NURSE, chat=GROUP, number=1)
    assert (there.toast, turn.keeps) == ("press_again", ())
    assert there.presses == [f"after_all.{handle(dose)}", f"late.{handle(dose)}"]
