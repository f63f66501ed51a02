"""Which visit a response is counted from, at each edge of the two windows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guideline import shipped
from core.response.baseline import baseline
from core.response.visit import Measure, Sign
from tests.core.response.visits import FIRST, history, visit

RULE = shipped().response.baseline


def chosen(*days: int) -> tuple[int | None, bool]:
    """The day of the baseline, from the first dose, and whether treatment had begun."""
    found = baseline(RULE, history(*(visit(each, ck=1) for each in days)), FIRST)
    return (None if found.visit is None else (found.visit.day - FIRST).days), found.begun


@pytest.mark.parametrize(
    ("days", "day", "begun"),
    [
        ((), None, False),
        ((-61,), None, False),
        ((-60,), -60, False),
        ((-60, -1), -1, False),
        ((-1, 0), 0, False),
        ((0, 1, 14), 0, False),
        ((1,), 1, True),
        ((14, 2), 2, True),
        ((14,), 14, True),
        ((15,), None, False),
        ((-61, 14, 20), 14, True),
        ((-100, 30), None, False),
    ],
)
def test_close_before_the_first_dose_else_soon_after_it(
    days: tuple[int, ...], day: int | None, begun: bool
) -> None:
    assert chosen(*days) == (day, begun)


def test_the_rule_that_chose_it_is_named() -> None:
    facts = [
        baseline(RULE, history(*days), FIRST).because
        for days in ((visit(0, ck=1),), (visit(5, ck=1),), ())
    ]
    assert facts == [RULE.days_before, RULE.days_after, RULE.none]


def test_a_visit_without_a_measure_of_the_score_is_no_baseline() -> None:
    entries = history(
        visit(-20, ck=1), visit(-1, potassium=4, signs=(Sign.RASH,)), visit(0, systolic=140)
    )
    found = baseline(RULE, entries, FIRST)
    assert found.visit is not None
    assert found.visit.value(Measure.CK) == 1


def test_an_entry_that_was_mended_is_no_baseline() -> None:
    entries = history(visit(-3, ck=90), visit(-10, ck=900, corrects=1))
    found = baseline(RULE, entries, FIRST)
    assert found.visit is not None
    assert found.visit.value(Measure.CK) == 900


@given(st.lists(st.integers(-100, 50), unique=True))
def test_it_is_the_nearest_before_or_the_first_after(days: list[int]) -> None:
    before = [each for each in days if -60 <= each <= 0]
    after = [each for each in days if 0 < each <= 14]
    expected = max(before) if before else min(after, default=None)
    assert chosen(*days) == (expected, bool(after) and not before)
