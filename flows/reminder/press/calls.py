"""A prescriber is asked or called: now at any hour, or in the morning."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from flows.plan.live import Live
from flows.reminder.call import drug_of, is_overdose
from flows.reminder.classes import class_of
from flows.reminder.hours import next_at
from flows.reminder.message.note import ask_when
from flows.reminder.press.check import Admitted, as_told, told_who_may
from flows.reminder.stages import MORNING
from flows.reminder.wanted.wanted import raised
from flows.talk.machine import NoWay
from flows.talk.records import Matter, Reminder
from flows.talk.rights import Action, may
from flows.talk.screens import toast
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
    return question(live, reminders, Matter.URGENT, about, context, at=at)


def calls_of_overdose(reminders: Iterable[Reminder]) -> tuple[Reminder, ...]:
    """The calls about one that no prescriber has ended."""
    return tuple(each for each in reminders if is_overdose(each) and each.stage.is_open)


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
    called = call(admitted.live, context.known.reminders, _about(reminder), context)
    return _asked(_there(session, admitted, context), reminder, called, "called")


def ask_in_the_morning(
    session: Session, admitted: Admitted, reminder: Reminder, context: Context, _code: str
) -> Turn:
    """The owner is asked at the next morning's hour."""
    if not reminder.stage.is_open:
        raise NoWay(reminder.stage, "ask")
    live = admitted.live
    morning = next_at(MORNING, context.now, live.zone, live.team)
    asked = question(
        live, context.known.reminders, Matter.ASKED, _about(reminder), context, at=morning
    )
    return _asked(_there(session, admitted, context), reminder, asked, "asked")


def _about(reminder: Reminder) -> str:
    """The matter, and the drug where it is about one: what is decided of that answers it."""
    drug = drug_of(reminder)
    return f"{reminder.matter}.{drug}" if drug else reminder.matter


def _there(session: Session, admitted: Admitted, context: Context) -> Turn:
    """The message with its own buttons."""
    return Turn(session=session, replies=(as_told(context, admitted),))


def _asked(there: Turn, reminder: Reminder, asked: Reminder | None, done: str) -> Turn:
    """The question is kept, once while nobody has answered."""
    said = toast(there.session, done if asked else "already_asked")
    turn = replace(said, replies=(*said.replies, *there.replies))
    if asked is None:
        return turn
    deed = Deed(action=done, label=reminder.label, reason=reminder.matter)
    return replace(turn, keeps=(asked,), deeds=(deed,))


def not_theirs(
    session: Session, admitted: Admitted, reminder: Reminder, context: Context
) -> Turn | None:
    """The turn that says who may end what is urgent; None for whoever may."""
    person, record = context.known.person, admitted.record
    if not class_of(reminder.matter).for_a_prescriber or may(Action.DECIDE, person, record):
        return None
    return told_who_may(session, "see_to_it", record, context)


def question(
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
    asked, count = raised(live, matter, about, at=at), 1
    while asked.id in ids:
        if ids[asked.id].stage.is_open:
            return None
        count += 1
        asked = replace(asked, detail=f"{about}.{count}")
    return replace(asked, by=context.who, name=context.known.name)
