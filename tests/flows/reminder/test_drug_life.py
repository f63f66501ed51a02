"""Reminders along the life of a drug: begin, rise, hold, blood tests, and after the steroid."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.course import shown
from core.course.decisions import Decision, Drug, Move, Reason
from core.course.regimen.agenda import laboratory_days
from core.course.regimen.regimen import dose_days, running
from flows.reminder.classes import Recipient, class_of
from flows.reminder.message.note import told as written
from flows.reminder.stages import handle
from flows.reminder.wanted.wanted import raised
from flows.talk.records import Intake, Matter, Stage
from tests.campaigns import size
from tests.flows.following import GROUP, MODERATE, NURSE, OWNER, READY, at, planned, ward
from tests.flows.reminder.drug_lives import decide, drug, lives, of, said, text, tidied, weekly
from tests.flows.reminder.reminding import AROUND

BEGUN = date(2026, 11, 24)
RISE = date(2026, 12, 22)  # four weeks later
FIFTEEN, TWENTY = "15 mg once a week", "20 mg"


def told(there, matter, **about):
    """The message of the open reminder of this matter, as the group reads it."""
    rows = (each for each in of(there, matter) if each.stage.is_told)
    row = next(each for each in rows if about.get("detail", each.detail) == each.detail)
    return said_of(there, row)


def days(there, matter):
    return [each.day for each in of(there, matter) if each.deliveries]


# ---------------------------------------------------------------- rises


def test_three_days_before_a_rise_it_says_what_is_needed_and_what_is_taken():
    there = lives(weekly(), RISE - timedelta(days=3))
    note = told(there, "before_rise")
    assert "Blood count, ALT, AST and creatinine are needed by Tuesday 22-Dec-2026" in note
    assert FIFTEEN in note
    there.until(RISE, "10:00")
    tidied(there)
    assert not any(each.stage.is_open for each in of(there, "before_rise"))


def test_a_rise_is_a_question_that_no_acknowledgement_ends():
    there = lives(weekly(), RISE)
    row = there.reminder("titration")
    there.press(f"rem.{handle(row)}", who=NURSE, chat=GROUP)
    assert FIFTEEN in text(there.note)
    assert "may methotrexate rise?" in text(there.note)
    assert "20 mg counts only once" in text(there.note)
    verbs = [each.partition(".")[0] for each in there.presses]
    assert verbs == ["rise", "stay", "halt", "end", "ask", "later"]
    turn = there.press(f"ack.{handle(row)}", who=OWNER)
    assert (there.toast, turn.keeps) == ("not_now", ())


def test_silence_keeps_the_amount_asks_again_weekly_and_goes_up():
    there = lives(weekly(), RISE + timedelta(days=23))
    asked = [each for each in of(there, "titration") if each.deliveries]
    assert [each.day for each in asked] == [RISE + timedelta(weeks=n) for n in range(4)]
    assert all(each.raised == 2 for each in asked[:3])  # to the administrators
    weeks = [each for each in of(there, "methotrexate") if each.day >= RISE and each.deliveries]
    assert len(weeks) == 4
    shown = [said_of(there, each) for each in weeks]
    assert not any("methotrexate 20 mg" in each for each in shown)


def said_of(there, row):
    there.press(f"rem.{handle(row)}", who=NURSE, chat=GROUP)
    return text(there.note)


def test_once_it_is_confirmed_the_next_dose_is_the_new_amount():
    there = lives(weekly(), RISE - timedelta(days=1))
    decide(there, drug(Move.RISE, RISE, Reason.RESULTS_GOOD, tested=RISE - timedelta(days=1)))
    there.until(RISE, "10:00")
    assert "methotrexate 20 mg once a week" in told(there, "methotrexate")
    assert not any(each.stage.is_open for each in of(there, "titration") if each.day <= RISE)


# ---------------------------------------------------------------- holds


def test_while_held_the_weekly_message_says_so_and_why_and_names_no_amount():
    there = lives(weekly(), date(2026, 12, 2))
    decide(there, drug(Move.SUSPEND, date(2026, 12, 3), Reason.MOUTH_ULCERS))
    before = set(there.screens)
    lives(there, date(2027, 1, 6))
    new = [text(note) for place, note in there.screens.items() if place not in before]
    held = [each for each in new if "no methotrexate on" in each]
    assert any("Tuesday 15-Dec-2026" in each and "mouth ulcers" in each for each in held)
    assert not any("mg once a week" in each for each in new)
    assert [each.day for each in of(there, "held") if each.deliveries][:2] == [
        date(2026, 12, 10), date(2026, 12, 17),
    ]  # fmt: skip


def test_a_dose_that_was_told_and_is_held_on_its_own_day_is_taken_back():
    there = lives(weekly(), date(2026, 12, 1), answers=False)
    decide(there, drug(Move.SUSPEND, date(2026, 12, 1), Reason.INFECTION))
    there.until(date(2026, 12, 1), "12:00")
    rows = {(each.detail, each.stage) for each in of(there, "methotrexate")
            if each.day == date(2026, 12, 1)}  # fmt: skip
    assert rows == {("", Stage.WITHDRAWN), ("held", Stage.SENT)}


def test_a_dose_before_the_hold_that_nobody_answered_is_not_named_after_it():
    there = lives(weekly(), date(2026, 12, 1), answers=False)
    decide(there, drug(Move.SUSPEND, date(2026, 12, 2), Reason.INFECTION))
    there.until(date(2026, 12, 2), "12:00")
    note = told(there, "methotrexate", detail="")
    assert "mg once a week" not in note
    assert "infection" in note


def test_a_dose_before_the_end_that_nobody_answered_is_not_named_after_it():
    there = lives(weekly(), date(2026, 12, 1), answers=False)
    decide(there, drug(Move.END, date(2026, 12, 2), Reason.LIVER))
    there.until(date(2026, 12, 2), "12:00")
    note = told(there, "methotrexate")
    assert "mg once a week" not in note
    assert "methotrexate was stopped on Wednesday 02-Dec-2026" in note


def test_until_a_day_it_is_asked_on_that_day():
    there = lives(weekly(), date(2026, 12, 2))
    until = date(2026, 12, 20)
    decide(there, drug(Move.SUSPEND, date(2026, 12, 3), Reason.INFLUENZA_VACCINE, until=until))
    lives(there, date(2026, 12, 21))
    assert days(there, "held") == [until]
    verbs = {each.partition(".")[0] for each in _presses(there, "held")}
    assert {"retake", "end", "ack"} <= verbs


def _presses(there, matter):
    told(there, matter)
    return there.presses


# ---------------------------------------------------------------- blood tests


def test_what_is_done_is_kept_with_its_day():
    there = lives(weekly(), date(2026, 12, 7))
    there.until(date(2026, 12, 8), "10:00")
    there.press("tested.laboratory.20261208", who=NURSE, chat=GROUP)
    assert "on.261206.laboratory.20261208" in there.presses
    there.press("on.261206.laboratory.20261208", who=NURSE, chat=GROUP)
    assert there.plan().tested == date(2026, 12, 6)
    assert there.plan().revision == 1
    assert there.values("reminder.intake.tested")["day"] == date(2026, 12, 6)
    there.press("on.261130.laboratory.20261208", who=NURSE, chat=GROUP)
    assert there.toast == "already_done"


@pytest.mark.parametrize("code", ["261209", "261123", "2612", "", "aaaaaa"])
def test_a_day_of_tests_that_was_never_offered_is_none(code):
    there = lives(weekly(), date(2026, 12, 7)).until(date(2026, 12, 8), "10:00")
    turn = there.press(f"on.{code}.laboratory.20261208", who=NURSE, chat=GROUP)
    assert turn.keeps == ()


def test_an_older_test_does_not_go_back_behind_a_newer_one():
    there = lives(weekly(), date(2026, 12, 22), answers=False)
    there.put(replace(there.plan(), tested=date(2026, 12, 21)))
    tidied(there)
    there.press("on.261215.laboratory.20261208", who=NURSE, chat=GROUP)
    assert there.plan().tested == date(2026, 12, 21)


LAB = date(2026, 12, 8)  # the first blood test


def untested(until):
    """Weekly doses are answered; nobody says anything of blood tests."""
    there = weekly()
    day = there.live().today
    while day < until:
        day += timedelta(days=1)
        there.until(day, "06:30")
        tidied(there).until(day, "10:00")
        for each in of(there, "methotrexate"):
            if each.stage.is_told and not each.detail:
                there.press(f"taken.{handle(each)}", who=NURSE, chat=GROUP)
    return there


def test_a_week_late_the_weekly_message_says_so_and_it_goes_to_a_prescriber():
    there = untested(LAB + timedelta(days=6))
    assert of(there, "overdue")[0].deliveries == ()
    there.until(LAB + timedelta(days=7), "10:00")
    assert {each.chat for each in of(there, "overdue")[0].deliveries} == {GROUP, OWNER}
    assert "Blood tests were due Tuesday 08-Dec-2026: 7 days late" in told(there, "methotrexate")
    assert class_of(Matter.OVERDUE).chain[0] == (Recipient.GROUP, Recipient.OWNER)


def test_once_the_tests_are_known_nothing_is_late():
    there = untested(LAB + timedelta(days=8))
    row = next(each for each in of(there, "overdue") if each.stage.is_told)
    there.press(f"ack.{handle(row)}", who=NURSE, chat=GROUP)
    assert there.plan().tested == LAB + timedelta(days=8)
    assert not any(each.stage.is_told for each in of(there, "laboratory"))
    assert not any(each.stage.is_open for each in of(there, "overdue"))
    assert "Blood tests were due" not in said_of(there, of(there, "methotrexate")[-1])


def test_four_weeks_late_methotrexate_is_held_and_a_prescriber_is_asked_that_day():
    there = untested(LAB + timedelta(days=27))
    assert running(there.live().plan.regimens, Drug.METHOTREXATE).held is None
    before = set(there.screens)
    held = LAB + timedelta(days=28)
    day = held
    there.until(day, "06:30")
    tidied(there).until(day, "10:00")
    assert days(there, "held") == [held]
    new = "\n".join(text(note) for place, note in there.screens.items() if place not in before)
    assert "No methotrexate on Tuesday 05-Jan-2027" in new
    assert "mg once a week" not in new


@pytest.mark.parametrize(("late", "names"), [(1, True), (29, False)])
def test_the_late_message_of_a_revision_names_no_amount_of_what_is_held_by_now(late, names):
    there = untested(BEGUN + timedelta(days=2))
    decide(there, drug(Move.AMOUNT, BEGUN + timedelta(days=2), Reason.INTOLERANCE, mg=Decimal(10)))
    there.until(LAB + timedelta(days=late), "10:00")
    live = there.live()
    revised = raised(live, Matter.REVISED, f"{live.record.revision}")
    note = written(revised, live.record, live, AROUND, chat=OWNER, now=there.utc())
    assert ("10 mg once a week" in text(note)) is names
    assert ("is held" in text(note)) is not names


def test_on_the_morning_of_the_hold_no_amount_leaves_also_where_nobody_tidied():
    there = untested(LAB + timedelta(days=27))
    there.until(LAB + timedelta(days=27), "15:00")
    there.tick()
    before = set(there.screens)
    there.until(LAB + timedelta(days=28), "11:00")
    new = "\n".join(text(note) for place, note in there.screens.items() if place not in before)
    assert "methotrexate 15 mg" not in new


def test_when_tests_come_in_the_hold_is_a_decision_and_stays_until_a_prescriber_resumes():
    there = untested(LAB + timedelta(days=30))
    row = next(each for each in of(there, "laboratory") if each.stage.is_told)
    there.press(f"ack.{handle(row)}", who=NURSE, chat=GROUP)
    plan = there.plan()
    decided = plan.decisions[-1].decision
    assert (decided.move, decided.reason, decided.on) == (
        Move.SUSPEND, Reason.TESTS_OVERDUE, LAB + timedelta(days=28),
    )  # fmt: skip
    assert (plan.tested, plan.revision) == (LAB + timedelta(days=30), 2)
    assert running(there.live().plan.regimens, Drug.METHOTREXATE).held
    lives(there, LAB + timedelta(days=50))
    assert running(there.live().plan.regimens, Drug.METHOTREXATE).held
    resume = drug(Move.RESUME, LAB + timedelta(days=55), Reason.RECOVERED,
                  tested=LAB + timedelta(days=50))  # fmt: skip
    decide(there, resume)
    assert running(there.live().plan.regimens, Drug.METHOTREXATE).held is None


# ---------------------------------------------------------------- begin, and what nobody recorded


def test_an_agent_that_is_ready_and_not_begun_is_asked_about_weekly():
    there = ward(planned(answers=MODERATE | READY))
    parts = shown.parts(there.plan().shown) | {"regimens": []}
    there.put(replace(there.plan(), shown=shown.written(parts)))
    there.put(*[replace(e, stage=Stage.WITHDRAWN, due=None) for e in there.of()])
    tidied(there)
    lives(there, date(2026, 12, 16))
    assert days(there, "begin") == [date(2026, 11, 30) + timedelta(weeks=n) for n in range(3)]
    assert "is ready, and nobody has begun it" in said(there)
    assert not days(there, "methotrexate")


def test_of_a_plan_of_the_first_edition_nobody_has_recorded_what_is_taken():
    there = weekly()
    parts = shown.parts(there.plan().shown) | {"regimens": None}
    there.put(replace(there.plan(), shown=shown.written(parts)))
    before = {each.day for each in of(there, "laboratory")}
    assert not there.live().plan.drugs.recorded
    tidied(there)
    lives(there, date(2026, 12, 9))
    assert days(there, "begin")[0] <= date(2026, 11, 24)
    assert "What does the patient take of methotrexate" in said(there)
    assert "methotrexate 15 mg" not in said(there)
    assert not days(there, "methotrexate")
    assert {each.day for each in of(there, "laboratory")} >= before
    assert LAB in days(there, "laboratory")


@pytest.mark.parametrize(
    ("regimens", "matter", "verbs"),
    [
        ([], "begin", {"begin", "spec"}),
        (None, "begin", {"since", "begin", "spec"}),
        ("as planned", "titration", {"rise", "stay", "halt", "end"}),
        ("held", "held", {"retake", "end"}),
    ],
)
def test_what_a_prescriber_decides_under_a_question_leads_on(regimens, matter, verbs):
    there = weekly()
    if regimens in ([], None):
        parts = shown.parts(there.plan().shown) | {"regimens": regimens}
        there.put(replace(there.plan(), shown=shown.written(parts)))
        tidied(there)
    elif regimens == "held":
        decide(there, drug(Move.SUSPEND, date(2026, 11, 25), Reason.LIVER))
    lives(there, RISE)
    row = next(each for each in of(there, matter) if each.stage.is_told)
    there.press(f"rem.{handle(row)}", who=OWNER)
    pressed = {each.partition(".")[0]: each for each in there.presses}
    assert verbs <= pressed.keys()
    for verb in verbs:
        turn = there.press(pressed[verb], who=OWNER)
        assert not turn.keeps
        assert "decision.head_drug" in there.said


# ---------------------------------------------------------------- after the steroid


STOPPED = date(2026, 12, 7)


@pytest.mark.wide
def test_years_after_the_steroid_every_weekly_dose_and_every_blood_test_is_told():
    there = lives(weekly(), STOPPED)
    stop = Decision(move=Move.STOP, on=STOPPED, reason=Reason.REMISSION)
    decide(there, stop)
    decide(there, drug(Move.AMOUNT, RISE, Reason.SPECIALIST, mg=Decimal(20)))
    weeks = size("years")
    end = STOPPED + timedelta(weeks=weeks)
    lives(there, end)
    regimen = running(there.live().plan.regimens, Drug.METHOTREXATE)
    doses = [day for day, _ in dose_days(regimen, regimen.begun, end)]
    answered = [each for each in of(there, "methotrexate") if each.intake is Intake.TAKEN]
    assert [each.day for each in answered] == doses
    assert len(doses) > weeks
    tests = [day for day, _ in laboratory_days(there.live().guideline, regimen.rises, end)]
    assert days(there, "laboratory") == tests
    assert running(there.live().plan.regimens, Drug.METHOTREXATE).held is None


def test_the_owner_alone_is_asked_once_who_follows_on():
    there = lives(weekly(), STOPPED)
    decide(there, Decision(move=Move.STOP, on=STOPPED, reason=Reason.REMISSION))
    there.until(STOPPED, "12:00")
    (row,) = of(there, "steroid_over")
    assert [each.chat for each in row.deliveries] == [OWNER]
    there.press(f"rem.{handle(row)}", who=OWNER)
    assert {each.partition(".")[0] for each in there.presses} == {"close", "ack", "later"}
    assert FIFTEEN in text(there.note)
    there.press(f"ack.{handle(row)}", who=OWNER)
    lives(there, STOPPED + timedelta(days=30))
    assert len(of(there, "steroid_over")) == 1


# ---------------------------------------------------------------- rescue treatments


FOLLOWED = [
    (Drug.RITUXIMAB, "second_infusion", 14, "second infusion of riTUXimab"),
    (Drug.CYCLOPHOSPHAMIDE, "nadir", 10, "lowest counts"),
    (Drug.CYCLOPHOSPHAMIDE, "before_pulse", 28, "blood count and urine first"),
    (Drug.IMMUNOGLOBULIN, "next_course", 28, "next course of"),
    (Drug.CALCINEURIN_INHIBITOR, "calcineurin_tests", 14, "trough level"),
]


@pytest.mark.parametrize(("given", "detail", "after", "says"), FOLLOWED)
def test_what_follows_from_a_rescue_treatment_is_told_on_its_day(given, detail, after, says):
    there = ward(planned(answers=MODERATE | READY | {"severity": "severe"}))
    there.until(2, "09:00")
    first = date(2026, 11, 25)
    decide(there, drug(Move.BEGIN, first, Reason.RESCUE, drug=given))
    lives(there, first + timedelta(days=after))
    row = next(each for each in of(there, "follow_up") if each.detail == detail)
    assert row.day == first + timedelta(days=after)
    assert says in said_of(there, row)


@pytest.mark.wide
def test_with_hepatitis_b_the_antiviral_is_asked_about_a_year_after_the_last_infusion():
    there = ward(planned(answers=MODERATE | READY | {"severity": "severe", "hbv": "pos"}))
    there.until(2, "09:00")
    first = date(2026, 11, 25)
    decide(there, drug(Move.BEGIN, first, Reason.RESCUE, drug=Drug.RITUXIMAB))
    lives(there, date(2027, 12, 9))
    row = next(each for each in of(there, "follow_up") if each.detail == "antiviral")
    assert row.day == date(2027, 12, 9)
    assert "12 to 18 months" in said_of(there, row)


def test_what_was_recorded_long_after_is_not_made_up_for_pulse_by_pulse():
    there = ward(planned(answers=MODERATE | READY | {"severity": "severe"}))
    there.until(100, "09:00")
    first = date(2026, 11, 25)
    decide(there, drug(Move.BEGIN, first, Reason.RESCUE, drug=Drug.CYCLOPHOSPHAMIDE))
    assert min(each.day for each in of(there, "follow_up")) >= at(100).date()


@pytest.mark.parametrize("reason", [Reason.MOUTH_ULCERS, Reason.CLOSED])
@pytest.mark.parametrize("day", [date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 22)])
def test_after_a_hold_no_reminder_names_an_amount_when_it_is_opened_again(day, reason):
    there = lives(weekly(), day, answers=False)
    decide(there, drug(Move.SUSPEND, day, reason))
    for later in (day, day + timedelta(days=1), day + timedelta(days=9)):
        there.until(later, "12:00")
        for row in there.of():
            if row.stage.is_told:
                assert "mg once a week" not in said_of(there, row), row


def test_blood_tests_of_two_drugs_on_one_day_are_one_reminder_that_names_both():
    there = weekly()
    decide(there, drug(Move.BEGIN, date(2026, 11, 24), Reason.SPECIALIST, mg=Decimal(50),
                       drug=Drug.AZATHIOPRINE))  # fmt: skip
    lives(there, LAB, answers=False)
    row = next(each for each in of(there, "laboratory") if each.stage.is_told)
    assert len([each for each in of(there, "laboratory") if each.day == row.day]) == 1
    said = said_of(there, row)
    assert "Withhold methotrexate and azaTHIOprine and call if under: white cells 3.5" in said
    assert "methotrexate also if under: eGFR 60" in said
    assert "azaTHIOprine also if under: eGFR 10" in said
