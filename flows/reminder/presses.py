"""Presses under a reminder: acknowledge, snooze, tick, ask the prescriber."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from types import MappingProxyType
from zoneinfo import ZoneInfo

from flows.reminder.message import put_off, told
from flows.reminder.message_body import OVERDOSE, overdose, overdose_head
from flows.reminder.press_check import SHORT, Admitted, admit, as_told, made_true
from flows.reminder.stages import acknowledged, may_be_put_off, snooze_until, snoozed
from flows.reminder.wanted import raised
from flows.talk.handlers import Dialogue, OnPress
from flows.talk.machine import NoWay
from flows.talk.records import Matter, Reminder, Stage
from flows.talk.replies import Moment, Note, Toast, Words
from flows.talk.rights import Action
from flows.talk.screens import say, toast
from flows.talk.turn import Context, Deed, Pressed, Session, Turn

AT = "at"  # its press has a time before the handle
DECIDED = frozenset(
    {Matter.GATE, Matter.REASSESS, Matter.CHECK, Matter.BEGIN, Matter.TITRATION, Matter.HELD}
)  # no acknowledgement ends them
Act = Callable[[Session, Admitted, Reminder, Context, str], Turn]


def _under_a_reminder(act: Act) -> OnPress:
    """The handler of a press that names its reminder last; stale ones never act."""

    def pressed(session: Session, heard: Pressed, context: Context) -> Turn:
        verb, _, name = heard.press.partition(".")
        code = ""
        if verb == AT:
            code, _, name = name.partition(".")
        admitted = admit(session, heard, context, Action.ACKNOWLEDGE, name)
        if isinstance(admitted, Turn):
            return admitted
        if admitted.reminder is None:
            return made_true(toast(session, "over"), context, admitted)
        try:
            return act(session, admitted, admitted.reminder, context, code)
        except NoWay:
            return made_true(_already(session, admitted.reminder), context, admitted)

    return pressed


def _ack(
    session: Session, admitted: Admitted, reminder: Reminder, context: Context, _code: str
) -> Turn:
    """The reminder is over wherever it was shown; an alarm where it is a second weekly dose."""
    if reminder.matter in DECIDED:
        raise NoWay(reminder.matter, "acknowledge")
    done = acknowledged(reminder, by=context.who, name=context.known.name, now=context.now)
    deed = Deed(action="acknowledged", label=done.label, reason=done.matter)
    turn = Turn(
        session=session, replies=_shown(admitted, done, context), keeps=(done,), deeds=(deed,)
    )
    return _alarmed(turn, admitted, context) if _too_soon(done, context) else turn


def _later(
    session: Session, admitted: Admitted, reminder: Reminder, context: Context, _code: str
) -> Turn:
    """The times that it can be put off to, in place of the buttons."""
    if not may_be_put_off(reminder) or not reminder.stage.is_open:
        raise NoWay(reminder.stage, "snooze")
    note = put_off(as_told(context, admitted), reminder, admitted.live, context.now)
    return Turn(session=session, replies=(note,))


def _at(
    session: Session, admitted: Admitted, reminder: Reminder, context: Context, code: str
) -> Turn:
    """It comes again at the instant that the button named."""
    until = snooze_until(code, reminder, context.known.team, context.now)
    later = snoozed(reminder, until, context.now)
    when = Toast(says="toast.later", values={"moment": Moment(until, reminder.zone)})
    deed = Deed(action="snoozed", label=reminder.label, reason=reminder.matter)
    return Turn(
        session=session,
        replies=(when, *_shown(admitted, later, context)),
        keeps=(later,),
        deeds=(deed,),
    )


def _ask(
    session: Session, admitted: Admitted, reminder: Reminder, context: Context, _code: str
) -> Turn:
    """The prescriber is asked, once while nobody has answered."""
    if not reminder.stage.is_open:
        raise NoWay(reminder.stage, "ask")
    question = _question(admitted, context, reminder.matter)
    if question is None:
        return toast(session, "already_asked")
    deed = Deed(action="asked", label=reminder.label, reason=reminder.matter)
    asked = toast(session, "asked")
    return replace(asked, keeps=(question,), deeds=(deed,))


def _back(
    session: Session, admitted: Admitted, _reminder: Reminder, context: Context, _code: str
) -> Turn:
    """The message with its own buttons."""
    return Turn(session=session, replies=(as_told(context, admitted),))


def _again(
    session: Session, admitted: Admitted, _reminder: Reminder, context: Context, _code: str
) -> Turn:
    """The reminder's own message, once more below."""
    return Turn(session=session, replies=(replace(as_told(context, admitted), anew=True),))


def _shown(admitted: Admitted, after: Reminder, context: Context) -> tuple[Note, ...]:
    """The pressed message, and all others that show it to somebody who may still read them."""
    recipients = admitted.recipients
    readers = {
        recipients.group,
        recipients.owner,
        *recipients.prescribers,
        *recipients.administrators,
    }
    there = replace(admitted, reminder=after)
    return (as_told(context, there), *_elsewhere(there, after, readers, context))


def _elsewhere(
    admitted: Admitted, after: Reminder, readers: set[int], context: Context
) -> Iterator[Note]:
    known = context.known
    for each in after.deliveries:
        pressed = (each.chat, each.message) == (known.chat, known.message)
        if each.message and each.chat in readers and not pressed:
            note = told(
                after,
                admitted.record,
                admitted.live,
                admitted.recipients,
                chat=each.chat,
                now=context.now,
            )
            yield replace(note, chat=each.chat, message=each.message)


def _question(admitted: Admitted, context: Context, about: str) -> Reminder | None:
    """A question to the prescriber with who asks; None where the same one is still open."""
    ids = {each.id: each for each in context.known.reminders}
    question, count = raised(admitted.live, Matter.ASKED, about), 1
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


def _alarmed(turn: Turn, admitted: Admitted, context: Context) -> Turn:
    """The alarm in this chat at once, and a question that reaches the prescriber."""
    record = admitted.record
    alarm = Note(
        label=record.label,
        number=record.revision,
        blocks=(
            (overdose_head(record.label),),
            overdose(context.guideline),
            (say("overdose.stop", strong=True),),
        ),
        anew=True,
    )
    question = _question(admitted, context, OVERDOSE)
    deed = Deed(action="overdose", label=record.label)
    return replace(
        turn,
        replies=(*turn.replies, alarm),
        keeps=(*turn.keeps, *((question,) if question else ())),
        deeds=(*turn.deeds, deed),
    )


def _already(session: Session, reminder: Reminder) -> Turn:
    """Who ended it and when, or that it holds no longer."""
    if reminder.stage.is_open:
        return toast(session, "not_now")
    if reminder.at is None or not reminder.by:
        return toast(session, "over")
    values: dict[str, Words] = {
        "name": reminder.name[:SHORT],
        "moment": Moment(reminder.at, reminder.zone),
    }
    return Turn(session=session, replies=(Toast(says="toast.already_done", values=values),))


ANSWERING = Dialogue(
    presses=MappingProxyType(
        {
            "ack": _under_a_reminder(_ack),
            "taken": _under_a_reminder(_ack),
            "later": _under_a_reminder(_later),
            AT: _under_a_reminder(_at),
            "back_to": _under_a_reminder(_back),
            "ask": _under_a_reminder(_ask),
            "rem": _under_a_reminder(_again),
        }
    )
)
