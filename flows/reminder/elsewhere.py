"""What a turn ends or takes out of a chat, made true in every message that still shows it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flows.plan.live import Live, live_in
from flows.reminder.classes import class_of
from flows.reminder.message.over import closed, told_below
from flows.reminder.message.pinned import pinned
from flows.reminder.message.together import together
from flows.reminder.recipients import Recipients, readers, recipients_of
from flows.reminder.stages import dose_first, in_message, messages
from flows.talk.records import Kept, Matter, Person, PlanRecord, Reminder, Team
from flows.talk.replies import Note
from flows.talk.screens import posted, say, team_of
from flows.talk.turn import Context, Turn


def shown_in(
    reminder: Reminder, recipients: Recipients, context: Context
) -> Iterator[tuple[int, int]]:
    """The chat and the message of every delivery that these people may still read, but for the
    one that was pressed: it is replaced already."""
    return (each for each in _shown_to(recipients, reminder) if each != _pressed(context))


def _shown_to(recipients: Recipients, reminder: Reminder) -> Iterator[tuple[int, int]]:
    chats = readers(recipients)
    return (each for each in messages(reminder) if each[0] in chats)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdated:
    """A message that may show what does not hold any more, of one plan."""

    label: str
    chat: int
    message: int
    reminders: tuple[Reminder, ...] = ()  # which it showed; the pinned one shows none


def every_message(reminders: Iterable[Reminder]) -> tuple[Outdated, ...]:
    """Every message of these, each once."""
    return joined(
        _of(each, chat, message) for each in reminders for chat, message in messages(each)
    )


def left_open(kept: Iterable[Kept]) -> tuple[Outdated, ...]:
    """The messages of those that are over, which may still show their buttons."""
    there = (each for each in kept if isinstance(each, Reminder))
    return every_message(each for each in there if not each.stage.is_open)


def superseded(before: Reminder, after: Reminder) -> Iterator[Outdated]:
    """The messages of it that a newer one in the same chat has taken the place of; what one of a
    time shows that is not known any more stays as it is."""
    gone = set() if after.remade else set(messages(before)) - set(messages(after))
    return (_of(after, chat, message) for chat, message in sorted(gone))


def joined(several: Iterable[Outdated]) -> tuple[Outdated, ...]:
    """The same, each message once with all that it showed."""
    found = dict[tuple[int, int], Outdated]()
    for each in several:
        place = each.chat, each.message
        showed = found[place].reminders if place in found else ()
        newest = {reminder.id: reminder for reminder in (*showed, *each.reminders)}
        found[place] = replace(each, reminders=tuple(newest.values()))
    return tuple(found.values())


def _of(reminder: Reminder, chat: int, message: int) -> Outdated:
    return Outdated(label=reminder.label, chat=chat, message=message, reminders=(reminder,))


def as_it_reads(
    outdated: Outdated,
    reminders: Sequence[Reminder],
    live: Live,
    recipients: Recipients,
    *,
    now: datetime,
) -> Note | None:
    """What the message shows from now on, by all reminders of the plan; None where nobody who may
    still read it is there, or it shows nothing of the plan. Where each of them has a newer one, it
    says only that."""
    chat, message = outdated.chat, outdated.message
    if chat not in readers(recipients):
        return None
    if (chat, message) == (recipients.group, live.record.pinned):
        return replace(pinned(live), chat=chat, message=message)
    if not outdated.reminders:
        return None  # it was pinned, and is not any more
    newest = {each.id: each for each in reminders}
    showed = dose_first(newest.get(each.id, each) for each in outdated.reminders)
    over = [each for each in showed if not each.stage.is_open]
    there = in_message(reminders, chat, message) or over
    if not there:
        return replace(told_below(showed), chat=chat, message=message)
    note = together(
        there,
        live.record,
        live,
        recipients,
        chat=chat,
        now=now,
        others=reminders,
    )
    return replace(note, chat=chat, message=message)


def in_place_of(
    reminder: Reminder, others: Iterable[Reminder], recipients: Recipients, chat: int
) -> int | None:
    """The message of the heads-up that its question takes the place of in the group, while the
    owner is asked in a message that is new; None where it is one itself."""
    first_time = reminder.matter is Matter.GATE and not (reminder.rounds or reminder.remade)
    if not first_time or chat != recipients.group or not recipients.owner:
        return None
    return next(
        (
            message
            for each in others
            if each.matter is Matter.HEADS_UP and each.day == reminder.day
            for there, message in messages(each)
            if there == chat
        ),
        None,
    )


def closed_where_shown(turn: Turn, context: Context) -> Turn:
    """The turn; each reminder that it ends says so, without a button, wherever it was shown, and
    whoever is told of a plan no longer keeps no open question of it.

    What the turn shows by itself in the place of such a message stays.
    """
    if not (turn.keeps or turn.made):
        return turn
    before = {each.id: each for each in (*context.known.reminders, *context.known.open)}
    kept = {each.id: each for each in turn.keeps if isinstance(each, Reminder)}
    reminders = before | kept
    shown = {(each.chat, each.message) for each in turn.replies if isinstance(each, Note)} | {
        _pressed(context)
    }
    notes = list[Note]()
    for record in _plans(turn, context):
        theirs = [each for each in reminders.values() if each.label == record.label]
        ended = [e for e in theirs if e.id in kept and not e.stage.is_open]
        chats = {each.chat for e in theirs for each in e.deliveries if each.message}
        gone = _left(record, turn, context, chats)
        if not chats or not (ended or gone):
            continue
        live, recipients = _as_it_is_then(record, turn, context)
        ends = tuple(_over(ended, theirs, live, recipients, context.now))
        notes += (*ends, *_called_off(ends, ended, context))
        asked = [each for each in theirs if each.stage.is_open or each.id in kept]
        notes += _left_behind(asked, gone - readers(recipients))
    notes += _pinned(turn, context)
    known = {each.label for each in _plans(turn, context)}
    notes += over_of_others(left_open(e for e in kept.values() if e.label not in known))
    deaf = _out_of_reach(turn)
    fresh = tuple(
        each for each in notes if (each.chat, each.message) not in shown and each.chat not in deaf
    )
    return replace(turn, replies=(*turn.replies, *fresh)) if fresh else turn


def _pinned(turn: Turn, context: Context) -> Iterator[Note]:
    """The pinned message of each plan that the turn changes, as it reads from now on; where the
    plan has left the group it says that."""
    known = (*context.known.plans, context.plan)
    before = {each.label: each for each in known if each and each.pinned}
    for record in (each for each in (*turn.keeps, turn.made) if isinstance(each, PlanRecord)):
        was = before.get(record.label)
        if record.pinned:
            live, recipients = _as_it_is_then(record, turn, context)
            if recipients.group:
                yield replace(pinned(live), chat=recipients.group, message=record.pinned)
        elif was and was.team != record.team and (team := team_of(context, was.team)):
            yield _gone(record.label, team.chat, was.pinned)


def _over(
    ended: Iterable[Reminder],
    theirs: Sequence[Reminder],
    live: Live,
    recipients: Recipients,
    now: datetime,
) -> Iterator[Note]:
    """Every message of those that are over, once."""
    for each in every_message(ended):
        note = as_it_reads(each, theirs, live, recipients, now=now)
        if note:
            yield note


def _called_off(
    ends: Iterable[Note], reminders: Iterable[Reminder], context: Context
) -> Iterator[Note]:
    """The same once more below, for whoever was called: nobody is told that a message is another
    one now."""
    calls = {
        (delivery.chat, delivery.message)
        for each in reminders
        if class_of(each.matter).at_any_hour
        for delivery in each.deliveries
    }
    for each in ends:
        if each.chat != context.known.chat and (each.chat, each.message) in calls:
            yield replace(each, message=None, anew=True)


def over_of_others(several: Iterable[Outdated]) -> Iterator[Note]:
    """The same of plans that were not read: nothing of them is said."""
    for each in (each for each in several if each.reminders):
        over = [e for e in each.reminders if not e.stage.is_open]
        note = closed(over[0]) if over else told_below(each.reminders)
        yield replace(note, chat=each.chat, message=each.message)


def _left_behind(reminders: Iterable[Reminder], chats: set[int]) -> Iterator[Note]:
    """What was open, in chats where nobody may be told of it any more."""
    places = {
        (each.chat, each.message): reminder.label
        for reminder in reminders
        for each in reminder.deliveries
        if each.message and each.chat in chats
    }
    return (_gone(label, chat, message) for (chat, message), label in places.items())


def _gone(label: str, chat: int, message: int) -> Note:
    """That nobody is told of the plan there any more, in the place of what was."""
    says = "share.taken_out" if chat < 0 else "share.not_told"
    return replace(posted(chat, say(says, label=label)), message=message, anew=False)


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


def _out_of_reach(turn: Turn) -> set[int]:
    """The chats that cannot be reached from now on: nothing can be made true there."""
    groups = {each.chat for each in turn.keeps if isinstance(each, Team) and each.dead}
    return groups | {e.who for e in turn.keeps if isinstance(e, Person) and not e.reachable}


def _pressed(context: Context) -> tuple[int, int]:
    return context.known.chat, context.known.message
