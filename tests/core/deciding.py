"""Courses with decisions, as tests write them: days counted from day 0."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bot.guideline import shipped
from core.course.course import Course
from core.course.decisions import Decision, Move, Reason
from core.plan import Plan, recalled

FIRST = date(2026, 11, 23)
ANSWERS: Mapping[str, Any] = {
    "weight_kg": "70",
    "subtype": "dermatomyositis",
    "severity": "severe",
    "ild": "no",
    "start_date": FIRST.isoformat(),
}

READY: dict[str, Any] = {
    "age": 45, "sex": "M", "height_cm": 178, "egfr": 90, "hbv": "neg", "liver_disease": False,
    "alcohol_excess": False, "cytopenia": False, "active_infection": False,
    "allopurinol": False, "febuxostat": False, "tpmt": "normal", "nudt15": "normal",
    "immunosuppressants": {},
}  # fmt: skip


def on(day: int) -> date:
    return FIRST + timedelta(days=day)


def step(day: int) -> Decision:
    return Decision(move=Move.STEP, on=on(day), reason=Reason.RESPONSE)


def hold(day: int, weeks: int = 2, reason: Reason = Reason.ENZYME_RISING) -> Decision:
    return Decision(move=Move.HOLD, on=on(day), reason=reason, weeks=weeks)


def flare(day: int, mg: str, weeks: int = 4) -> Decision:
    reason = Reason.ACTIVE_DISEASE
    return Decision(move=Move.FLARE, on=on(day), reason=reason, mg=Decimal(mg), weeks=weeks)


def off_plan(day: int, mg: str, weeks: int = 2, reason: Reason = Reason.INTOLERANCE) -> Decision:
    return Decision(move=Move.OFF_PLAN, on=on(day), reason=reason, mg=Decimal(mg), weeks=weeks)


def stop(day: int, reason: Reason = Reason.MOVED) -> Decision:
    return Decision(move=Move.STOP, on=on(day), reason=reason)


def followed(*decisions: Decision, not_before: int | None = None, **answers: Any) -> Plan:
    """The plan of a severe course from 70 mg, after these decisions."""
    waits = None if not_before is None else on(not_before)
    found = recalled(shipped(), ANSWERS | answers, decisions, not_before=waits)
    assert isinstance(found, Plan)
    return found


def now(*decisions: Decision, not_before: int | None = None, **answers: Any) -> Course:
    found = followed(*decisions, not_before=not_before, **answers).course
    assert found is not None
    return found


def written(course: Course) -> str:
    """70@0x28 60@28x14 | 50@42x14: what was decided before the bar, what is planned after it."""
    rows = [f"{row.mg}@{row.offset}x{row.days}" for row in course.periods]
    return " ".join([*rows[: course.confirmed], "|", *rows[course.confirmed :]])
