"""One thing heard in one chat: what becomes of its draft, and what is answered."""

from dataclasses import replace
from datetime import timedelta

from flows import taking, turns
from flows.answering import ANSWERING
from flows.asking import prompt, read_back
from flows.decision import DECISION
from flows.intake import INTAKE
from flows.life import (
    LATE,
    LIFE,
    begun,
    life,
    nothing_answered,
    parked_prompt,
    revising,
    too_old,
    way_in,
)
from flows.listing import LISTING
from flows.machine import NoWay
from flows.making import record, review_hash
from flows.opening import ANSWER, is_of_a_plan, plan_pressed, rows_of
from flows.privacy import looks_like_identifier
from flows.questions import unasked
from flows.reading import LONGEST, Unreadable
from flows.replies import Close, Reply, Say, ShowPlan
from flows.subject import Subject
from flows.talk import (
    Commanded,
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
from flows.team import TEAM

JUST_MADE = timedelta(seconds=10)  # a second press within it is a double tap
TOLD = ("help", "privacy")
BESIDE = (DECISION, ANSWERING, LISTING, TEAM)  # dialogues that need no draft
COMMANDS = {name: taken for each in BESIDE for name, taken in each.commands.items()}
PRESSES = {verb: taken for each in BESIDE for verb, taken in each.presses.items()}
ANSWERS = {asks: taken for each in BESIDE for asks, taken in each.typed.items()}


def step(session: Session, heard: Heard, context: Context) -> Turn:
    """The whole outcome of one thing heard; the same arguments always give the same turn."""
    draft = session.draft
    if draft is not None and too_old(draft, context):
        return _expired(session, draft, heard, context)
    if isinstance(heard, Commanded):
        return _commanded(session, heard, context)
    if isinstance(heard, Pressed):
        return _pressed(session, heard, context)
    return _said(session, heard, context)


def _expired(session: Session, draft: Draft, heard: Heard, context: Context) -> Turn:
    """The old draft is gone; a command is then obeyed as if there had been none."""
    LIFE.move(life(draft), "expire", draft)
    values = {"label": draft.label}
    say = Close if isinstance(heard, Pressed) else Say
    says = "ended.unchanged" if draft.revises else "ended.expired"
    replies = (say(says=says, values=values),)
    turn = turns.gone(session, *replies, deeds=(Deed(action="expired", label=draft.label),))
    if not isinstance(heard, Commanded):
        return turn
    then = _commanded(turn.session, heard, context)
    return replace(then, replies=turn.replies + then.replies, deeds=turn.deeds + then.deeds)


def _commanded(session: Session, heard: Commanded, context: Context) -> Turn:
    draft = session.draft
    if looks_like_identifier(heard.argument):
        return turns.told(session, "refused.identifier")
    if taken := COMMANDS.get(heard.name):
        return taken(session, heard, context)
    match heard.name:
        case "start" if draft is None:
            return Turn(session=session, replies=(way_in("welcome", anew=True),))
        case "start" | "new":
            fault = Unreadable("one_line") if heard.name == "new" and heard.argument else None
            return _begin(session, context, fault)
        case "cancel" if draft is not None:
            return turns.left(session, draft, context, anew=True)
        case "cancel":
            return turns.told(session, "say.nothing_open")
        case name if name in TOLD:
            return turns.told(session, f"say.{name}")
        case _:
            return turns.told(session, "say.unknown_command")


def _begin(session: Session, context: Context, fault: Unreadable | None = None) -> Turn:
    """A new draft, unless there is one with answers: that one is asked about first."""
    draft = session.draft
    if LIFE.move(life(draft), "begin", draft) == "parked" and draft is not None:
        return turns.set_aside(session, draft, context, "begin")
    deeds = () if draft else (Deed(action="begun", label=context.fresh_label),)
    subject = turns.subject_of(draft or begun(context), context)
    return turns.asked(session, subject, context, fault=fault, anew=True, deeds=deeds)


def _said(session: Session, heard: Typed | Unusable, context: Context) -> Turn:
    """A message in a chat: an answer only to a prompt that was shown, and not too long ago."""
    draft, question = session.draft, session.question
    if question and isinstance(heard, Typed) and not looks_like_identifier(heard.text[:LONGEST]):
        return ANSWERS[question.asks](session, question, heard, context)
    if draft is None:
        return _said_to_nobody(session, heard)
    if draft.parked:
        return turns.set_aside(session, draft, context, "again", fault=_fault(heard))
    if context.arrived < draft.asked_at:
        subject = turns.subject_of(draft, context)
        return _asked_again(session, subject, context, Unreadable("before_shown"))
    if max(context.sent - draft.asked_at, context.now - context.sent) > LATE:
        return _late(session, draft, context, anew=True)
    subject, moved = taking.opened(turns.subject_of(draft, context))
    if moved:
        return turns.asked(session, subject, context, fault=Unreadable("changed"), anew=True)
    if isinstance(heard, Unusable):
        return _asked_again(session, subject, context, Unreadable(heard.kind.value))
    try:
        return _taken(session, subject, taking.typed(subject, heard.text), context)
    except Unreadable as fault:
        return _asked_again(session, subject, context, fault)


def _said_to_nobody(session: Session, heard: Typed | Unusable) -> Turn:
    if isinstance(heard, Unusable):
        return turns.told(session, f"refused.{heard.kind}")
    private = looks_like_identifier(heard.text[:LONGEST])
    return turns.told(session, "refused.identifier" if private else "say.nothing_open")


def _fault(heard: Typed | Unusable) -> Unreadable:
    """Why a message is no answer to a draft that is set aside."""
    return Unreadable(heard.kind.value) if isinstance(heard, Unusable) else unasked(heard.text)


def _asked_again(session: Session, subject: Subject, context: Context, fault: Unreadable) -> Turn:
    """The same prompt below, with the reason; the audit keeps the reason and never the text."""
    deed = Deed(action="not_taken", label=subject.draft.label, reason=fault.reason)
    return turns.asked(session, subject, context, fault=fault, anew=True, deeds=(deed,))


def _late(session: Session, draft: Draft, context: Context, *, anew: bool) -> Turn:
    LIFE.move("open", "late", draft)
    deed = Deed(action="late", label=draft.label)
    return turns.set_aside(session, draft, context, "late", anew=anew, deeds=(deed,))


def _taken(session: Session, before: Subject, after: Subject, context: Context) -> Turn:
    """The next prompt, or the end that the answer led to."""
    match after.draft.state:
        case "declined":
            return turns.declined(session, after)
        case "refused":
            return turns.refused(session, after)
        case _:
            key = taking.asked_key(before)
            deeds = (Deed(action="answered", label=after.draft.label, reason=key),) if key else ()
            return turns.asked(session, after, context, deeds=deeds)


def _pressed(session: Session, heard: Pressed, context: Context) -> Turn:
    """A press: of the way in, of a plan, or of the open prompt and no other."""
    draft = session.draft
    if taken := PRESSES.get(heard.press.partition(".")[0]):
        return taken(session, heard, context)
    if not heard.label:
        return _pressed_way_in(session, heard, context)
    if is_of_a_plan(heard.press):
        return _pressed_plan(session, heard, context)
    if draft is None or heard.label != draft.label:
        return _pressed_late(session, context)
    if heard.number != draft.serial:
        told = turns.toast(session, "answered")
        return replace(told, replies=told.replies + _on_screen(draft, context))
    if draft.parked:
        return _pressed_parked(session, draft, heard, context)
    if heard.press == "cancel":
        return turns.left(session, draft, context, anew=False)
    if context.now - draft.asked_at > LATE:
        return _late(session, draft, context, anew=False)
    return _pressed_open(session, draft, heard, context)


def _pressed_way_in(session: Session, heard: Pressed, context: Context) -> Turn:
    draft = session.draft
    if heard.press in TOLD:
        return turns.told(session, f"say.{heard.press}")
    if draft and not draft.parked and nothing_answered(draft):
        return turns.toast(session, "already_open")  # a second tap
    return _begin(session, context)


def _pressed_late(session: Session, context: Context) -> Turn:
    """A press on what is no draft any more: the plan it became, unless that was just shown."""
    record = context.plan
    if record is None:
        return turns.toast(session, "gone")
    if context.now - record.made_at < JUST_MADE:
        return turns.toast(session, "made")
    return Turn(session=session, replies=(ShowPlan(record=record, anew=True),))


def repeated(session: Session, context: Context) -> Turn:
    """What the last update has led to, shown again: its answer may have been lost on the way."""
    if session.draft is not None:
        return Turn(session=session, replies=_on_screen(session.draft, context))
    record = context.plan
    replies = (ShowPlan(record=record, anew=True),) if record else ()
    return Turn(session=session, replies=replies)


def _on_screen(draft: Draft, context: Context) -> tuple[Reply, ...]:
    """The open prompt under the number it has; where it is on the screen nothing happens."""
    subject = turns.subject_of(draft, context)
    if draft.parked:
        return (parked_prompt(subject, "again", anew=False),)
    subject, moved = taking.opened(subject)
    return () if moved else (prompt(subject),)


def _pressed_plan(session: Session, heard: Pressed, context: Context) -> Turn:
    """What the plan shows, or a draft of its next revision; rows of revision 0 are the draft's."""
    draft, record = session.draft, context.plan
    if heard.number == 0 and draft is not None and heard.label == draft.label:
        record = rows_of(turns.subject_of(draft, context), context)
    fresh = record is not None and heard.number == record.revision
    if heard.press != ANSWER or not fresh or record is None or record.provisional:
        return plan_pressed(session, heard, record)
    if LIFE.move(life(draft), "begin", draft) == "parked" and draft is not None:
        return turns.set_aside(session, draft, context, "begin")
    subject = turns.subject_of(revising(record, context), context)
    deeds = (Deed(action="revising", label=record.label),)
    return turns.asked(session, subject, context, anew=True, deeds=deeds)


def _pressed_parked(session: Session, draft: Draft, heard: Pressed, context: Context) -> Turn:
    try:
        LIFE.move("parked", heard.press, draft)
    except NoWay:
        return turns.toast(session, "not_now")
    if heard.press == "discard":
        return turns.discarded(session, draft, anew=False)
    subject, _ = taking.opened(turns.subject_of(replace(draft, parked=False), context))
    return turns.asked(session, subject, context)


def _pressed_open(session: Session, draft: Draft, heard: Pressed, context: Context) -> Turn:
    subject, moved = taking.opened(turns.subject_of(draft, context))
    if moved:
        return turns.asked(session, subject, context, fault=Unreadable("changed"))
    verb, _, value = heard.press.partition(".")
    try:
        match verb:
            case "why":
                return turns.asked(session, subject, context, why=True)
            case "make":
                return _made(session, subject, value, context)
            case "rows":
                return _rows(session, subject, context)
            case _:
                return _taken(session, subject, taking.pressed(subject, heard.press), context)
    except NoWay:
        return turns.toast(session, "not_now")
    except Unreadable as fault:
        return turns.asked(session, subject, context, fault=fault)


def _made(session: Session, subject: Subject, code: str, context: Context) -> Turn:
    """The plan, once, from exactly what was reviewed; raises NoWay where it may not be made."""
    plan, label = subject.plan, subject.draft.label
    INTAKE.move(subject.draft.state, "make", subject)
    if plan is None or code != review_hash(subject, plan):
        return turns.asked(session, subject, context, fault=Unreadable("changed"))
    LIFE.move("open", "finish", subject.draft)
    made = record(subject, plan, owner=context.who, made_at=context.now)
    replies = (read_back(subject, plan, made), ShowPlan(record=made, anew=True))
    turn = turns.gone(session, *replies, deeds=(Deed(action="made", label=label),))
    return replace(turn, made=made)


def _rows(session: Session, subject: Subject, context: Context) -> Turn:
    """Rows for the admitting team, posted below; nothing is kept but that they were shown."""
    INTAKE.move(subject.draft.state, "rows", subject)
    rows = rows_of(subject, context)
    replies = (ShowPlan(record=rows, anew=True),) if rows else ()
    deed = Deed(action="rows_shown", label=subject.draft.label)
    return Turn(session=session, replies=replies, deeds=(deed,))
