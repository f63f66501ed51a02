"""A reviewed draft as a plan to keep, and the code that ties a button to what was reviewed."""

import hashlib
from dataclasses import replace
from datetime import date, datetime

from core.course.decisions import Decision, Move, Reason
from core.edition.kept_plan import made
from core.interlocks import Level
from core.plan import Outcome, Plan
from flows.intake.consistency import made_consistent
from flows.intake.review.agent_begins import KEY as AGENT_START
from flows.intake.review.agent_begins import agent_ready, begins_on
from flows.intake.subject import DAYS_BACK, Subject
from flows.plan.overrides import recorded
from flows.talk.records import Answer, Answered, Decided, PlanRecord, changed
from flows.talk.turn import Context

HASH_CHARACTERS = 8
DAYS_A_WEEK = 7


def points(plan: Plan) -> tuple[str, ...]:
    """The codes that must be confirmed, in the planner's order."""
    return tuple(notice.code for notice in plan.notices if notice.level is Level.CONFIRM)


def to_confirm(subject: Subject, plan: Plan) -> tuple[str, ...]:
    """The points that this press confirms: of a live plan those that were none before."""
    before = points(subject.before.plan) if subject.before else ()
    return tuple(code for code in points(plan) if code not in before)


def review_hash(subject: Subject, plan: Plan) -> str:
    """A code of everything that one press confirms; another answer gives another code."""
    draft, after = subject.draft, subject.after
    confirmed = (
        after.record.shown if after else "",
        draft.label,
        sorted(subject.answers.items()),
        (draft.entered, draft.entered_on),
        draft.revises,
        (to_confirm(subject, plan), plan.milestones, plan.agent.first),
        [(each.first, each.mg) for each in plan.periods],
        begins_on(subject),
        plan.guideline,
    )
    return hashlib.sha256(repr(confirmed).encode()).hexdigest()[:HASH_CHARACTERS]


def record(
    subject: Subject, plan: Plan, *, owner: int, made_at: datetime, name: str = ""
) -> PlanRecord:
    """The plan as it is kept; provisional rows are revision 0 and are kept nowhere."""
    draft = subject.draft
    answers, taken = _complete(subject, plan), _already_taken(subject, plan)
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
        shown=made(subject.guideline, answers, taken, begins=begins_on(subject) is not None),
        decisions=tuple(Decided(decision=each, by=owner, name=name, at=made_at) for each in taken),
        made_name=name,
    )


def revised(subject: Subject, plan: Plan, record: PlanRecord, given: PlanRecord) -> PlanRecord:
    """The next revision of a plan after other answers: of a live one what was decided stays
    decided; one that waits for its check is made anew."""
    after, number = subject.after, record.revision + 1
    keys = changed(record.answers, given.answers)
    told = Answered(
        revision=number,
        keys=keys,
        before={key: record.answers[key] for key in keys if key in record.answers},
        by=given.owner,
        name=given.made_name,
        at=given.made_at,
    )
    weighed = "weight_kg" in keys
    return replace(
        record,
        revision=number,
        serial=record.serial + 1,
        answers=given.answers,
        entered=given.entered if weighed else record.entered,
        entered_on=given.entered_on if weighed else record.entered_on,
        made_at=given.made_at,
        made_by=given.owner,
        made_name=given.made_name,
        answered=(*record.answered, told) if keys else record.answered,
        confirmed=(*points(plan), *recorded(record)),
        shown=after.record.shown if after else given.shown,
        before=record.shown,
    )


def rows_of(subject: Subject, context: Context) -> PlanRecord | None:
    """Rows that are only arithmetic for the admitting team, of the draft as it stands now."""
    subject = made_consistent(subject)
    plan = subject.plan
    if plan is None or not plan.provisional or subject.draft.revises:
        return None
    return record(subject, plan, owner=context.who, made_at=context.now)


def _already_taken(subject: Subject, plan: Plan) -> tuple[Decision, ...]:
    """A course that began long ago: its dose was taken until now, and no step is due yet."""
    first = plan.case.start_date
    if plan.start is None or not plan.periods or not in_mid_course(subject, first):
        return ()
    weeks = (subject.today - first).days // DAYS_A_WEEK + 1
    return (
        Decision(
            move=Move.OFF_PLAN,
            on=first,
            reason=Reason.ALREADY_TAKEN,
            mg=plan.start.mg,
            weeks=weeks,
        ),
    )


def in_mid_course(subject: Subject, first: date) -> bool:
    """Whether the first day lies so far back that a dose taken since is being entered."""
    return subject.begins and (subject.today - first).days > DAYS_BACK


def _complete(subject: Subject, plan: Plan) -> dict[str, Answer]:
    """The answers with the suggestions that were confirmed with them: they stay as they were.

    That an agent which is ready is not begun yet is an answer too.
    """
    waits = agent_ready(subject) is not None and begins_on(subject) is None
    given = {**subject.answers, **({AGENT_START: None} if waits else {})}
    if plan.outcome is not Outcome.PLAN:
        return given
    return {**given, "hold_weeks": plan.case.hold_weeks, "tail": plan.case.tail.value}
