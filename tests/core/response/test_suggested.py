"""Step, hold or flare: what a visit suggests, in the order of what weighs most."""

from datetime import timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from bot.guideline import shipped
from core.response.patterns import Course
from core.response.suggested import Suggested, Suggestion, Why, suggested
from core.response.visit import Sign, Strength, Trend, Visit
from tests.core.conftest import MakeCase
from tests.core.response.visits import FIRST, history, visit

GUIDELINE = shipped()
BEFORE = FIRST - timedelta(days=1)
BETTER, SAME, WORSE = Strength
FALLING, FLAT, RISING = Trend
NONE, FEVER = (), (Sign.FEVER,)
BEHIND = {
    "warning_sign": "response.warning.signs",
    "weaker": "taper.gate.red_flag",
    "active": "taper.gate.red_flag",
    "strength_unknown": "taper.gate.questions",
    "enzyme_unknown": "taper.gate.questions",
    "signs_unknown": "taper.gate.questions",
    "no_gain": "response.patterns.first_step",
    "enzyme_rising": "taper.gate.rising_enzyme",
    "response": "taper.gate.later",
}


@pytest.fixture
def course(make_case: MakeCase) -> Course:
    return Course(case=make_case(), first_dose=FIRST, doses=((FIRST, Decimal(15)),))


def told(course: Course, *visits: Visit, gain: bool = False) -> Suggestion:
    since = FIRST if gain else None
    return suggested(GUIDELINE, course, history(*visits), gain_since=since)


def seen(strength: Strength | None, ck: Trend | None, signs: Any, on: int = 28) -> Visit:
    return visit(on, strength=strength, ck_trend=ck, signs=signs)


@pytest.mark.parametrize(
    ("found", "gain", "what", "why"),
    [
        ((BETTER, FALLING, NONE), True, "step", "response"),
        ((BETTER, FLAT, (Sign.RASH,)), True, "step", "response"),
        ((SAME, FLAT, NONE), False, "step", "response"),
        ((SAME, FALLING, NONE), True, "hold", "no_gain"),
        ((SAME, RISING, NONE), True, "hold", "no_gain"),
        ((BETTER, RISING, NONE), True, "hold", "enzyme_rising"),
        ((SAME, RISING, NONE), False, "hold", "enzyme_rising"),
        ((WORSE, RISING, NONE), False, "flare", "active"),
        ((WORSE, RISING, FEVER), False, "hold", "warning_sign"),
        ((WORSE, FLAT, NONE), False, "hold", "weaker"),
        ((WORSE, None, None), True, "hold", "weaker"),
        ((BETTER, FALLING, FEVER), True, "hold", "warning_sign"),
        ((None, None, FEVER), False, "hold", "warning_sign"),
        ((None, FALLING, NONE), False, "hold", "strength_unknown"),
        ((BETTER, None, NONE), True, "hold", "enzyme_unknown"),
        ((SAME, FALLING, None), False, "hold", "signs_unknown"),
    ],
)
def test_what_weighs_most_decides_the_suggestion(
    course: Course, found: tuple[Any, ...], gain: bool, what: str, why: str
) -> None:
    suggestion = told(course, seen(*found), gain=gain)
    assert (suggestion.what, suggestion.why) == (what, why)
    behind = {"response": "taper.gate.first"} if gain else {}
    assert suggestion.because.key == {**BEHIND, **behind}[why]


def test_a_step_is_suggested_for_nothing_but_the_whole_of_what_it_asks_for(
    course: Course,
) -> None:
    """Of every combination of answers."""
    words = product((None, *Strength), (None, *Trend), (None, NONE, FEVER), (False, True))
    for strength, ck, signs, gain in words:
        suggestion = told(course, seen(strength, ck, signs), gain=gain)
        enough = strength is BETTER or (strength is SAME and not gain)
        fit = enough and ck in {FALLING, FLAT} and signs == NONE
        assert (suggestion.what is Suggested.STEP) is fit
        flare = (strength, ck) == (WORSE, RISING) and not signs
        assert (suggestion.what is Suggested.FLARE) is flare


def test_a_gain_is_kept_until_it_is_lost_again(course: Course) -> None:
    check, gate = seen(BETTER, FALLING, NONE, on=14), seen(SAME, FALLING, NONE, on=28)
    lost = seen(WORSE, FLAT, NONE, on=21)
    assert told(course, check, gate, gain=True).what is Suggested.STEP
    assert told(course, check, lost, gate, gain=True).why is Why.NO_GAIN


def test_a_gain_before_the_start_or_the_flare_counts_for_nothing(course: Course) -> None:
    before, gate = seen(BETTER, FALLING, NONE, on=0), seen(SAME, FALLING, NONE, on=28)
    assert told(course, before, gate, gain=True).why is Why.NO_GAIN


def test_weaker_on_much_steroid_without_a_rise_is_thought_of_as_steroid_myopathy(
    make_case: MakeCase,
) -> None:
    much = Course(case=make_case(), first_dose=FIRST, doses=((FIRST, Decimal(60)),))
    for ck in (FALLING, FLAT):
        suggestion = told(much, seen(WORSE, ck, NONE, on=40))
        assert (suggestion.what, suggestion.why) == (Suggested.HOLD, Why.STEROID_MYOPATHY)
    assert told(much, seen(WORSE, RISING, NONE, on=40)).what is Suggested.FLARE
    assert told(much, seen(WORSE, None, NONE, on=40)).why is Why.WEAKER


def test_numbers_go_before_words(course: Course) -> None:
    before = visit(14, mmt=120, ck=900, signs=NONE)
    now = visit(28, mmt=138, ck=1_600, signs=NONE, strength=WORSE, ck_trend=FALLING)
    assert told(course, before, now).why is Why.ENZYME_RISING


BLOOD = visit(21, neutrophils=4)


@pytest.mark.parametrize(
    ("between", "now", "why"),
    [
        ([], {"mmt": 121, "ck": 900}, Why.RESPONSE),
        ([BLOOD], {"mmt": 121, "ck": 900}, Why.RESPONSE),
        ([BLOOD], {"mmt": 110, "ck": 1_600}, Why.ACTIVE),
        ([BLOOD], {"mmt": 110, "ck": 900}, Why.WEAKER),
        ([BLOOD], {"mmt": 121, "ck": 1_600}, Why.ENZYME_RISING),
        ([BLOOD], {"ck": 900}, Why.STRENGTH_UNKNOWN),
        ([BLOOD], {"mmt": 121}, Why.ENZYME_UNKNOWN),
        ([BLOOD], {"mmt": 121, "ck": 900, "strength": WORSE}, Why.WEAKER),
        ([BLOOD], {"mmt": 121, "ck": 900, "ck_trend": RISING}, Why.ENZYME_RISING),
        ([seen(WORSE, FALLING, NONE, on=21)], {"mmt": 121, "ck": 900}, Why.RESPONSE),
        ([visit(21, mmt="70/80", ck=900)], {"mmt": 121, "ck": 900}, Why.RESPONSE),
    ],
)
def test_a_number_is_compared_with_the_last_one_and_blood_tests_between_hide_nothing(
    course: Course, between: list[Visit], now: dict[str, Any], why: Why
) -> None:
    before = visit(14, mmt=120, ck=900, signs=NONE)
    assert told(course, before, *between, visit(28, signs=NONE, **now)).why is why


def test_the_answers_of_one_day_stand_together(course: Course) -> None:
    nurse, doctor = seen(None, RISING, NONE), seen(BETTER, None, None)
    assert told(course, nurse, doctor).why is Why.ENZYME_RISING
