"""What becomes of a draft: begun, answered, set aside, gone, or made into a plan."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import chain
from types import MappingProxyType

from flows.intake import answers, screens
from flows.intake.buttons import by_a_press_only, settings
from flows.intake.life import LIFE, begun, life, nothing_answered, parked_prompt, revising
from flows.intake.made import plan_made, rows_shown
from flows.intake.prompt import prompt
from flows.intake.reading.one_line import read_line
from flows.intake.reading.readers import unasked
from flows.intake.subject import Subject
from flows.plan.live import live_in
from flows.talk.limits import LIVE_PLANS
from flows.talk.machine import NoWay
from flows.talk.records import Answer, PlanRecord
from flows.talk.replies import Choice, Close, Reply, Say, ShowPlan
from flows.talk.screens import toast, told
from flows.talk.turn import (
    Context,
    Deed,
    Draft,
    Heard,
    Pressed,
    Session,
    Turn,
    Typed,
    Unusable,
)
from flows.talk.typed.meant import meant, whole
from flows.talk.typed.privacy import could_name
from flows.talk.typed.text import Unreadable, too_late

NO_CAPTION = frozenset({"emergency", "subtype_antibody", "too_long", "characters", "empty"})
NO_ANSWER: Mapping[str, Answer] = MappingProxyType({})
JUST_MADE = timedelta(seconds=10)  # a second press within it is a double tap


def expired(session: Session, draft: Draft, heard: Heard) -> Turn:
    """The draft was left alone for too long and is gone."""
    LIFE.move(life(draft), "expire", draft)
    kind = Close if isinstance(heard, Pressed) else Say
    says = "ended.unchanged" if draft.revises else "ended.expired"
    reply = kind(says=says, values={"label": draft.label})
    return screens.gone(session, reply, deeds=(Deed(action="expired", label=draft.label),))


def begin(session: Session, context: Context, line: str = "") -> Turn:
    """A new draft, unless there is one with answers: that one is asked about first.

    What is clear in the line is answered, and the rest is asked for.
    """
    draft = session.draft
    if context.known.live_plans >= LIVE_PLANS:
        return told(session, "home.full")
    if LIFE.move(life(draft), "begin", draft) == "parked" and draft is not None:
        unread = Unreadable("one_line_parked") if line else None
        return screens.set_aside(session, draft, context, "begin", fault=unread)
    deeds = () if draft else (Deed(action="begun", label=context.fresh_label),)
    subject, fault = screens.subject_of(draft or begun(context), context), None
    try:
        if line:
            subject, fault = answers.at_once(subject, read_line(line, context.caption))
    except Unreadable as wrong:
        fault = wrong
    if subject.draft.state == "declined":
        turn = screens.declined(session, subject)
        return replace(turn, deeds=(*deeds, *turn.deeds))
    return screens.asked(session, subject, context, fault=fault, anew=True, deeds=deeds)


def begin_revision(
    session: Session,
    plan: PlanRecord,
    context: Context,
    *,
    anew: bool = False,
    answer: Mapping[str, Answer] = NO_ANSWER,
) -> Turn:
    """A draft of the plan's next revision, open at what its agent waits for, or at the choice of
    what is answered anew; with an answer given already, at its review."""
    draft = session.draft
    if LIFE.move(life(draft), "begin", draft) == "parked" and draft is not None:
        return screens.set_aside(session, draft, context, "begin")
    live = live_in(context, plan, context.known.team)
    subject = screens.subject_of(revising(live, context, anew=anew), context)
    if answer:
        subject = answers.reviewed(subject, answer)
    deeds = (Deed(action="revising", label=plan.label),)
    return screens.asked(session, subject, context, anew=True, deeds=deeds)


def said(session: Session, draft: Draft, heard: Typed | Unusable, context: Context) -> Turn:
    """A message in a chat: an answer only to a prompt that was shown, and not too long ago."""
    return screens.below(_said(session, draft, heard, context))


def _said(session: Session, draft: Draft, heard: Typed | Unusable, context: Context) -> Turn:
    if draft.revises and (ended := screens.not_any_more(session, draft, context)):
        return ended
    if draft.parked:
        return _said_parked(session, draft, heard, context)
    if context.arrived < draft.asked_at:
        subject = screens.subject_of(draft, context)
        return _asked_again(session, subject, context, Unreadable("before_shown"))
    if too_late(draft.asked_at, context.now):
        return _late(session, draft, context, anew=True)
    subject, elsewhere = answers.opened(screens.subject_of(draft, context))
    if elsewhere:
        return screens.asked(session, subject, context, fault=Unreadable("changed"), anew=True)
    if isinstance(heard, Unusable):
        return _asked_again(session, subject, context, Unreadable(heard.kind.value))
    return _typed(session, subject, heard, context)


def pressed(session: Session, heard: Pressed, context: Context) -> Turn:
    """A press on a prompt: of the open one, or of what is no draft any more."""
    draft = session.draft
    if draft is None or heard.label != draft.label:
        return _pressed_late(session, context)
    if draft.revises and (ended := screens.not_any_more(session, draft, context)):
        return ended
    if heard.number != draft.serial:
        told = toast(session, "answered")
        return replace(told, replies=told.replies + on_screen(draft, context))
    if draft.parked:
        return _pressed_parked(session, draft, heard, context)
    if heard.press == "cancel":
        return screens.left(session, draft, context, anew=False)
    if too_late(draft.asked_at, context.now):
        return _late(session, draft, context, anew=False)
    return _pressed_open(session, draft, heard, context)


def pressed_new(session: Session, context: Context) -> Turn:
    """The way in was pressed: a draft is begun, once."""
    draft = session.draft
    if draft and not draft.parked and nothing_answered(draft):
        return toast(session, "already_open")  # a second tap
    return begin(session, context)


def on_screen(draft: Draft, context: Context) -> tuple[Reply, ...]:
    """The open prompt under the number it has; where it is on the screen nothing happens."""
    subject = screens.subject_of(draft, context)
    if draft.parked:
        return (parked_prompt(subject, "again", anew=False),)
    subject, elsewhere = answers.opened(subject)
    return () if elsewhere else (prompt(subject),)


def _said_parked(
    session: Session, draft: Draft, heard: Typed | Unusable, context: Context
) -> Turn:
    """Going on or discarding by the words of the button; anything else waits for that."""
    if isinstance(heard, Typed):
        parked = parked_prompt(screens.subject_of(draft, context), "again", anew=True)
        choice = meant(heard.text, chain(*parked.choices), context.caption)
        if choice:
            return _pressed_parked(session, draft, _as_pressed(draft, choice), context)
    return screens.set_aside(session, draft, context, "again", fault=_fault(heard))


def _fault(heard: Typed | Unusable) -> Unreadable:
    """Why a message is no answer to a draft that is set aside."""
    if isinstance(heard, Unusable):
        return Unreadable(heard.kind.value)
    return Unreadable("press") if heard.ours else unasked(heard.text)


def _typed(session: Session, subject: Subject, heard: Typed, context: Context) -> Turn:
    """What the button does whose words were typed, or the answer; else it is asked again.

    All of a button's words go before what they could be read as, some of them after it.
    """
    text, more = heard.text, settings(subject) if subject.draft.state == "review" else ()
    shown = (*chain(*prompt(subject).choices), *more)
    if choice := whole(text, shown, context.caption):
        return _by_words(session, subject, choice, context)
    try:
        return _taken(session, subject, answers.typed(subject, text), context)
    except Unreadable as fault:
        if fault.reason in NO_CAPTION:
            return _asked_again(session, subject, context, fault)
        ours = fault.reason == "identifier" and not could_name(heard)
        unread = Unreadable("press") if ours else fault
    try:
        choice = meant(text, shown, context.caption)
    except Unreadable as unclear:
        unread = unclear
    if choice:
        return _by_words(session, subject, choice, context)
    return _asked_again(session, subject, context, unread)


def _by_words(session: Session, subject: Subject, choice: Choice, context: Context) -> Turn:
    """What the button does, unless only a press counts there."""
    if by_a_press_only(subject, choice.press):
        return _asked_again(session, subject, context, Unreadable("press"))
    if choice.press == "cancel":
        return screens.left(session, subject.draft, context, anew=True)
    return _pressed_open(session, subject.draft, _as_pressed(subject.draft, choice), context)


def _as_pressed(draft: Draft, choice: Choice) -> Pressed:
    return Pressed(label=draft.label, number=draft.serial, press=choice.press)


def _asked_again(session: Session, subject: Subject, context: Context, fault: Unreadable) -> Turn:
    """The same prompt below, with the reason; the audit keeps the reason and never the text."""
    deed = Deed(action="not_taken", label=subject.draft.label, reason=fault.reason)
    return screens.asked(session, subject, context, fault=fault, anew=True, deeds=(deed,))


def _late(session: Session, draft: Draft, context: Context, *, anew: bool) -> Turn:
    LIFE.move("open", "late", draft)
    deed = Deed(action="late", label=draft.label)
    return screens.set_aside(session, draft, context, "late", anew=anew, deeds=(deed,))


def _taken(session: Session, before: Subject, after: Subject, context: Context) -> Turn:
    """The next prompt, or the end that the answer led to."""
    match after.draft.state:
        case "declined":
            return screens.declined(session, after)
        case "refused":
            return screens.refused(session, after)
        case _:
            key = answers.asked_key(before)
            deeds = (Deed(action="answered", label=after.draft.label, reason=key),) if key else ()
            return screens.asked(session, after, context, deeds=deeds)


def _pressed_late(session: Session, context: Context) -> Turn:
    """A press on what is no draft any more: the plan it became, unless that was just shown."""
    plan = context.plan
    if plan is None:
        return toast(session, "gone")
    if abs(context.now - plan.made_at) < JUST_MADE:
        return toast(session, "made")
    return Turn(session=session, replies=(ShowPlan(record=plan, anew=True),))


def _pressed_parked(session: Session, draft: Draft, heard: Pressed, context: Context) -> Turn:
    try:
        LIFE.move("parked", heard.press, draft)
    except NoWay:
        return toast(session, "not_now")
    if heard.press == "discard":
        return screens.discarded(session, draft, anew=False)
    subject, _ = answers.opened(screens.subject_of(replace(draft, parked=False), context))
    return screens.asked(session, subject, context)


def _pressed_open(session: Session, draft: Draft, heard: Pressed, context: Context) -> Turn:
    subject, elsewhere = answers.opened(screens.subject_of(draft, context))
    if elsewhere:
        return screens.asked(session, subject, context, fault=Unreadable("changed"))
    verb, _, value = heard.press.partition(".")
    try:
        match verb:
            case "why":
                return screens.asked(session, subject, context, why=True)
            case "make":
                return plan_made(session, subject, value, context)
            case "rows":
                return rows_shown(session, subject, context)
            case _:
                return _taken(session, subject, answers.pressed(subject, heard.press), context)
    except NoWay:
        return toast(session, "not_now")
    except Unreadable as fault:
        return screens.asked(session, subject, context, fault=fault)
