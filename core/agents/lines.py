"""What a plan says about the agent: which and why, its doses, and what closes the others."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
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
from core.answers import below, experience, harms_a_child, is_child, taken
from core.emergencies import lungs_fail
from core.evidence import Fact, Line, Section, Value, stated
from core.guideline.schema import Guideline
from core.guideline.schema_agents import Agents, Choice
from core.patient import Case, Hbv, Ild, Immunosuppressant, Sex
from core.sayable import Medicine, Sayable

START, AGENT = Section.START, Section.AGENT
ANSWERS = frozenset(Withheld) - {
    Withheld.ALREADY_TREATED,
    Withheld.HBV_ADVICE,
    Withheld.BELOW_ONE_TABLET,
    Withheld.OVER_25_MG,
    Withheld.ADMISSION,
    Withheld.RECOVERY,
}

Lines = tuple[Line, ...]
Said = tuple[str, Fact[Any]]


def lines(
    guideline: Guideline,
    case: Case,
    choice: AgentChoice,
    given: Given,
    *,
    recorded: bool = True,
    together: bool = False,
) -> Lines:
    """First what stands on the card, then the section of the agent; nothing without an agent.

    Only amounts that were confirmed are written: those in `given`, which may be of other drugs
    than the one that is named. An agent that is ready and not among them was not begun.
    """
    if choice.first is Agent.NONE:
        return ()
    rule = guideline.agents
    says, fact = _outcome(rule.choice, case, choice, recorded=recorded)
    waits = choice.status is Status.READY and choice.first not in given
    head, *beside = _card(rule, case, choice, says, fact)
    return (
        *(() if choice.first in given else (head,)),  # where it is taken its amounts say more
        *beside,
        replace(head, section=AGENT) if treated(head) else stated(AGENT, fact),
        *_waits(guideline, case, choice),
        *((stated(AGENT, rule.life.begin),) if waits else ()),
        *_drugs(guideline, case, choice, given),
        *_closed(rule, case, choice),
        *(_always(rule.choice, together=together) if choice.status else ()),
    )


def treated(line: Line) -> bool:
    """Whether it says which drugs are taken already."""
    return line.says == "agent_already_treated"


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
        {
            "methotrexate_week",
            "methotrexate_week_routed",
            "methotrexate_week_open",
            "methotrexate_child",
        }
    ),
    Agent.AZATHIOPRINE: frozenset({"azathioprine_once", "azathioprine_twice"}),
    Agent.MYCOPHENOLATE: frozenset({"mycophenolate_week"}),
}
FOLIC_ACID = frozenset(
    {
        "folic_acid_daily",
        "folic_acid_weekly",
        "folic_acid_weekly_from",
        "agents.juvenile_methotrexate.folic_acid",
    }
)
AMOUNTS = FOLIC_ACID.union(*DOSES.values())
CAUTIONS = frozenset(
    {
        "agent_not_answered",
        "agents.life.not_confirmed",
        "agents.life.recovery",
        "agents.choice.hepatitis_b",
        "agent_hbv_held",
        "agent_hbv_taken",
        "agents.choice.admission",
        "agents.azathioprine.caution.pregnancy",
        "agents.azathioprine.kidney_share",
        "agents.azathioprine.one_intermediate",
        "agents.mycophenolate.low_egfr",
        "agents.mycophenolate.cytopenia",
    }
)  # what an answer changes about a drug


def _outcome(rule: Choice, case: Case, choice: AgentChoice, *, recorded: bool) -> Said:
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
    says = _named(choice, recorded=recorded)
    if is_child(case):
        return says, rule.juvenile
    return says, rule.without_lung_disease if case.ild is Ild.NO else rule.with_lung_disease


def _named(choice: AgentChoice, *, recorded: bool) -> str:
    """How the agent that is named stands: it waits, it may begin, or it may be taken already."""
    if choice.status is not Status.READY:
        return "agent_candidate"
    return "agent_ready" if recorded else "agent_not_recorded"


def _card(rule: Agents, case: Case, choice: AgentChoice, says: str, fact: Fact[Any]) -> Lines:
    """The agent in one line; whether the lungs or hepatitis B are waited for."""
    agent = choice.if_cleared or choice.first
    values: dict[str, Value] = {"agent": agent}
    if says == "agent_already_treated":
        values = {"drugs": taken(case)}
    head = Line(section=START, says=says, because=(fact,), values=values)
    unknown = rule.blocks.methotrexate.ild_unknown
    held = case.ild is Ild.UNKNOWN and Agent.METHOTREXATE in choice.blocked
    advice = case.hbv is Hbv.POSITIVE
    return (
        head,
        *((Line(section=START, says="methotrexate_held", because=(unknown,)),) if held else ()),
        *((stated(START, rule.choice.hepatitis_b),) if advice else ()),
    )


def _waits(guideline: Guideline, case: Case, choice: AgentChoice) -> Lines:
    """The answers that are missing in one line, then each thing that must come first."""
    rule = guideline.agents
    missing = tuple(key for key in choice.withheld_for if key in ANSWERS)
    asked = Line(
        section=AGENT,
        says="agent_not_answered",
        because=(rule.choice.unanswered,),
        values={"agent": choice.first, "keys": missing},
    )
    first = (
        (Withheld.PREGNANCY in choice.withheld_for, rule.choice.pregnancy_ages),
        (choice.if_cleared is Agent.PENDING, _also(rule.choice, case)),
        (case.hbv is Hbv.POSITIVE, rule.choice.hepatitis_b),
        (Withheld.BELOW_ONE_TABLET in choice.withheld_for, rule.azathioprine.below_one_tablet),
        (Withheld.OVER_25_MG in choice.withheld_for, rule.juvenile_methotrexate.not_written),
        (Withheld.RECOVERY in choice.withheld_for, rule.life.recovery),
        (Withheld.ADMISSION in choice.withheld_for, rule.choice.admission),
    )
    allows = choice.first is Agent.SPECIALIST and _tacrolimus_in_pregnancy(guideline, case)
    return (
        *((stated(AGENT, rule.choice.specialist_pregnancy),) if allows else ()),
        *((asked,) if missing and choice.status is Status.CANDIDATE else ()),
        *(stated(AGENT, fact) for holds, fact in first if holds),
    )


def _tacrolimus_in_pregnancy(guideline: Guideline, case: Case) -> bool:
    """Whether pregnancy leaves it: hers, and neither given up nor closed by her kidneys."""
    closed = below(case.egfr, guideline.rescue.low_egfr.value)
    tried_it = experience(case, Immunosuppressant.CALCINEURIN_INHIBITOR) is not None
    return case.sex is not Sex.MALE and harms_a_child(case) and not (tried_it or closed)


def _also(rule: Choice, case: Case) -> Fact[Any]:
    """What is still open once an infection has passed."""
    return rule.already_treated if already_treated(case) else rule.pregnancy


def _drugs(guideline: Guideline, case: Case, choice: AgentChoice, given: Given) -> Lines:
    """The drug that is named and each that is taken: amounts, their arithmetic, safeguards.

    Of a drug that was taken before the plan the safeguards alone: its doses are not known here.
    """
    known = (Agent(drug) for drug in taken(case) if drug in set(map(str, DOSES)))
    drugs = dict.fromkeys((choice.first, *given, *known))
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
    daily = [(each.days, each.mg) for each in given]
    match drug:
        case Agent.METHOTREXATE:
            limit = rule.methotrexate.limit_mg.value
            weekly = [
                (
                    each.days,
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
        tried(AGENT, rule.choice, name, agent)
        if name in GIVEN_UP
        else stated(AGENT, _block(rule, case, agent, name))
        for agent, names in choice.blocked.items()
        if agent is Agent.METHOTREXATE or not is_child(case)
        for name in names
    )


def tried(section: Section, rule: Choice, how: str, drug: StrEnum) -> Line:
    """That this drug was given before, and why it is not given again."""
    return Line(
        section=section,
        says=f"drug_{how}",
        because=(getattr(rule, how),),
        values={"drug": drug},
    )


def _block(rule: Agents, case: Case, agent: Agent, name: str) -> Fact[Any]:
    """The fact of a block; impaired kidneys refuse methotrexate before they pass it over."""
    refused = rule.methotrexate.egfr_refused
    if name == "egfr_below_60" and below(case.egfr, refused.value):
        return refused
    fact: Fact[Any] = getattr(getattr(rule.blocks, agent), name)
    return fact


@cache
def _always(rule: Choice, *, together: bool) -> Lines:
    slow = stated(AGENT, rule.slow_effect)
    return (stated(AGENT, rule.together), slow) if together else (slow,)
