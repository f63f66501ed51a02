"""A line of a plan cannot exist without ground, nor on a withheld one."""

from dataclasses import replace

import pytest

from core.evidence import Line, Section, Standing, Unfounded, stated
from core.guideline.schema import Guideline


def test_a_line_without_a_fact_cannot_be_made() -> None:
    with pytest.raises(Unfounded, match="anything"):
        Line(section=Section.START, says="anything", because=())


def test_a_line_on_a_withheld_fact_cannot_be_made(guideline: Guideline) -> None:
    fact = guideline.steroid.start.cap_mg
    withheld = replace(fact, standing=Standing.WITHHELD)
    for because in ((withheld,), (fact, withheld)):
        with pytest.raises(Unfounded):
            Line(section=Section.START, says=fact.key, because=because)
        with pytest.raises(Unfounded):
            stated(Section.START, *because)


def test_a_fact_says_its_own_statement_and_the_others_stand_behind_it(
    guideline: Guideline,
) -> None:
    rule = guideline.steroid.start
    line = stated(Section.SCHEDULE, rule.conflict, rule.range)
    assert (line.says, line.because) == ("steroid.start.conflict", (rule.conflict, rule.range))
