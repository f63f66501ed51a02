"""Before a press on a plan or a reminder does anything: who presses, and is it still true."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flows.plan.live import Live, live_in
from flows.plan.status import as_it_stands, zone_of
from flows.reminder.elsewhere import shown_in
from flows.reminder.message.note import told
from flows.reminder.message.together import together
from flows.reminder.press.ended import SHORT, ended
from flows.reminder.recipients import Recipients, recipients_of
from flows.reminder.stages import by_handle, in_message
from flows.talk.records import PlanRecord, Reminder
from flows.talk.replies import Moment, Note, Toast, Words
from flows.talk.rights import Action, may
from flows.talk.screens import named, toast
from flows.talk.turn import Context, Pressed, Session, Turn

NAMED = 3  # people in a toast, which holds 200 characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """The plan that may be acted on, as it stands, and whom it may reach."""

    record: PlanRecord
    live: Live
    recipients: Recipients
    reminder: Reminder | None  # the one whose button was pressed


def admit(
    session: Session, heard: Pressed, context: Context, action: Action, handle: str
) -> Admitted | Turn:
    """What the press is about, or the turn that says why it does nothing.

    Nothing is acted on but the current revision, by somebody who may.
    """
    record, known = context.plan, context.known
    if record is None:
        return toast(session, "no_such_plan")
    if not may(action, known.person, record):
        return told_who_may(session, action, record, context)
    admitted = Admitted(
        record=record,
        live=live_in(context, record, known.team),
        recipients=recipients_of(record, known.team, known.people, known.administrators),
        reminder=by_handle(known.reminders, handle) if handle else None,
    )
    if heard.number != record.revision:
        return _stale(session, heard, context, admitted)
    if record.closed_at is not None:
        return made_true(toast(session, "closed"), context, admitted)
    return admitted


def told_who_may(
    session: Session, action: Action | str, record: PlanRecord, context: Context
) -> Turn:
    """The names of those who decide, as they are known here; the owner first."""
    people = sorted(context.known.people, key=lambda each: each.who != record.owner)
    deciders = (each for each in people if may(Action.DECIDE, each, record))
    names = tuple(named(each)[:SHORT] for each in deciders)[:NAMED]
    return toast(session, f"may_not_{action}" if names else "nobody_may", names=names)


def made_true(turn: Turn, context: Context, admitted: Admitted) -> Turn:
    """The turn, and the pressed message shows what is true now."""
    return replace(turn, replies=(*turn.replies, as_told(context, admitted)))


def as_told(context: Context, admitted: Admitted, *, whole: bool = False) -> Note:
    """The reminder's own message as it reads now, or the plan as it stands."""
    reminder, known = admitted.reminder, context.known
    if reminder is None:
        return as_it_stands(admitted.record, admitted.live, context)
    there = in_message(_with(reminder, context), known.chat, known.message)
    if len(there) > 1:
        return _in_chat(admitted, there, context, known.chat)
    return told(
        reminder,
        admitted.record,
        admitted.live,
        admitted.recipients,
        chat=known.chat,
        now=context.now,
        others=known.reminders,
        whole=whole,
    )


def alone(context: Context, admitted: Admitted, reminder: Reminder) -> Note:
    """The reminder's own message, whatever else the pressed one shows."""
    return _in_chat(admitted, (reminder,), context, context.known.chat)


def _in_chat(
    admitted: Admitted, reminders: Sequence[Reminder], context: Context, chat: int
) -> Note:
    return together(
        reminders,
        admitted.record,
        admitted.live,
        admitted.recipients,
        chat=chat,
        now=context.now,
        others=context.known.reminders,
    )


def _with(after: Reminder, context: Context) -> tuple[Reminder, ...]:
    """Every reminder of the plan, this one as it is now."""
    known = context.known.reminders
    return tuple(after if each.id == after.id else each for each in known)


def everywhere(admitted: Admitted, after: Reminder, context: Context) -> tuple[Note, ...]:
    """The pressed message, and all others that show it to somebody who may still read them."""
    theirs = _with(after, context)
    elsewhere = (
        replace(
            _in_chat(admitted, in_message(theirs, chat, message) or (after,), context, chat),
            chat=chat,
            message=message,
        )
        for chat, message in shown_in(after, admitted.recipients, context)
    )
    return (as_told(context, replace(admitted, reminder=after)), *elsewhere)


def _stale(session: Session, heard: Pressed, context: Context, admitted: Admitted) -> Turn:
    """A button of another revision never acts: that nothing was recorded is said, and its message
    is made true. Who did it already is named only where that very reminder was ended."""
    numbers: dict[str, Words] = {"pressed": heard.number, "current": admitted.record.revision}
    if heard.number > admitted.record.revision:  # lost with what a backup did not have
        return Turn(session=session, replies=(Toast(says="toast.of_lost", values=numbers),))
    reminder, current = admitted.reminder, as_told(context, admitted)
    if reminder is not None:
        verb = heard.press.partition(".")[0]
        offered = {each.press.partition(".")[0] for row in current.choices for each in row}
        if reminder.stage.is_open or verb in offered:
            again = Toast(says="toast.press_again", values={"pressed": heard.number})
            return Turn(session=session, replies=(again, current))
        done = ended(reminder, admitted.record, verb)
        return Turn(session=session, replies=(done, current))
    by = (each for each in admitted.record.decisions if each.revision == heard.number + 1)
    decided = next(by, None)
    if decided is None:
        return Turn(
            session=session, replies=(Toast(says="toast.of_revision", values=numbers), current)
        )
    who: dict[str, Words] = {
        "next": decided.revision,
        "name": decided.name[:SHORT],
        "moment": Moment(decided.at, zone_of(context)),
    }
    says = Toast(says="toast.decided_since", values=numbers | who)
    return Turn(session=session, replies=(says, current))
