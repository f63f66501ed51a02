"""A round of a reminder: who it goes to, what became of it, and when something is next.

A round begins with a claim and is complete once no message of it is open and one has arrived.
The first is followed by repeats; then each round goes up one level of the escalation. Where that
has ended and nobody took it up, one round a week goes to everybody on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from core.amounts import A_DAY
from flows.reminder.classes import class_of
from flows.reminder.hours import at_wall, reading, wall_of, when_allowed
from flows.reminder.recipients import Recipients, deciders, levels, reach, watchers
from flows.reminder.stages import OPEN, in_stage, open_again, outstanding, repeats
from flows.talk.records import Delivery, Landing, Matter, Reminder, Stage, Team

A_WEEK = timedelta(weeks=1)
MOST_UNKNOWNS = 3  # then the chat counts as one that cannot be reached
NOBODY_AGAIN = timedelta(minutes=30)  # where no place took it: that may pass, and is no answer
NOT_SENT_AGAIN = (timedelta(seconds=1), timedelta(minutes=5))  # first pause, longest pause
UNKNOWN_AGAIN = (timedelta(minutes=1), timedelta(minutes=30))
DOUBLED = 9  # times at most; by then every pause is the longest


@dataclass(frozen=True, slots=True, kw_only=True)
class Landed:
    """What the transport says of one message."""

    landing: Landing
    message: int = 0
    of_several: bool = False  # the message lists several that are late
    wait_seconds: float = 0  # how long Telegram asks to wait before the next try
    place: datetime | None = None  # of one that was not tried: since when it is due


def claimed(reminder: Reminder, recipients: Recipients, now: datetime) -> Reminder:
    """The reminder in sending, with the chats this round goes to; over where everybody was told,
    and begun anew a while later where no place took it: that may pass.

    A heads-up that was told is over here too: the question itself is due.
    """
    if reminder.matter is Matter.HEADS_UP and reminder.rounds:
        return replace(in_stage(reminder, "pass"), at=now)
    ended = reminder.stage is Stage.NEEDS_HUMAN
    begun = reminder if reminder.tries else _anew(reminder, recipients)
    level = _highest(begun, recipients) if ended else _level(begun, recipients)
    chats = () if level is None else reach(reminder.matter, recipients, level)
    before = reach(reminder.matter, recipients, reminder.raised)
    round_ = replace(begun, deliveries=_deliveries(begun, chats, set(chats) - set(before)))
    if level is None and not ended and _reached_nobody(reminder):
        return _anew_later(reminder, now)
    if level is None or not (reminder.tries or outstanding(round_)):
        return _ended(reminder, now)
    return replace(in_stage(round_, "claim"), raised=level, tries=begun.tries + 1)


def _ended(reminder: Reminder, now: datetime) -> Reminder:
    """Its chain has ended: whoever acts ends it, and until then it is told again a week after it
    was told last; where nobody could be told this time, a week after this."""
    sent = filter(None, (each.sent_at for each in reminder.deliveries))
    last = now if reminder.stage is Stage.NEEDS_HUMAN else max(sent, default=now)
    due = None
    if class_of(reminder.matter).each_week:
        told = reading(last, reminder.zone).date()
        due = at_wall(told + A_WEEK, wall_of(reminder.matter, None), reminder.zone)[1]
    return replace(in_stage(reminder, "exhaust", due=due), at=now)


def _highest(reminder: Reminder, recipients: Recipients) -> int | None:
    """The end of its chain; None where nobody on it can be reached."""
    last = levels(reminder.matter) - 1
    return last if reach(reminder.matter, recipients, last) else None


def _anew(reminder: Reminder, recipients: Recipients) -> Reminder:
    """Every chat waits for the next message; the last one it was shown is remembered.

    Whoever is told only once has been.
    """
    once = watchers(recipients) if class_of(reminder.matter).administrators_once else frozenset()
    deliveries = tuple(
        each
        if each.chat in once and each.landing is Landing.SENT
        else replace(each, landing=Landing.WAITS, unknowns=_left_unknown(each))
        for each in reminder.deliveries
    )
    return replace(reminder, deliveries=deliveries)


def _left_unknown(delivery: Delivery) -> int:
    """How often it may have arrived: of one that did nothing is left of that."""
    return 0 if delivery.landing is Landing.SENT else delivery.unknowns


def _reached_nobody(reminder: Reminder) -> bool:
    """Whether this round, or the first one where there was no way at all, was told to nobody."""
    if not reminder.tries:
        return not reminder.rounds
    return all(each.landing is not Landing.SENT for each in reminder.deliveries)


def _anew_later(reminder: Reminder, now: datetime) -> Reminder:
    """The same round from its first place on."""
    again = class_of(reminder.matter).pause or NOBODY_AGAIN
    return replace(
        reminder,
        deliveries=tuple(_refused_again(each) for each in reminder.deliveries),
        raised=0,
        tries=1,
        due=now + again,
        serial=reminder.serial + 1,
    )


def _refused_again(delivery: Delivery) -> Delivery:
    """One that was refused is tried once more."""
    return open_again(delivery) if delivery.landing is Landing.REFUSED else delivery


def _level(reminder: Reminder, recipients: Recipients) -> int | None:
    """How far up this round goes: as far as before, or to where somebody new can be reached."""
    matter, before = reminder.matter, reminder.raised
    if reminder.tries and any(each.landing is Landing.SENT for each in reminder.deliveries):
        return before
    there = set(reach(matter, recipients, before))
    refused = {
        each.chat
        for each in reminder.deliveries
        if each.landing is Landing.REFUSED and each.chat in there
    }
    went_up = not reminder.tries and reminder.rounds > repeats(matter)
    spent = there if went_up else refused
    return next(
        (
            level
            for level in range(before, levels(matter))
            if not spent.issuperset(reach(matter, recipients, level))
            and _can_be_ended(reminder, recipients, level, refused)
        ),
        None,
    )


def _can_be_ended(
    reminder: Reminder, recipients: Recipients, level: int, refused: set[int]
) -> bool:
    """Whether somebody on these levels may end it; on the last one there is nobody else."""
    if not class_of(reminder.matter).for_a_prescriber or level + 1 == levels(reminder.matter):
        return True
    told = reach(reminder.matter, recipients, level)
    return not deciders(recipients).isdisjoint(set(told) - refused)


def _deliveries(
    reminder: Reminder, chats: tuple[int, ...], fresh: set[int]
) -> tuple[Delivery, ...]:
    """Those there were, without a way to anybody who is no longer to be told, and the new ones."""
    there = {each.chat for each in reminder.deliveries}
    kept = (
        _refused_again(each)
        if each.chat in fresh
        else each
        if each.chat in chats or each.landing is Landing.SENT
        else replace(each, landing=Landing.REFUSED)
        for each in reminder.deliveries
    )
    return (*kept, *(Delivery(chat=chat) for chat in chats if chat not in there))


def settled(
    reminder: Reminder,
    landed: Mapping[int, Landed],
    team: Team | None,
    now: datetime,
    *,
    named: tuple[str, date] | None = None,
) -> Reminder:
    """After the try: when something must happen next, by chat what became of its message, which
    has `named` a dose.

    What is open is tried again; a round that reached nobody goes up at the next claim, at once.
    """
    after = replace(
        reminder,
        deliveries=tuple(
            _after(each, landed[each.chat], now, named)
            if each.landing in OPEN and each.chat in landed
            else each
            for each in reminder.deliveries
        ),
    )
    if outstanding(after):
        return in_stage(after, "wait", due=_next_try(after, landed, team, now))
    if all(each.landing is Landing.REFUSED for each in after.deliveries):
        return in_stage(after, "wait", due=now)
    complete = replace(after, rounds=after.rounds + 1, tries=0)
    if reminder.at:
        return _ended(complete, now)
    return in_stage(complete, "told", due=next_round(complete, team, now))


def recovered(reminder: Reminder, now: datetime) -> Reminder:
    """One that a stopped process left in sending: every open delivery is unknown, due at once."""
    unknown = Landed(landing=Landing.UNKNOWN)
    deliveries = tuple(
        _after(each, unknown, now) if each.landing in OPEN else each
        for each in reminder.deliveries
    )
    return in_stage(replace(reminder, deliveries=deliveries), "wait", due=now)


def _after(
    delivery: Delivery, landed: Landed, now: datetime, named: tuple[str, date] | None = None
) -> Delivery:
    """The delivery after one try."""
    match landed.landing:
        case Landing.SENT:
            there = replace(
                delivery,
                landing=Landing.SENT,
                message=landed.message,
                of_several=landed.of_several,
                sent_at=now,
            )
            return replace(there, named_mg=named[0], named_from=named[1]) if named else there
        case Landing.UNKNOWN:
            unknowns = delivery.unknowns + 1
            given_up = unknowns >= MOST_UNKNOWNS
            landing = Landing.REFUSED if given_up else Landing.UNKNOWN
            return replace(delivery, landing=landing, unknowns=unknowns)
        case _:
            return replace(delivery, landing=landed.landing)


def _next_try(
    reminder: Reminder, landed: Mapping[int, Landed], team: Team | None, now: datetime
) -> datetime:
    """When every chat that is still open may be tried again; where none was tried it is due as it
    was, so that nothing overtakes it."""
    ways = [landed.get(each.chat) for each in outstanding(reminder)]
    places = [each.place for each in ways if each and each.place]
    if len(places) == len(ways):
        return min(places)
    pauses = (
        _pause(each, landed.get(each.chat), reminder.tries) for each in outstanding(reminder)
    )
    return when_allowed(reminder.matter, now + max(pauses), reminder.zone, team)


def _pause(delivery: Delivery, landed: Landed | None, tries: int) -> timedelta:
    """As long as Telegram asks for, else twice as long after each try."""
    if landed and landed.wait_seconds:
        return timedelta(seconds=landed.wait_seconds)
    unknown = delivery.landing is Landing.UNKNOWN
    first, longest = UNKNOWN_AGAIN if unknown else NOT_SENT_AGAIN
    return min(first * (1 << min(tries - 1, DOUBLED)), longest)


def next_round(reminder: Reminder, team: Team | None, now: datetime) -> datetime:
    """When the next round is due: a repeat, or one level higher.

    What was told together falls on the same minute, and is told together again.
    """
    zone, told = reminder.zone, reminder.rounds
    gate = wall_of(Matter.GATE, team)
    if reminder.matter is Matter.HEADS_UP:
        return max(now, at_wall(reminder.day, gate, zone)[1])
    if reminder.matter is Matter.GATE and told <= repeats(Matter.GATE):
        return at_wall(reading(now, zone).date() + A_DAY, gate, zone)[1]
    delays = team or Team(number=0, zone=zone)
    again = told <= repeats(reminder.matter)
    hours = timedelta(hours=delays.repeat_hours if again else delays.escalate_hours)
    pause = class_of(reminder.matter).pause or hours
    then = (now + pause).replace(second=0, microsecond=0)
    return when_allowed(reminder.matter, then, zone, team)
