"""A reviewed draft as a plan to keep, and the code that ties a button to what was reviewed."""

import hashlib
from datetime import datetime

from core.interlocks import Level
from core.plan import Outcome, Plan, recalled_digest
from flows.kept import Answer, PlanRecord
from flows.subject import Subject

HASH_CHARACTERS = 8


def points(plan: Plan) -> tuple[str, ...]:
    """The codes that must be confirmed, in the planner's order."""
    return tuple(notice.code for notice in plan.notices if notice.level is Level.CONFIRM)


def review_hash(subject: Subject, plan: Plan) -> str:
    """A code of everything that one press confirms; another answer gives another code."""
    draft = subject.draft
    confirmed = (
        draft.label,
        sorted(subject.answers.items()),
        (draft.entered, draft.entered_on),
        draft.revises,
        (points(plan), plan.start, plan.periods, plan.milestones, plan.agent.first),
        plan.guideline,
    )
    return hashlib.sha256(repr(confirmed).encode()).hexdigest()[:HASH_CHARACTERS]


def record(subject: Subject, plan: Plan, *, owner: int, made_at: datetime) -> PlanRecord:
    """The plan as it is kept; provisional rows are revision 0 and are kept nowhere."""
    draft = subject.draft
    answers = _complete(subject, plan)
    return PlanRecord(
        label=draft.label,
        revision=0 if plan.provisional else draft.revises + 1,
        owner=owner,
        answers=answers,
        entered=draft.entered,
        entered_on=draft.entered_on or subject.today,
        made_at=made_at,
        confirmed=() if plan.provisional else points(plan),
        provisional=plan.provisional,
        guideline=plan.guideline,
        digest=recalled_digest(subject.guideline, answers),
    )


def _complete(subject: Subject, plan: Plan) -> dict[str, Answer]:
    """The answers with the suggestions that were confirmed with them: they stay as they were."""
    if plan.outcome is not Outcome.PLAN:
        return dict(subject.answers)
    case = plan.case
    return {**subject.answers, "hold_weeks": case.hold_weeks, "tail": case.tail.value}
