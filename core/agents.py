"""The steroid-sparing agent: which one, what blocks it, what its dose still waits for."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.amounts import WeeklyDose


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


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentChoice:
    """The agent, its blocks, and its doses where all they turn on is known."""

    first: Agent
    status: Status | None = None
    if_cleared: Agent | None = None
    withheld_for: tuple[str, ...] = ()
    blocked: Mapping[Agent, tuple[str, ...]]
    doses: tuple[AgentDose, ...] | tuple[WeeklyAgentDose, ...] = ()
    target_mg_per_day: Decimal | None = None  # azathioprine
    bsa_m2: Decimal | None = None  # juvenile methotrexate
