"""What falls due along a plan beside the doses, in days from the first one."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from bot.guideline import shipped
from core.agenda import Due, Item, agenda
from core.course.decisions import Decision, Reason
from core.evidence import Standing
from core.plan import plan_for
from tests.core.deciding import (
    ANSWERS,
    FIRST,
    READY,
    flare,
    followed,
    hold,
    off_plan,
    step,
    stop,
)

AZA = READY | {"alcohol_excess": True}
MMF = AZA | {"allopurinol": True}
CHILD = READY | {"subtype": "juvenile", "weight_kg": "25", "height_cm": 125, "age": 8}
GIVEN_UP = (step(28), stop(100))


def due(
    item: Item, *decisions: Decision, not_before: int | None = None, **answers: Any
) -> list[Due]:
    plan = followed(*decisions, not_before=not_before, **answers)
    return [each for each in agenda(shipped(), plan) if each.item is item]


def days(item: Item, *decisions: Decision, **answers: Any) -> list[int]:
    return [(each.day - FIRST).days for each in due(item, *decisions, **answers)]


def amounts(found: list[Due]) -> Iterator[tuple[int, str]]:
    return (((each.day - FIRST).days, each.detail) for each in found)


@pytest.mark.parametrize(("weeks", "expected"), [(2, []), (3, [14]), (4, [14])])
def test_the_interim_check_falls_within_a_hold_of_three_or_four_weeks(
    weeks: int, expected: list[int]
) -> None:
    assert days(Item.INTERIM, hold_weeks=weeks) == expected


def test_the_interim_check_lasts_as_long_as_the_first_dose() -> None:
    assert days(Item.INTERIM, step(28)) == [14]
    assert days(Item.INTERIM, off_plan(13, "60")) == []
    assert days(Item.INTERIM, off_plan(15, "60")) == [14]
    assert days(Item.INTERIM, hold(14), hold_weeks=2) == []
    assert days(Item.INTERIM, not_before=20, hold_weeks=2) == []
    assert days(Item.INTERIM, hold_weeks=2, tail="slow4w", start_mg="10") == [14]


@pytest.mark.parametrize("item", [Item.PNEUMOCYSTIS, Item.VACCINES])
def test_below_20_mg_prophylaxis_is_reviewed_and_the_vaccine_window_opens(item: Item) -> None:
    assert days(item) == [112]
    assert days(item, hold(28)) == [126]
    assert days(item, not_before=30) == [114]
    assert days(item, step(28), step(42), flare(50, "70")) == [162]
    assert days(item, start_mg="17.5") == []


def test_without_prophylaxis_there_is_no_review() -> None:
    assert days(Item.PNEUMOCYSTIS, start_mg="20", hold_weeks=2) == []
    assert days(Item.VACCINES, start_mg="20", hold_weeks=2) == [14]


def test_a_reason_beside_the_dose_marks_the_review() -> None:
    (plain,), (marked,) = due(Item.PNEUMOCYSTIS), due(Item.PNEUMOCYSTIS, ild="yes")
    assert (plain.detail, plain.values) == ("", {"mg": Decimal(20), "reasons": ()})
    assert (marked.detail, marked.values["reasons"]) == ("extend", ("ild",))
    assert "prevention.pneumocystis.extend.ild" in [fact.key for fact in marked.because]


def test_the_adrenal_gate_is_the_first_day_at_5_mg() -> None:
    assert days(Item.ADRENAL) == [182]
    assert days(Item.ADRENAL, tail="slow2w") == [224]
    assert days(Item.ADRENAL, start_mg="5") == [0]
    assert due(Item.ADRENAL)[0].values == {"mg": Decimal(5)}


@pytest.mark.parametrize("item", [Item.PNEUMOCYSTIS, Item.VACCINES, Item.ADRENAL])
def test_nothing_hangs_on_falling_doses_while_a_reassessment_is_due(item: Item) -> None:
    assert days(item, hold(28, 2, Reason.NOT_BETTER)) == []


def test_the_rest_goes_on_while_a_reassessment_is_due() -> None:
    waits = hold(28, 2, Reason.NOT_BETTER)
    assert days(Item.REVIEW, waits) == [91, 182]
    assert days(Item.LABORATORY, waits, **READY)[:3] == [14, 28, 42]


def test_bone_density_has_its_day_and_a_very_high_risk_is_treated_at_once() -> None:
    assert list(amounts(due(Item.BONE))) == [(0, "treatment"), (182, "density")]
    assert list(amounts(due(Item.BONE, start_mg="25"))) == [(182, "density")]
    assert due(Item.BONE)[0].values == {
        "days": 84, "mg": Decimal(30), "year_mg": Decimal(6090),
    }  # fmt: skip


def test_a_flare_can_make_the_fracture_risk_very_high() -> None:
    start = {"start_mg": "40", "hold_weeks": 2, "age": 60, "severity": "moderate"}
    assert days(Item.BONE, **start) == [182]
    assert days(Item.BONE, step(14), flare(20, "40"), **start) == [0, 182]


@pytest.mark.parametrize("item", [Item.LABORATORY, Item.METHOTREXATE, Item.TITRATION])
def test_an_agent_that_still_waits_has_nothing_due(item: Item) -> None:
    assert days(item) == []
    assert days(item, **(READY | {"hbv": "pos"})) == []


def test_glucose_eyes_and_reviews_have_their_days() -> None:
    assert days(Item.GLUCOSE) == [0, 14, 28]
    assert list(amounts(due(Item.EYES))) == [(30, "pressure")]
    assert list(amounts(due(Item.EYES, tail="slow4w"))) == [(30, "pressure"), (365, "cataract")]
    assert due(Item.EYES)[0].values == {
        "first": followed().case.start_date.replace(month=12, day=23),
        "last": followed().case.start_date.replace(year=2027, month=2, day=22),
    }
    assert list(amounts(due(Item.REVIEW))) == [(91, "91"), (182, "182")]


def test_glucose_counts_from_the_pulse_where_one_comes_first() -> None:
    """Its first test, HbA1c with it, comes before the first dose of any steroid."""
    assert days(Item.GLUCOSE, pulse_days=3) == [-3, 11, 25]
    assert days(Item.EYES, pulse_days=3) == days(Item.EYES)


def test_a_course_that_was_given_up_has_nothing_after_it() -> None:
    found = agenda(shipped(), followed(*GIVEN_UP))
    assert max((each.day - FIRST).days for each in found) < 100
    assert days(Item.REVIEW, *GIVEN_UP) == [91]


def test_a_course_that_was_completed_keeps_the_reviews_after_it() -> None:
    ended = (step(14), step(28))
    found = agenda(shipped(), followed(*ended, start_mg="5", hold_weeks=2))
    assert max((each.day - FIRST).days for each in found) == 182


def test_a_child_has_the_same_but_for_what_hangs_on_doses() -> None:
    found = agenda(shipped(), followed(**CHILD))
    assert {each.item for each in found} == {
        Item.LABORATORY, Item.METHOTREXATE, Item.GLUCOSE, Item.EYES, Item.REVIEW,
    }  # fmt: skip
    weekly = [each for each in found if each.item is Item.METHOTREXATE]
    assert len(weekly) == 105  # to day 730, the last milestone
    assert weekly[0].values == {"mg": Decimal("12.5"), "weekday": "monday", "route": "skin"}
    assert list(amounts(due(Item.EYES, **CHILD)))[1:] == [(365, "cataract"), (730, "cataract")]


def test_a_subtype_without_a_plan_has_nothing_due() -> None:
    assert agenda(shipped(), followed(subtype="amyopathic")) == ()


def test_a_plan_that_nobody_follows_yet_has_the_same_agenda() -> None:
    made = plan_for(shipped(), ANSWERS | READY)
    assert agenda(shipped(), made) == agenda(shipped(), followed(**READY))


@pytest.mark.parametrize("answers", [READY, AZA, MMF, CHILD, {"ild": "yes"}])
def test_everything_is_in_order_founded_and_told_apart(answers: dict[str, Any]) -> None:
    found = agenda(shipped(), followed(**answers))
    assert [each.day for each in found] == sorted(each.day for each in found)
    assert len({(each.item, each.day, each.detail) for each in found}) == len(found)
    for each in found:
        assert each.because
        assert Standing.WITHHELD not in {fact.standing for fact in each.because}
