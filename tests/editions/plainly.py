"""Decisions and courses as plain values, and decisions read back from them."""

from datetime import date
from decimal import Decimal
from typing import Any

from core.amounts import plain
from core.course.course import Course
from core.course.decisions import Decision, Move, Reason

Json = dict[str, Any]


def in_full(course: Course) -> Json:
    """Every period of it, decided and planned, and when what is due."""
    return {
        "periods": [
            [
                each.first.isoformat(),
                each.last.isoformat(),
                in_mg(each.mg),
                [[in_mg(strength), in_mg(count)] for strength, count in each.tablets],
            ]
            for each in course.periods
        ],
        "confirmed": course.confirmed,
        "due": iso(course.due),
        "gate": iso(course.gate),
        "following": None if course.following_mg is None else in_mg(course.following_mg),
        "reassess": course.reassess,
        "held_days": course.held_days,
        "ends": iso(course.ends),
    }


def written(decision: Decision) -> list[Any]:
    """The decision as [move, on, reason, mg, weeks]."""
    mg = None if decision.mg is None else in_mg(decision.mg)
    return [
        *(decision.move.value, decision.on.isoformat(), decision.reason.value),
        *(mg, decision.weeks),
    ]


def read(values: list[Any]) -> Decision:
    """The decision of such values."""
    move, on, reason, mg, weeks = values
    return Decision(
        move=Move(move),
        on=date.fromisoformat(on),
        reason=Reason(reason),
        mg=None if mg is None else Decimal(mg),
        weeks=weeks,
    )


def in_mg(amount: Decimal) -> str:
    """The amount in full: 65, 17.5."""
    return f"{plain(amount):f}"


def iso(day: date | None) -> str | None:
    """The day as text, where there is one."""
    return day and day.isoformat()
