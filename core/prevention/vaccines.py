"""Vaccines: what is given at once, what waits for a lower dose, and what is never given."""

from datetime import timedelta
from functools import cache

from core.agents.choice import Agent, AgentChoice
from core.evidence import Line, Section, stated
from core.guideline.schema import Guideline
from core.guideline.schema_treatment import Vaccines
from core.patient import Case
from core.steroid.exposure import Exposure

PREVENTION = Section.PREVENTION

Lines = tuple[Line, ...]


def lines(
    guideline: Guideline, case: Case, exposure: Exposure | None, choice: AgentChoice
) -> Lines:
    """Before the start, after it with a date, by agent; then the lists."""
    rule = guideline.prevention.vaccines
    return (
        stated(PREVENTION, rule.at_once, rule.lead_weeks),
        _after_the_start(guideline, case, exposure),
        *_by_agent(rule, case, choice.first),
        *_always(rule),
    )


def _after_the_start(guideline: Guideline, case: Case, exposure: Exposure | None) -> Line:
    """The date from which non-live vaccines are given, where a schedule gives one."""
    rule, dose = guideline.prevention.vaccines, guideline.exposure.moderate_mg
    if exposure is None:
        return stated(PREVENTION, rule.deferred)
    waits = exposure.first_below_20 > 0
    return Line(
        section=PREVENTION,
        says="vaccines_deferred" if waits else "vaccines_not_deferred",
        because=(rule.deferred, dose),
        values={
            "date": case.start_date + timedelta(days=exposure.first_below_20),
            "mg": dose.value,
        },
    )


def _by_agent(rule: Vaccines, case: Case, agent: Agent) -> Lines:
    holds = (
        (agent is Agent.METHOTREXATE, rule.after_influenza_days),
        (agent in (Agent.AZATHIOPRINE, Agent.MYCOPHENOLATE), rule.no_hold),
        (case.rituximab is True, rule.rituximab),
    )
    return tuple(stated(PREVENTION, fact) for held, fact in holds if held)


@cache
def _always(rule: Vaccines) -> Lines:
    facts = (rule.not_deferred, rule.non_live, rule.live, *rule.live_after.values())
    return tuple(stated(PREVENTION, fact) for fact in facts)
