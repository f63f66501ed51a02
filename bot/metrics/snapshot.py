"""How the process stands at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.measures import Measures, Reception
from bot.store import Tally
from flows.talk.known import Upkeep
from flows.talk.outage import OutageKind
from flows.talk.records import Landing


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All that a metric is read from."""

    now: datetime
    version: str
    up_seconds: float
    tally: Tally | None  # None: what is kept cannot be read
    failing: int  # reminders that were due at the last look, and could not be judged
    unreadable: int  # of whatever is kept
    outages: frozenset[OutageKind]
    upkeep: Upkeep
    poll_seconds: float  # since one last got through
    backup_seconds: float | None  # infinite: none was made yet; None: none is made by itself
    messages: Mapping[Landing, int]  # of the whole process, by what became of each
    unshown: int  # answers that nobody saw
    measures: Measures
    receptions: Mapping[Reception, int] | None = None  # at the webhook; None: there is none
    inbox_seconds: float | None = None  # that the first update in it waits; likewise
