"""Plans somewhere along their courses, each step taken on its day."""

from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from bot.guideline import shipped
from core.course.decisions import Decision, Move, Reason
from core.edition import kept_plan
from core.plan import recalled
from core.reading import Refused
from flows.talk.records import Decided, PlanRecord

FIRST = date(2026, 11, 2)
OWNER = 7
CASES: tuple[dict[str, Any], ...] = (
    {"weight_kg": "70", "subtype": "dermatomyositis", "severity": "moderate", "ild": "no"},
    {"weight_kg": "80", "subtype": "polymyositis", "severity": "severe", "ild": "no"},
    {"weight_kg": "45", "subtype": "dermatomyositis", "severity": "severe", "ild": "no"},
    {"weight_kg": "60", "subtype": "polymyositis", "severity": "mild", "ild": "unknown"},
)


def made(case: int, today: date, label: str, team: int) -> PlanRecord:
    """A plan kept today for a course that began on the first day, with every step on its day."""
    answers, shown, decisions = history(case, today)
    return PlanRecord(
        label=label,
        revision=1,
        owner=OWNER,
        answers=answers,
        entered="",
        entered_on=FIRST,
        made_at=datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC),
        confirmed=(),
        provisional=False,
        guideline=shipped().stamp,
        shown=shown,
        decisions=decisions,
        team=team,
    )


@cache
def history(case: int, today: date) -> tuple[dict[str, Any], str, tuple[Decided, ...]]:
    """The answers, what was shown of the plan, and the steps up to today."""
    answers = CASES[case] | {"start_date": FIRST.isoformat(), "region": "us"}
    decisions: tuple[Decided, ...] = ()
    while True:
        plan = recalled(shipped(), answers, tuple(each.decision for each in decisions))
        assert not isinstance(plan, Refused)
        assert plan.course
        due = plan.course.due
        if due is None or due >= today:
            taken = tuple(each.decision for each in decisions)
            return answers, kept_plan.made(shipped(), answers, taken), decisions
        step = Decision(move=Move.STEP, on=due, reason=Reason.RESPONSE)
        at = datetime(due.year, due.month, due.day, 8, tzinfo=UTC)
        decided = Decided(decision=step, by=OWNER, name="Dr A", at=at, revision=len(decisions) + 2)
        decisions = (*decisions, decided)
