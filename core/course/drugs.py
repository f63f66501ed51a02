"""The drugs of a plan beside the steroid, and the case as it stands with them."""

from dataclasses import dataclass, replace
from datetime import date

from core.agents.choice import (
    Agent,
    AgentChoice,
    Status,
    Withheld,
    blocked,
    choose,
)
from core.amounts import Unknown
from core.answers import agent_begins
from core.course.decisions import HARMS, Decision, Drug, Move, Reason
from core.course.regimen import Regimen, Regimens, begun
from core.guideline.schema import Guideline
from core.patient import Case, Experience, Experiences, Immunosuppressant
from core.steroid.pulses import PulseGiven

AGENTS = (Drug.METHOTREXATE, Drug.AZATHIOPRINE, Drug.MYCOPHENOLATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drugs:
    """What is named, and what was decided of every drug; a drug that is named is not begun."""

    agent: AgentChoice
    regimens: Regimens = ()
    recorded: bool = True  # False: the agent may be taken, and nobody has said so here

    @property
    def begun(self) -> date | None:
        """The first day of the agent that is taken or held; None while none is."""
        running = [each for each in self.regimens if each.drug in AGENTS and not each.ended]
        return running[-1].begun if running else None


def begun_as_planned(case: Case, agent: AgentChoice) -> Regimens:
    """The agent begun on the day that the case names, where nothing of it waits; else nothing."""
    if agent.status is not Status.READY or not agent.doses:
        return ()
    decision = Decision(
        move=Move.BEGIN,
        on=agent_begins(case),
        reason=Reason.AS_PLANNED,
        drug=Drug(str(agent.first)),
        weekday=case.methotrexate_weekday,
        route=case.methotrexate_route if agent.first is Agent.METHOTREXATE else None,
    )
    return (begun(agent, decision),)


def as_lived(case: Case, regimens: Regimens) -> Case:
    """The case with what was recorded since: what is taken now, and what failed or did harm.

    Every rule that speaks of a drug that is taken then speaks of these too.
    """
    if not regimens:
        return case
    given = {each.drug for each in regimens}
    return replace(
        case,
        immunosuppressants=_experiences(case, regimens),
        rituximab=True if Drug.RITUXIMAB in given else case.rituximab,
        cyclophosphamide=_running(regimens, Drug.CYCLOPHOSPHAMIDE) or case.cyclophosphamide,
    )


def chosen(guideline: Guideline, case: Case, regimens: Regimens) -> AgentChoice:
    """What the rules name once these drugs have ended: none of them again, and none as begun.

    The agent itself is named while it is taken: it is not a drug beside it.
    """
    beside = tuple(each for each in regimens if each.ended or not each.ladder)
    choice = choose(guideline, as_lived(case, beside))
    if not isinstance(case.immunosuppressants, Unknown) or choice.status is not Status.READY:
        return choice
    waits = (*choice.withheld_for, Withheld.IMMUNOSUPPRESSANTS)
    return replace(choice, status=Status.CANDIDATE, withheld_for=waits, doses=())


def closed_for(guideline: Guideline, case: Case, drug: Drug) -> tuple[str, ...]:
    """The names of the blocks that hold against this drug; those of the other drugs are none."""
    return blocked(guideline.agents, case).get(Agent(str(drug)), ()) if drug in AGENTS else ()


def pulses(guideline: Guideline, regimens: Regimens) -> tuple[PulseGiven, ...]:
    """The pulses that were recorded along the course, as the daily steroid counts them."""
    equals = guideline.steroid.pulse.equivalence.value
    return tuple(
        PulseGiven(
            first=each.begun,
            days=max(each.stretches[0].days, 1),
            mg=None if each.last.mg is None else each.last.mg * equals,
        )
        for each in regimens
        if each.drug is Drug.METHYLPREDNISOLONE
    )


def agent_now(regimens: Regimens, on: date) -> Regimen | None:
    """The agent that is taken or held on this day; None without one."""
    found = (
        each
        for each in reversed(regimens)
        if each.drug in AGENTS and not (each.ended and each.ended <= on)
    )
    return next(found, None)


def _experiences(case: Case, regimens: Regimens) -> Experiences:
    known = {} if isinstance(case.immunosuppressants, Unknown) else dict(case.immunosuppressants)
    for each in regimens:
        if each.drug is Drug.METHYLPREDNISOLONE:
            continue
        drug = Immunosuppressant(str(each.drug))
        known.pop(drug, None)
        if (found := _experience(each)) is not None:
            known[drug] = found
    return tuple((drug, known[drug]) for drug in Immunosuppressant if drug in known)


def _experience(regimen: Regimen) -> Experience | None:
    if regimen.ended is None:
        return Experience.TAKING
    if regimen.last.reason in HARMS:
        return Experience.NOT_TOLERATED
    return None if regimen.last.reason is Reason.COMPLETED else Experience.FAILED


def _running(regimens: Regimens, drug: Drug) -> bool:
    return any(each.drug is drug and each.ended is None for each in regimens)
