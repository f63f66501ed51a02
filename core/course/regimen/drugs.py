"""The drugs of a plan beside the steroid, and the case as it stands with them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from core.agents.azathioprine import ideal_kg, target_mg
from core.agents.choice import (
    Agent,
    AgentChoice,
    Status,
    Withheld,
    blocked,
    choose,
)
from core.agents.methotrexate import most_mg
from core.amounts import A_DAY, Unknown
from core.answers import agent_begins, below, is_child
from core.course.decisions import HARMS, Decision, Drug, Move, Reason
from core.course.regimen.after import after, begun
from core.course.regimen.recovery import as_answered, still, told_days
from core.course.regimen.regimen import Regimen, Regimens, running
from core.evidence import Fact
from core.guideline.schema import Guideline
from core.patient import Case, Experience, Experiences, Immunosuppressant
from core.rescue.weighed import Treatment, closing
from core.steroid.pulses import PulseGiven

SET_ASIDE = frozenset(
    {"ild", "ild_unknown", "hbv", "cytopenia", "failed", "not_tolerated", "rapidly_progressive"}
)  # blocks that a specialist's decision may go against
AGENTS = (Drug.METHOTREXATE, Drug.AZATHIOPRINE, Drug.MYCOPHENOLATE)
NONE_NAMED = AgentChoice(first=Agent.NONE, blocked={})  # for whom no drug is followed here


@dataclass(frozen=True, slots=True, kw_only=True)
class Drugs:
    """What is named, and what was decided of every drug; a drug that is named is not begun."""

    agent: AgentChoice
    regimens: Regimens = ()
    recorded: bool = True  # False: the agent may be taken, and nobody has said so here
    ready: date | None = None  # from when the agent is ready, where that came after the plan

    def free(self, on: date | None) -> bool:
        """Whether what is named is not taken on this day, and may not be either."""
        mine = (each for each in self.regimens if str(each.drug) == str(self.agent.first))
        return self.recorded and all(each.over(on) for each in mine)

    @property
    def is_over(self) -> bool:
        """Whether no drug is followed here any more: another team plans, or the patient died."""
        return self.agent.first is Agent.NONE

    def begun(self, on: date | None) -> date | None:
        """The first day of the agent that is taken or held on this day; None where none is."""
        going = [each for each in self.regimens if each.drug in AGENTS and not each.over(on)]
        return going[-1].begun if going else None


def before_rise(guideline: Guideline, drug: Drug) -> tuple[Fact[Any], ...]:
    """What a rise waits for: what is asked of this drug, then what is asked of any."""
    agents = guideline.agents
    own: Mapping[Drug, Fact[Any]] = {
        Drug.METHOTREXATE: agents.methotrexate.before_step,
        Drug.AZATHIOPRINE: agents.azathioprine.before_step,
    }
    return (*((own[drug],) if drug in own else ()), agents.life.before_rise_days)


def within_target(guideline: Guideline, case: Case, drugs: Drugs) -> Drugs:
    """The drugs, none of which rises above the target of this case; what was confirmed stays."""
    regimens = tuple(_within_target(guideline, case, each) for each in drugs.regimens)
    return drugs if regimens == drugs.regimens else replace(drugs, regimens=regimens)


def _within_target(guideline: Guideline, case: Case, regimen: Regimen) -> Regimen:
    agents = guideline.agents
    match regimen.drug:
        case Drug.AZATHIOPRINE if ideal_kg(agents.azathioprine, case) is not None:
            target = target_mg(agents.azathioprine, case)
        case Drug.METHOTREXATE if not is_child(case):
            target = most_mg(agents.methotrexate, case)
        case _:
            return regimen  # it rises to the same amount whatever is answered
    kept = tuple(mg for mg in regimen.ladder if target is not None and mg <= target)
    capped = replace(regimen, ladder=kept or regimen.ladder[:1])
    return replace(capped, due=None) if capped.following_mg is None else capped


def at_first(guideline: Guideline, case: Case, *, begins: bool) -> Drugs:
    """The agent that is named, begun as planned where it may be.

    Of a course that was under way before its plan nobody knows here what is taken.
    """
    agent = choose(guideline, case)
    regimens = _begun_as_planned(case, agent) if begins else ()
    return Drugs(agent=agent, regimens=regimens, recorded=begins or not agent.doses)


def _begun_as_planned(case: Case, agent: AgentChoice) -> Regimens:
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


def drugs_left(drugs: Drugs, decision: Decision) -> Drugs:
    """The drugs after a decision about the steroid: for whom another team plans from then on, or
    who died, each of them ends, and none is named."""
    if not decision.leaves:
        return drugs
    regimens = drugs.regimens
    for each in regimens:
        if not each.over(decision.on):
            end = Decision(move=Move.END, on=decision.on, reason=decision.reason, drug=each.drug)
            regimens = after(drugs.agent, regimens, end)
    return Drugs(agent=NONE_NAMED, regimens=regimens)


def as_lived(case: Case, regimens: Regimens, on: date | None = None) -> Case:
    """The case with what was recorded since: what is taken on this day, and what failed or did
    harm; without a day an end that was decided has come.

    Every rule that speaks of a drug that is taken then speaks of these too.
    """
    if not regimens:
        return case
    given = {each.drug for each in regimens}
    return replace(
        case,
        immunosuppressants=_experiences(case, regimens, on),
        rituximab=True if Drug.RITUXIMAB in given else case.rituximab,
        cyclophosphamide=running(regimens, Drug.CYCLOPHOSPHAMIDE, on) is not None
        or case.cyclophosphamide,
    )


def as_weighed(
    guideline: Guideline,
    case: Case,
    regimens: Regimens,
    on: date | None = None,
    *,
    but: Drug | None = None,
) -> Case:
    """The same, and what a drug was held or stopped for as if it were answered, until it has
    recovered; of the drug `but`, while it is held, that is aside."""
    return as_answered(guideline, as_lived(case, regimens, on), still(regimens, on, but=but))


def chosen(
    guideline: Guideline, case: Case, regimens: Regimens, on: date | None = None
) -> AgentChoice:
    """What the rules name once these drugs have ended: none of them again, and none as begun.

    The agent itself is named while it is taken: it is not a drug beside it.
    """
    beside = _beside(regimens, on)
    choice = choose(guideline, as_weighed(guideline, case, beside, on))
    asks = Withheld.IMMUNOSUPPRESSANTS in guideline.agents.choice.asked_of_every_agent.value
    unknown = isinstance(case.immunosuppressants, Unknown) and asks
    ready = choice.status is Status.READY
    waits = (
        *choice.withheld_for,
        *((Withheld.IMMUNOSUPPRESSANTS,) if unknown and ready else ()),
        *((Withheld.RECOVERY,) if choice.status and still(beside, on) else ()),
    )
    if waits == choice.withheld_for:
        return choice
    return replace(choice, status=Status.CANDIDATE, withheld_for=waits, doses=())


def named_anew(
    guideline: Guideline, case: Case, drugs: Drugs, on: date | None, since: date | None = None
) -> Drugs:
    """The drugs with what is named beside them on this day, and from when that has been ready:
    where it was not before since this day, or the one that is given."""
    if drugs.is_over and all(each.ended for each in drugs.regimens):
        return drugs
    before, agent = drugs.agent, _named(guideline, case, drugs, on)
    if since and before.status is Status.READY and (not drugs.ready or drugs.ready < since):
        before = _named(guideline, case, drugs, since - A_DAY)
    as_before = agent.first is before.first and before.status is Status.READY
    ready = drugs.ready if as_before else since or on
    return replace(drugs, agent=agent, ready=ready if agent.status is Status.READY else None)


def _named(guideline: Guideline, case: Case, drugs: Drugs, on: date | None) -> AgentChoice:
    """The agent that is taken or may be stays, with what closes the agents by this case; else
    what the rules choose."""
    if drugs.free(on):
        return chosen(guideline, case, drugs.regimens, on)
    lived = as_weighed(guideline, case, _beside(drugs.regimens, on), on)
    found = blocked(guideline.agents, lived)
    return drugs.agent if found == drugs.agent.blocked else replace(drugs.agent, blocked=found)


def end_come(drugs: Drugs, on: date) -> date | None:
    """The last day on which what is named may have become another, while no agent is taken: a drug
    ended, was held for what counts as an answer, or was taken again after that."""
    if drugs.is_over or not drugs.free(on):
        return None
    over = (each.ended for each in drugs.regimens if each.over(on))
    beside = (each for each in drugs.regimens if not each.ladder)
    harms = (day for each in beside for day in told_days(each) if day <= on)
    return max(filter(None, (*over, *harms)), default=None)


def _beside(regimens: Regimens, on: date | None) -> Regimens:
    return tuple(each for each in regimens if each.over(on) or not each.ladder)


def closed_for(guideline: Guideline, case: Case, drug: Drug) -> tuple[str, ...]:
    """The names of what was answered against this agent; against another drug nothing is.

    Its blocks; an infection, during which none is given; and lungs that worsen fast, which
    methotrexate may be the cause of.
    """
    if drug not in AGENTS:
        return ()
    return (*blocked(guideline.agents, case).get(Agent(str(drug)), ()), *_not_now(case, drug))


def speaks_against(guideline: Guideline, case: Case, drug: Drug) -> tuple[str, ...]:
    """The same of any drug: of a rescue treatment what closes it before it is given."""
    treatments = [each for each in Treatment if str(each) == str(drug)]
    closes = (str(why) for each in treatments for why in closing(guideline, case, each))
    return (*closed_for(guideline, case, drug), *closes)


def without_override(guideline: Guideline, case: Case, drug: Drug, *, anew: bool) -> bool:
    """Whether an answer closes this agent to a resume, or to a new start, whoever decides.

    The other answers can be set aside by a specialist, an infection only for one that is resumed.
    """
    names = {*closed_for(guideline, case, drug)} - SET_ASIDE
    if not anew:
        names.discard("active_infection")
    kidney = guideline.agents.methotrexate.egfr_refused.value
    if drug is Drug.METHOTREXATE and not below(case.egfr, kidney):
        names.discard("egfr_below_60")
    return bool(names)


def _not_now(case: Case, drug: Drug) -> Iterator[str]:
    """What keeps an agent from being given now, whichever would be named."""
    if case.active_infection is True:
        yield "active_infection"
    if drug is Drug.METHOTREXATE and case.rapidly_progressive is True:
        yield "rapidly_progressive"


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


def _experiences(case: Case, regimens: Regimens, on: date | None) -> Experiences:
    known = {} if isinstance(case.immunosuppressants, Unknown) else dict(case.immunosuppressants)
    for each in regimens:
        if each.drug is Drug.METHYLPREDNISOLONE:
            continue
        drug = Immunosuppressant(str(each.drug))
        known.pop(drug, None)
        if (found := _experience(each, on)) is not None:
            known[drug] = found
    return tuple((drug, known[drug]) for drug in Immunosuppressant if drug in known)


def _experience(regimen: Regimen, on: date | None) -> Experience | None:
    if not regimen.over(on) or regimen.last.left:
        return Experience.TAKING
    if regimen.last.reason in HARMS:
        return Experience.NOT_TOLERATED
    return None if regimen.last.reason is Reason.COMPLETED else Experience.FAILED
