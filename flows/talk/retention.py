"""How long anything is kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.talk.records import PlanRecord

AUDIT_KEPT = timedelta(days=365)  # also of a plan that was erased


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long an installation keeps things, in days, and what its backups still hold."""

    plans: int = 30  # after they were closed
    backups: int = 0  # made by the bot itself and kept; 0: it makes none
    shredded: bool = False  # whether a backup made before shows nothing of an erased plan

    def until(self, ended: datetime) -> datetime:
        """When a plan that ended then is erased, or soon after."""
        return ended + timedelta(days=self.plans)


DEFAULT = Retention()


def is_over(record: PlanRecord, retention: Retention, now: datetime) -> bool:
    """Whether the plan has ended so long ago that it goes: it was closed, or was a draft that
    nobody can ever make live."""
    ended = record.closed_at or (record.made_at if record.provisional else None)
    return ended is not None and retention.until(ended) < now
