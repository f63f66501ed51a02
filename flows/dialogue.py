"""One thing heard in one chat: which dialogue takes it, and the turn that comes of it."""

from dataclasses import replace
from datetime import datetime

from flows.about import TOLD, about
from flows.decision.presses import DECISION, lapsed
from flows.intake import drafts, screens
from flows.intake.life import too_old
from flows.intake.record import rows_of
from flows.lists.presses import LISTING
from flows.plan.papers import PAPERS, scanned
from flows.plan.sections import ANEW, ANSWER, is_of_a_plan, plan_pressed
from flows.plan.visit.answers import answer_in
from flows.reminder.elsewhere import closed_where_shown
from flows.reminder.press.presses import ANSWERING
from flows.reminder.unheeded import told_first
from flows.retention.erasure import pressed_of_erased
from flows.retention.presses import RETENTION
from flows.said_freely import nothing_taken, said_freely, ways_on
from flows.talk.paper_link import read_payload
from flows.talk.records import Place, PlanRecord
from flows.talk.replies import ShowPlan
from flows.talk.rights import Action, may
from flows.talk.screens import pressed_in_private, toast, told
from flows.talk.turn import (
    Commanded,
    Context,
    Heard,
    Moved,
    Pressed,
    Question,
    Reachable,
    Session,
    Turn,
    Typed,
    Unusable,
)
from flows.talk.typed import removal
from flows.talk.typed.privacy import could_name, looks_like_identifier
from flows.team.presses import TEAM, heard_from, moved, reached
from flows.training.presses import TRAINING
from flows.visit.left import left
from flows.visit.presses import VISIT, visit
from flows.visit.reading.line import begins_with_a_value

# Those that need no draft.
BESIDE = (DECISION, VISIT, ANSWERING, LISTING, TEAM, PAPERS, RETENTION, TRAINING)
COMMANDS = {name: taken for each in BESIDE for name, taken in each.commands.items()}
PRESSES = {verb: taken for each in BESIDE for verb, taken in each.presses.items()}
PRESSES[removal.PRESS] = pressed_in_private(removal.removed)
ANSWERS = {asks: taken for each in BESIDE for asks, taken in each.typed.items()}
READ_THEIR_OWN = ("start", "link", "dose", "plans", "new", "visit")  # a code, a day, values
ASK_FOR_NUMBERS = ("on_call", "visit")  # a telephone number or a value looks like one too
ASK_FOR_DAYS = ("off_plan",)  # a decision: the day that it asks for looks like one too
GO_ON = ("value",)  # presses with which an open question goes on
IN_GROUP = ("link", "today", "upcoming", "dose")  # the commands that a group may use


def step(session: Session, heard: Heard, context: Context) -> Turn:
    """The whole outcome of one thing heard; the same arguments always give the same turn."""
    return closed_where_shown(removal.offered(_taken(session, heard, context), context), context)


def _taken(session: Session, heard: Heard, context: Context) -> Turn:
    match heard:
        case Moved():
            return moved(session, heard, context)
        case Reachable():
            return reached(session, heard, context)
        case _:
            return heard_from(_answered(session, heard, context), context)


def _answered(
    session: Session, heard: Typed | Pressed | Commanded | Unusable, context: Context
) -> Turn:
    if label := context.known.unread_plan:
        if isinstance(heard, Pressed):
            return toast(session, "unread", label=label)
        return told(session, "list.unread", label=label)
    if (stone := context.known.erased) and isinstance(heard, Pressed):
        return pressed_of_erased(session, heard, stone, context)
    match heard:
        case Commanded() | Pressed() if context.known.place is Place.GROUP:
            return _in_group(session, heard, context)
        case Typed() | Unusable() if context.known.place is Place.GROUP:
            return Turn(session=session, replies=())
        case _:
            return told_first(_in_private(session, heard, context), context)


def repeated(session: Session, context: Context) -> Turn:
    """What the last update has led to, shown again: its answer may have been lost on the way."""
    if session.draft is not None:
        return Turn(session=session, replies=drafts.on_screen(session.draft, context))
    plan = _readable(context) if context.known.place is Place.PRIVATE else None
    replies = (ShowPlan(record=plan, anew=True),) if plan else ()
    return Turn(session=session, replies=replies)


def _in_group(session: Session, heard: Commanded | Pressed, context: Context) -> Turn:
    """A group is read for a few commands and for the buttons under what it was sent."""
    match heard:
        case Commanded(name="help"):
            return told(session, "say.help_group")
        case Commanded(name=name) if name in IN_GROUP:
            return COMMANDS[name](session, heard, context)
        case Commanded(name=name) if name in RETENTION.commands:
            return told(session, "own_data.only_in_private")
        case Pressed() if taken := PRESSES.get(_verb(heard)):
            return taken(session, heard, context)
        case _:
            return Turn(session=session, replies=())


def _in_private(
    session: Session, heard: Typed | Pressed | Commanded | Unusable, context: Context
) -> Turn:
    draft = session.draft
    if draft is not None and too_old(draft, context):
        turn = drafts.expired(session, draft, heard)
        if not isinstance(heard, Commanded):
            return turn
        then = _commanded(turn.session, heard, context)
        return replace(then, replies=turn.replies + then.replies, deeds=turn.deeds + then.deeds)
    match heard:
        case Commanded():
            turn = _commanded(replace(session, question=None), heard, context)
            return left(session, turn)
        case Pressed() if _verb(heard) in GO_ON:
            return _pressed(session, heard, context)
        case Pressed():
            return left(session, _pressed(replace(session, question=None), heard, context))
        case _:
            return _said(session, heard, context)


