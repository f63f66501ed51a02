"""The planner against a second one that shares no code with it, and what holds of any plan.

The whole grid takes minutes: `python tests/oracle/campaign.py`.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from bot.commands.plan_json import answer
from tests.campaigns import seed, size, some
from tests.oracle import oracle
from tests.oracle.chance import random_cases
from tests.oracle.compare import differences
from tests.oracle.strata import stratified

pytestmark = pytest.mark.wide

Answered = list[tuple[Mapping[str, Any], Mapping[str, Any]]]


@pytest.fixture(scope="module")
def answered() -> Answered:
    strata = some(tuple(stratified(seed(20261123))), size("strata"))
    return [(case, answer(case)) for case in strata]


@pytest.fixture(scope="module")
def plans(answered: Answered) -> Answered:
    return [(case, plan) for case, plan in answered if plan["outcome"] == "plan"]


def test_both_planners_answer_every_stratum_alike(answered: Answered) -> None:
    ours = iter(plan for _, plan in answered)
    cases = (case for case, _ in answered)
    first = next(differences(cases, lambda _: next(ours), oracle.answer), None)
    assert first is None, str(first)


def test_both_planners_answer_random_cases_alike() -> None:
    first = next(differences(random_cases(size("oracle"), seed(1)), answer, oracle.answer), None)
    assert first is None, str(first)


def test_the_sample_reaches_every_outcome_and_every_agent(answered: Answered) -> None:
    assert {plan["outcome"] for _, plan in answered} == {
        "plan", "declined", "milestones", "refused",
    }  # fmt: skip
    assert {plan["agent"]["first"] for _, plan in answered if plan["agent"]} == {
        "methotrexate", "azathioprine", "mycophenolate", "specialist", "pending", "none",
    }  # fmt: skip


def test_doses_strictly_fall_and_never_by_more_than_ten(plans: Answered) -> None:
    for case, plan in plans:
        doses = milligrams(plan)
        falls = [above - below for above, below in pairwise((*doses, Fraction(0)))]
        assert all(0 < fall <= 10 for fall in falls), case
        assert doses[-1] <= 5, case


def test_each_period_begins_on_the_day_after_the_last(plans: Answered) -> None:
    for case, plan in plans:
        due = date.fromisoformat(case["start_date"])
        for row in plan["rows"]:
            first, last = date.fromisoformat(row["from"]), date.fromisoformat(row["to"])
            assert first == due, case
            assert (last - first).days + 1 == row["days"] > 0, case
            assert (first - date.fromisoformat(case["start_date"])).days == row["offset"], case
            due = last + timedelta(1)


def test_no_boundary_is_jumped(plans: Answered) -> None:
    for case, plan in plans:
        doses = milligrams(plan)
        assert all(boundary in doses for boundary in (30, 20, 10) if doses[0] > boundary), case


def test_tablets_make_exactly_the_dose(plans: Answered) -> None:
    for case, plan in plans:
        for row in plan["rows"]:
            made = sum(Fraction(each) * Fraction(n) for each, n in row["tablets"].items())
            assert made == Fraction(row["mg"]), case


def test_the_start_is_half_to_one_milligram_per_kilogram(plans: Answered) -> None:
    for case, plan in plans:
        per_kg = Fraction(plan["start_mg"]) / Fraction(str(case["weight_kg"]))
        assert per_kg <= 1, case
        assert Fraction(plan["start_mg"]) <= 80, case
        excused = {"below_half_by_cap", "override_below_half"} & {*codes(plan)}
        assert per_kg >= Fraction(1, 2) or excused, case


def test_methotrexate_is_weekly_and_at_most_25_mg(answered: Answered) -> None:
    for case, dose in methotrexate_doses(answered):
        assert dose["once_weekly"] is True, case
        assert "intakes" not in dose, case
        assert 0 < Fraction(dose["mg"]) <= 25, case


def milligrams(plan: Mapping[str, Any]) -> list[Fraction]:
    return [Fraction(row["mg"]) for row in plan["rows"]]


def codes(plan: Mapping[str, Any]) -> list[str]:
    return [notice["code"] for notice in plan["notices"]]


def methotrexate_doses(answered: Answered) -> Iterator[tuple[Mapping[str, Any], Any]]:
    named = ((case, plan["agent"]) for case, plan in answered if plan["agent"])
    return (
        (case, dose)
        for case, agent in named
        if agent["first"] == "methotrexate"
        for dose in agent["doses"]
    )
