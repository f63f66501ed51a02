"""The dose of a treatment is told as it was given, and a drug without a name as not followed."""

from decimal import Decimal
from typing import Any

import pytest

from core.agenda import agenda
from core.agents.choice import Agent
from core.amounts import Weekday
from core.course.decisions import Drug, Move, Reason
from core.course.regimen.as_given import Form, as_given
from core.due import Item
from core.sayable import Medicine
from tests.core.deciding import on
from tests.core.regimens import Lived, begin, decision, plan

OTHER = "agents.life.other"
CASES = [
    (Drug.IMMUNOGLOBULIN, "144000", 5, "drug_given_g_days", {"g": Decimal(144), "days": 5}),
    (Drug.IMMUNOGLOBULIN, "143500", 1, "drug_given_g", {"g": Decimal("143.5")}),
    (Drug.RITUXIMAB, "1000", 0, "drug_given_g", {"g": 1}),
    (Drug.CYCLOPHOSPHAMIDE, "750", 0, "drug_given_mg", {"mg": 750}),
    (Drug.CYCLOPHOSPHAMIDE, "750", 2, "drug_given_mg_days", {"mg": 750, "days": 2}),
    (Drug.METHYLPREDNISOLONE, "1000", 3, "drug_given_pulse_days", {"mg": 1000, "days": 3}),
    (Drug.METHYLPREDNISOLONE, "500", 1, "drug_given_pulse", {"mg": 500}),
    (Drug.CALCINEURIN_INHIBITOR, "5", 0, "drug_given_daily", {"mg": 5}),
]


def given(drug: Drug, mg: str, days: int) -> Lived:
    told = begin(9, Reason.RESCUE, drug=drug, weekday=None, mg=mg, days=days)
    return plan(severity="severe").at(9).then(told)


@pytest.mark.parametrize(("drug", "mg", "days", "says", "values"), CASES)
def test_each_treatment_says_what_was_given(
    drug: Drug, mg: str, days: int, says: str, values: dict[str, Any]
) -> None:
    lines = [each for each in given(drug, mg, days).kept.plan.lines if each.says == says]
    assert lines
    assert all({**each.values} == {"drug": drug, "date": on(9), **values} for each in lines)


def test_no_form_of_it_is_left_out() -> None:
    assert {as_given(drug, Decimal(mg), days)[0] for drug, mg, days, *_ in CASES} == {*Form}


def follow_up(lived: Lived) -> list[str]:
    kept, until = lived.kept, on(lived.day + 90)
    due = agenda(kept.rules, kept.plan, today=on(lived.day), until=until)
    return [each.detail for each in due if each.item is Item.FOLLOW_UP]


def test_a_course_that_was_given_is_one_less_to_come() -> None:
    lived = given(Drug.IMMUNOGLOBULIN, "144000", 5).at(40)
    assert follow_up(lived).count("next_course") == 2
    again = decision(Move.GIVEN, 38, Reason.RESCUE, Drug.IMMUNOGLOBULIN, days=5)
    assert follow_up(lived.then(again)).count("next_course") == 1
    pulses = given(Drug.CYCLOPHOSPHAMIDE, "750", 0).at(40)
    again = decision(Move.GIVEN, 38, Reason.RESCUE, Drug.CYCLOPHOSPHAMIDE, mg="750")
    assert follow_up(pulses.then(again)).count("nadir") >= 2


def test_without_a_dose_none_is_told() -> None:
    lived = plan().at(9).then(begin(9, Reason.RESCUE, drug=Drug.RITUXIMAB, weekday=None))
    assert "drug_recorded" in [each.says for each in lived.kept.plan.lines]


def test_a_second_infusion_is_none_that_is_due() -> None:
    first = given(Drug.RITUXIMAB, "1000", 0).at(24)
    again = decision(Move.GIVEN, 23, Reason.RESCUE, Drug.RITUXIMAB, mg="1000")
    assert first.of(Drug.RITUXIMAB).given == (on(9),)
    assert first.then(again).of(Drug.RITUXIMAB).given == (on(9), on(23))
    early = given(Drug.RITUXIMAB, "1000", 0).at(20)
    assert "second_infusion" in follow_up(early)
    told = decision(Move.GIVEN, 20, Reason.RESCUE, Drug.RITUXIMAB, mg="1000")
    assert "second_infusion" not in follow_up(early.then(told))
    for refused in (
        decision(Move.GIVEN, 9, Reason.RESCUE, Drug.RITUXIMAB),
        decision(Move.GIVEN, 25, Reason.RESCUE, Drug.RITUXIMAB),
        decision(Move.GIVEN, 24, Reason.RESCUE, Drug.METHOTREXATE),
        decision(Move.GIVEN, 24, Reason.RESCUE, Drug.RITUXIMAB, mg="1001"),
    ):
        assert first.refusal(refused)


@pytest.mark.parametrize("answered", [True, False])
def test_a_drug_without_a_name_is_told_not_to_be_followed(*, answered: bool) -> None:
    lived = plan(immunosuppressants={"other": "taking"} if answered else {}).at(9)
    if not answered:
        assert OTHER not in [each.says for each in lived.kept.plan.lines]
        told = begin(9, Reason.BESIDE, drug=Drug.OTHER, weekday=None)
        lived = lived.then(told)
    assert OTHER in [each.says for each in lived.kept.plan.lines]


@pytest.mark.parametrize("region", ["uk", "eu", "us"])
def test_folic_acid_follows_each_weekday_while_it_is_that(region: str) -> None:
    there = plan(region=region).at(16)
    moved = there.then(decision(Move.WEEKDAY, 16, Reason.SUITS_BETTER, weekday=Weekday.FRIDAY))
    said = [each for each in moved.kept.plan.said if each.medicine is Medicine.FOLIC_ACID]
    days = [each.values.get("weekday") for one in said for each in one.doses]
    assert days == ([None] if region == "us" else [Weekday.TUESDAY, Weekday.SATURDAY])
    if region != "us":
        before, after = (each for one in said for each in one.doses)
        assert before.values["last_dose"] == on(15)
        assert after.values["date"] == on(26)
    assert moved.kept.plan.agent.first is Agent.METHOTREXATE
