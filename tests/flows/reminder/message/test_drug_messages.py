"""A message about a drug of which nothing stands any more, and the press under what is no dose."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.course.decisions import Decision, Drug, Move, Reason
from core.course.regimen.regimen import dose_days, running
from flows.reminder.message.body import body
from flows.reminder.message.drugs import (
    before_rise,
    drugs_now,
    held,
    overdue,
    titration,
    told_of_the_end,
)
from flows.reminder.message.medicines import weekly
from flows.reminder.message.told import Told
from flows.reminder.stages import handle
from flows.talk.records import Intake, Matter
from tests.flows.decision.drug.life import unrecorded
from tests.flows.following import GROUP, MODERATE, NURSE, OWNER, planned, ward
from tests.flows.reminder import drug_lives
from tests.flows.reminder.reminding import reminder

RISE = date(2026, 12, 22)
TUESDAY = date(2026, 12, 1)
WITHDRAWN = "reminder.over.withdrawn"


def about(there, matter, **row):
    """A reminder of this matter beside the plan as it stands."""
    live = there.live()
    return Told(reminder=reminder(matter, **row), record=live.record, live=live)


def says(message, there, matter, **row):
    return [each.says for each in message(about(there, matter, **row))]


@pytest.mark.parametrize(
    ("message", "matter", "detail"),
    [
        (before_rise, Matter.BEFORE_RISE, "methotrexate.20"),
        (titration, Matter.TITRATION, "methotrexate.20"),
        (held, Matter.HELD, "methotrexate"),
        (overdue, Matter.OVERDUE, "methotrexate"),
    ],
)
def test_what_no_longer_stands_is_said_to_be_withdrawn_and_nothing_else(message, matter, detail):
    nothing = ward(planned(answers=MODERATE))
    assert says(message, nothing, matter, detail=detail) == [WITHDRAWN]


@pytest.mark.parametrize("message", [before_rise, titration])
def test_while_the_drug_is_held_no_rise_is_asked_for(message):
    there = drug_lives.weekly().until(TUESDAY)
    assert WITHDRAWN not in says(message, there, Matter.TITRATION, detail="methotrexate.20")
    drug_lives.decide(there, drug_lives.drug(Move.SUSPEND, TUESDAY, Reason.LIVER))
    assert says(message, there, Matter.TITRATION, detail="methotrexate.20") == [WITHDRAWN]


def test_of_a_drug_that_is_taken_no_hold_is_told():
    there = drug_lives.weekly().until(TUESDAY)
    assert says(held, there, Matter.HELD, detail="methotrexate") == [WITHDRAWN]
    drug_lives.decide(there, drug_lives.drug(Move.SUSPEND, TUESDAY, Reason.LIVER))
    assert WITHDRAWN not in says(held, there, Matter.HELD, detail="methotrexate")
    drug_lives.decide(there, drug_lives.drug(Move.END, TUESDAY, Reason.LIVER))
    assert says(held, there, Matter.HELD, detail="methotrexate") == [WITHDRAWN]


def test_a_review_of_the_response_says_what_of_the_agent_is_taken():
    """An agent that is held, or that nobody has begun, cannot be judged."""
    asked, none = "reminder.why.review", "reminder.agent.none_taken"
    there = drug_lives.weekly().until(TUESDAY)
    assert says(body, there, Matter.REVIEW) == [asked]
    drug_lives.decide(there, drug_lives.drug(Move.SUSPEND, TUESDAY, Reason.LIVER))
    assert says(body, there, Matter.REVIEW) == [asked, "reminder.agent.is_held"]
    drug_lives.decide(there, drug_lives.drug(Move.END, TUESDAY, Reason.LIVER))
    assert says(body, there, Matter.REVIEW) == [asked, none]
    assert says(body, ward(planned(answers=MODERATE)), Matter.REVIEW) == [asked, none]
    assert says(body, unrecorded(), Matter.REVIEW) == [asked]  # it may be taken


def test_of_a_weekly_dose_that_nobody_recorded_no_amount_is_told():
    nothing = ward(planned(answers=MODERATE))
    assert says(weekly, nothing, Matter.METHOTREXATE) == ["reminder.agent.not_recorded"]
    beside = drug_lives.drug(
        Move.BEGIN, TUESDAY, Reason.BESIDE, weekday="tuesday"
    )  # without an amount
    drug_lives.decide(nothing, beside)
    there = nothing.until(TUESDAY)
    assert running(there.live().plan.regimens, Drug.METHOTREXATE).last.mg is None
    assert says(weekly, there, Matter.METHOTREXATE, day=TUESDAY) == ["reminder.agent.not_recorded"]


@pytest.mark.parametrize("of_plan", [False, True])
def test_where_nobody_has_said_whether_an_agent_is_taken_that_is_told_of_each_day(of_plan):
    live = unrecorded().until(TUESDAY).live()
    (said,) = drugs_now(live, TUESDAY, of_plan=of_plan)
    assert said.says == f"reminder.{'of_plan' if of_plan else 'agent'}.not_recorded"
    assert said.values["drug"] == Drug.METHOTREXATE
    assert [*drugs_now(ward(planned(answers=MODERATE)).live(), TUESDAY)] == []


def test_the_last_day_of_the_steroid_is_told_once_it_is_decided():
    there = drug_lives.weekly().until(TUESDAY)
    assert says(told_of_the_end, there, Matter.STEROID_OVER) == []
    drug_lives.decide(there, Decision(move=Move.STOP, on=TUESDAY, reason=Reason.REMISSION))
    assert says(told_of_the_end, there, Matter.STEROID_OVER) == ["reminder.dose.ends"]


# ---------------------------------------------------------------- what is pressed


def told(day=TUESDAY):
    there = drug_lives.weekly()
    return drug_lives.lives(there, day - timedelta(days=1)).until(day, "10:00")


def row(there, matter, day):
    return next(e for e in there.of() if (e.matter, e.day) == (matter, day))


def press(there, what):
    return there.press(what, who=NURSE, chat=GROUP)


LAB = date(2026, 12, 8)  # a Tuesday, with its weekly dose


@pytest.mark.parametrize("verb", ["taken", "took.261209", "double", "slip", "missed", "not_this"])
def test_what_became_of_a_dose_is_said_of_doses_alone(verb):
    there = told(LAB)
    turn = press(there, f"{verb}.{handle(row(there, Matter.LABORATORY, LAB))}")
    assert (there.toast, turn.keeps, turn.made) == ("not_now", (), None)


def test_the_day_of_blood_tests_is_said_of_blood_tests_alone():
    there = told(LAB)
    turn = press(there, f"on.261208.{handle(row(there, Matter.METHOTREXATE, LAB))}")
    assert (there.toast, turn.keeps) == ("not_now", ())


def test_a_dose_that_was_taken_is_not_asked_for_its_day_again():
    there = told()
    dose = handle(row(there, Matter.METHOTREXATE, TUESDAY))
    press(there, f"taken.{dose}")
    press(there, f"late.{dose}")
    assert there.toast == "answered_otherwise"


@pytest.mark.parametrize(("answer", "kept"), [("taken", Intake.MISSED), ("missed", None)])
def test_only_a_dose_that_was_ticked_was_ticked_by_mistake(answer, kept):
    there = told()
    dose = handle(row(there, Matter.METHOTREXATE, TUESDAY))
    press(there, f"{answer}.{dose}")
    turn = press(there, f"slip.{dose}")
    assert [each.intake for each in turn.keeps[:1]] == ([kept] if kept else [])


def test_what_was_decided_of_a_drug_stands_under_its_question():
    there = drug_lives.lives(drug_lives.weekly(), RISE)
    asked = row(there, Matter.TITRATION, RISE)
    for each in ("rise.m", "rise.m.m"):
        there.press(each, who=OWNER)
    there.press(there.presses[0], who=OWNER)
    there.press(f"rem.{handle(asked)}", who=OWNER)
    decided = there.values("reminder.decided.of_a_drug")
    assert decided["move"] is Move.RISE
    doses = [day for day, each in dose_days(_regimen(there), RISE, RISE + timedelta(days=14))
             if each.mg == 20]  # fmt: skip
    assert decided["day"] == doses[0]


def _regimen(there):
    (found,) = there.live().plan.regimens
    return found


def test_blood_tests_of_an_earlier_day_take_nothing_from_later_ones():
    there = told(LAB)
    kept = there.plan()
    there.put(replace(kept, tested=LAB, serial=kept.serial + 1))
    press(there, f"on.261207.{handle(row(there, Matter.LABORATORY, LAB))}")
    assert there.plan().tested == LAB
    assert not row(there, Matter.LABORATORY, LAB).stage.is_open
