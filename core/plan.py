"""The plan: everything that follows from a case, composed in one place."""

from dataclasses import dataclass
from enum import StrEnum

from core.agents import AgentChoice
from core.evidence import Line
from core.interlocks import Notice
from core.patient import Case
from core.prevention import Pneumocystis
from core.steroid import Milestone, Start
from core.taper import DosePeriod, Exposure


class Outcome(StrEnum):
    """What became of a case."""

    PLAN = "plan"
    DECLINED = "declined"
    MILESTONES = "milestones"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An answered case (plan, milestones or declined); what an outcome lacks is None or empty."""

    case: Case
    outcome: Outcome
    start: Start | None = None
    periods: tuple[DosePeriod, ...] = ()
    exposure: Exposure | None = None
    milestones: tuple[Milestone, ...] = ()
    provisional: bool = False  # rows are arithmetic for the admitting team, never activated
    agent: AgentChoice
    pneumocystis: Pneumocystis | None = None
    very_high_fracture_risk: bool | None = None  # None: it turns on an age that was not given
    notices: tuple[Notice, ...] = ()
    lines: tuple[Line, ...] = ()
    unknown: tuple[str, ...] = ()  # optional keys not answered
    guideline: str  # "iim 1 sha256:..."
