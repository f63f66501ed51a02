"""What a plan says about the agent: which and why, its doses, and what closes the others."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from core.agents import azathioprine, methotrexate, mycophenolate
from core.agents.choice import (
    GIVEN_UP,
    Agent,
    AgentChoice,
    Confirmed,
    Given,
    Status,
    Withheld,
    already_treated,
)
from core.amounts import WeeklyDose
from core.answers import below, is_child, taken
from core.emergencies import lungs_fail
from core.evidence import Fact, Line, Section, stated
from core.guideline.schema import Guideline
from core.guideline.schema_agents import Agents, Choice
from core.patient import Case, Hbv, Ild
from core.sayable import Medicine, Sayable

START, AGENT = Section.START, Section.AGENT
ANSWERS = frozenset(Withheld) - {
    Withheld.ALREADY_TREATED,
    Withheld.HBV_ADVICE,
    Withheld.BELOW_ONE_TABLET,
    Withheld.OVER_25_MG,
    Withheld.ADMISSION,
}

Lines = tuple[Line, ...]
Said = tuple[str, Fact[Any]]


def lines(guideline: Guideline, case: Case, choice: AgentChoice, given: Given) -> Lines:
    """First what stands on the card, then the section of the agent; nothing without an agent.

    Only amounts that were confirmed are written: those in `given`, which may be of other drugs
    than the one that is named. An agent that is ready and not among them was not begun.
    """
    if choice.first is Agent.NONE:
        return ()
    rule = guideline.agents
    says, fact = _outcome(rule.choice, case, choice)
    waits = choice.status is Status.READY and choice.first not in given
    named = choice.first not in given  # else its amounts say more
    return (
        *(_card(rule, case, choice, says, fact) if named else ()),
        stated(AGENT, fact),
        *_waits(rule, case, choice),
        *((stated(AGENT, rule.life.begin),) if waits else ()),
        *_drugs(guideline, case, choice, given),
        *_closed(rule, case, choice),
        *(_always(rule.choice) if choice.status else ()),
    )


def said(lines: Lines, choice: AgentChoice, given: Given) -> tuple[Sayable, ...]:
    """Each drug that is named or taken, as its lines have it: the amounts that were confirmed,
    and what the answers say of it."""
    cautions = tuple(line for line in lines if line.says in CAUTIONS)
    drugs = (drug for drug in DOSES if drug is choice.first or drug in given)
    folic = tuple(line for line in lines if line.says in FOLIC_ACID)
    return (
        *(
            Sayable(
                medicine=Medicine(drug),
                doses=tuple(line for line in lines if line.says in DOSES[drug]),
                cautions=cautions,
            )
            for drug in drugs
        ),
        *((Sayable(medicine=Medicine.FOLIC_ACID, doses=folic),) if folic else ()),
    )


DOSES: Mapping[Agent, frozenset[str]] = {
    Agent.METHOTREXATE: frozenset(
        {"methotrexate_week", "methotrexate_skin", "methotrexate_child"}
    ),
    Agent.AZATHIOPRINE: frozenset({"azathioprine_once", "azathioprine_twice"}),
    Agent.MYCOPHENOLATE: frozenset({"mycophenolate_week"}),
}
FOLIC_ACID = frozenset(
    {"folic_acid_daily", "folic_acid_weekly", "agents.juvenile_methotrexate.folic_acid"}
)
AMOUNTS = FOLIC_ACID.union(*DOSES.values())
CAUTIONS = frozenset(
    {
        "agent_not_answered",
        "agents.life.not_confirmed",
        "agents.choice.hepatitis_b",
        "agents.choice.admission",
        "agents.azathioprine.caution.pregnancy",
        "agents.azathioprine.kidney_share",
        "agents.azathioprine.one_intermediate",
        "agents.mycophenolate.low_egfr",
        "agents.mycophenolate.cytopenia",
    }
)  # what an answer changes about a drug


def _outcome(rule: Choice, case: Case, choice: AgentChoice) -> Said:
    """The sentence for the card, and the rule that decided."""
    match choice.first:
        case Agent.SPECIALIST:
            if lungs_fail(case):
                return "agent_combination", rule.emergency
            return "agent_specialist", rule.juvenile if is_child(case) else rule.specialist
        case Agent.PENDING:
            return {
                Withheld.ACTIVE_INFECTION: ("agent_after_infection", rule.infection),
                Withheld.PREGNANCY: ("agent_after_pregnancy", rule.pregnancy),
                Withheld.ALREADY_TREATED: ("agent_already_treated", rule.already_treated),
            }.get(Withheld(choice.withheld_for[0]), ("agent_after_test", rule.genetic_test))
    says = "agent_ready" if choice.status is Status.READY else "agent_candidate"
    if is_child(case):
        return says, rule.juvenile
    return says, rule.without_lung_disease if case.ild is Ild.NO else rule.with_lung_disease


def _card(rule: Agents, case: Case, choice: AgentChoice, says: str, fact: Fact[Any]) -> Lines:
    """The agent in one line; whether the lungs or hepatitis B are waited for."""
    agent = choice.if_cleared or choice.first
    values = {"drugs": taken(case)} if says == "agent_already_treated" else {"agent": agent}
    head = Line(section=START, says=says, because=(fact,), values=values)
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
        (choice.if_cleared is Agent.PENDING, _also(rule.choice, case)),
        (case.hbv is Hbv.POSITIVE, rule.choice.hepatitis_b),
        (Withheld.BELOW_ONE_TABLET in choice.withheld_for, rule.azathioprine.below_one_tablet),
        (Withheld.OVER_25_MG in choice.withheld_for, rule.juvenile_methotrexate.not_written),
        (Withheld.ADMISSION in choice.withheld_for, rule.choice.admission),
    )
    return (
        *((asked,) if missing and choice.status is Status.CANDIDATE else ()),
        *(stated(AGENT, fact) for holds, fact in first if holds),
    )


def _also(rule: Choice, case: Case) -> Fact[Any]:
    """What is still open once an infection has passed."""
    return rule.already_treated if already_treated(case) else rule.pregnancy


def _drugs(guideline: Guideline, case: Case, choice: AgentChoice, given: Given) -> Lines:
    """The drug that is named and each that is taken: amounts, their arithmetic, safeguards."""
    drugs = dict.fromkeys((choice.first, *given))
    return tuple(
        line
        for drug in drugs
        for line in _drug(guideline, case, choice, drug, given.get(drug, ()))
    )


def _drug(
    guideline: Guideline,
    case: Case,
    choice: AgentChoice,
    drug: Agent,
    given: tuple[Confirmed, ...],
) -> Lines:
    rule, young_years = guideline.agents, guideline.monitoring.juvenile.young_years.value
    daily = [(each.first, each.mg) for each in given]
    match drug:
        case Agent.METHOTREXATE:
            limit = rule.methotrexate.limit_mg.value
            weekly = [
                (
                    each.first,
                    WeeklyDose(mg=each.mg, weekday=each.weekday, limit_mg=limit),
                    each.route,
                )
                for each in given
                if each.weekday
            ]
            return methotrexate.lines(rule, case, weekly, young_years=young_years)
        case Agent.AZATHIOPRINE:
            target = choice.target_mg_per_day if drug is choice.first else None
            return azathioprine.lines(rule.azathioprine, case, target, daily)
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
    if name in GIVEN_UP:
        tried: Fact[Any] = getattr(rule.choice, name)
        return tried
    refused = rule.methotrexate.egfr_refused
    if name == "egfr_below_60" and below(case.egfr, refused.value):
        return refused
    fact: Fact[Any] = getattr(getattr(rule.blocks, agent), name)
    return fact


@cache
def _always(rule: Choice) -> Lines:
    return (stated(AGENT, rule.together), stated(AGENT, rule.slow_effect))
