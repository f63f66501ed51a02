"""The changed edition is a real one: no number is that of the first, and it plans cases."""

from bot.guideline import shipped
from core.plan import Plan, plan_for
from tests.editions.changed import CONVERSIONS, changed, facts


def test_every_number_is_another_one() -> None:
    pairs = zip(facts(shipped()), facts(changed()), strict=True)
    same = {
        was.key for was, now in pairs if was.value not in (None, ()) and was.value == now.value
    }
    assert same == CONVERSIONS


def test_it_plans_a_case_in_every_region() -> None:
    case = {"weight_kg": "72", "subtype": "dermatomyositis", "severity": "severe", "ild": "no"}
    for region in ("us", "uk", "eu"):
        plan = plan_for(changed(), case | {"start_date": "2026-11-23", "region": region})
        assert isinstance(plan, Plan)
        assert [f"{row.mg}" for row in plan.periods][:3] == ["62.5", "57.5", "52.5"]
