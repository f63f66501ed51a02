"""What a drug may rise to once other answers are given."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from bot.guideline import shipped
from core.agenda import agenda
from core.course.decisions import Decision, Drug, Move, Reason
from core.course.regimen.amounts import Refusal
from tests.core import regimens
from tests.core.deciding import on
from tests.core.regimens import Lived, decision, plan

AZA = Drug.AZATHIOPRINE
BEGUN = plan(alcohol_excess=True, weight_kg="80")


def rise(day: int):
    return decision(Move.RISE, day, Reason.RESULTS_GOOD, AZA, tested=day)


def risen(lived: Lived, wanted: Callable[[int], Decision] = rise) -> Lived:
    """By every rise that is allowed, as soon as it is."""
    for day in range(lived.day, 120):
        there = lived.at(day)
        if there.refusal(wanted(day)) is None:
            lived = there.then(wanted(day))
    return lived


def told(lived: Lived) -> set[Decimal]:
    """Every amount that is named as one to come."""
    due = agenda(shipped(), lived.kept.plan, today=on(lived.day), until=on(lived.day + 84))
    lines = lived.kept.plan.lines
    return {
        *(
            each.values["mg"]
            for each in due
            if each.values.get("drug") is AZA and "mg" in each.values
        ),
        *(each.values["mg"] for each in lines if each.says == "drug_next"),
        *(
            mg
            for each in lines
            if each.says.startswith("drug_above")
            for mg in each.values["amounts"]
        ),
    }


@pytest.mark.parametrize(
    ("answers", "most"),
    [({}, 125), ({"weight_kg": "48"}, 75), ({"egfr": 40}, 100), ({"tpmt": "intermediate"}, 50),
     ({"weight_kg": "130"}, 125)],
)  # fmt: skip
def test_no_rise_goes_above_the_target_of_today(answers: dict[str, object], most: int) -> None:
    now = BEGUN.at(10).told(**answers)
    assert max(told(now), default=Decimal(most)) == most
    top = risen(now)
    assert top.of(AZA).last.mg == most
    assert told(top) == set()
    assert top.at(121).refusal(rise(121)) is Refusal.AT_THE_TOP


@pytest.mark.parametrize(
    ("answers", "most"),
    [({}, 25), ({"weight_kg": "49.9"}, 20), ({"age": 65}, 20), ({"weight_kg": "50"}, 25)],
)
def test_methotrexate_rises_to_the_end_of_who_is_old_or_light_by_now(
    answers: dict[str, object], most: int
) -> None:
    now = plan().at(10).told(**answers)
    assert now.of().last.mg == 15
    assert str(most + 5) not in str(sorted(told(now)))
    top = risen(now, regimens.rise).of()
    assert (top.last.mg, top.due, top.following_mg) == (most, None, None)


def test_what_was_confirmed_stays_and_does_not_rise() -> None:
    lighter = risen(BEGUN).at(120).told(weight_kg="48")
    assert lighter.of(AZA).last.mg == 125
    assert (lighter.of(AZA).due, told(lighter)) == (None, set())
