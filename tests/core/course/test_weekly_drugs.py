"""Only methotrexate is taken once a week, whatever weekday was answered."""

import pytest

from bot.guideline import shipped
from core.agenda import agenda
from core.amounts import Weekday
from core.course.decisions import Decision, Drug, Move, Reason
from core.course.regimen import begun
from core.due import Item
from core.plan import Plan, plan_for
from tests.oracle.worked import KNOWN

ANSWERS = KNOWN | {
    "weight_kg": 70, "subtype": "dermatomyositis", "severity": "moderate", "height_cm": 175,
    "sex": "M", "age": 49, "methotrexate_weekday": "friday",
}  # fmt: skip


def plan(**answers: object) -> Plan:
    found = plan_for(shipped(), ANSWERS | answers)
    assert isinstance(found, Plan)
    return found


@pytest.mark.parametrize(
    ("answers", "drug"),
    [({"ild": "yes"}, Drug.MYCOPHENOLATE), ({"ild": "no", "alcohol_excess": True}, Drug.AZATHIOPRINE)],
)  # fmt: skip
def test_a_weekday_that_was_answered_makes_no_other_agent_weekly(
    answers: dict[str, object], drug: Drug
) -> None:
    found = plan(**answers)
    (regimen,) = found.regimens
    assert regimen.drug is drug
    assert [each.weekday for each in regimen.stretches] == [None]
    assert Item.METHOTREXATE not in {each.item for each in agenda(shipped(), found)}


def test_no_decision_does_either() -> None:
    found = plan(ild="yes")
    decision = Decision(
        move=Move.BEGIN, on=found.case.start_date, reason=Reason.AS_PLANNED,
        drug=Drug.MYCOPHENOLATE, weekday=Weekday.FRIDAY,
    )  # fmt: skip
    assert begun(found.agent, decision).last.weekday is None


def test_methotrexate_is() -> None:
    (regimen,) = plan(ild="no").regimens
    assert regimen.last.weekday is Weekday.FRIDAY
    assert regimen.begun.strftime("%A") == "Friday"
