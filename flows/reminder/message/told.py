"""A reminder beside the plan that it speaks of."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from core.course.decisions import Drug
from core.course.regimen.regimen import Regimen, latest
from core.steroid.tablets import tablets_for
from flows.plan.answer_changes import last_answers
from flows.plan.changes import last_change
from flows.plan.live import Live
from flows.reminder.call import drug_of
from flows.reminder.wanted.last_told import Telling
from flows.talk.records import PlanRecord, Reminder
from flows.talk.replies import MadeOf
from flows.talk.screens import Block

NOTHING = "0"  # the detail of what ends the course


@dataclass(frozen=True, kw_only=True)
class Told:
    """A reminder beside the plan as it stands now."""

    reminder: Reminder
    record: PlanRecord
    live: Live
    others: tuple[Reminder, ...] = ()  # of its plan
    before: tuple[Telling, ...] = ()  # the doses that this chat was told before, the last one last
    whole: bool = False  # of a revision everything that is different, not the main things alone

    @cached_property
    def by_answers(self) -> tuple[Block, ...]:
        """What the answers that led to this revision have changed."""
        return last_answers(self.live)

    @cached_property
    def by_decision(self) -> Block:
        """What its latest decision has changed."""
        return last_change(self.live)

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
        return drug_of(self.reminder)

    @property
    def regimen(self) -> Regimen | None:
        """That drug as it was last taken; None where nothing was recorded."""
        return latest(self.live.plan.regimens, self.drug) if self.drug else None

    @property
    def ends(self) -> bool:
        """Whether it is about the end of the course."""
        return self.reminder.detail == NOTHING
