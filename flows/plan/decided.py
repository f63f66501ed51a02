"""A decision as it is kept: with who took it, and the plan's next revision."""

from dataclasses import replace
from datetime import datetime

from core.course.decisions import Decision, Move
from core.edition import kept_plan
from core.edition.kept_plan import Kept
from flows.talk.records import Decided, PlanRecord


def as_decided(
    record: PlanRecord, kept: Kept, decision: Decision, *, by: int, name: str, at: datetime
) -> tuple[Decided, PlanRecord]:
    """Who decided it and when, and the plan once it is decided too."""
    revision = record.revision + 1
    decided = Decided(decision=decision, by=by, name=name, at=at, revision=revision)
    carried = decision.move is Move.CARRY_OVER
    made = replace(
        record,
        revision=revision,
        serial=record.serial + 1,
        decisions=(*record.decisions, decided),
        guideline=kept.newest.stamp if carried else record.guideline,
        shown=kept_plan.decided(kept, decision),
        before=record.shown,
        tested=max(filter(None, (decision.tested, record.tested)), default=None),
    )
    return decided, made
