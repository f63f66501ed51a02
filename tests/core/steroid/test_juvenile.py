"""What a child's team reads beside the milestones: their limit, and what they depend on."""

from core.evidence import Section
from core.guideline.schema import Guideline
from core.patient import Subtype
from tests.core.conftest import MakeCase
from tests.core.lines import keys

CHILD = {"subtype": Subtype.JUVENILE, "weight_kg": 110, "age": 15}


def test_milestones_name_their_limit_and_their_conditions(
    guideline: Guideline, make_case: MakeCase
) -> None:
    rule = guideline.steroid.juvenile
    said = keys(guideline, make_case(**CHILD), Section.SCHEDULE)
    assert "steroid.juvenile.milestone_mg_per_kg" in said
    assert "steroid.juvenile.milestone_limit" in said
    conditions = rule.milestone_mg_per_kg.statement
    assert "three pulses" in conditions
    assert "50 to 94 percent" in conditions
    assert "8 to 68 percent" in conditions
    assert f"at most {rule.cap_mg.value} mg a day" in rule.milestone_limit.statement
    assert "never above the dose in force" in rule.milestone_limit.statement
    assert "at most 60 mg a day" in rule.mg_per_kg.statement
