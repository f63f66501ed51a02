"""A live plan whose answers are given anew: what they would make of it, and a draft kept up."""

from collections.abc import Mapping
from dataclasses import replace

from core.edition.answered import answered
from flows.plan.live import Live, live, live_in
from flows.talk.records import Answer, PlanRecord, changed
from flows.talk.turn import Context, Draft

Answers = Mapping[str, Answer]


def live_plan(draft: Draft, context: Context) -> Live | None:
    """The live plan that the draft changes; None where it begins one or makes it anew."""
    record = context.plan
    if record is None or record.label != draft.label or not draft.revises or not record.live:
        return None
    return live_in(context, record, context.known.team)


def with_answers(before: Live, answers: Answers) -> Live:
    """The plan as it would stand with these answers from now on."""
    record = before.record
    after = replace(
        record,
        revision=record.revision + 1,
        answers=answers,
        shown=answered(before.kept, answers, before.today),
        before=record.shown,
    )
    return live(before.kept.newest, after, before.team, before.zone, before.now)


def kept_up(draft: Draft, record: PlanRecord | None) -> Draft:
    """The draft on the plan as it is now: the plan's own answers, but for those changed here."""
    if record is None or not draft.revises or record.revision == draft.revises:
        return draft
    begun_on = as_of(record, draft.revises)
    own = changed(begun_on, draft.answers)
    answers = {key: each for key, each in record.answers.items() if key not in own}
    answers |= {key: draft.answers[key] for key in own if key in draft.answers}
    return replace(draft, answers=answers, revises=record.revision)


def as_of(record: PlanRecord, revision: int) -> Answers:
    """The answers that the plan had at this revision."""
    answers = dict(record.answers)
    for each in reversed(record.answered):
        if each.revision > revision:
            kept = {key: value for key, value in answers.items() if key not in each.keys}
            answers = kept | dict(each.before)
    return answers
