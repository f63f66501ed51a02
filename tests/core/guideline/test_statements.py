"""Every statement can be shown as it stands: it keeps the rules for writing doses."""

from typing import Any

import pytest

from bot.guideline import shipped
from core.evidence import Fact, Standing
from core.guideline.facts import facts
from tests.lint.display import hits

FACTS = list(facts(shipped()))
SHOWN = [fact for fact in FACTS if fact.standing is not Standing.WITHHELD]


@pytest.mark.parametrize("fact", SHOWN, ids=lambda fact: fact.key)
def test_a_statement_keeps_the_rules_of_display(fact: Fact[Any]) -> None:
    assert hits(fact.statement, region="us", fragment=True) == []
    assert hits(fact.reason, region="us", fragment=True) == []


@pytest.mark.parametrize("fact", SHOWN, ids=lambda fact: fact.key)
def test_a_statement_is_a_sentence(fact: Fact[Any]) -> None:
    assert fact.statement.endswith((".", "?"))


def test_every_reading_of_ours_gives_its_reason() -> None:
    silent = [fact.key for fact in FACTS if fact.standing is Standing.OURS and not fact.reason]
    assert silent == []


def test_only_our_own_readings_are_ours() -> None:
    ours = {fact.key for fact in FACTS if fact.standing is Standing.OURS}
    assert ours == {fact.key for fact in FACTS if fact.source.key == "myotaper"}


def test_every_source_is_used() -> None:
    assert {fact.source.key for fact in FACTS} == set(shipped().sources)
