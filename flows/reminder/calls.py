"""A prescriber is asked or called: now at any hour or in the morning, and where a weekly dose of
methotrexate was perhaps taken twice."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from flows.plan.live import Live
from flows.reminder.classes import URGENT_EVERY, class_of
from flows.reminder.hours import next_at, reading
from flows.reminder.message import ask_when
from flows.reminder.message_body import OVERDOSE, overdose, overdose_head, say_whom_to_call
from flows.reminder.message_buttons import doubted
from flows.reminder.press_check import Admitted, as_told, told_who_may
from flows.reminder.stages import MORNING, in_stage
from flows.reminder.wanted import raised
from flows.talk.machine import NoWay
from flows.talk.records import Matter, Reminder, Stage
from flows.talk.replies import Moment, Note, Sentence
from flows.talk.rights import Action, may
from flows.talk.screens import Rows, say, toast
from flows.talk.turn import Context, Deed, Session, Turn


def call(
    live: Live,
    reminders: tuple[Reminder, ...],
    about: str,
    context: Context,
    *,
    at: datetime | None = None,
) -> Reminder | None:
    """The call to the prescribers about this, now or then; None where it is open already.

    `reminders` are all of the plan. Whoever answers an emergency sign of a live plan keeps this
    with EMERGENCY in the same turn.
    """
    return _raised(live, reminders, Matter.URGENT, about, context, at=at)


def ask(
    session: Session, admitted: Admitted, reminder: Reminder, context: Context, _code: str
) -> Turn:
    """When the prescriber is to be asked, in place of the buttons: nobody watches this chat."""
    if not reminder.stage.is_open:
        raise NoWay(reminder.stage, "ask")
    note = ask_when(as_told(context, admitted), reminder, admitted.live, context.now)
    return Turn(session=session, replies=(note,))


def ask_now(
    session: Session, admitted: Admitted, reminder: Reminder, context: Context, _code: str
) -> Turn:
    """The prescribers are called, at whatever hour it is."""
    if not reminder.stage.is_open:
        raise NoWay(reminder.stage, "ask")
    question = call(admitted.live, context.known.reminders, reminder.matter, context)
    return _asked(_there(session, admitted, context), reminder, question, "called")


def ask_in_the_morning(
    session: Session, admitted: Admitted, reminder: Reminder, context: Context, _code: str
) -> Turn:
    """The owner is asked at the next morning's hour."""
    if not reminder.stage.is_open:
        raise NoWay(reminder.stage, "ask")
    live = admitted.live
    morning = next_at(MORNING, context.now, live.zone, live.team)
    question = _raised(
        live, context.known.reminders, Matter.ASKED, reminder.matter, context, at=morning
    )
    return _asked(_there(session, admitted, context), reminder, question, "asked")


def _there(session: Session, admitted: Admitted, context: Context) -> Turn:
    """The message with its own buttons."""
    return Turn(session=session, replies=(as_told(context, admitted),))


def _asked(there: Turn, reminder: Reminder, question: Reminder | None, done: str) -> Turn:
    """The question is kept, once while nobody has answered."""
    said = toast(there.session, done if question else "already_asked")
    turn = replace(said, replies=(*said.replies, *there.replies))
    if question is None:
        return turn
    deed = Deed(action=done, label=reminder.label, reason=reminder.matter)
    return replace(turn, keeps=(question,), deeds=(deed,))


def doubled(turn: Turn, admitted: Admitted, done: Reminder, context: Context) -> Turn:
    """Where another weekly dose was ticked off too few days ago: what to do at once, in this
    chat, and a call that leaves by itself unless somebody says that it was one dose only."""
    if not _too_soon(done, context):
        return turn
    later = context.now + URGENT_EVERY
    reminders, live = context.known.reminders, admitted.live
    urgent = call(live, reminders, OVERDOSE, context, at=later)
    at = Moment(later, live.zone)
    says = (say("overdose.until", at=at), say_whom_to_call(live))
    note = _overdose(admitted, context, *says, rows=doubted(urgent) if urgent else ())
    deed = Deed(action="overdose", label=done.label)
    return replace(
        turn,
        replies=(*turn.replies, note),
        keeps=(*turn.keeps, *((urgent,) if urgent else ())),
        deeds=(*turn.deeds, deed),
    )


