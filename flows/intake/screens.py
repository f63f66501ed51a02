"""The turns that a draft can end in: asked again, set aside, left, declined, gone."""

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from core.edition.kept_plan import rules_of
from core.patient import Ild, Severity
from core.plan import Plan, plan_for
from flows.intake.anew import kept_up, live_plan
from flows.intake.life import LIFE, life, parked_prompt, way_in
from flows.intake.prompt import prompt
from flows.intake.subject import Subject
from flows.talk.records import Answer
from flows.talk.replies import Ask, Close, NoPlan, Reply, Review
from flows.talk.rights import Action, may
from flows.talk.turn import Context, Deed, Draft, Session, Turn
from flows.talk.typed.text import Unreadable

# A subtype without a plan is declined whatever these are; the planner only wants them filled.
NOT_ASKED: Mapping[str, Answer] = {"severity": Severity.MILD.value, "ild": Ild.UNKNOWN.value}


def subject_of(draft: Draft, context: Context) -> Subject:
    """The draft with the rules it goes by and the local time of the turn.

    One that changes a plan stands on that plan as it is now.
    """
    local = context.now.astimezone(context.zone)
    record = context.plan if context.plan and context.plan.label == draft.label else None
    draft = kept_up(draft, record)
    before = live_plan(draft, context)
    rules = before.guideline if before else rules_of(context.guideline, draft.edition)
    return Subject(
        draft=draft,
        guideline=rules,
        local=before.local if before else local,
        kept=record if draft.revises else None,
        before=before,
        reminders=context.known.reminders if before else (),
    )


def asked(
    session: Session,
    subject: Subject,
    context: Context,
    *,
    fault: Unreadable | None = None,
    why: bool = False,
    anew: bool = False,
    deeds: tuple[Deed, ...] = (),
) -> Turn:
    """The open prompt under its next number, so that every button before it is stale."""
    draft = replace(subject.draft, serial=subject.draft.serial + 1, asked_at=context.now)
    subject = replace(subject, draft=draft)
    reply = prompt(subject, fault=fault, why=why, anew=anew)
    return Turn(session=replace(session, draft=draft), replies=(reply,), deeds=deeds)


def set_aside(
    session: Session,
    draft: Draft,
    context: Context,
    why: str,
    *,
    fault: Unreadable | None = None,
    anew: bool = True,
    deeds: tuple[Deed, ...] = (),
) -> Turn:
    """The draft waits for Resume or Discard; its age goes on from the last answer."""
    draft = replace(draft, parked=True, serial=draft.serial + 1)
    subject = subject_of(draft, context)
    reply = parked_prompt(subject, why, fault=fault, anew=anew)
    return Turn(session=replace(session, draft=draft), replies=(reply,), deeds=deeds)


def left(session: Session, draft: Draft, context: Context, *, anew: bool) -> Turn:
    """The draft is gone, or asked about first where much was answered."""
    if LIFE.move(life(draft), "leave", draft) == "parked":
        return set_aside(session, draft, context, "leave", anew=anew)
    return discarded(session, draft, anew=anew)


def discarded(session: Session, draft: Draft, *, anew: bool) -> Turn:
    """Nothing of the draft is left but that there was one."""
    says = "unchanged" if draft.revises else "discarded"
    reply = way_in(says, draft.label, anew=anew)
    return gone(session, reply, deeds=(Deed(action="discarded", label=draft.label),))


def declined(session: Session, subject: Subject) -> Turn:
    """The explained no of a subtype without a plan."""
    kept = {key: subject.answers[key] for key in ("weight_kg", "subtype", "region")}
    given = {**NOT_ASKED, **kept, "start_date": subject.today.isoformat()}
    plan = cast(Plan, plan_for(subject.guideline, given))  # its limits were kept on the way
    label = subject.draft.label
    deed = Deed(action="declined", label=label, reason=str(subject.answers["subtype"]))
    return gone(session, NoPlan(label=label, plan=plan), deeds=(deed,))


def refused(session: Session, subject: Subject) -> Turn:
    """The explained no of an age that the subtype's rule does not hold for."""
    reason = "juvenile_not_under_18" if subject.juvenile else "adult_rule_under_18"
    label = subject.draft.label
    deed = Deed(action="refused", label=label, reason=reason)
    adult_age = subject.guideline.limits.adult_age.value
    close = Close(says=f"ended.{reason}", values={"label": label, "adult_age": adult_age})
    return gone(session, close, deeds=(deed,))


def not_any_more(session: Session, draft: Draft, context: Context) -> Turn | None:
    """The draft is gone where its plan is closed, or no longer this person's to decide about."""
    plan = context.plan
    if (
        plan is not None
        and plan.closed_at is None
        and may(Action.DECIDE, context.known.person, plan)
    ):
        return None
    says = "ended.closed" if plan is not None and plan.closed_at else "ended.not_yours"
    close = Close(says=says, values={"label": draft.label})
    return gone(session, close, deeds=(Deed(action="discarded", label=draft.label),))


def below(turn: Turn) -> Turn:
    """What comes of a typed answer stands below it, so that its question stands above."""
    replies = (
        replace(each, anew=True) if isinstance(each, Ask | Review | NoPlan | Close) else each
        for each in turn.replies
    )
    return replace(turn, replies=tuple(replies))


def gone(session: Session, *replies: Reply, deeds: tuple[Deed, ...]) -> Turn:
    """No draft is left."""
    return Turn(session=replace(session, draft=None), replies=replies, deeds=deeds)
