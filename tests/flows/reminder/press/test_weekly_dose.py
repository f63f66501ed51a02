"""A weekly dose: what is answered of it, what follows, and when methotrexate is held by itself."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

import flows.team.handover
from bot.desk.access import Gate
from core.amounts import Weekday
from core.course.decisions import Drug, Move, Reason
from core.course.regimen.regimen import running
from flows.plan.live import CannotStand
from flows.reminder.message.answers import answer
from flows.reminder.stages import handle
from flows.talk.records import Intake, Matter, Stage
from flows.talk.replies import Note
from flows.talk.turn import Deed, Pressed, Typed
from tests.editions.changed import by_later_edition
from tests.flows.following import GROUP, LABEL, NURSE, OWNER, STRANGER, TEAM, at, ward
from tests.flows.reminder.drug_lives import decide, drug, lives, of, said, text, tidied, weekly

TUESDAY, NEXT = date(2026, 12, 1), date(2026, 12, 8)
DOSE, NEXT_DOSE = "methotrexate.20261201", "methotrexate.20261208"
AMOUNT = "15 mg once a week"


def told(day=TUESDAY, clock="10:00"):
    """Methotrexate on Tuesdays; the first dose, of 24-Nov, was taken."""
    there = weekly().until(date(2026, 11, 24), "10:00")
    press(there, "taken.methotrexate.20261124")
    return there.until(day, clock)


def press(there, what, *, who=NURSE, chat=GROUP):
    return there.press(what, who=who, chat=chat)


def dose(there, day=TUESDAY):
    return next(
        each for each in there.of() if (each.matter, each.day) == (Matter.METHOTREXATE, day)
    )


def held(there):
    regimen = running(there.live().plan.regimens, Drug.METHOTREXATE)
    return regimen.held and regimen.held.reason


def alarmed(there):
    return any(each.says == "overdose.head" for n in notes(there) for b in n.blocks for each in b)


def notes(there):
    return [each for each in there.turn.replies if isinstance(each, Note)]


# ---------------------------------------------------------------- the answers


def test_the_message_names_the_confirmed_amount_and_asks_what_became_of_it():
    there = told()
    handles = [each.partition(".")[0] for each in _presses(there, DOSE)]
    assert handles == ["taken", "late", "missed", "not_this", "ask", "later"]
    assert AMOUNT in said(there)


def _presses(there, handle):
    press(there, f"rem.{handle}")
    return there.presses


@pytest.mark.parametrize(
    ("what", "intake", "day"),
    [
        (f"taken.{DOSE}", Intake.TAKEN, TUESDAY),
        (f"took.261203.{DOSE}", Intake.LATE, date(2026, 12, 3)),
        (f"missed.{DOSE}", Intake.MISSED, None),
        (f"not_this.{DOSE}", Intake.WITHHELD, None),
    ],
)
def test_an_answer_is_kept_with_the_day_and_who_gave_it(what, intake, day):
    there = told(date(2026, 12, 4))
    turn = press(there, what)
    kept = dose(there)
    assert (kept.stage, kept.intake, kept.taken_on, kept.name) == (
        Stage.ACKNOWLEDGED, intake, day, "Nurse",
    )  # fmt: skip
    assert turn.deeds[0] == Deed(action="acknowledged", label=LABEL, reason="methotrexate")
    assert f"reminder.intake.{intake}" in there.said
    assert held(there) is None


def test_of_a_dose_it_must_be_said_what_became_of_it():
    there = told()
    turn = press(there, f"ack.{DOSE}")
    assert (there.toast, turn.keeps) == ("not_now", ())


@pytest.mark.parametrize("code", ["261130", "261201", "261205", "261209", "26120", "abcdef", ""])
def test_a_day_that_was_never_offered_is_none(code):
    there = told(date(2026, 12, 4))
    turn = press(there, f"took.{code}.{DOSE}")
    assert turn.keeps == ()
    assert dose(there).stage.is_open


def test_the_days_on_which_it_may_have_been_taken_are_offered():
    there = told(date(2026, 12, 3))
    press(there, f"late.{DOSE}")
    assert there.presses == [
        f"took.261202.{DOSE}", f"took.261203.{DOSE}", f"double.{DOSE}", f"back_to.{DOSE}",
    ]  # fmt: skip


@pytest.mark.parametrize("answered", [(), ("missed",)], ids=["open", "said not to be taken"])
def test_on_its_own_day_no_dose_is_late_and_the_question_says_so(answered):
    there = told()
    for verb in (*answered, "late"):
        press(there, f"{verb}.{DOSE}")
    assert there.said[-1] == "reminder.ask_taken_not_yet"
    assert there.presses == [f"double.{DOSE}", f"back_to.{DOSE}"]
    there.until(date(2026, 12, 2), "10:00")
    press(there, f"late.{DOSE}")
    assert there.said[-1] == "reminder.ask_taken"


@pytest.mark.parametrize(("day", "left_out"), [(2, False), (3, False), (4, True), (6, True)])
def test_after_a_late_dose_the_next_one_is_left_out_where_it_comes_too_soon(day, left_out):
    there = told(date(2026, 12, 7))
    press(there, f"took.2612{day:02}.{DOSE}")
    next_day = there.values("reminder.intake.next")["day"]
    assert next_day == (date(2026, 12, 15) if left_out else NEXT)
    there.until(NEXT, "10:00")
    assert (dose(there, NEXT).intake is Intake.TOO_SOON) is left_out
    press(there, f"rem.{NEXT_DOSE}")
    assert (AMOUNT in text(there.note)) is not left_out
    assert any(each.startswith("missed") for each in there.presses) is not left_out


def test_what_was_left_out_and_taken_all_the_same_holds_methotrexate():
    there = told(date(2026, 12, 4))
    press(there, f"took.261204.{DOSE}")
    there.until(NEXT, "10:00")
    press(there, f"taken.{NEXT_DOSE}")
    assert held(there) is Reason.OVERDOSE


def test_one_that_was_not_taken_may_still_be_said_to_be_late():
    there = told()
    press(there, f"missed.{DOSE}")
    assert there.values("reminder.intake.until")["day"] == date(2026, 12, 3)
    assert there.presses == [f"after_all.{DOSE}", f"late.{DOSE}"]
    there.until(date(2026, 12, 3), "10:00")
    press(there, f"took.261202.{DOSE}")
    assert (dose(there).intake, dose(there).taken_on) == (Intake.LATE, date(2026, 12, 2))


def test_whoever_leaves_it_out_has_a_prescriber_asked_at_once():
    there = told()
    press(there, f"not_this.{DOSE}")
    asked = there.reminder("asked")
    assert (asked.detail, asked.by, asked.due) == ("not_this_dose", NURSE, there.now)
    there.tick()
    assert [each.chat for each in there.reminder("asked").deliveries] == [OWNER]
    assert "left out the weekly methotrexate" in said(there)
    keys = [c.press for note in there.screens.values() for row in note.choices for c in row]
    assert any(each.startswith("halt.m.asked.") for each in keys)


def test_one_that_was_not_taken_may_still_be_said_to_have_been_on_its_day():
    there = told()
    press(there, f"missed.{DOSE}")
    press(there, f"after_all.{DOSE}")
    assert (dose(there).intake, dose(there).taken_on) == (Intake.TAKEN, TUESDAY)
    turn = press(there, f"after_all.{DOSE}")
    assert turn.keeps == ()


def test_whoever_left_it_out_takes_that_back_and_no_prescriber_is_asked():
    there = told()
    press(there, f"not_this.{DOSE}")
    assert there.presses == [f"unleft.{DOSE}"]
    there.tick()
    turn = press(there, f"unleft.{DOSE}")
    assert turn.deeds == (Deed(action="corrected", label=LABEL, reason="methotrexate"),)
    assert (dose(there).intake, dose(there).taken_on, dose(there).by) == (
        Intake.MISSED, None, NURSE,
    )  # fmt: skip
    assert there.reminder("asked").stage is Stage.WITHDRAWN
    assert "It may still be taken up to Thursday 03-Dec-2026" in text(there.note)
    press(there, f"after_all.{DOSE}")
    assert dose(there).intake is Intake.TAKEN


@pytest.mark.parametrize("who", [OWNER, STRANGER])
def test_nobody_else_takes_back_that_it_was_left_out(who):
    there = told()
    press(there, f"not_this.{DOSE}")
    turn = press(there, f"unleft.{DOSE}", who=who)
    assert turn.keeps == ()
    assert dose(there).intake is Intake.WITHHELD
    assert there.toast == ("only_theirs" if who == OWNER else "may_not_acknowledge")


def test_once_a_prescriber_has_decided_it_is_not_taken_back():
    there = told()
    press(there, f"not_this.{DOSE}")
    there.until(TUESDAY, "12:00")
    decide(there, drug(Move.SUSPEND, TUESDAY, Reason.LIVER))
    press(there, f"rem.{DOSE}")
    assert there.presses == []
    turn = press(there, f"unleft.{DOSE}")
    assert turn.keeps == ()
    assert dose(there).intake is Intake.WITHHELD


def test_from_the_next_dose_day_on_it_is_not_taken_back():
    there = told()
    press(there, f"not_this.{DOSE}")
    there.until(NEXT, "10:00")
    turn = press(there, f"unleft.{DOSE}")
    assert turn.keeps == ()
    press(there, f"unleft.{NEXT_DOSE}")
    assert dose(there, NEXT).stage.is_open


def test_days_after_its_own_a_dose_is_not_named_as_one_to_take():
    there = told(date(2026, 12, 3))
    press(there, f"rem.{DOSE}")
    assert AMOUNT in text(there.note)
    there.until(date(2026, 12, 4), "10:00")
    press(there, f"rem.{DOSE}")
    assert AMOUNT not in text(there.note)
    assert "Tuesday 08-Dec-2026" in text(there.note)


# ---------------------------------------------------------------- held by itself


def two_days_apart(clock="10:00"):
    """The dose of 01-Dec was taken as late as 06-Dec; that of 08-Dec is about to be ticked."""
    there = told(date(2026, 12, 6))
    press(there, f"took.261206.{DOSE}")
    return there.until(NEXT, clock)


def test_two_doses_two_days_apart_hold_methotrexate_and_afterwards_none_is_named():
    there = two_days_apart()
    turn = press(there, f"taken.{NEXT_DOSE}")
    assert alarmed(there)
    assert held(there) is Reason.OVERDOSE
    decided = there.plan().decisions[-1]
    assert (decided.by, decided.name, decided.decision.on) == (NURSE, "Nurse", NEXT)
    assert turn.made.revision == decided.revision
    assert (
        Deed(action="decided", label=LABEL, reason="methotrexate_suspend_overdose") in turn.deeds
    )
    assert not [e for e in of(there, "methotrexate") if e.day == NEXT and e.detail]  # it was said
    before = set(there.screens)
    lives(there, date(2026, 12, 16), answers=False)
    later = [note for place, note in there.screens.items() if place not in before]
    assert any("No methotrexate on Tuesday 15-Dec-2026" in text(each) for each in later)
    assert not any(AMOUNT in text(each) for each in later)


def test_the_alarm_says_what_to_do_at_once():
    there = two_days_apart()
    press(there, f"taken.{NEXT_DOSE}")
    alarm = text(next(each for each in notes(there) if each.blocks[0][0].says == "overdose.head"))
    for each in (
        "tell the patient to stop", "blood count, creatinine and liver enzymes", "poison centre",
        "Folinic acid", "Do not wait for results", "count the tablets left", "is held from now on",
    ):  # fmt: skip
        assert each in alarm


def test_a_dose_ticked_days_late_and_the_next_one_in_time_are_seven_days_apart():
    there = told(date(2026, 12, 4))
    press(there, f"taken.{DOSE}")
    there.until(NEXT, "10:00")
    press(there, f"taken.{NEXT_DOSE}")
    assert not alarmed(there)
    assert held(there) is None
    assert there.reminder("methotrexate").stage.is_open  # the one of the week after


def test_two_that_are_ticked_off_in_one_hour_are_as_far_apart_as_their_days():
    there = told(NEXT)
    press(there, f"taken.{DOSE}")
    press(there, f"taken.{NEXT_DOSE}")
    assert not alarmed(there)
    assert held(there) is None


@pytest.mark.parametrize(
    ("late", "holds"), [("261202", False), ("261203", False), ("261204", True)]
)
def test_after_a_recorded_late_dose_five_days_are_enough(late, holds):
    there = told(NEXT)
    press(there, f"took.{late}.{DOSE}")
    press(there, f"taken.{NEXT_DOSE}")
    assert (held(there) is Reason.OVERDOSE) is holds


def test_the_day_of_a_late_dose_counts_also_where_it_is_said_after_the_next_one():
    there = told(NEXT)
    press(there, f"taken.{NEXT_DOSE}")
    press(there, f"took.261206.{DOSE}")
    assert held(there) is Reason.OVERDOSE


CALL = "urgent.20261208.overdose"


def test_at_night_the_call_leaves_by_itself_after_a_quarter_of_an_hour():
    there = two_days_apart("22:06")
    press(there, f"taken.{NEXT_DOSE}")
    assert there.reminder("urgent").due == at(NEXT, "22:21")
    assert held(there) is Reason.OVERDOSE
    there.until(NEXT, "22:20")
    assert not there.reminder("urgent").deliveries
    there.until(NEXT, "22:21")
    assert {each.chat for each in there.reminder("urgent").deliveries} == {GROUP, OWNER}


def test_taken_twice_lets_it_leave_at_once():
    there = two_days_apart("22:06")
    press(there, f"taken.{NEXT_DOSE}")
    turn = press(there, f"twice.{CALL}")
    assert there.said[-2:] == ["overdose.called", "urgent.no_service"]
    assert turn.deeds == (Deed(action="overdose_sure", label=LABEL),)
    there.tick()
    assert {each.chat for each in there.reminder("urgent").deliveries} == {GROUP, OWNER}
    turn = press(there, f"twice.{CALL}")
    assert (there.toast, turn.keeps) == ("not_now", ())


def test_taken_more_than_once_is_an_answer_that_holds_and_calls_at_once():
    there = told(TUESDAY, "22:06")
    press(there, f"double.{DOSE}")
    assert held(there) is Reason.OVERDOSE
    there.tick()
    assert {each.chat for each in there.reminder("urgent").deliveries} == {GROUP, OWNER}


def test_one_dose_only_calls_nobody_and_the_hold_stays_for_a_prescriber():
    there = two_days_apart("22:06")
    press(there, f"taken.{NEXT_DOSE}")
    turn = press(there, f"once.{CALL}")
    assert turn.deeds == (Deed(action="overdose_denied", label=LABEL),)
    assert there.reminder("urgent").stage is Stage.WITHDRAWN
    assert dose(there, NEXT).intake is Intake.MISSED
    assert held(there) is Reason.OVERDOSE
    there.until(date(2026, 12, 9), "12:00")
    assert not there.reminder("urgent").deliveries


def test_whoever_read_of_the_hold_is_told_that_it_was_one_dose_only_and_who_says_so():
    there = two_days_apart("12:00")
    press(there, f"taken.{NEXT_DOSE}")
    there.passes(there.now + timedelta(minutes=5))
    read = {each.chat for each in there.reminder("held").deliveries if each.message}
    assert OWNER in read
    turn = press(there, f"once.{CALL}")
    said = [each for each in turn.replies if "overdose.once" in says(each) and each.anew]
    assert {each.chat for each in said} == read - {GROUP}
    sentences = [each for note in said for block in note.blocks for each in block]
    whens = {each.values["at"] for each in sentences if each.says == "overdose.once"}
    assert {(each.at, each.zone) for each in whens} == {(there.now, TEAM.zone)}
    strong = {each.says for each in sentences if each.strong}
    assert strong == {"overdose.once_head", "overdose.stop"}
    there.until(date(2026, 12, 9), "18:00")
    last = {chat: note for (chat, _), note in sorted(there.screens.items()) if is_held(note)}
    assert {GROUP, OWNER} <= {*last}
    assert all("overdose.once_said" in says(each) for each in last.values())


def test_a_doubt_that_nobody_answered_is_told_as_one():
    there = two_days_apart("12:00")
    press(there, f"taken.{NEXT_DOSE}")
    there.until(date(2026, 12, 9), "18:00")
    notes = [each for each in there.screens.values() if is_held(each)]
    assert notes
    assert not any("overdose.once_said" in says(each) for each in notes)


def says(note):
    return [each.says for block in getattr(note, "blocks", ()) for each in block]


def is_held(note):
    return "reminder.head.held" in says(note) and "reminder.agent.is_held" in says(note)


def test_once_the_call_has_left_it_is_not_taken_back_by_the_care_team():
    there = two_days_apart("22:06")
    press(there, f"taken.{NEXT_DOSE}")
    there.until(NEXT, "23:30")
    press(there, f"once.{CALL}")
    assert there.toast == "not_now"
    assert there.reminder("urgent").stage is Stage.SENT


def test_where_nothing_is_taken_any_more_a_second_tick_still_alarms():
    there = two_days_apart()
    decide(there, drug(Move.END, NEXT, Reason.LIVER))
    there.put(replace(dose(there, NEXT), stage=Stage.SENT, revision=there.plan().revision))
    turn = press(there, f"taken.{NEXT_DOSE}")
    assert alarmed(there)
    assert turn.made is None
    assert any(each.matter is Matter.URGENT for each in turn.keeps)


def test_the_alarm_is_the_same_under_another_edition():
    there = two_days_apart()
    there.put(by_later_edition(there.plan()))
    press(there, f"taken.{NEXT_DOSE}")
    assert held(there) is Reason.OVERDOSE


def test_a_prescriber_ends_the_hold_and_the_amount_is_named_again():
    there = two_days_apart()
    press(there, f"taken.{NEXT_DOSE}")
    there.until(date(2026, 12, 11))
    resumed = drug(Move.RESUME, date(2026, 12, 14), Reason.RECOVERED, tested=date(2026, 12, 10))
    decide(there, resumed)
    there.until(date(2026, 12, 15), "10:00")
    press(there, "rem.methotrexate.20261215")
    assert AMOUNT in text(there.note)


# ---------------------------------------------------------------- an answer that was wrong


MENDS = [f"double.{DOSE}", f"slip.{DOSE}"]


@pytest.mark.parametrize("what", [f"taken.{DOSE}", f"took.261202.{DOSE}"])
def test_until_the_next_dose_day_one_that_was_taken_may_be_mended(what):
    there = told(date(2026, 12, 2))
    press(there, what)
    assert there.presses == MENDS
    there.until(date(2026, 12, 7), "20:00")
    assert _presses(there, DOSE) == MENDS
    there.until(NEXT, "10:00")
    assert _presses(there, DOSE) == []
    for each in MENDS:
        assert press(there, each).keeps == ()


def test_a_dose_ticked_as_taken_and_taken_twice_holds_and_calls_at_once():
    there = told()
    press(there, f"taken.{DOSE}")
    there.until(date(2026, 12, 4), "22:06")
    press(there, f"double.{DOSE}", who=OWNER)
    assert (dose(there).intake, dose(there).name) == (Intake.TAKEN, "Owner")
    assert held(there) is Reason.OVERDOSE
    there.tick()
    assert {each.chat for each in there.reminder("urgent").deliveries} == {GROUP, OWNER}
    assert _presses(there, DOSE) == []  # a prescriber alone says more
    assert press(there, f"slip.{DOSE}").keeps == ()


def test_one_said_not_to_be_taken_may_turn_out_to_be_taken_twice():
    there = told()
    press(there, f"missed.{DOSE}")
    press(there, f"double.{DOSE}")
    assert held(there) is Reason.OVERDOSE


def test_a_slip_is_kept_as_not_taken_with_who_said_so_and_when_and_is_not_told_again():
    there = told()
    press(there, f"taken.{DOSE}")
    there.until(date(2026, 12, 2), "09:00")
    turn = press(there, f"slip.{DOSE}", who=OWNER)
    kept = dose(there)
    assert (kept.intake, kept.taken_on, kept.name, kept.at) == (
        Intake.MISSED, None, "Owner", there.now,
    )  # fmt: skip
    assert turn.deeds == (Deed(action="corrected", label=LABEL, reason="methotrexate"),)
    assert "reminder.intake.missed" in there.said
    assert there.presses == [f"after_all.{DOSE}", f"late.{DOSE}"]
    assert held(there) is None
    told_before = dose(there).deliveries
    there.until(date(2026, 12, 7), "20:00")
    assert (dose(there).stage, dose(there).deliveries) == (Stage.ACKNOWLEDGED, told_before)


def test_after_a_slip_the_next_dose_is_no_longer_left_out():
    there = told(date(2026, 12, 7))
    press(there, f"took.261204.{DOSE}")
    assert dose(there, NEXT).intake is Intake.TOO_SOON
    press(there, f"slip.{DOSE}")
    assert (dose(there, NEXT).intake, dose(there, NEXT).taken_on) == (None, None)
    there.until(NEXT, "10:00")
    assert AMOUNT in said(there)


# ---------------------------------------------------------------- how often it is told


def test_a_team_may_hear_of_the_first_weeks_and_of_changes_only():
    there = weekly()
    there.put(replace(TEAM, weekly=False))
    lives(there, date(2027, 2, 1))
    days = [each.day for each in of(there, "methotrexate") if each.stage is Stage.ACKNOWLEDGED]
    assert days == [date(2026, 11, 24), date(2026, 12, 1), NEXT, date(2026, 12, 15)]
    decide(there, drug(Move.AMOUNT, date(2027, 2, 3), Reason.SPECIALIST, mg=Decimal(10)))
    tidied(there)
    lives(there, date(2027, 2, 28))
    days = [each.day for each in of(there, "methotrexate") if each.stage is Stage.ACKNOWLEDGED]
    assert days[4:] == [date(2027, 2, 9)]


def test_it_is_told_every_week_where_nobody_chose():
    there = lives(weekly(), date(2027, 2, 1))
    assert len([e for e in of(there, "methotrexate") if e.stage is Stage.ACKNOWLEDGED]) == 10


def test_no_plan_is_followed_without_a_weekday():
    assert of(ward(), "methotrexate") == []


# ---------------------------------------------------------------- taken again after an overdose


def overdosed(ends: date | None = None):
    """The day after: the call was told and nobody has ended it; perhaps an end was decided."""
    there = two_days_apart()
    press(there, f"taken.{NEXT_DOSE}")
    if ends:
        decide(there, drug(Move.END, ends, Reason.REMISSION))
    return there.until(NEXT + timedelta(days=1), "10:00")


def test_whoever_closes_the_plan_reads_what_is_still_taken():
    there = told()
    there.press("close", who=OWNER)
    assert "Still taken: methotrexate" in "".join(map(text, notes(there)))
    held = told()
    decide(held, drug(Move.SUSPEND, TUESDAY, Reason.LIVER))
    held.press("close", who=OWNER)
    assert "Still taken" not in "".join(map(text, notes(held)))


def test_a_plan_that_cannot_stand_can_be_closed(monkeypatch):
    there = told()
    monkeypatch.setattr(flows.team.handover, "as_of_now", cannot_stand)
    there.press("close", who=OWNER)
    assert "Still taken" not in "".join(map(text, notes(there)))


def cannot_stand(*_):
    raise CannotStand


@pytest.mark.parametrize("intake", [Intake.LATE, Intake.MISSED])
def test_of_a_drug_that_is_held_no_next_dose_is_named(intake):
    there = overdosed()
    answered = replace(dose(there), intake=intake, stage=Stage.ACKNOWLEDGED)
    found = [each.says for each in answer(answered, there.live())]
    assert found == [f"reminder.intake.{intake}"]


def test_a_missed_dose_is_not_to_be_taken_on_a_day_that_is_over():
    there = told(TUESDAY + timedelta(days=4))
    answered = replace(dose(there), intake=Intake.MISSED, stage=Stage.ACKNOWLEDGED)
    assert [each.says for each in answer(answered, there.live())] == ["reminder.intake.missed"]


@pytest.mark.parametrize("ends", [None, date(2027, 1, 4)])
def test_no_group_resumes_it_before_the_call_was_seen_to(ends):
    there = overdosed(ends)
    asked = [each for each in there.screens if each[0] == GROUP]
    presses = [
        choice.press
        for chat, _, choice, _, _ in there.buttons()
        if chat == GROUP and choice.press.startswith("retake")
    ]
    assert asked
    assert not presses
    press(there, "drug.m", who=OWNER)
    assert "end.m" in there.presses
    assert "retake.m" not in there.presses
    for what in ("retake.m", "retake.m.15", "retake.m.15.261209"):
        turn = press(there, what, who=OWNER)
        assert (there.toast, turn.made) == ("call_open", None)
    call = there.reminder("urgent")
    press(there, f"ack.{handle(call)}", who=OWNER)
    press(there, "retake.m", who=OWNER)
    assert "decision.retake_mg" in there.said


def test_an_overdose_of_before_bars_no_resume_of_what_was_begun_since():
    there = overdosed()
    begun = NEXT + timedelta(days=28)
    decide(there, drug(Move.END, NEXT + timedelta(days=1), Reason.REMISSION))
    again = {"mg": Decimal(10), "weekday": Weekday.TUESDAY}
    decide(there, drug(Move.BEGIN, begun, Reason.SPECIALIST, **again))
    there.until(begun + timedelta(days=2), "10:00")
    decide(there, drug(Move.SUSPEND, begun + timedelta(days=2), Reason.INTOLERANCE))
    there.until(begun + timedelta(days=9), "10:00")
    asked = of(there, "held")[-1]
    press(there, f"rem.{handle(asked)}")
    assert f"retake.m.{handle(asked)}" in there.presses


def test_the_check_of_a_resume_names_the_overdose_and_the_open_call_and_its_reason_is_true():
    there = overdosed()
    there.press("retake.m")
    there.press("retake.m.15")
    check = text(there.note)
    assert "methotrexate is held since Tuesday 08-Dec-2026 for a possible overdose" in check
    assert "The call about it, of Tuesday 08-Dec-2026, is open" in check
    assert "blood count, creatinine and liver enzymes were measured after it" in check
    there.press(there.presses[0])
    resumed = there.plan().decisions[-1].decision
    assert (resumed.move, resumed.reason) == (Move.RESUME, Reason.RESULTS_GOOD)


def test_that_a_second_dose_was_taken_gets_through_a_flood_of_the_same_person():
    there = replace(two_days_apart(), gate=Gate(prescribers=frozenset()))
    while there.converse(Typed(text="?"), who=NURSE):
        pass  # answered, then told to wait, then not answered
    taken = Pressed(label=LABEL, number=there.plan().revision, press=f"taken.{NEXT_DOSE}")
    assert there.converse(taken, who=NURSE, chat=GROUP)
    assert held(there) is Reason.OVERDOSE
    assert there.converse(Typed(text="?"), who=NURSE) == ()
