"""What a turn ends or takes out of a chat, made true in every message that still shows it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from flows.plan.live import Live, live_in
from flows.reminder.classes import class_of
from flows.reminder.message.note import closed, told
from flows.reminder.recipients import Recipients, recipients_of
from flows.talk.records import Person, PlanRecord, Reminder, Team
from flows.talk.replies import Note
from flows.talk.screens import posted, say, team_of
from flows.talk.turn import Context, Turn


def shown_in(
    reminder: Reminder, recipients: Recipients, context: Context
) -> Iterator[tuple[int, int]]:
    """The chat and the message of every delivery that these people may still read, but for the
    one that was pressed: it is replaced already."""
    readers = _readers(recipients)
    for each in reminder.deliveries:
        there = (each.chat, each.message)
        if each.message and each.chat in readers and there != _pressed(context):
            yield there


def closed_where_shown(turn: Turn, context: Context) -> Turn:
    """The turn; each reminder that it ends says so, without a button, wherever it was shown, and
    whoever is told of a plan no longer keeps no open question of it.

    What the turn shows by itself in the place of such a message stays.
    """
    before = {each.id: each for each in (*context.known.reminders, *context.known.ahead)}
    kept = {each.id: each for each in turn.keeps if isinstance(each, Reminder)}
    reminders = before | kept
    replaced = {(each.chat, each.message) for each in turn.replies if isinstance(each, Note)} | {
        _pressed(context)
    }
    notes = list[Note]()
    for record in _plans(turn, context):
        theirs = [each for each in reminders.values() if each.label == record.label]
        ended = [e for e in theirs if e.id in kept and not e.stage.is_open]
        shown = {each.chat for e in theirs for each in e.deliveries if each.message}
        gone = _left(record, turn, context, shown)
        if not shown or not (ended or gone):
            continue
        live, recipients = _as_it_is_then(record, turn, context)
        over = tuple(_over(ended, record, live, recipients, context))
        notes += (*over, *_called_off(over, ended, context))
        asked = [each for each in theirs if each.stage.is_open or each.id in kept]
        notes += _left_behind(asked, gone - _readers(recipients))
    known = {each.label for each in _plans(turn, context)}
    notes += _over_of_others(each for each in kept.values() if each.label not in known)
    fresh = tuple(each for each in notes if (each.chat, each.message) not in replaced)
    return replace(turn, replies=(*turn.replies, *fresh)) if fresh else turn


def _over(
    reminders: Iterable[Reminder],
    record: PlanRecord,
    live: Live,
    recipients: Recipients,
    context: Context,
) -> Iterator[Note]:
    """Every such message of those that are over."""
    for each in reminders:
        for chat, message in shown_in(each, recipients, context):
            note = told(each, record, live, recipients, chat=chat, now=context.now)
            yield replace(note, chat=chat, message=message)


def _called_off(
    over: Iterable[Note], reminders: Iterable[Reminder], context: Context
) -> Iterator[Note]:
    """The same once more below, for whoever was called: nobody is told that a message is another
    one now."""
    calls = {
        (delivery.chat, delivery.message)
        for each in reminders
        if class_of(each.matter).at_any_hour
        for delivery in each.deliveries
    }
    for each in over:
        if each.chat != context.known.chat and (each.chat, each.message) in calls:
            yield replace(each, message=None, anew=True)


def _over_of_others(reminders: Iterable[Reminder]) -> Iterator[Note]:
    """The same of plans that this turn has not read: nothing of them is said."""
    for reminder in (each for each in reminders if not each.stage.is_open):
        for each in reminder.deliveries:
            if each.message:
                yield replace(closed(reminder), chat=each.chat, message=each.message)


def _left_behind(reminders: Iterable[Reminder], chats: set[int]) -> Iterator[Note]:
    """What was open, in chats where nobody may be told of it any more."""
    for reminder in reminders:
        for each in reminder.deliveries:
            if each.message and each.chat in chats:
                says = "share.taken_out" if each.chat < 0 else "share.not_told"
                gone = posted(each.chat, say(says, label=reminder.label))
                yield replace(gone, message=each.message, anew=False)


def _left(record: PlanRecord, turn: Turn, context: Context, chats: set[int]) -> set[int]:
    """The chats that may have nothing to do with the plan any more: all of them where it has
    another owner or team, else those of the people and groups that this turn changes."""
    found = set[int]()
    for each in turn.keeps:
        match each:
            case PlanRecord(label=record.label):
                return chats
            case Person(who=who):
                found.add(who)
            case Team(number=record.team) if before := team_of(context, record.team):
                found.add(before.chat)
    return found & chats


def _plans(turn: Turn, context: Context) -> Iterable[PlanRecord]:
    """The plans that the turn may have to do with, each as it is after it."""
    kept = (each for each in turn.keeps if isinstance(each, PlanRecord))
    known = (*context.known.plans, context.plan, *kept, turn.made)
    return {each.label: each for each in known if each}.values()


def _as_it_is_then(record: PlanRecord, turn: Turn, context: Context) -> tuple[Live, Recipients]:
    """The plan and whom it may reach, after the turn."""
    known = context.known
    teams = {each.number: each for each in turn.keeps if isinstance(each, Team)}
    team = teams.get(record.team) or team_of(context, record.team)
    people = {each.who: each for each in (known.person, *known.people)}
    people |= {each.who: each for each in turn.keeps if isinstance(each, Person)}
    recipients = recipients_of(record, team, tuple(people.values()), known.administrators)
    return live_in(context, record, team), recipients


def _readers(recipients: Recipients) -> set[int]:
    several = {*recipients.prescribers, *recipients.administrators}
    return (several | {recipients.group, recipients.owner}) - {0}


def _pressed(context: Context) -> tuple[int, int]:
    return context.known.chat, context.known.message
