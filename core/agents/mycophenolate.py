"""Mycophenolate mofetil: what keeps it closed, how it is built up, and what is said with it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from core.agents.titration import titration
from core.amounts import plain
from core.answers import below, harms_a_child
from core.evidence import Fact, Line, Section, Value, stated
from core.guideline.schema_agents import Mycophenolate, MycophenolateBlocks
from core.patient import Case

AGENT = Section.AGENT
ASKED = (
    "ild",
    "egfr",
    "liver_disease",
    "cytopenia",
    "active_infection",
    "hbv",
)

Facts = tuple[Fact[Any], ...]
Intakes = tuple[Decimal, ...]


def blocks(_rule: MycophenolateBlocks, case: Case) -> tuple[str, ...]:
    """The names of every block that holds."""
    return ("pregnancy",) if harms_a_child(case) else ()


@cache
def doses(rule: Mycophenolate) -> tuple[tuple[int, Intakes], ...]:
    """From each week on, the same amount at each time of day, up to the target."""
    times = rule.doses_a_day.value
    rises = titration(
        start=rule.start_mg.value * times,
        step=rule.step_mg.value,
        every_weeks=rule.step_weeks.value,
        target=rule.target_mg.value,
    )
    return tuple((week, intakes(rule, mg)) for week, mg in rises)


def intakes(rule: Mycophenolate, mg: Decimal) -> Intakes:
    """The daily amount in equal parts over the doses of a day."""
    times = rule.doses_a_day.value
    return (mg / times,) * times


def lines(
    rule: Mycophenolate, case: Case, given: Sequence[tuple[Mapping[str, Value], Decimal]]
) -> tuple[Line, ...]:
    """The daily amounts that were confirmed, how far a clinician may go, then every safeguard."""
    facts: Facts = (
        rule.start_mg,
        rule.step_mg,
        rule.step_weeks,
        rule.target_mg,
        rule.doses_a_day,
        rule.published_g,
    )
    dosed = tuple(
        Line(
            section=AGENT,
            says="mycophenolate_week",
            because=facts,
            values={"mg": plain(intakes(rule, mg)[0]), **days},
        )
        for days, mg in given
    )
    highest = rule.low_egfr if below(case.egfr, rule.low_egfr.value) else rule.limit_mg
    counts = (stated(AGENT, rule.cytopenia),) if case.cytopenia is True else ()
    return (*dosed, stated(AGENT, highest), *counts, *_safeguards(rule))


@cache
def _safeguards(rule: Mycophenolate) -> tuple[Line, ...]:
    return tuple(stated(AGENT, fact) for fact in (rule.contraception, *rule.caution.values()))
