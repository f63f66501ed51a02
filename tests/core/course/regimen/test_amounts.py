"""What a drug may rise to once other answers are given."""

from decimal import Decimal

import pytest

from bot.guideline import shipped
from core.agenda import agenda
from core.course.decisions import Drug, Move, Reason
from core.course.regimen.amounts import Refusal
from tests.core.deciding import on
from tests.core.regimens import Lived, decision, plan

AZA = Drug.AZATHIOPRINE
BEGUN = plan(alcohol_excess=True, weight_kg="80")


def rise(day: int):
    return decision(Move.RISE, day, Reason.RESULTS_GOOD, AZA, tested=day)


def risen(lived: Lived) -> Lived:
    """By every rise that is allowed, as soon as it is."""
    for day in range(lived.day, 120):
        there = lived.at(day)
        if there.refusal(rise(day)) is None:
            lived = there.then(rise(day))
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


def test_what_was_confirmed_stays_and_does_not_rise() -> None:
    lighter = risen(BEGUN).at(120).told(weight_kg="48")
    assert lighter.of(AZA).last.mg == 125
    assert (lighter.of(AZA).due, told(lighter)) == (None, set())
