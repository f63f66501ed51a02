"""Presses under a reminder: acknowledge, snooze, tick; see also calls."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from types import MappingProxyType

from flows.reminder.calls import (
    ask,
    ask_in_the_morning,
    ask_now,
    doubled,
    not_theirs,
    taken_once,
    taken_twice,
)
from flows.reminder.message import put_off, told
from flows.reminder.press_check import SHORT, Admitted, admit, as_told, made_true
from flows.reminder.stages import acknowledged, may_be_put_off, snooze_until, snoozed
from flows.talk.handlers import Dialogue, OnPress
from flows.talk.machine import NoWay
from flows.talk.records import Matter, Reminder
from flows.talk.replies import Moment, Note, Toast, Words
from flows.talk.rights import Action
from flows.talk.screens import toast
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
    if refused := not_theirs(session, admitted, reminder, context):
        return refused
    done = acknowledged(reminder, by=context.who, name=context.known.name, now=context.now)
    deed = Deed(action="acknowledged", label=done.label, reason=done.matter)
    turn = Turn(
        session=session, replies=_shown(admitted, done, context), keeps=(done,), deeds=(deed,)
    )
    return doubled(turn, admitted, done, context)


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
            "ask": _under_a_reminder(ask),
            "now": _under_a_reminder(ask_now),
            "morning": _under_a_reminder(ask_in_the_morning),
            "twice": _under_a_reminder(taken_twice),
            "once": _under_a_reminder(taken_once),
            "rem": _under_a_reminder(_again),
        }
    )
)
