"""Plans as they stand at any moment: from answers, decisions and a clock."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.guideline import shipped
from bot.store import Change
from core.course.decisions import Decision, Move, Reason
from flows.plan.live import Live, live
from flows.reminder.wanted.wanted import replanned, withdrawn
from flows.talk.records import Decided, PlanRecord, Reminder
from tests.flows.reminder.reminding import BERLIN, OWNER, TEAM, local
from tests.world.memory_store import MemoryStore
from tests.world.plan_record import plan_record
from tests.world.pure import done

FIRST = date(2026, 11, 23)
ADULT: Mapping[str, Any] = {
    "region": "us",
    "weight_kg": "69.9",
    "subtype": "dermatomyositis",
    "severity": "severe",
    "ild": "unknown",
    "start_date": FIRST.isoformat(),
}
WITH_METHOTREXATE: Mapping[str, Any] = {
    **ADULT,
    "severity": "moderate",
    "ild": "no",
    "sex": "M",
    "age": 40,
    "egfr": 90,
    "liver_disease": False,
    "alcohol_excess": False,
    "hbv": "neg",
    "immunosuppressants": {},
    "active_infection": False,
    "cytopenia": False,
}
CHILD: Mapping[str, Any] = {
    "region": "us",
    "weight_kg": "25",
    "subtype": "juvenile",
    "severity": "moderate",
    "ild": "no",
    "height_cm": 125,
    "start_date": FIRST.isoformat(),
    "egfr": 90,
    "liver_disease": False,
    "hbv": "neg",
    "immunosuppressants": {},
    "active_infection": False,
    "cytopenia": False,
    "age": 9,
    "sex": "M",
    "alcohol_excess": False,
}
STEP = Decision(move=Move.STEP, on=date(2026, 12, 21), reason=Reason.RESPONSE)


def record(answers: Mapping[str, Any] = ADULT, *decisions: Decision, **changes: Any) -> PlanRecord:
    about = {"owner": OWNER, "team": TEAM.number} | changes
    return plan_record(answers, *map(by_bo, decisions), at=local("2026-11-23 09:00"), **about)


def by_bo(decision: Decision) -> Decided:
    return Decided(decision=decision, by=OWNER, name="Bo", at=local(f"{decision.on} 08:10"))


def at(kept: PlanRecord, now: str | datetime, team: Any = TEAM) -> Live:
    """The plan as it stands at this time in Berlin: "2026-12-21 07:30"."""
    return live(shipped(), kept, team, BERLIN, local(now) if isinstance(now, str) else now)


def hold(on: date, weeks: int = 2, reason: Reason = Reason.ENZYME_RISING) -> Decision:
    return Decision(move=Move.HOLD, on=on, reason=reason, weeks=weeks)


def flare(on: date, mg: str = "65", weeks: int = 4) -> Decision:
    return Decision(
        move=Move.FLARE, on=on, reason=Reason.ACTIVE_DISEASE, mg=Decimal(mg), weeks=weeks
    )


def stop(on: date, reason: Reason = Reason.REMISSION) -> Decision:
    return Decision(move=Move.STOP, on=on, reason=reason)


class Kept(MemoryStore):
    """The reminders of one plan."""

    def __init__(self, *rows: Reminder) -> None:
        super().__init__()
        for row in rows:
            self.rows.put(row)

    @property
    def by_id(self) -> dict[str, Reminder]:
        return self.rows.reminders

    def write(self, *changed: Reminder) -> None:
        assert len({row.id for row in changed}) == len(changed)
        done(self.commit(Change(at=local("2026-11-23 09:00"), keeps=changed)))

    def follow(self, now_is: Live | None, now: datetime) -> tuple[Reminder, ...]:
        """What was changed, so that they are those of the plan as it stands."""
        there = tuple(self.by_id.values())
        changed = replanned(there, now_is, now) if now_is else withdrawn(there, now)
        self.write(*changed)
        return changed


def days(count: int) -> timedelta:
    return timedelta(days=count)
