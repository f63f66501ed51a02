"""Presses under a reminder: acknowledge, snooze, tick; see also calls."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

from flows.reminder.message.buttons import TESTS
from flows.reminder.message.note import put_off
from flows.reminder.press.calls import (
    ask,
    ask_in_the_morning,
    ask_now,
    not_theirs,
)
from flows.reminder.press.check import (
    Admitted,
    admit,
    alone,
    as_told,
    everywhere,
    made_true,
)
from flows.reminder.press.drugs import PRESSES, WITH_A_CODE, tests_done
from flows.reminder.press.ended import ended
from flows.reminder.press.overdose import taken_once, taken_twice
from flows.reminder.stages import acknowledged, may_be_put_off, snooze_until, snoozed
from flows.talk.handlers import Dialogue, OnPress
from flows.talk.machine import NoWay
from flows.talk.records import Matter, Reminder
from flows.talk.replies import Moment, Toast
from flows.talk.rights import Action
from flows.talk.screens import toast
from flows.talk.turn import Context, Deed, Pressed, Session, Turn

AT = "at"
DECIDED = frozenset(
    {Matter.GATE, Matter.REASSESS, Matter.CHECK, Matter.TITRATION}
)  # no acknowledgement ends them
Act = Callable[[Session, Admitted, Reminder, Context, str], Turn]


def _under_a_reminder(act: Act) -> OnPress:
    """The handler of a press that names its reminder last; stale ones never act."""

    def pressed(session: Session, heard: Pressed, context: Context) -> Turn:
        verb, _, name = heard.press.partition(".")
        code = ""
        if verb in WITH_A_CODE | {AT}:  # a code stands before the handle
            code, _, name = name.partition(".")
        admitted = admit(session, heard, context, Action.ACKNOWLEDGE, name)
        if isinstance(admitted, Turn):
            return admitted
        if admitted.reminder is None:
            return made_true(toast(session, "over"), context, admitted)
        try:
            return act(session, admitted, admitted.reminder, context, code)
        except NoWay:
            return made_true(_already(session, admitted, verb), context, admitted)

    return pressed


def _ack(
    session: Session, admitted: Admitted, reminder: Reminder, context: Context, _code: str
) -> Turn:
    """The reminder is over wherever it was shown; of a weekly dose it must be said what it was."""
    if reminder.matter in DECIDED or _wants_an_answer(reminder):
        raise NoWay(reminder.matter, "acknowledge")
    if refused := not_theirs(session, admitted, reminder, context):
        return refused
    if reminder.matter in TESTS:
        return tests_done(session, admitted, reminder, context, "")
    done = acknowledged(reminder, by=context.who, name=context.known.name, now=context.now)
    deed = Deed(action="acknowledged", label=done.label, reason=done.matter)
    return Turn(
        session=session, replies=everywhere(admitted, done, context), keeps=(done,), deeds=(deed,)
    )


def _wants_an_answer(reminder: Reminder) -> bool:
    """A weekly dose, unless none is to be taken."""
    of_a_dose = reminder.matter is Matter.METHOTREXATE and not reminder.detail
    return of_a_dose and reminder.intake is None


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
        replies=(when, *everywhere(admitted, later, context)),
        keeps=(later,),
        deeds=(deed,),
    )


def _back(
    session: Session, admitted: Admitted, _reminder: Reminder, context: Context, _code: str
) -> Turn:
    """The message with its own buttons."""
    return Turn(session=session, replies=(as_told(context, admitted),))


def _more(
    session: Session, admitted: Admitted, reminder: Reminder, context: Context, _code: str
) -> Turn:
    """The message with everything that is different."""
    if not reminder.stage.is_open:
        raise NoWay(reminder.stage, "acknowledge")
    return Turn(session=session, replies=(as_told(context, admitted, whole=True),))


def _again(
    session: Session, admitted: Admitted, reminder: Reminder, context: Context, _code: str
) -> Turn:
    """The reminder's own message, once more below."""
    note = alone(context, admitted, reminder)
    return Turn(session=session, replies=(replace(note, anew=True),))


def _already(session: Session, admitted: Admitted, verb: str) -> Turn:
    """Who ended it and when, or that it holds no longer."""
    reminder = admitted.reminder
    if reminder is None or reminder.stage.is_open:
        return toast(session, "not_now")
    return Turn(session=session, replies=(ended(reminder, admitted.record, verb),))


ANSWERING = Dialogue(
    presses=MappingProxyType(
        {
            "ack": _under_a_reminder(_ack),
            **{verb: _under_a_reminder(act) for verb, act in PRESSES.items()},
            "later": _under_a_reminder(_later),
            AT: _under_a_reminder(_at),
            "back_to": _under_a_reminder(_back),
            "more": _under_a_reminder(_more),
            "ask": _under_a_reminder(ask),
            "now": _under_a_reminder(ask_now),
            "morning": _under_a_reminder(ask_in_the_morning),
            "twice": _under_a_reminder(taken_twice),
            "once": _under_a_reminder(taken_once),
            "rem": _under_a_reminder(_again),
        }
    )
)
