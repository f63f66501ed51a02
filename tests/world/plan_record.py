"""A plan as it is kept, made by what makes one in the chat."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

from bot.guideline import shipped
from core.course.decisions import Decision
from core.edition import kept_plan
from core.guideline.schema import Guideline
from core.plan import Plan, recalled
from flows.intake.record import record
from flows.intake.subject import Subject
from flows.talk.records import Decided, PlanRecord
from flows.talk.turn import Draft

LABEL = "K7Q-2M3"


def plan_record(
    answers: Mapping[str, Any],
    *decided: Decided,
    at: datetime,
    plan: Plan | None = None,
    rules: Guideline | None = None,
    **changes: Any,
) -> PlanRecord:
    """Made at this time of these answers, then decided about; `plan` is what they come to by
    the rules.

    Its course begins with it: whoever begins one that runs already says so by a decision.
    """
    rules = rules or shipped()
    plan = plan or recalled(rules, answers)  # type: ignore[assignment]
    assert isinstance(plan, Plan)
    draft = Draft(
        label=changes.pop("label", LABEL),
        state="review",
        trail=(),
        answers=answers,
        serial=1,
        asked_at=at,
        entered_on=at.date(),
    )
    first_day = datetime.combine(plan.case.start_date, time(12), UTC)
    subject = Subject(draft=draft, guideline=rules, local=first_day)
    made = record(subject, plan, owner=changes.pop("owner", 7), made_at=at.astimezone(UTC))
    return replace(made, **(_after(rules, made, decided) if decided else {}) | changes)


def _after(rules: Guideline, made: PlanRecord, decided: tuple[Decided, ...]) -> dict[str, Any]:
    """What the decisions have changed."""
    taken = tuple(each.decision for each in decided)
    return {
        "revision": 1 + len(decided),
        "decisions": decided,
        "shown": _shown(rules, made, taken),
        "before": _shown(rules, made, taken[:-1]),
    }


def _shown(rules: Guideline, made: PlanRecord, taken: tuple[Decision, ...]) -> str:
    """After these decisions; those about a drug lead on from what was shown, one by one."""
    if not any(each.drug for each in taken):
        return kept_plan.made(rules, made.answers, taken)
    text = made.shown
    for each in taken:
        kept = kept_plan.as_it_stands(rules, made.answers, text)
        text = kept_plan.decided(kept, each)
    return text
