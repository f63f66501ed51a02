"""The steroid-sparing agent: which one, what blocks it, what its dose still waits for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.agents import azathioprine, methotrexate, mycophenolate
from core.amounts import Weekday, WeeklyDose
from core.answers import experience, is_child, pregnancy_open, taken, unanswered
from core.emergencies import lungs_fail, needs_admission
from core.evidence import Value
from core.guideline.schema import Guideline
from core.guideline.schema_agents import Agents
from core.patient import DECLINED, Case, Experience, Hbv, Ild, Immunosuppressant, Route


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
    IMMUNOSUPPRESSANTS = "immunosuppressants"
    TPMT = "tpmt"
    NUDT15 = "nudt15"
    HBV_ADVICE = "hbv_advice"
    BELOW_ONE_TABLET = "below_one_tablet"
    OVER_25_MG = "over_25_mg"
    ADMISSION = "admission"
    ALREADY_TREATED = "already_treated"
    RECOVERY = "recovery"


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
class Confirmed:
    """An amount that a prescriber confirmed: from its first dose day on, a day or once a week."""

    first: date
    mg: Decimal
    weekday: Weekday | None = None
    route: Route | None = None
    last: date | None = None  # the last day it is taken on; None: nothing was decided after it
    none_on: tuple[date, ...] = ()  # days of an earlier weekday, on which none is taken any more

    @property
    def days(self) -> dict[str, Value]:
        """From when it is taken and to when, as its line says it."""
        return spell(self.first, self.last, self.none_on)


def spell(first: date, last: date | None, none_on: tuple[date, ...] = ()) -> dict[str, Value]:
    """The values by which a line says on which days an amount is taken."""
    found: dict[str, Value] = {"date": first}
    if last is not None:
        found["last_dose"] = last
    if none_on:
        found["none_on"] = none_on
    return found


Given = Mapping[Agent, tuple[Confirmed, ...]]  # the drugs that are taken, whatever was named


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
GIVEN_UP = (Experience.FAILED, Experience.NOT_TOLERATED)
ASKED = {
    METHOTREXATE: methotrexate.ASKED,
    AZATHIOPRINE: azathioprine.ASKED,
    MYCOPHENOLATE: mycophenolate.ASKED,
}

ANTIMETABOLITES = frozenset({Immunosuppressant.AZATHIOPRINE, Immunosuppressant.MYCOPHENOLATE})
Used = frozenset[Immunosuppressant]  # named as the agent, or taken
Blocked = Mapping[Agent, tuple[str, ...]]


def choose(guideline: Guideline, case: Case) -> AgentChoice:
    """The first agent that nothing keeps closed, or what must happen before one is named."""
    if case.subtype in DECLINED:
        return AgentChoice(first=Agent.NONE, blocked={})
    if lungs_fail(case):
        return AgentChoice(first=Agent.SPECIALIST, blocked={})
    rule = guideline.agents
    closed = blocked(rule, case)
    open_question = pregnancy_open(rule.choice, case)
    first = _first_open(case, closed)
    treated = already_treated(case)
    if case.active_infection is True:
        then = Agent.PENDING if treated or open_question else first
        return _pending(closed, then, Withheld.ACTIVE_INFECTION)
    if treated:
        return _pending(closed, None, Withheld.ALREADY_TREATED)
    if open_question:
        return _pending(closed, first, Withheld.PREGNANCY)
    if first is Agent.PENDING:
        tests = tuple(Withheld(key) for key in azathioprine.TESTS if unanswered(case, key))
        return _pending(closed, AZATHIOPRINE, *tests)
    if first is Agent.SPECIALIST:
        return AgentChoice(first=first, blocked=closed)
    return _named(rule, case, first, closed)


def already_treated(case: Case) -> bool:
    """Whether a drug is taken that no agent is named beside: immunoglobulin is none."""
    return any(drug is not Immunosuppressant.IMMUNOGLOBULIN for drug in taken(case))


def in_use(case: Case, choice: AgentChoice) -> Used:
    """The drug that is named and those that are taken: what others are weighed against."""
    named = (Immunosuppressant(choice.first),) if choice.first in ASKED else ()
    return frozenset((*named, *taken(case)))


def blocked(rule: Agents, case: Case) -> Blocked:
    """Every block that holds, also of drugs that are not reached."""
    found = {
        METHOTREXATE: methotrexate.blocks(rule.blocks.methotrexate, case),
        AZATHIOPRINE: azathioprine.blocks(rule.blocks.azathioprine, case),
        MYCOPHENOLATE: mycophenolate.blocks(rule.blocks.mycophenolate, case),
    }
    closed = {agent: (*names, *_given_up(case, agent)) for agent, names in found.items()}
    return {agent: names for agent, names in closed.items() if names}


def _given_up(case: Case, agent: Agent) -> tuple[str, ...]:
    """Why a drug that was tried is not named again."""
    found = experience(case, Immunosuppressant(agent))
    return (found.value,) if found in GIVEN_UP else ()


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


def _pending(closed: Blocked, then: Agent | None, *waits: Withheld) -> AgentChoice:
    return AgentChoice(first=Agent.PENDING, if_cleared=then, withheld_for=waits, blocked=closed)


def _named(rule: Agents, case: Case, first: Agent, blocked: Blocked) -> AgentChoice:
    """Ready with its doses where nothing is missing and nothing must come first."""
    asked = methotrexate.ASKED_CHILD if is_child(case) else ASKED[first]
    also = rule.choice.asked_of_every_agent.value
    missing = tuple(Withheld(key) for key in (*asked, *also) if unanswered(case, key))
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
