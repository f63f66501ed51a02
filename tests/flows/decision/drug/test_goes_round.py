"""An amount of one's own that goes round the schedule upwards is taken as a rise is, and told."""

from datetime import date
from decimal import Decimal

import pytest

from core.course.decisions import FOR_LESS, FOR_MORE, Drug, Move, Reason
from tests.flows.decision.drug.life import (
    AZATHIOPRINE,
    METHOTREXATE,
    RISE,
    WOMAN,
    confirm,
    decide,
    last,
    of,
)
from tests.flows.following import FIRST
from tests.flows.reminder.drug_lives import decide as record
from tests.flows.reminder.drug_lives import drug

DAY = date(2026, 12, 6)
MYCOPHENOLATE = {**METHOTREXATE, "ild": "yes"}
AMOUNTS = [
    (METHOTREXATE, "m", "25", "10", ".m"),
    (AZATHIOPRINE, "a", "75", "25", ""),
    (MYCOPHENOLATE, "f", "1500", "500", ""),
]


def reasons_for(answers, letter, mg, how=""):
    there = of(answers).until(DAY)
    there.press(f"own.{letter}")
    there.type(mg)
    if how:
        there.press(f"own.{letter}.{mg}{how}")
    return there, {each.rpartition(".")[2] for each in there.presses}


@pytest.mark.parametrize(("answers", "letter", "more", "less", "how"), AMOUNTS)
def test_each_direction_offers_the_reasons_that_can_speak_for_it(answers, letter, more, less, how):
    _, upwards = reasons_for(answers, letter, more, how)
    assert not upwards & {*FOR_LESS}
    assert upwards >= {"active_disease", "specialist", "already_taken"}
    _, downwards = reasons_for(answers, letter, less)
    assert downwards >= {*FOR_LESS}
    assert not downwards & {*FOR_MORE}


@pytest.mark.parametrize(("answers", "letter", "more", "less", "how"), AMOUNTS)
def test_upwards_affirms_blood_tests_and_says_which_step_it_goes_round(
    answers, letter, more, less, how
):
    there, _ = reasons_for(answers, letter, more, how)
    there.press(f"own.{letter}.{more}{how or '.-'}.specialist")
    assert {"decision.affirm_tests", "decision.round_a_step"} <= {*there.said}
    drug = there.live().plan.regimens[-1]
    assert there.values("decision.round_a_step")["day"] == drug.due
    assert there.values("decision.round_a_step")["mg"] == drug.following_mg
    confirm(there)
    assert (last(there).mg, last(there).tested) == (Decimal(more), DAY)
    there, _ = reasons_for(answers, letter, less)
    there.press(f"own.{letter}.{less}.-.intolerance")
    assert "decision.affirm_tests" not in there.said
    confirm(there)
    assert last(there).tested is None


def test_upwards_pregnancy_is_asked_again():
    there, _ = reasons_for(WOMAN, "m", "20", ".m")
    there.press("own.m.20.m.active_disease")
    assert "caution.drug_pregnancy_again" in there.said


def test_over_the_schedule_and_after_a_harm_it_says_so_too():
    there = of(AZATHIOPRINE).until(RISE)
    decide(there, "halt.a", "halt.a.liver", "halt.a.liver.0")
    there.until(date(2026, 12, 28))
    decide(there, "retake.a", "retake.a.50")
    assert "lines.drug_next_not_asked" in there.said
    there.until(date(2027, 1, 5))
    there.press("own.a")
    there.type("75")
    there.press("own.a.75.-.recovered")
    assert "decision.round_not_asked" in there.said
    confirm(there)
    assert there.live().plan.regimens[-1].due is not None


def test_over_the_top_of_the_schedule_it_says_so():
    there = of(MYCOPHENOLATE).until(DAY)
    decide(there, "own.f", "2000", "own.f.2000.-.specialist")
    there.until(date(2026, 12, 15))
    there.press("own.f")
    there.type("3000")
    there.press("own.f.3000.-.specialist")
    assert "decision.round_the_top" in there.said


def test_of_a_drug_that_no_schedule_of_this_plan_names_it_says_so():
    there = of(METHOTREXATE)
    begun = drug(Move.BEGIN, FIRST, Reason.SPECIALIST, drug=Drug.AZATHIOPRINE, mg=Decimal(50))
    record(there, begun)
    there.until(DAY)
    there.press("own.a")
    there.type("75")
    there.press("own.a.75.-.specialist")
    assert "decision.round_no_schedule" in there.said
