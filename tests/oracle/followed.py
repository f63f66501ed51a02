"""The product asked about a course, in the words in which the second one answers."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from bot.guideline import shipped
from core.course.decisions import Decision, Move, Reason
from core.plan import Plan, recalled
from core.steroid.exposure import longest

FIRST = date(2026, 11, 23)


def followed(case: Mapping[str, Any]) -> dict[str, Any]:
    """What `core` says of the course."""
    answers = {
        "weight_kg": "100",
        "subtype": "dermatomyositis",
        "severity": "moderate",
        "ild": "no",
        "start_date": FIRST.isoformat(),
        "start_mg": str(Decimal(case["start"]) / 2),
        "hold_weeks": case["hold"],
        "tail": case["tail"],
        "region": case["region"],
        "pulse_days": case["pulse"],
    }
    decisions = tuple(_decision(*each) for each in case["decisions"])
    plan = recalled(shipped(), answers, decisions, not_before=_on(case["not_before"]))
    assert isinstance(plan, Plan), plan
    course, sums = plan.course, plan.exposure
    assert course is not None
    assert sums is not None
    return {
        "reassess": course.reassess,
        "held": course.held_days,
        "due": _day(course.due),
        "gate": _day(course.gate),
        "next": None if course.following_mg is None else _halves(course.following_mg),
        "ended": course.ends is not None,
        "doses": _doses(plan),
        "total": _halves(sums.total_mg),
        "first_year": _halves(sums.mg_first_year),
        "at_30": sums.days_ge_30,
        "at_20": sums.days_ge_20,
        "longest": longest(sums.runs_ge_20),
        "below_20": sums.first_below_20,
        "at_5": sums.first_at_5,
    }


def _doses(plan: Plan) -> list[tuple[int, int]]:
    """Dose and days; neighbours of one dose count as one."""
    runs = groupby(plan.periods, key=lambda row: row.mg)
    return [(_halves(mg), sum(row.days for row in rows)) for mg, rows in runs]


def _decision(move: str, day: int, dose: int, weeks: int, reason: str) -> Decision:
    mg = Decimal(dose) / 2 if move in (Move.FLARE, Move.OFF_PLAN) else None
    on = FIRST + timedelta(days=day)
    return Decision(move=Move(move), on=on, reason=Reason(reason), mg=mg, weeks=weeks)


def _on(day: int) -> date | None:
    return FIRST + timedelta(days=day) if day else None


def _day(day: date | None) -> int | None:
    return None if day is None else (day - FIRST).days


def _halves(mg: Decimal) -> int:
    whole = mg * 2
    assert whole == int(whole), mg
    return int(whole)
