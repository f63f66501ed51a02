"""A decision whose first dose is one of today, or of a day before, has begun."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.guideline import shipped
from core.course import undone
from core.course.decisions import Decision, Drug, Move, Reason
from core.course.regimen.regimen import Regimens
from core.edition.kept_plan import as_it_stands, decided, made
from core.patient import Route
from core.plan import Plan

FIRST = date(2026, 11, 23)  # a Monday
TODAY = FIRST + timedelta(days=8)  # a Tuesday
CASE: dict[str, Any] = {
    "weight_kg": "72", "subtype": "dermatomyositis", "severity": "moderate", "ild": "no",
    "start_date": FIRST.isoformat(), "hold_weeks": 4, "tail": "standard", "region": "us",
    "age": 45, "sex": "M", "height_cm": 178, "egfr": 90, "hbv": "neg", "liver_disease": False,
    "immunosuppressants": {}, "alcohol_excess": False, "cytopenia": False,
    "active_infection": False, "allopurinol": False, "febuxostat": False, "tpmt": "normal",
    "nudt15": "normal", "methotrexate_weekday": "thursday",
}  # fmt: skip
MYCOPHENOLATE = {**CASE, "ild": "yes"}
M, F, R = Drug.METHOTREXATE, Drug.MYCOPHENOLATE, Drug.RITUXIMAB


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def plans(case: dict[str, Any], *decisions: Decision) -> tuple[Plan, Plan]:
    """Before and after the last of these decisions."""
    texts = [made(shipped(), case)]
    for each in decisions:
        texts.append(decided(as_it_stands(shipped(), case, texts[-1], today=TODAY), each))
    before, after = (as_it_stands(shipped(), case, text, today=TODAY).plan for text in texts[-2:])
    return before, after


def begun(case: dict[str, Any], *decisions: Decision) -> bool:
    before, after = plans(case, *decisions)
    return undone.begun((before.course, before.regimens), (after.course, after.regimens), TODAY)


def dose(move: Move, on: int, mg: str | None = None) -> Decision:
    reason = {Move.HOLD: Reason.WITHDRAWAL, Move.STOP: Reason.REMISSION}.get(
        move, Reason.INTOLERANCE
    )
    weeks = 0 if move is Move.STOP else 2
    return Decision(
        move=move, on=day(on), reason=reason, mg=Decimal(mg) if mg else None, weeks=weeks
    )


def drug(move: Move, on: int, which: Drug = M, **more: Any) -> Decision:
    return Decision(move=move, on=day(on), drug=which, **{"reason": Reason.LIVER, **more})


@pytest.mark.parametrize(
    ("decision", "has"),
    [
        (dose(Move.OFF_PLAN, 9, "40"), False),
        (dose(Move.OFF_PLAN, 8, "40"), True),
        (dose(Move.OFF_PLAN, 8, "55"), False),  # the same dose
        (dose(Move.OFF_PLAN, 0, "40"), True),
        (dose(Move.STOP, 9), False),
        (dose(Move.STOP, 8), True),
        (dose(Move.HOLD, 8), False),
    ],
)
def test_of_the_steroid(decision: Decision, has: bool) -> None:
    assert begun(CASE, decision) is has


@pytest.mark.parametrize(
    ("decision", "has"),
    [
        (drug(Move.SUSPEND, 8), False),  # its day is the Thursday
        (drug(Move.END, 8), False),
        (drug(Move.AMOUNT, 8, mg=Decimal("7.5")), False),
        (drug(Move.SUSPEND, 3), True),  # the dose of last Thursday
        (drug(Move.AMOUNT, 1, mg=Decimal("7.5")), True),
        (drug(Move.AMOUNT, 1, mg=Decimal(10), route=Route.SKIN), True),
        (drug(Move.BEGIN, 8, Drug.AZATHIOPRINE, mg=Decimal(50)), True),
        (drug(Move.BEGIN, 9, Drug.AZATHIOPRINE, mg=Decimal(50)), False),
        (drug(Move.BEGIN, 3, R, days=1), True),
        (drug(Move.END, 8, Drug.OTHER), True),  # it was taken until then
        (drug(Move.END, 9, Drug.OTHER), False),
    ],
)
def test_of_a_weekly_drug_and_of_one_that_is_begun(decision: Decision, has: bool) -> None:
    assert begun(CASE, decision) is has


@pytest.mark.parametrize(
    ("decisions", "has"),
    [
        ([drug(Move.SUSPEND, 8, F)], True),
        ([drug(Move.SUSPEND, 9, F)], False),
        ([drug(Move.AMOUNT, 8, F, mg=Decimal(500))], True),
        ([drug(Move.SUSPEND, 5, F), drug(Move.END, 8, F)], False),  # none is taken either way
        ([drug(Move.SUSPEND, 5, F), drug(Move.RESUME, 8, F)], True),
        ([drug(Move.STAY, 8, F)], False),
    ],
)
def test_of_a_drug_of_every_day(decisions: list[Decision], has: bool) -> None:
    assert begun(MYCOPHENOLATE, *decisions) is has


def test_a_treatment_that_is_given_once_more_has_begun_on_its_day() -> None:
    first = drug(Move.BEGIN, 3, R, days=1)
    again = drug(Move.GIVEN, 8, R, days=1, reason=Reason.RESCUE)
    assert begun(CASE, first, again)


def test_nothing_begins_without_a_course_or_a_drug() -> None:
    nothing: Regimens = ()
    assert not undone.begun((None, nothing), (None, nothing), TODAY)
