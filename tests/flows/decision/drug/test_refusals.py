"""What may not be decided about a drug says why and how to go on; what is confirmed says so."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.page.write import Writer
from bot.words import catalogue
from core.course.decisions import Drug, Move, Reason
from core.course.regimen.against import Against
from core.course.regimen.amounts import Refusal
from core.course.regimen.rules import Confirm
from flows.decision.button_code import BY_LETTER
from tests.flows.decision.drug.life import (
    AZATHIOPRINE,
    IN_UK,
    METHOTREXATE,
    NOT_YET,
    RISE,
    WOMAN,
    decide,
    of,
)
from tests.flows.following import MODERATE, at, planned, ward
from tests.flows.reminder import drug_lives as lives
from tests.lint.display import hits

WRITER = Writer(catalogue(), "us")
TAKING = {**METHOTREXATE, "immunosuppressants": {"azathioprine": "taking"}, "allopurinol": True}
DAY = date(2026, 12, 1)


def go(there, *presses):
    """What is pressed in turn, or typed where it begins with a digit."""
    for each in presses:
        if each[0].isdigit():
            there.type(each)
        else:
            there.press(each)
    return there


def held():
    return decide(of(METHOTREXATE).until(DAY), "halt.m", "halt.m.liver", "halt.m.liver.0")


def at_the_top():
    there = of(METHOTREXATE).until(DAY)
    go(there, "own.m", "25", "own.m.25.m")
    return decide(there, "own.m.25.m.specialist")


def early():
    """Three days before the first dose of the plan."""
    return ward(planned(answers=NOT_YET), now=at(-3))


def with_azathioprine():
    return decide(of(AZATHIOPRINE).until(DAY), "own.a", "75", "own.a.75.-.specialist")


REACHED = {
    Refusal.NOT_BEGUN: lambda: go(of(METHOTREXATE), "halt.a"),
    Refusal.ALREADY_BEGUN: lambda: go(of(METHOTREXATE), "begin.m"),
    Refusal.IS_HELD: lambda: go(held(), "halt.m"),
    Refusal.NOT_HELD: lambda: go(of(METHOTREXATE), "retake.m"),
    Refusal.NOTHING_TO_RECOVER: lambda: go(of(METHOTREXATE), "well.m"),
    Refusal.NOT_READY: lambda: go(of(MODERATE), "begin.m"),
    Refusal.CLOSED: lambda: go(of(TAKING), "since.a"),
    Refusal.PREGNANCY: lambda: go(of({**WOMAN, "pregnancy": "yes"}), "spec.m"),
    Refusal.NEVER_TOGETHER: lambda: go(with_azathioprine(), "beside.f"),
    Refusal.IN_THE_PAST: lambda: go(of(NOT_YET).until(DAY), "begin.m", "26-Nov-2026"),
    Refusal.BEFORE_COURSE: lambda: go(early(), "begin.m", "21-Nov-2026"),
    Refusal.AT_THE_TOP: lambda: go(at_the_top(), "rise.m"),
    Refusal.RISE_BEFORE_DUE: lambda: go(of(METHOTREXATE).until(DAY), "rise.m"),
    Refusal.TESTS_TOO_OLD: lambda: go(held(), "retake.m"),
    Refusal.TOO_EARLY_TO_FAIL: lambda: go(of(METHOTREXATE).until(DAY), "end.m.no_effect"),
    Refusal.TOO_CLOSE: lambda: go(of(METHOTREXATE).until(date(2026, 11, 27)), "move.m.0"),
    Refusal.MG_NOT_ABOVE_ZERO: lambda: go(of(METHOTREXATE), "own.m", "0"),
    Refusal.MG_OVER_LIMIT: lambda: go(of(METHOTREXATE), "own.m", "27.5"),
    Refusal.MG_WITHOUT_TABLETS: lambda: go(of(METHOTREXATE), "own.m", "11"),
    Refusal.MG_ABOVE_THE_LAST: lambda: go(held().until(date(2026, 12, 5)), "retake.m", "20"),
}
# What no screen leads to: the choice that would be refused is never offered, or is read before.
NEVER_OFFERED = {
    Refusal.REASON, Refusal.TOO_FAR_AHEAD, Refusal.BEFORE_LAST_DECISION, Refusal.TESTS_MISSING,
    Refusal.TESTS_IN_FUTURE, Refusal.STAY_WEEKS, Refusal.UNTIL_TOO_EARLY, Refusal.WEEKDAY_MISSING,
    Refusal.SAME_WEEKDAY, Refusal.ROUTE_MISSING, Refusal.UNDER_THE_SKIN, Refusal.MG_MISSING,
    Refusal.MG_NOT_THE_FIRST, Refusal.NOT_WEEKLY, Refusal.NO_OVERRIDE,
}  # fmt: skip
CONFIRMED = {
    Confirm.AGAINST_AN_ANSWER: lambda: go(of(TAKING), "spec.a", "spec.a.261122", "50"),
    Confirm.BESIDE: lambda: go(of(METHOTREXATE).until(DAY), "beside.a", "beside.a.261201"),
    Confirm.OWN_AMOUNT: lambda: go(of(METHOTREXATE), "own.m", "10", "own.m.10.-.liver"),
    Confirm.PREGNANCY_AGAIN: lambda: go(of(WOMAN).until(RISE), "rise.m", "rise.m.m"),
    Confirm.VACCINE: lambda: go(of(METHOTREXATE), "halt.m.influenza_vaccine.14"),
    Confirm.GOES_ON: lambda: go(of(AZATHIOPRINE), "end.a.pregnancy"),
}


def test_every_refusal_and_confirmation_is_reached_or_never_offered():
    assert {*REACHED} | NEVER_OFFERED == {*Refusal}
    assert not {*REACHED} & NEVER_OFFERED
    assert {*CONFIRMED} == {*Confirm}


@pytest.mark.parametrize("code", REACHED)
def test_a_refusal_says_why_changes_nothing_and_leads_back(code):
    there = REACHED[code]()
    revision = there.plan().revision
    assert f"declined.drug_{code}" in there.said
    text = written(there, f"declined.drug_{code}")
    assert text.count(".") >= 1
    assert not hits(text, region="us", fragment=True)
    back = there.presses[-1]
    there.press(back)
    assert there.plan().revision == revision
    assert there.said


@pytest.mark.parametrize("code", CONFIRMED)
def test_a_confirmation_stands_on_the_check_before_anything_is_decided(code):
    there = CONFIRMED[code]()
    assert f"caution.drug_{code}" in there.said
    assert there.said[-1] == "decision.check"
    assert there.plan().revision == 1
    assert not hits(written(there, f"caution.drug_{code}"), region="us", fragment=True)


@pytest.mark.parametrize("code", sorted(NEVER_OFFERED))
def test_a_refusal_that_is_never_offered_has_its_sentence_too(code):
    what = (Against.LUNGS,)
    values = {"drug": Drug.METHOTREXATE, "since": DAY, "weeks": 4, "under_skin": 20, "what": what}
    assert WRITER.say(f"declined.drug_{code}", values)


def test_more_than_20_mg_by_mouth_is_never_offered_in_the_uk():
    there = go(of(IN_UK).until(DAY), "own.m", "22.5")
    assert there.presses == ["own.m.22_5.s", "own.m"]


def written(there, says):
    (text,) = (
        WRITER.say(each.says, each.values)
        for block in there.note.blocks
        for each in block
        if each.says == says
    )
    return text


@pytest.mark.parametrize(("answer", "named"), [
    ({"hbv": "pos"}, "hepatitis B"), ({"active_infection": True}, "active infection"),
])  # fmt: skip
def test_a_treatment_that_an_answer_closes_is_given_again_as_a_specialist_decides(answer, named):
    there = ward(planned(answers=METHOTREXATE | answer))
    there.until(DAY)
    of_it = {"drug": Drug.RITUXIMAB}
    lives.decide(there, lives.drug(Move.BEGIN, DAY, Reason.RESCUE, mg=Decimal(1000), **of_it))
    lives.decide(there, lives.drug(Move.SUSPEND, DAY, Reason.CLOSED, **of_it))
    there.until(DAY + timedelta(days=7))
    there.press("retake.r")
    assert "as one dose" in lives.text(there.note)
    assert "a day?" not in lives.text(there.note)
    there.press("retake.r.1000")
    assert f"what is answered against riTUXimab ({named}) and" in lives.text(there.note)
    assert "caution.drug_against_an_answer" in there.said
    there.press(there.presses[0])
    (kept,) = [each.decision for each in there.plan().decisions if each.decision.move == "resume"]
    assert kept.reason is Reason.SPECIALIST


@pytest.mark.parametrize("letter", ["p", "r", "i", "s"])
def test_what_is_infused_is_never_asked_for_by_the_day(letter):
    drug = BY_LETTER[letter]
    there = ward(planned(answers=METHOTREXATE)).until(DAY)
    lives.decide(there, lives.drug(Move.BEGIN, DAY, Reason.RESCUE, mg=Decimal(500), drug=drug))
    lives.decide(there, lives.drug(Move.SUSPEND, DAY, Reason.INFECTION, drug=drug))
    there.until(DAY + timedelta(days=7)).press(f"retake.{letter}")
    assert "as one dose?" in lives.text(there.note)
