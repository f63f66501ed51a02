"""The steroid-sparing agent: which one, what blocks it, what its dose still waits for."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.agents import azathioprine, methotrexate, mycophenolate
from core.amounts import WeeklyDose
from core.answers import is_child, pregnancy_open, unanswered
from core.guideline.schema import Guideline
from core.guideline.schema_agents import Agents
from core.interlocks import needs_admission
from core.patient import DECLINED, Case, Hbv, Ild


class Agent(StrEnum):
    """What the choice can end in."""

    METHOTREXATE = "methotrexate"
    AZATHIOPRINE = "azathioprine"
    MYCOPHENOLATE = "mycophenolate"
    SPECIALIST = "specialist"
    PENDING = "pending"
    NONE = "none"


class Status(StrEnum):
    """Whether everything that the dose turns on is known."""

    READY = "ready"
    CANDIDATE = "candidate"


class Withheld(StrEnum):
    """Why an agent or its dose waits: an answer that is missing, or what must come first."""

    ILD = "ild"
    AGE = "age"
    HEIGHT_CM = "height_cm"
    SEX = "sex"
    PREGNANCY = "pregnancy"
    EGFR = "egfr"
    LIVER_DISEASE = "liver_disease"
    ALCOHOL_EXCESS = "alcohol_excess"
    CYTOPENIA = "cytopenia"
    ALLOPURINOL = "allopurinol"
    FEBUXOSTAT = "febuxostat"
    ACTIVE_INFECTION = "active_infection"
    HBV = "hbv"
    TPMT = "tpmt"
    NUDT15 = "nudt15"
    HBV_ADVICE = "hbv_advice"
    BELOW_ONE_TABLET = "below_one_tablet"
    OVER_25_MG = "over_25_mg"
    ADMISSION = "admission"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentDose:
    """The amount from a week on: mg at each time of day, larger first."""

    week: int
    intakes: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyAgentDose:
    """The amount from a week on of the drug that is taken once a week."""

    week: int
    dose: WeeklyDose


Doses = tuple[AgentDose, ...] | tuple[WeeklyAgentDose, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentChoice:
    """The agent, its blocks, and its doses where all they turn on is known."""

    first: Agent
    status: Status | None = None
    if_cleared: Agent | None = None
    withheld_for: tuple[str, ...] = ()
    blocked: Mapping[Agent, tuple[str, ...]]
    doses: Doses = ()
    target_mg_per_day: Decimal | None = None  # azathioprine
    bsa_m2: Decimal | None = None  # juvenile methotrexate


METHOTREXATE, AZATHIOPRINE, MYCOPHENOLATE = (
    Agent.METHOTREXATE,
    Agent.AZATHIOPRINE,
    Agent.MYCOPHENOLATE,
)
WITHOUT_LUNG_DISEASE = (METHOTREXATE, AZATHIOPRINE, MYCOPHENOLATE)
WITH_LUNG_DISEASE = (MYCOPHENOLATE, AZATHIOPRINE)
CHILD = (METHOTREXATE,)
ASKED = {
    METHOTREXATE: methotrexate.ASKED,
    AZATHIOPRINE: azathioprine.ASKED,
    MYCOPHENOLATE: mycophenolate.ASKED,
}

Blocked = Mapping[Agent, tuple[str, ...]]


def choose(guideline: Guideline, case: Case) -> AgentChoice:
    """The first agent that nothing keeps closed, or what must happen before one is named."""
    if case.subtype in DECLINED:
        return AgentChoice(first=Agent.NONE, blocked={})
    if needs_combination(case):
        return AgentChoice(first=Agent.SPECIALIST, blocked={})
    rule = guideline.agents
    blocked = _blocked(rule, case)
    open_question = pregnancy_open(rule.choice, case)
    first = _first_open(case, blocked)
    if case.active_infection is True:
        then = Agent.PENDING if open_question else first
        return _pending(blocked, then, Withheld.ACTIVE_INFECTION)
    if open_question:
        return _pending(blocked, first, Withheld.PREGNANCY)
    if first is Agent.PENDING:
        tests = tuple(Withheld(key) for key in azathioprine.TESTS if unanswered(case, key))
        return _pending(blocked, AZATHIOPRINE, *tests)
    if first is Agent.SPECIALIST:
        return AgentChoice(first=first, blocked=blocked)
    return _named(rule, case, first, blocked)


def needs_combination(case: Case) -> bool:
    """Whether the lungs call for several drugs at once, so that no single agent is named."""
    return case.rapidly_progressive is True or case.mda5 is True


def _blocked(rule: Agents, case: Case) -> Blocked:
    """Every block that holds, also of drugs that are not reached."""
    found = {
        METHOTREXATE: methotrexate.blocks(rule.blocks.methotrexate, case),
        AZATHIOPRINE: azathioprine.blocks(rule.blocks.azathioprine, case),
        MYCOPHENOLATE: mycophenolate.blocks(rule.blocks.mycophenolate, case),
    }
    return {agent: names for agent, names in found.items() if names}


def _order(case: Case) -> tuple[Agent, ...]:
    if is_child(case):
        return CHILD
    return WITHOUT_LUNG_DISEASE if case.ild is Ild.NO else WITH_LUNG_DISEASE


def _first_open(case: Case, blocked: Blocked) -> Agent:
    """The first open drug; else pending for a test that alone blocks azathioprine; else nobody."""
    for agent in _order(case):
        if agent not in blocked:
            return agent
    if not is_child(case) and azathioprine.AWAITED.issuperset(blocked[AZATHIOPRINE]):
        return Agent.PENDING
    return Agent.SPECIALIST


def _pending(blocked: Blocked, then: Agent, *waits: Withheld) -> AgentChoice:
    return AgentChoice(first=Agent.PENDING, if_cleared=then, withheld_for=waits, blocked=blocked)


def _named(rule: Agents, case: Case, first: Agent, blocked: Blocked) -> AgentChoice:
    """Ready with its doses where nothing is missing and nothing must come first."""
    asked = methotrexate.ASKED_CHILD if is_child(case) else ASKED[first]
    missing = tuple(Withheld(key) for key in asked if unanswered(case, key))
    doses, target = ((), None) if missing else _doses(rule, case, first)
    reasons = (
        *missing,
        *((Withheld.HBV_ADVICE,) if case.hbv is Hbv.POSITIVE else ()),
        *((_too_small_or_large(first),) if not missing and not doses else ()),
        *((Withheld.ADMISSION,) if needs_admission(case) else ()),
    )
    if reasons:
        return AgentChoice(
            first=first, status=Status.CANDIDATE, withheld_for=reasons, blocked=blocked
        )
    return AgentChoice(
        first=first,
        status=Status.READY,
        blocked=blocked,
        doses=doses,
        target_mg_per_day=target,
        bsa_m2=methotrexate.body_surface_m2(rule.juvenile_methotrexate, case)
        if is_child(case)
        else None,
    )


def _too_small_or_large(first: Agent) -> Withheld:
    """Why a complete case gives no number: only these two drugs can come to that."""
    return Withheld.BELOW_ONE_TABLET if first is AZATHIOPRINE else Withheld.OVER_25_MG


def _doses(rule: Agents, case: Case, first: Agent) -> tuple[Doses, Decimal | None]:
    """The doses of a drug of which everything is known, and azathioprine's target."""
    if first is METHOTREXATE:
        weekly = (
            methotrexate.child_doses(rule, case)
            if is_child(case)
            else methotrexate.adult_doses(rule.methotrexate, case)
        )
        return tuple(WeeklyAgentDose(week=week, dose=dose) for week, dose in weekly), None
    if first is MYCOPHENOLATE:
        return _daily(mycophenolate.doses(rule.mycophenolate)), None
    drug = rule.azathioprine
    target = azathioprine.target_mg(drug, case)
    if target is None:
        return (), None
    rises = azathioprine.rises(drug, case, target)
    return _daily(tuple((week, azathioprine.intakes(drug, mg)) for week, mg in rises)), target


def _daily(given: tuple[tuple[int, tuple[Decimal, ...]], ...]) -> tuple[AgentDose, ...]:
    return tuple(AgentDose(week=week, intakes=intakes) for week, intakes in given)