def _commanded(session: Session, heard: Commanded, context: Context) -> Turn:
    draft = session.draft
    if heard.name not in READ_THEIR_OWN and looks_like_identifier(heard.argument):
        return nothing_taken(session, context, "identifier")
    match heard.name:
        case "start" if draft is None and not heard.argument:
            return Turn(session=session, replies=(ways_on("welcome", context),))
        case "start" if read_payload(heard.argument):
            return scanned(session, heard, context)
        case "new" | "start" if heard.name == "new" or not heard.argument:
            if not may(Action.MAKE, context.known.person):
                return about(session, "may_not_make", context)
            return drafts.begin(session, context, heard.argument.strip())
        case "cancel" if draft is not None:
            return screens.left(session, draft, context, anew=True)
        case "cancel":
            return Turn(session=session, replies=(ways_on("nothing_open", context),))
        case name if name in COMMANDS:
            return COMMANDS[name](session, heard, context)
        case name if name in TOLD:
            return about(session, name, context)
        case _:
            return about(session, "unknown_command", context)


def _said(session: Session, heard: Typed | Unusable, context: Context) -> Turn:
    """A message: an answer to the question that is open, if one is."""
    question = _open_question(session, context.now)
    if question is not None and isinstance(heard, Typed) and _is_a_visit(question, heard):
        values = Commanded(name="visit", argument=f"{question.label} {heard.text}")
        return visit(replace(session, question=None), values, context)
    if question is not None and isinstance(heard, Typed) and _is_taken_by(question, heard):
        return ANSWERS[question.asks](session, question, heard, context)
    if session.draft is not None:
        if not may(Action.MAKE, context.known.person):
            return about(session, "may_not_make", context)
        return drafts.said(session, session.draft, heard, context)
    if isinstance(heard, Unusable):
        return nothing_taken(session, context, heard.kind)
    return said_freely(replace(session, question=question), heard, context)


def is_free(session: Session, heard: Typed, now: datetime) -> bool:
    """Whether a text may speak of any plan: it is no part of a draft, and answers nothing."""
    question = _open_question(session, now)
    return session.draft is None and not (question and _is_taken_by(question, heard))


def _open_question(session: Session, now: datetime) -> Question | None:
    """The question that can still be answered."""
    return None if lapsed(session.question, now) else session.question


def _is_a_visit(question: Question, heard: Typed) -> bool:
    """Whether values were typed while something is decided: they are a visit of its plan."""
    return question.asks in ASK_FOR_DAYS and begins_with_a_value(heard.text)


def _is_taken_by(question: Question, heard: Typed) -> bool:
    """Whether the text is read as its answer: one that could name a patient only where what is
    asked for looks like that; of days the question says so itself, where none can be read."""
    return question.asks in (*ASK_FOR_NUMBERS, *ASK_FOR_DAYS) or not could_name(heard)


def _pressed(session: Session, heard: Pressed, context: Context) -> Turn:
    """A press: of another dialogue, of the way in, of a plan, or of the open prompt."""
    if taken := PRESSES.get(_verb(heard)):
        return taken(session, heard, context)
    if not heard.label and heard.press in TOLD:
        return about(session, heard.press, context)
    if is_of_a_plan(heard.press):
        return _pressed_plan(session, heard, context)
    if not may(Action.MAKE, context.known.person):
        return toast(session, "may_not_make")
    if not heard.label:
        return drafts.pressed_new(session, context)
    return drafts.pressed(session, heard, replace(context, plan=_readable(context)))


def _pressed_plan(session: Session, heard: Pressed, context: Context) -> Turn:
    """What the plan shows, or a draft of its next revision; rows of revision 0 are the draft's."""
    draft, plan = session.draft, _readable(context)
    if heard.number == 0 and draft is not None and heard.label == draft.label:
        plan = rows_of(screens.subject_of(draft, context), context)
    fresh = plan is not None and heard.number == plan.revision
    asks = _verb(heard) in (ANSWER, ANEW)
    answering = asks and fresh and plan is not None and not plan.provisional
    if not answering or plan is None:
        return plan_pressed(session, heard, plan)
    if plan.closed_at is not None or not may(Action.DECIDE, context.known.person, plan):
        return toast(session, "not_now")
    try:
        answer = answer_in(heard.press)
    except (KeyError, ValueError):
        return toast(session, "not_now")
    anew = _verb(heard) == ANEW
    return drafts.begin_revision(session, plan, context, anew=anew, answer=answer)


def _readable(context: Context) -> PlanRecord | None:
    """The plan, where this person may open it: some who may act on it may not."""
    plan = context.plan
    return plan if plan and may(Action.OPEN, context.known.person, plan) else None


def is_under_a_reminder(heard: Pressed) -> bool:
    """Whether it acknowledges a reminder, or says what became of what it is about."""
    return _verb(heard) in ANSWERING.presses


def _verb(heard: Pressed) -> str:
    return heard.press.partition(".")[0]
