"""A reminder beside the plan that it speaks of."""

from dataclasses import dataclass
from decimal import Decimal

from core.course.decisions import Drug
from core.course.regimen import Regimen, latest
from core.steroid.tablets import tablets_for
from flows.plan.live import Live
from flows.reminder.last_told import Telling
from flows.talk.records import Matter, PlanRecord, Reminder
from flows.talk.replies import MadeOf

NOTHING = "0"  # the detail of what ends the course


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A reminder beside the plan as it stands now."""

    reminder: Reminder
    record: PlanRecord
    live: Live
    before: tuple[Telling, ...] = ()  # the doses that this chat was told before, the last one last
    whole: bool = False  # of a revision everything that is different, not the main things alone

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
    def drug(self) -> Drug | None:
        """The drug that it is about; what is not said with it is the weekly one."""
        name = self.reminder.detail.partition(".")[0]
        if name in {each.value for each in Drug}:
            return Drug(name)
        return Drug.METHOTREXATE if self.reminder.matter is Matter.METHOTREXATE else None

    @property
    def regimen(self) -> Regimen | None:
        """That drug as it was last taken; None where nothing was recorded."""
        return latest(self.live.plan.regimens, self.drug) if self.drug else None

    @property
    def ends(self) -> bool:
        """Whether it is about the end of the course."""
        return self.reminder.detail == NOTHING
