"""What people did to a plan beside deciding: a visit that was entered, a second person's no."""

from dataclasses import dataclass
from datetime import datetime

from core.response.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """A visit with who entered it, and when."""

    visit: Visit
    by: int
    name: str  # as Telegram showed it then
    at: datetime  # aware
    revision: int  # of the plan when it was entered


@dataclass(frozen=True, slots=True, kw_only=True)
class SentBack:
    """A second person's no, which stands until the plan is live."""

    revision: int  # of the plan that it was said of
    reason: str
    by: int
    name: str  # as Telegram showed it then
    at: datetime  # aware
