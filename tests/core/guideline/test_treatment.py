"""The guideline beside the steroid: what is withheld, and names that the code looks up."""

import re
from typing import Any

import pytest

from bot.guideline import shipped
from bot.page.write import number
from core import interlocks
from core.agents import azathioprine, methotrexate
from core.evidence import Fact, Section, Standing, Unfounded, stated
from core.guideline.facts import facts
from core.guideline.schema import Guideline
from core.patient import Ild
from core.prevention.pneumocystis import beside_the_dose
from tests.core.conftest import MakeCase

FACTS = list(facts(shipped()))
IN_WORDS = {
    "agents.methotrexate.source_figure",  # never written
    "agents.juvenile_methotrexate.ceiling_mg",  # above what is ever written
    "agents.methotrexate.folic_acid_uk_day",
    "agents.azathioprine.one_intermediate",
    "agents.azathioprine.kidney_share",
    "agents.mycophenolate.step_weeks",
    "agents.mycophenolate.doses_a_day",
}
TREATMENT = (
    *("agents.", "rescue.", "prevention.", "monitoring.", "declined."),
    *("response.", "cutoffs.", "visit."),
)


def test_the_source_s_methotrexate_is_the_only_withheld_fact() -> None:
    (withheld,) = [fact for fact in FACTS if fact.standing is Standing.WITHHELD]
    assert withheld.key == "agents.methotrexate.source_figure"
    assert not re.search(r"\d", withheld.statement + withheld.reason)
    with pytest.raises(Unfounded):
        stated(Section.AGENT, withheld)


def test_no_statement_with_methotrexate_has_an_amount() -> None:
    named = [fact for fact in FACTS if "methotrexate" in fact.statement.lower()]
    assert not [fact.key for fact in named if re.search(r"\d mg", fact.statement)]


@pytest.mark.parametrize(
    "fact",
    [
        fact
        for fact in FACTS
        if fact.value is not None
        and fact.key.startswith(TREATMENT)
        and fact.key not in IN_WORDS
        and not (isinstance(fact.value, tuple) and isinstance(fact.value[0], str))
    ],
    ids=lambda fact: fact.key,
)
def test_a_statement_says_the_number_that_is_computed_with(fact: Fact[Any]) -> None:
    values = fact.value if isinstance(fact.value, tuple) else (fact.value,)
    written = re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", fact.statement)
    assert {number(value) for value in values} <= set(written)


def test_every_block_has_its_fact(guideline: Guideline) -> None:
    rules = guideline.agents.blocks
    assert all(getattr(rules.methotrexate, name).statement for name, _ in methotrexate.BLOCKS)
    assert all(getattr(rules.azathioprine, name).statement for name, _ in azathioprine.BLOCKS)


def test_every_reason_beside_the_dose_has_its_facts(
    guideline: Guideline, make_case: MakeCase
) -> None:
    rule = guideline.prevention.pneumocystis
    keys = ("rapidly_progressive", "mda5", "rituximab", "cyclophosphamide")
    every = beside_the_dose(make_case(ild=Ild.YES, **dict.fromkeys(keys, True)))
    assert set(every) == set(rule.extend) == set(rule.regardless)


def test_every_emergency_and_point_to_confirm_has_its_fact(guideline: Guideline) -> None:
    lines = [row for row in interlocks.TABLE if row.level is not interlocks.Level.TELL]
    assert all(row.grounds is not None and row.grounds(guideline).statement for row in lines)
    assert not [row.code for row in interlocks.TABLE if row not in lines and row.grounds]
