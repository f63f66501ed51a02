"""Once a week is methotrexate alone, and what of it is held has days of its own."""

from datetime import date
from typing import Any

import pytest

from bot.guideline import shipped
from core.agenda import agenda
from core.course.decisions import Decision, Drug, Move, Reason
from core.course.regimen.after import after
from core.course.regimen.regimen import State, dose_days
from core.due import Item
from core.plan import Plan, recalled
from tests.flows.reminder.lives import WITH_METHOTREXATE

AZATHIOPRINE: dict[str, Any] = {
    **WITH_METHOTREXATE, "sex": "F", "age": 30, "height_cm": 165, "pregnancy": "yes",
    "tpmt": "normal", "nudt15": "normal", "allopurinol": False, "febuxostat": False,
    "methotrexate_weekday": "thursday",
}  # fmt: skip


def planned(answers: Any) -> Plan:
    plan = recalled(shipped(), answers)
    assert isinstance(plan, Plan)
    return plan


@pytest.mark.parametrize("move", [Move.RISE, Move.AMOUNT, Move.RESUME])
def test_no_weekday_makes_another_drug_a_weekly_one(move: Move) -> None:
    plan = planned(AZATHIOPRINE)
    (regimen,) = plan.regimens
    assert (regimen.drug, regimen.last.weekday) == (Drug.AZATHIOPRINE, None)
    decision = Decision(
        move=move, on=date(2027, 1, 4), reason=Reason.SPECIALIST, drug=regimen.drug,
        mg=regimen.last.mg, weekday=None,
    )  # fmt: skip
    (later,) = after(plan.agent, plan.regimens, decision)
    assert later.last.weekday is None
    assert not any(due.item is Item.METHOTREXATE for due in agenda(shipped(), plan))


def test_while_it_is_held_its_weekdays_are_days_without_it() -> None:
    plan = planned(WITH_METHOTREXATE)
    hold = Decision(
        move=Move.SUSPEND, on=date(2026, 12, 9), reason=Reason.LIVER, drug=Drug.METHOTREXATE
    )
    (held,) = after(plan.agent, plan.regimens, hold)
    last = date(2026, 12, 31)
    taken = [day for day, _ in dose_days(held, held.begun, last)]
    without = [day for day, _ in dose_days(held, held.begun, last, State.HELD)]
    assert taken == [date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 7)]
    assert without == [date(2026, 12, 14), date(2026, 12, 21), date(2026, 12, 28)]