def taken_twice(
    session: Session, admitted: Admitted, reminder: Reminder, context: Context, _code: str
) -> Turn:
    """It was: the call leaves now."""
    if reminder.stage is not Stage.PENDING or reminder.tries:
        raise NoWay(reminder.stage, "claim")
    now = context.now
    urgent = replace(
        reminder, due=now, wall=reading(now, reminder.zone), serial=reminder.serial + 1
    )
    says = (say("overdose.called"), say_whom_to_call(admitted.live))
    note = replace(_overdose(admitted, context, *says), anew=False)
    deed = Deed(action="overdose_sure", label=reminder.label)
    return Turn(session=session, replies=(note,), keeps=(urgent,), deeds=(deed,))


def taken_once(
    session: Session, admitted: Admitted, reminder: Reminder, context: Context, _code: str
) -> Turn:
    """It was not: nobody is called. Once the call has left, only a prescriber ends it."""
    if reminder.stage is not Stage.PENDING or reminder.tries:
        raise NoWay(reminder.stage, "withdraw")
    gone = replace(
        in_stage(reminder, "withdraw"), by=context.who, name=context.known.name, at=context.now
    )
    at = Moment(context.now, reminder.zone)
    note = Note(
        label=reminder.label,
        number=admitted.record.revision,
        blocks=(
            (
                say("overdose.once_head", strong=True, label=reminder.label),
                say("overdose.once", name=context.known.name, at=at),
            ),
        ),
    )
    deed = Deed(action="overdose_denied", label=reminder.label)
    return Turn(session=session, replies=(note,), keeps=(gone,), deeds=(deed,))


def not_theirs(
    session: Session, admitted: Admitted, reminder: Reminder, context: Context
) -> Turn | None:
    """The turn that says who may end what is urgent; None for whoever may."""
    person, record = context.known.person, admitted.record
    if not class_of(reminder.matter).for_a_prescriber or may(Action.DECIDE, person, record):
        return None
    return told_who_may(session, "see_to_it", record, context)


def _overdose(admitted: Admitted, context: Context, *says: Sentence, rows: Rows = ()) -> Note:
    record = admitted.record
    return Note(
        label=record.label,
        number=record.revision,
        blocks=(
            (overdose_head(record.label),),
            overdose(context.guideline),
            (say("overdose.stop", strong=True), *says),
        ),
        choices=rows,
        anew=True,
    )


def _raised(
    live: Live,
    reminders: tuple[Reminder, ...],
    matter: Matter,
    about: str,
    context: Context,
    *,
    at: datetime | None = None,
) -> Reminder | None:
    """A question or call with who asks; None where the same one is still open."""
    ids = {each.id: each for each in reminders}
    question, count = raised(live, matter, about, at=at), 1
    while question.id in ids:
        if ids[question.id].stage.is_open:
            return None
        count += 1
        question = replace(question, detail=f"{about}.{count}")
    return replace(question, by=context.who, name=context.known.name)


def _too_soon(done: Reminder, context: Context) -> bool:
    """Whether another weekly dose of this plan was ticked off too few days ago."""
    apart = context.guideline.agents.methotrexate.apart_days.value
    zone = ZoneInfo(done.zone)
    this_day = context.now.astimezone(zone).date()
    return done.matter is Matter.METHOTREXATE and any(
        (this_day - each.at.astimezone(zone).date()).days < apart
        for each in context.known.reminders
        if each.matter is Matter.METHOTREXATE
        and each.stage is Stage.ACKNOWLEDGED
        and each.at is not None
    )
