"""Named patterns: each at its edge, each with a source, and none of them an action."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.guideline import shipped
from core.evidence import Standing
from core.patient import Sex, Subtype
from core.response.assessed import assessed
from core.response.patterns import Code, Course, Pattern, patterns, steadily_mg
from core.response.visit import Sign, Strength, Trend, Visit
from tests.core.conftest import MakeCase
from tests.core.response.visits import FIRST, history, visit

GUIDELINE = shipped()


@pytest.fixture
def course(make_case: MakeCase) -> Course:
    """60 mg from the first day on, in a case of dermatomyositis."""
    return Course(case=make_case(), first_dose=FIRST, doses=((FIRST, Decimal(60)),))


def shown(course: Course, *visits: Visit) -> tuple[Pattern, ...]:
    entries = history(*visits)
    juvenile = course.case.subtype is Subtype.JUVENILE
    found = assessed(
        GUIDELINE, entries, entries[-1].day, first_dose=FIRST, juvenile=juvenile,
        subtype=course.case.subtype,
    )  # fmt: skip
    return patterns(GUIDELINE, course, found)


def codes(course: Course, *visits: Visit) -> list[str]:
    return [str(each.code) for each in shown(course, *visits)]


def on(course: Course, *doses: tuple[int, str]) -> Course:
    steps = tuple((FIRST + timedelta(days=day), Decimal(mg)) for day, mg in doses)
    return replace(course, doses=steps)


def test_the_steady_dose_is_the_lowest_of_the_days() -> None:
    doses = ((FIRST, Decimal(60)), (FIRST + timedelta(days=28), Decimal(50)))
    day = FIRST + timedelta(days=40)
    assert steadily_mg(doses, day, 28) == 50
    assert steadily_mg(doses, day, 12) == 50
    assert steadily_mg(doses, FIRST + timedelta(days=27), 28) == 60
    assert steadily_mg(doses, FIRST + timedelta(days=26), 28) == 0
    assert steadily_mg((), day, 28) == 0


@pytest.mark.parametrize(
    ("before", "now", "seen"),
    [
        ({"mmt": 120, "ck": 900}, {"mmt": 110, "ck": 400}, True),
        ({"mmt": 120, "ck": 900}, {"mmt": 110, "ck": 749}, True),
        ({"mmt": 120, "ck": 900}, {"mmt": 110, "ck": 750}, False),  # within the first band
        ({"mmt": 120, "ck": 900}, {"mmt": 110, "ck": 900}, False),  # raised, and stays so
        ({"mmt": 120, "ck": 900}, {"mmt": 110, "ck": 1050}, False),
        ({"mmt": 120, "ck": 900}, {"mmt": 110, "ck": 1051}, False),
        ({"mmt": 120, "ck": 90}, {"mmt": 110, "ck": 200}, True),
        ({"mmt": 120}, {"mmt": 110, "ck": 200}, True),
        ({"mmt": 120}, {"mmt": 110, "ck": 201}, False),
        ({"mmt": 120, "ck": "900/"}, {"mmt": 110, "ck": "899/"}, True),
        ({"mmt": 120, "ck": "900/"}, {"mmt": 110, "ck": "900/"}, True),  # of no limit
        ({"mmt": 120, "ck": "900/"}, {"mmt": 110, "ck": "901/"}, False),
        ({"mmt": 120, "ck": 900}, {"mmt": 110}, False),
        ({"mmt": 120, "ck": 900}, {"mmt": 117, "ck": 400}, False),
        ({"ck": 900}, {"strength": Strength.WORSE, "ck": 400}, True),
        ({"ck": 900}, {"ck": 400}, False),
        ({}, {"strength": Strength.WORSE, "ck_trend": Trend.FLAT}, True),
        ({}, {"strength": Strength.WORSE, "ck_trend": Trend.FLAT, "ck": 900}, False),
        ({}, {"strength": Strength.WORSE, "ck_trend": Trend.FALLING, "ck": 900}, True),
        ({}, {"strength": Strength.WORSE, "ck_trend": Trend.RISING}, False),
        ({}, {"strength": Strength.WORSE}, False),
        (
            {"ck": 900},
            {"strength": Strength.WORSE, "ck": 400, "ck_trend": Trend.RISING},
            True,
        ),
    ],
)
def test_weaker_on_much_steroid_without_a_rise_of_the_enzyme(
    course: Course, before: dict[str, Any], now: dict[str, Any], seen: bool
) -> None:
    assert (Code.STEROID_MYOPATHY in codes(course, visit(0, **before), visit(40, **now))) is seen


@pytest.mark.parametrize(
    ("doses", "on_day", "seen", "likely"),
    [
        (((0, "20"),), 27, True, False),
        (((0, "20"),), 26, False, False),
        (((0, "19.5"),), 40, False, False),
        (((0, "40"),), 40, True, True),
        (((0, "39.5"),), 40, True, False),
        (((0, "60"), (40, "17.5")), 40, False, False),
        (((0, "60"), (30, "20")), 60, True, False),
    ],
)
def test_steroid_myopathy_takes_a_dose_and_weeks(
    course: Course, doses: tuple[tuple[int, str], ...], on_day: int, seen: bool, likely: bool
) -> None:
    visits = visit(0, mmt=120, ck=900), visit(on_day, mmt=100, ck=400)
    found = [
        each for each in shown(on(course, *doses), *visits) if each.code is Code.STEROID_MYOPATHY
    ]
    assert bool(found) is seen
    rule = GUIDELINE.response.patterns
    assert [rule.steroid_myopathy_likely_mg in each.because for each in found] == [likely] * seen


@pytest.mark.parametrize(
    ("before", "now", "seen"),
    [
        ({"mmt": 120, "ck": 900}, {"mmt": 120, "ck": 1051}, True),
        ({"mmt": 120, "ck": 900}, {"mmt": 120, "ck": 1050}, False),
        ({"mmt": 120, "ck": 900}, {"mmt": 110, "ck": 2000}, False),
        ({"mmt": 120, "ck": 900}, {"mmt": 130, "ck": 2000}, False),
        ({"mmt": 120, "ck": 10}, {"mmt": 120, "ck": 200}, False),
        ({"ck": 900}, {"strength": Strength.SAME, "ck": 2000}, True),
        ({"ck": 900}, {"ck": 2000}, False),
        ({"mmt": 120}, {"mmt": 120, "ck": 2000}, False),
        ({"mmt": 120, "ck": 900}, {"mmt": 120}, False),
        ({"mmt": 120, "ck": "900/"}, {"mmt": 120, "ck": "901/"}, True),
    ],
)
def test_an_enzyme_up_while_strength_is_stable(
    course: Course, before: dict[str, Any], now: dict[str, Any], seen: bool
) -> None:
    assert (Code.ENZYME_ALONE in codes(course, visit(0, **before), visit(14, **now))) is seen


def test_an_enzyme_of_a_first_visit_has_nothing_to_rise_from(course: Course) -> None:
    assert codes(course, visit(14, ck=9000, strength=Strength.SAME)) == []


@pytest.mark.parametrize(
    ("word", "first_step", "seen"),
    [(Strength.SAME, True, True), (Strength.SAME, False, False), (Strength.BETTER, True, False),
     (Strength.WORSE, True, False), (None, True, False)],
)  # fmt: skip
def test_the_same_is_not_enough_for_the_first_step(
    course: Course, word: Strength | None, first_step: bool, seen: bool
) -> None:
    asked = replace(course, first_step=first_step)
    found = codes(asked, visit(0, haq=1), visit(28, strength=word))
    assert (Code.FIRST_STEP in found) is seen


SIX = {"physician": 6, "patient": 5, "extramuscular": 4, "mmt": 120, "haq": "1.5", "ck": 3200}
AT_20 = SIX | {"physician": 5, "mmt": 126, "patient": 4}
AT_17 = SIX | {"physician": 5, "mmt": 126}


@pytest.mark.parametrize(
    ("subtype", "day", "now", "seen"),
    [
        (Subtype.DERMATOMYOSITIS, 91, AT_17, True),
        (Subtype.DERMATOMYOSITIS, 90, AT_17, False),
        (Subtype.DERMATOMYOSITIS, 91, AT_20, False),
        (Subtype.JUVENILE, 91, AT_20, True),
        (Subtype.DERMATOMYOSITIS, 91, {"mmt": 120}, True),
        (Subtype.DERMATOMYOSITIS, 91, {"mmt": 110}, True),
        (Subtype.DERMATOMYOSITIS, 91, {"mmt": 130}, False),
        (Subtype.DERMATOMYOSITIS, 91, {"ck": 100}, False),
    ],
)
def test_no_response_after_three_months(
    course: Course, subtype: Subtype, day: int, now: dict[str, Any], seen: bool
) -> None:
    of = replace(course, case=replace(course.case, subtype=subtype))
    assert (Code.NO_RESPONSE in codes(of, visit(0, **SIX), visit(day, **now))) is seen


def test_without_a_baseline_nothing_is_said_of_the_response(course: Course) -> None:
    assert codes(course, visit(40, mmt=120), visit(91, mmt=120)) == []


@pytest.mark.parametrize(
    ("answers", "now", "seen"),
    [
        ({"sex": Sex.MALE, "age": 51}, {"mmt": 120}, True),
        ({"sex": Sex.MALE, "age": 50}, {"mmt": 120}, False),
        ({"sex": Sex.FEMALE, "age": 60}, {"mmt": 120}, False),
        ({"age": 60}, {"mmt": 120}, False),
        ({"sex": Sex.MALE}, {"mmt": 120}, False),
        ({"sex": Sex.MALE, "age": 60}, {"mmt": 140}, False),
        ({"sex": Sex.MALE, "age": 60, "subtype": Subtype.DERMATOMYOSITIS}, {"mmt": 120}, False),
        ({"subtype": Subtype.NECROTIZING}, {"mmt": 140, "signs": (Sign.FINGER_FLEXORS,)}, True),
        ({"subtype": Subtype.JUVENILE}, {"mmt": 140, "signs": (Sign.FINGER_FLEXORS,)}, False),
    ],
)
def test_inclusion_body_features(
    course: Course, make_case: MakeCase, answers: dict[str, Any], now: dict[str, Any], seen: bool
) -> None:
    case = make_case(**{"subtype": Subtype.POLYMYOSITIS, **answers})
    found = codes(replace(course, case=case), visit(0, mmt=120), visit(91, **now))
    assert (Code.INCLUSION_BODY in found) is seen


@pytest.mark.parametrize(
    ("now", "code"),
    [
        ({"alt": 41, "ck": 201}, "muscle"),
        ({"ast": 36, "ck": 201}, "muscle"),
        ({"alt": 41, "ck": 200}, "liver"),
        ({"alt": 40, "ast": 35, "ck": 200}, None),
        ({"alt": 41}, None),
        ({"alt": 41, "ck": "9000/"}, None),
        ({"alt": "41/", "ck": 90}, None),
        ({"ck": 9000}, None),
    ],
)
def test_where_liver_enzymes_come_from(
    course: Course, now: dict[str, Any], code: str | None
) -> None:
    assert codes(course, visit(0, **now)) == ([code] if code else [])


@pytest.mark.parametrize(
    ("before", "now", "muscle"),
    [
        ({}, {"ggt": 50, "bilirubin": 21}, True),
        ({}, {"ggt": 51}, False),
        ({}, {"bilirubin": 22}, False),
        ({"alt": 160, "ck": 900}, {}, True),
        ({"alt": 159, "ck": 900}, {}, True),
        ({"alt": 160, "ck": 901}, {}, True),
        ({"alt": 159, "ck": 901}, {}, False),
        ({"ast": 89, "ck": 901}, {}, False),
        ({"ast": 90, "ck": 901}, {}, True),
        ({"ck": 901}, {}, True),
        ({"alt": 159}, {}, True),
    ],
)
def test_muscle_is_not_named_where_the_liver_speaks(
    course: Course, before: dict[str, Any], now: dict[str, Any], muscle: bool
) -> None:
    later = visit(14, **{"alt": 160, "ast": 90, "ck": 900, **now})
    assert codes(course, visit(0, **before), later) == (["muscle"] if muscle else [])


def test_every_pattern_rests_on_a_sourced_sentence(course: Course) -> None:
    worse = (
        visit(0, mmt=120, ck=900),
        visit(91, mmt=110, ck=400, alt=90, signs=(Sign.FINGER_FLEXORS,)),
    )
    found = shown(course, *worse)
    assert [each.code for each in found] == [
        Code.STEROID_MYOPATHY, Code.NO_RESPONSE, Code.INCLUSION_BODY, Code.MUSCLE,
    ]  # fmt: skip
    for each in found:
        assert all(fact.source and fact.standing is not Standing.WITHHELD for fact in each.because)
