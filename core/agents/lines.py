"""What a plan says about the agent: which and why, its doses, and what closes the others."""

from dataclasses import replace
from functools import cache
from typing import Any

from core.agents import azathioprine, methotrexate, mycophenolate
from core.agents.choice import (
    Agent,
    AgentChoice,
    AgentDose,
    Status,
    WeeklyAgentDose,
    Withheld,
    needs_combination,
)
from core.answers import below, is_child
from core.evidence import Fact, Line, Section, stated
from core.guideline.schema import Guideline
from core.guideline.schema_agents import Agents, Choice
from core.patient import Case, Hbv, Ild

START, AGENT = Section.START, Section.AGENT
ANSWERS = frozenset(Withheld) - {
    Withheld.HBV_ADVICE,
    Withheld.BELOW_ONE_TABLET,
    Withheld.OVER_25_MG,
    Withheld.ADMISSION,
}

Lines = tuple[Line, ...]
Said = tuple[str, Fact[Any]]


def lines(
    guideline: Guideline, case: Case, choice: AgentChoice, *, under_way: bool = False
) -> Lines:
    """First what stands on the card, then the section of the agent; nothing without an agent.

    Of a course that was under way before its plan no amount is written.
    """
    if choice.first is Agent.NONE:
        return ()
    rule = guideline.agents
    begun = under_way and bool(choice.doses)
    choice = replace(choice, doses=()) if begun else choice
    says, fact = _outcome(rule.choice, case, choice)
    return (
        *_card(rule, case, choice, says, fact),
        stated(AGENT, fact),
        *_waits(rule, case, choice),
        *((stated(AGENT, rule.choice.under_way),) if begun else ()),
        *_drug(rule, case, choice),
        *_closed(rule, case, choice),
        *(_always(rule.choice) if choice.status else ()),
    )


def _outcome(rule: Choice, case: Case, choice: AgentChoice) -> Said:
    """The sentence for the card, and the rule that decided."""
    match choice.first:
        case Agent.SPECIALIST:
            if needs_combination(case):
                return "agent_combination", rule.emergency
            return "agent_specialist", rule.juvenile if is_child(case) else rule.specialist
        case Agent.PENDING:
            return {
                Withheld.ACTIVE_INFECTION: ("agent_after_infection", rule.infection),
                Withheld.PREGNANCY: ("agent_after_pregnancy", rule.pregnancy),
            }.get(Withheld(choice.withheld_for[0]), ("agent_after_test", rule.genetic_test))
    says = "agent_ready" if choice.status is Status.READY else "agent_candidate"
    if is_child(case):
        return says, rule.juvenile
    return says, rule.without_lung_disease if case.ild is Ild.NO else rule.with_lung_disease


def _card(rule: Agents, case: Case, choice: AgentChoice, says: str, fact: Fact[Any]) -> Lines:
    """The agent in one line; whether the lungs or hepatitis B are waited for."""
    agent = choice.if_cleared or choice.first
    head = Line(section=START, says=says, because=(fact,), values={"agent": agent})
    unknown = rule.blocks.methotrexate.ild_unknown
    held = case.ild is Ild.UNKNOWN and Agent.METHOTREXATE in choice.blocked
    advice = case.hbv is Hbv.POSITIVE
    return (
        head,
        *((Line(section=START, says="methotrexate_held", because=(unknown,)),) if held else ()),
        *((stated(START, rule.choice.hepatitis_b),) if advice else ()),
    )


def _waits(rule: Agents, case: Case, choice: AgentChoice) -> Lines:
    """The answers that are missing in one line, then each thing that must come first."""
    missing = tuple(key for key in choice.withheld_for if key in ANSWERS)
    asked = Line(
        section=AGENT,
        says="agent_not_answered",
        because=(rule.choice.unanswered,),
        values={"keys": missing},
    )
    first = (
        (Withheld.PREGNANCY in choice.withheld_for, rule.choice.pregnancy_ages),
        (choice.if_cleared is Agent.PENDING, rule.choice.pregnancy),
        (case.hbv is Hbv.POSITIVE, rule.choice.hepatitis_b),
        (Withheld.BELOW_ONE_TABLET in choice.withheld_for, rule.azathioprine.below_one_tablet),
        (Withheld.OVER_25_MG in choice.withheld_for, rule.juvenile_methotrexate.not_written),
        (Withheld.ADMISSION in choice.withheld_for, rule.choice.admission),
    )
    return (
        *((asked,) if missing and choice.status is Status.CANDIDATE else ()),
        *(stated(AGENT, fact) for holds, fact in first if holds),
    )


def _drug(rule: Agents, case: Case, choice: AgentChoice) -> Lines:
    """The doses of the drug that is named, with their arithmetic and safeguards."""
    weekly = [(each.week, each.dose) for each in choice.doses if isinstance(each, WeeklyAgentDose)]
    daily = [(each.week, each.intakes) for each in choice.doses if isinstance(each, AgentDose)]
    match choice.first:
        case Agent.METHOTREXATE:
            return methotrexate.lines(rule, case, weekly)
        case Agent.AZATHIOPRINE:
            return azathioprine.lines(rule.azathioprine, case, choice.target_mg_per_day, daily)
        case Agent.MYCOPHENOLATE:
            return mycophenolate.lines(rule.mycophenolate, case, daily)
    return ()


def _closed(rule: Agents, case: Case, choice: AgentChoice) -> Lines:
    """Why each other drug is closed; for a child only the one that is asked for."""
    return tuple(
        stated(AGENT, _block(rule, case, agent, name))
        for agent, names in choice.blocked.items()
        if agent is Agent.METHOTREXATE or not is_child(case)
        for name in names
    )


def _block(rule: Agents, case: Case, agent: Agent, name: str) -> Fact[Any]:
    """The fact of a block; impaired kidneys refuse methotrexate before they pass it over."""
    refused = rule.methotrexate.egfr_refused
    if name == "egfr_below_60" and below(case.egfr, refused.value):
        return refused
    fact: Fact[Any] = getattr(getattr(rule.blocks, agent), name)
    return fact


@cache
def _always(rule: Choice) -> Lines:
    return (stated(AGENT, rule.together), stated(AGENT, rule.slow_effect))
