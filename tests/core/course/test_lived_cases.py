"""What the second life found in the first one, each in its smallest case."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from core.agenda import agenda
from core.amounts import Weekday
from core.course.decisions import Decision, Drug, Move, Reason
from core.course.regimen.amounts import Refusal
from core.course.regimen.regimen import dose_days
from core.due import Item
from core.patient import Route
from tests.core.deciding import on
from tests.core.regimens import (
    METHOTREXATE,
    Lived,
    begin,
    day_of,
    decision,
    end,
    plan,
    resume,
    rise,
    suspend,
)


def weekday(day: int, to: Weekday, drug: Drug = METHOTREXATE) -> Decision:
    return decision(Move.WEEKDAY, day, Reason.SUITS_BETTER, drug, weekday=to)


def amount(day: int, mg: str) -> Decision:
    return decision(Move.AMOUNT, day, Reason.SPECIALIST, mg=mg, route=Route.MOUTH)


def days_of(lived: Lived, until: int = 60) -> list[int]:
    """The days of a weekly dose."""
    return [
        (day - on(0)).days
        for each in lived.kept.plan.regimens
        for day, _ in dose_days(each, on(0), on(until))
    ]


def follow_up(lived: Lived, until: int) -> list[tuple[str, int]]:
    plan = lived.kept.plan
    found = agenda(lived.kept.rules, plan, today=on(lived.day), until=on(until))
    return [(each.detail, day) for each in found if each.item is Item.FOLLOW_UP
            if (day := (each.day - on(0)).days) <= until]  # fmt: skip


@pytest.mark.parametrize("drug", [Drug.AZATHIOPRINE, Drug.MYCOPHENOLATE])
def test_what_is_taken_daily_has_no_weekday_whatever_was_answered_for_methotrexate(
    drug: Drug,
) -> None:
    ild = "yes" if drug is Drug.MYCOPHENOLATE else "no"
    lived = plan(ild=ild, methotrexate_weekday="wednesday", liver_disease=True)
    assert lived.of(drug).last.weekday is None
    says = [line.says for line in lived.kept.plan.lines]
    assert "drug_daily" in says
    assert "drug_weekly" not in says


def test_a_daily_drug_is_given_no_weekday_by_a_decision() -> None:
    lived = plan(liver_disease=True).at(10)
    drug = Drug.AZATHIOPRINE
    assert lived.refusal(weekday(10, Weekday.FRIDAY, drug)) is Refusal.NOT_WEEKLY
    held = lived.then(suspend(10, drug=drug)).at(12)
    again = held.then(resume(12, drug=drug, tested=12, weekday=Weekday.FRIDAY))
    fresh = plan(begins=False, liver_disease=True).then(begin(0, drug=drug))
    for each in (again, fresh):
        assert each.of(drug).last.weekday is None
        assert days_of(each) == []


def test_a_weekday_changed_twice_leaves_a_week_between_two_doses() -> None:
    lived = plan().at(8).then(weekday(8, Weekday.TUESDAY))
    again = lived.at(9).then(weekday(9, Weekday.THURSDAY))
    for later in (again, again.at(11).then(weekday(11, Weekday.FRIDAY))):
        found = days_of(later)
        assert found[:2] == [0, 7]
        assert all(next_day - day >= 7 for day, next_day in pairwise(found))


def test_a_drug_that_is_resumed_on_another_weekday_leaves_a_week_after_its_last_dose() -> None:
    lived = plan().at(8).then(suspend(8)).at(9)
    again = lived.then(resume(9, tested=9, weekday=Weekday.THURSDAY))
    assert days_of(again, 24) == [0, 7, 17, 24]


def test_a_weekly_drug_begins_again_a_week_after_its_last_dose_at_the_earliest() -> None:
    lived = plan().at(8).then(end(8)).at(9)
    soon, later = (
        begin(9, Reason.SPECIALIST, mg="15", weekday=day)
        for day in (Weekday.THURSDAY, Weekday.MONDAY)
    )
    assert lived.refusal(soon) is Refusal.TOO_CLOSE
    assert lived.refusal(later) is None


def test_an_amount_that_no_dose_day_is_left_for_is_not_told() -> None:
    lived = plan().at(9).then(weekday(9, Weekday.FRIDAY)).at(12)
    held = lived.then(suspend(12))
    assert days_of(held) == [0, 7]
    for day in (9, 12, 30):
        told = held.at(day).kept.plan
        days = [line.values["date"] for line in told.lines if line.says == "drug_weekly"]
        printed = [dose for each in told.said for dose in each.doses if "weekday" in dose.values]
        assert all(isinstance(each, date) and each < on(12) for each in days)
        assert not [dose for dose in printed if dose.values["date"] != on(0)]


def test_a_rise_rests_on_blood_tests_of_its_week_and_not_on_a_change_of_weekday() -> None:
    lived = plan().at(20)
    assert lived.refusal(rise(28, tested=20)) is Refusal.TESTS_TOO_OLD
    assert lived.refusal(rise(28, tested=21)) is Refusal.TESTS_IN_FUTURE
    assert lived.at(21).refusal(rise(28, tested=21)) is None
    moved = lived.at(27).then(weekday(27, Weekday.TUESDAY)).at(29)
    assert moved.refusal(rise(29, tested=26)) is None
    assert moved.refusal(rise(29, tested=21)) is Refusal.TESTS_TOO_OLD


def test_from_a_lower_amount_a_rise_is_one_step_and_not_the_whole_way_back() -> None:
    lived = plan().at(6).then(amount(7, "7.5"))
    assert (day_of(lived.of().due), lived.of().following_mg) == (35, Decimal("12.5"))
    next_line = next(line for line in lived.kept.plan.lines if line.says == "drug_next_weekly")
    assert next_line.values["mg"] == Decimal("12.5")
    risen = lived.at(35).then(rise(35))
    assert (risen.of().last.mg, risen.of().following_mg) == (Decimal("12.5"), Decimal(15))


def test_while_a_rescue_treatment_is_held_none_of_it_is_asked_for() -> None:
    lived = plan(severity="severe")
    for drug, detail, day in (
        (Drug.RITUXIMAB, "second_infusion", 14),
        (Drug.IMMUNOGLOBULIN, "next_course", 28),
        (Drug.CYCLOPHOSPHAMIDE, "before_pulse", 28),
    ):
        given = lived.then(begin(0, Reason.RESCUE, drug=drug, weekday=None))
        assert (detail, day) in follow_up(given, 60)
        held = given.at(5).then(suspend(5, drug=drug))
        assert detail not in {each for each, _ in follow_up(held, 60)}
    assert ("nadir", 10) in follow_up(held, 60)
    again = held.at(20).then(resume(20, drug=Drug.CYCLOPHOSPHAMIDE))
    assert ("before_pulse", 28) in follow_up(again, 60)


def test_a_course_of_immunoglobulin_that_was_due_while_it_was_held_is_left_out() -> None:
    drug = Drug.IMMUNOGLOBULIN
    given = plan(severity="severe").then(begin(0, Reason.RESCUE, drug=drug, weekday=None))
    asked = [day for detail, day in follow_up(given, 200) if detail == "next_course"]
    assert len(asked) > 1
    again = given.at(5).then(suspend(5, drug=drug)).at(40).then(resume(40, drug=drug))
    left = [day for detail, day in follow_up(again, 200) if detail == "next_course"]
    assert left == [day for day in asked if day >= 40]


def test_a_drug_that_did_harm_or_did_not_help_is_begun_again_by_a_specialist_alone() -> None:
    told: dict[str, Any] = {"mg": "10", "weekday": Weekday.MONDAY}
    stopped = plan().at(40).then(end(40)).at(50)
    assert stopped.refusal(begin(50, Reason.BESIDE, **told)) is Refusal.CLOSED
    assert stopped.refusal(begin(50, Reason.SPECIALIST, **told)) is None
    before = plan(immunosuppressants={"methotrexate": "failed"})
    assert before.refusal(begin(0, Reason.BESIDE, **told)) is Refusal.CLOSED
    taken = before.then(begin(0, Reason.SPECIALIST, **told)).at(5)
    again = taken.then(suspend(5)).at(9)
    assert again.refusal(resume(9, tested=9)) is None


def test_an_amount_that_was_decided_is_never_told_as_the_sum_of_a_rule() -> None:
    child = {"subtype": "juvenile", "age": 8, "sex": "F", "pregnancy": "no", "severity": "mild"}
    told: dict[str, Any] = {"mg": "15", "weekday": Weekday.MONDAY}
    for cm in (125, None):
        given = plan(begins=False, weight_kg="25", height_cm=cm, **child)
        lived = given.then(begin(0, Reason.SPECIALIST, **told))
        says = [line.says for line in lived.kept.plan.lines]
        assert "methotrexate_child" in says
        assert "methotrexate_child_sum" not in says
        assert "agents.juvenile_methotrexate.folic_acid" in says
    azathioprine = plan(liver_disease=True, weight_kg="70").at(20).told(weight_kg="50")
    (target,) = (
        line for line in azathioprine.kept.plan.lines if line.says == "azathioprine_target"
    )
    assert (target.values["kg"], target.values["mg"]) == (Decimal(50), Decimal(100))
