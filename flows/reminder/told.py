"""A reminder beside the plan that it speaks of."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.agenda import agenda
from core.evidence import Value
from core.steroid.tablets import tablets_for
from flows.plan.live import Live
from flows.talk.records import Matter, PlanRecord, Reminder
from flows.talk.replies import MadeOf

NOTHING = "0"  # the detail of what ends the course


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A reminder beside the plan as it stands now."""

    reminder: Reminder
    record: PlanRecord
    live: Live

    @property
    def mg(self) -> Decimal:
        """The amount that the reminder is about."""
        return Decimal(self.reminder.detail)

    @property
    def tablets(self) -> MadeOf:
        """The tablets that make the amount."""
        region = self.live.plan.case.region
        return MadeOf(tablets_for(self.live.guideline, region, self.mg))

    @property
    def values(self) -> Mapping[str, Value]:
        """What the plan says of it with figures; nothing where it no longer does."""
        reminder = self.reminder
        wanted = (reminder.matter, reminder.day, reminder.detail)
        due = agenda(self.live.guideline, self.live.plan)
        found = (d.values for d in due if (Matter(d.item), d.day, d.detail) == wanted)
        return next(found, {})

    @property
    def ends(self) -> bool:
        """Whether it is about the end of the course."""
        return self.reminder.detail == NOTHING
