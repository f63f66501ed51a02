"""An agent that begins some weeks after its answers were given is asked about them."""

from datetime import date, timedelta

import pytest

from tests.flows.decision.drug.life import METHOTREXATE, NOT_YET, WOMAN, confirm, last, of

MADE = date(2026, 11, 23)
LATE = [
    ({**NOT_YET}, "m", "begin"),
    ({**WOMAN, "agent_start": None}, "m", "begin"),
    ({**NOT_YET, "ild": "yes"}, "f", "begin"),
    ({**NOT_YET, "alcohol_excess": True}, "a", "begin"),
]


def pressed(answers, letter, days):
    there = of(answers).until(MADE + timedelta(days=days))
    there.press(f"begin.{letter}")
    there.press(there.presses[0])
    return there


@pytest.mark.parametrize(("answers", "letter", "verb"), LATE)
@pytest.mark.parametrize(("days", "asked"), [(0, False), (2, False), (35, True)])
def test_answers_older_than_a_week_are_shown_with_their_day(answers, letter, verb, days, asked):
    there = pressed(answers, letter, days)
    assert ("decision.affirm_still" in there.said) is asked
    assert ("decision.affirm_tests" in there.said) is asked
    keys = {
        each.values["name"].says.removeprefix("answers.")
        for block in there.note.blocks
        for each in block
        if each.says == "decision.turns_on"
    }
    woman = {"pregnancy"} if "pregnancy" in answers else set()
    expected = {"cytopenia", "egfr", "liver_disease", "active_infection", "hbv"} | woman
    assert keys == (expected if asked else set())
    if asked:
        assert there.values("decision.turns_on")["day"] == MADE
    confirm(there)
    assert last(there).tested == (there.live().today if asked else None)
    assert verb == "begin"


def test_a_begin_far_ahead_asks_for_blood_tests_again_before_it():
    there = of(NOT_YET)
    there.press("begin.m")
    there.type("28-Dec-2026")
    assert "decision.tests_before" in there.said


def test_a_specialist_begins_no_other_way_and_what_is_taken_already_is_only_recorded():
    there = of({**NOT_YET}).until(MADE + timedelta(days=35))
    for press in ("spec.m", "spec.m.261228", "spec.m.261228.3", "10"):
        there.type(press) if press[0].isdigit() else there.press(press)
    assert "decision.affirm_still" in there.said
    there = of({**NOT_YET}).until(MADE + timedelta(days=35))
    for press in ("since.m", "since.m.261221", "since.m.261221.0", "10"):
        there.type(press) if press[0].isdigit() else there.press(press)
    assert "decision.affirm_still" not in there.said


def test_an_answer_given_anew_has_the_day_on_which_it_was_given():
    there = pressed(METHOTREXATE | {"agent_start": None}, "m", 35)
    assert there.values("decision.turns_on")["day"] == MADE
