"""What can never be taken is not offered; what is only waited for says so and leads to answers."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice, product

import pytest

from core.course.decisions import Drug, Move
from core.due import Item
from flows.decision.button_code import ASKED, BY_LETTER
from tests.flows.decision.drug.life import METHOTREXATE, WOMAN, confirm, decide, last, of, taken
from tests.flows.following import GROUP, ward

DAY = date(2026, 12, 1)
MARROW = {**METHOTREXATE, "alcohol_excess": True}


@pytest.mark.parametrize(
    ("missing", "keys"),
    [({"tpmt": None}, {"tpmt"}), ({"tpmt": None, "nudt15": None}, {"tpmt", "nudt15"})],
)
def test_a_drug_that_waits_for_an_answer_says_for_which_and_leads_to_it(missing, keys):
    answers = {key: each for key, each in (MARROW | missing).items() if each is not None}
    there = of({**answers, "agent_start": None})
    there.press("drug.a")
    told = there.values("decision.drug_waits_for")["keys"]
    assert {each.says for each in told} == {f"keys.{key}" for key in keys}
    assert "decision.drug_closed" not in there.said
    assert "anew" in there.presses
    for press in ("spec.a", "spec.a.261123", "50"):
        there.type(press) if press[0].isdigit() else there.press(press)
    assert "decision.drug_waits_for" in there.said
    assert "anew" in there.presses


def test_a_drug_that_an_answer_closes_still_says_that():
    there = of(MARROW | {"tpmt": "poor"})
    there.press("drug.a")
    assert "decision.drug_closed" in there.said
    assert "decision.drug_waits_for" not in there.said


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({**WOMAN, "pregnancy": "planning"}, "declined.drug_pregnancy"),
        ({**METHOTREXATE, "egfr": 20}, "declined.drug_no_override"),
    ],
)
def test_a_resume_that_is_always_refused_is_not_offered(answers, says):
    there = decide(of(METHOTREXATE).until(DAY), "halt.m", "halt.m.liver", "halt.m.liver.0")
    there.press("drug.m")
    assert "retake.m" in there.presses
    there = ward(replace(there.plan(), answers=answers)).until(DAY + timedelta(days=3))
    there.press("drug.m")
    assert "retake.m" not in there.presses
    assert "end.m" in there.presses
    assert says in there.said


def test_what_a_course_that_is_over_would_refuse_is_not_offered():
    there = of(METHOTREXATE).until(DAY)
    there.press("decide")
    assert {"hold", "flare", "off", "stop"} <= {*there.presses}
    for press in ("stop", "stop.died"):
        there.press(press)
    confirm(there)
    there.press("decide")
    assert not {"hold", "step", "stop"} & {*there.presses}
    there.until(DAY + timedelta(days=2)).press("decide")
    assert not {"hold", "flare", "off", "stop", "step"} & {*there.presses}


@pytest.mark.parametrize(
    ("letter", "amount"), [("r", "1,000 mg"), ("i", "140 g"), ("p", "750 mg")]
)
def test_a_treatment_given_again_is_recorded_and_what_was_due_for_it_is_over(letter, amount):
    drug = BY_LETTER[letter]
    there = of({**METHOTREXATE, "severity": "severe"})
    there.press(f"rescue.{letter}")
    there.press(there.presses[0])
    there.type(amount)
    if letter == "i":
        there.press(there.presses[1])
    confirm(there)
    first = _follow_up(there)
    there.until(date(2026, 12, 8)).press(f"drug.{letter}")
    assert f"again.{letter}" in there.presses
    there.press(f"again.{letter}")
    there.press(there.presses[0])
    there.type(amount)
    if letter == "i":
        there.press(there.presses[1])
    confirm(there)
    assert (last(there).move, last(there).on) == (Move.GIVEN, date(2026, 12, 8))
    assert taken(there, drug).first == date(2026, 12, 8)
    assert _follow_up(there) != first
    assert ("second_infusion" in _follow_up(there)) is False
    there.press(f"again.{letter}")
    there.press(there.presses[0])
    there.type(amount)
    if letter == "i":
        there.press(there.presses[1])
    assert "declined.drug_before_last_decision" in there.said


def _follow_up(there):
    live = there.live()
    return {
        each.detail: each.day
        for each in live.falls_due
        if each.item is Item.FOLLOW_UP and each.day >= live.today
    }


@pytest.mark.parametrize("typed", ["1,000 mg", "1000 mg", "1 g", "1,0 g", "1.0 g"])
def test_an_amount_is_read_as_it_is_written_here(typed):
    there = of({**METHOTREXATE, "severity": "severe"})
    there.press("rescue.s")
    there.press(there.presses[0])
    there.type(typed)
    there.press(there.presses[0])
    confirm(there)
    assert last(there).mg == Decimal(1000)


@pytest.mark.parametrize("typed", ["1,00 mg,", "10,00,0 mg", "1,0000 mg", "0,500 mg"])
def test_and_no_other_way(typed):
    there = of({**METHOTREXATE, "severity": "severe"})
    there.press("rescue.s")
    there.press(there.presses[0])
    there.type(typed)
    assert any(each.startswith("refused.") for each in there.said)


PARTS = ("55", "4", "270105", "y", "x", "-", "m", "0", "")


@pytest.mark.parametrize("verb", ASKED)
def test_no_forged_press_is_more_than_a_refusal(verb):
    there = of(METHOTREXATE).until(DAY)
    revision = there.plan().revision
    for length in range(len(ASKED[verb]) + 1, len(ASKED[verb]) + 3):
        for parts in islice(product(PARTS, repeat=length), 0, None, 7 ** (length - 1)):
            for drug in ("", ".m", ".a"):
                there.press(f"{verb}{drug}.{'.'.join(parts)}")
    assert there.plan().revision == revision
    there.press("flare.55.4.270105.y", chat=GROUP)
    assert there.plan().revision == revision


def test_a_dose_of_this_day_counts_as_taken_and_the_check_says_so():
    there = of(METHOTREXATE).until(date(2026, 12, 24))  # a Thursday, and a rise is due
    there.press("rise.m")
    there.press("rise.m.m")
    assert there.values("decision.counts_as_taken")["day"] == date(2026, 12, 31)
    there = of(METHOTREXATE).until(date(2026, 12, 25))
    there.press("rise.m")
    there.press("rise.m.m")
    assert "decision.counts_as_taken" not in there.said


def test_mycophenolate_is_told_by_the_day_and_its_steps_are_true():
    there = of({**METHOTREXATE, "ild": "yes"}).until(DAY)
    there.press("own.f")
    there.type("750")
    told = there.values("declined.drug_mg_in_two_doses")
    assert (told["capsule"], told["grid"]) == (250, 500)
    there.type("1500")
    there.press("own.f.1500.-.specialist")
    confirm(there)
    assert there.live().plan.regimens[-1].drug is Drug.MYCOPHENOLATE
