"""The life of a reminder: a table of its stages, and what people do to it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from hashlib import sha256

from core.amounts import A_DAY
from flows.reminder.classes import class_of
from flows.reminder.hours import at_wall, hours, instant, next_allowed, next_at, reading
from flows.talk.machine import NoWay, Table, Transition
from flows.talk.records import Delivery, Landing, Matter, Reminder, Stage, Team

MOST_SNOOZES = 3
LONGEST_SNOOZE = timedelta(hours=25)  # the same wall time of the next day, whatever the clocks do
AN_HOUR = timedelta(hours=1)
MORNING = time(8)
HOURS = "abcdefghijklmnopqrstuvwx"  # of a day, as a button holds them
CODE = re.compile(r"[a-xA-X][0-5][0-9]")
LONGEST_HANDLE = 28  # what the other parts of a button's 64 bytes leave
DIGEST = 6


def shown(reminder: Reminder) -> bool:
    """Some chat has its message."""
    return any(delivery.message for delivery in reminder.deliveries)


def messages(reminder: Reminder) -> Iterator[tuple[int, int]]:
    """The chat and the message of each delivery that may be replaced by what holds now.

    One that lists several is left as it is: what is said of the others would be lost.
    """
    for each in reminder.deliveries:
        if each.message and not each.of_several:
            yield each.chat, each.message


def in_message(reminders: Iterable[Reminder], chat: int, message: int) -> tuple[Reminder, ...]:
    """Those of a plan that this message shows now, the dose first.

    A heads-up gives way to its question, once that was asked in the chat.
    """
    theirs = [(each, set(messages(each))) for each in reminders]
    asked = {
        each.day
        for each, shown_in in theirs
        if each.matter is Matter.GATE and any(there == chat for there, _ in shown_in)
    }
    there = (each for each, shown_in in theirs if message and (chat, message) in shown_in)
    still = (each for each in there if not (each.matter is Matter.HEADS_UP and each.day in asked))
    return dose_first(still)


def dose_first(reminders: Iterable[Reminder]) -> tuple[Reminder, ...]:
    """The same, as they stand in one message."""
    return tuple(sorted(reminders, key=lambda each: each.matter is not Matter.DOSE))


def not_shown(reminder: Reminder) -> bool:
    """No chat has it, for all that is known."""
    return not shown(reminder)


def perhaps_shown(reminder: Reminder) -> bool:
    """A message was tried whose outcome was never learnt, or is not known any more."""
    return reminder.remade or any(delivery.unknowns for delivery in reminder.deliveries)


def may_be_put_off(reminder: Reminder) -> bool:
    """It comes more than once, and was not put off too often."""
    return class_of(reminder.matter).can_wait and reminder.snoozes < MOST_SNOOZES


LIFE_OF_A_REMINDER = Table(
    name="reminder",
    states=tuple(stage.value for stage in Stage),
    rows=(
        Transition("claim", "pending", "sending"),
        Transition("claim", "sent", "sending"),
        Transition("claim", "snoozed", "sending"),
        Transition("claim", "needs_human", "sending"),
        Transition("told", "sending", "sent"),
        Transition("wait", "sending", "sent", shown),
        Transition("wait", "sending", "pending", not_shown),
        Transition("snooze", "sending", "snoozed", may_be_put_off),
        Transition("snooze", "sent", "snoozed", may_be_put_off),
        Transition("snooze", "snoozed", "snoozed", may_be_put_off),
        Transition("snooze", "needs_human", "snoozed", may_be_put_off),
        Transition("acknowledge", "pending", "acknowledged", perhaps_shown),
        Transition("acknowledge", "sending", "acknowledged"),
        Transition("acknowledge", "sent", "acknowledged"),
        Transition("acknowledge", "snoozed", "acknowledged"),
        Transition("acknowledge", "needs_human", "acknowledged"),
        Transition("answer", "pending", "answered"),
        Transition("answer", "sending", "answered"),
        Transition("answer", "sent", "answered"),
        Transition("answer", "snoozed", "answered"),
        Transition("answer", "needs_human", "answered"),
        Transition("pass", "sent", "withdrawn"),
        Transition("withdraw", "pending", "withdrawn"),
        Transition("withdraw", "sending", "withdrawn"),
        Transition("withdraw", "sent", "withdrawn"),
        Transition("withdraw", "snoozed", "withdrawn"),
        Transition("withdraw", "needs_human", "withdrawn"),
        Transition("want", "withdrawn", "pending"),
        Transition("reopen", "withdrawn", "sent", shown),
        Transition("reopen", "answered", "sent", shown),
        Transition("reopen", "answered", "pending", not_shown),
        Transition("reach", "needs_human", "pending"),
        Transition("exhaust", "pending", "needs_human"),
        Transition("exhaust", "sent", "needs_human"),
        Transition("exhaust", "snoozed", "needs_human"),
        Transition("exhaust", "sending", "needs_human"),
        Transition("exhaust", "needs_human", "needs_human"),
    ),
)


def in_stage(reminder: Reminder, trigger: str, *, due: datetime | None = None) -> Reminder:
    """The reminder at its next stage, due then, as it is to be written; raises NoWay."""
    stage = LIFE_OF_A_REMINDER.move(reminder.stage.value, trigger, reminder)
    return replace(reminder, stage=Stage(stage), due=due, serial=reminder.serial + 1)


def acknowledged(reminder: Reminder, *, by: int, name: str, now: datetime) -> Reminder:
    """Over: nothing of it is sent again, anywhere; raises NoWay where it is over or not sent."""
    return replace(in_stage(reminder, "acknowledge"), by=by, name=name, at=now)


def answered(reminder: Reminder, *, by: int, name: str, now: datetime) -> Reminder:
    """A gate that was decided, at whatever stage it stood; raises NoWay where it is over."""
    return replace(in_stage(reminder, "answer"), by=by, name=name, at=now)


def snoozed(reminder: Reminder, until: datetime, now: datetime) -> Reminder:
    """Due again then; raises NoWay where it was snoozed too often or too long.

    The round that comes then is a repeat: it goes to the same chats.
    """
    if not now < until <= now + LONGEST_SNOOZE:
        raise NoWay(reminder.stage, "snooze")
    put_off = in_stage(reminder, "snooze", due=until)
    rounds = min(reminder.rounds, repeats(reminder.matter))
    return replace(put_off, at=None, snoozes=reminder.snoozes + 1, rounds=rounds, tries=0)


def reached_again(reminder: Reminder, team: Team | None, now: datetime) -> Reminder:
    """One that nobody was left to tell goes on from its beginning: somebody can be told again.

    Whoever may have had it gets it marked as a possible repeat, and who has it not once more.
    """
    tried = any(each.unknowns for each in reminder.deliveries)
    due = next_allowed(now, reminder.zone, team)
    if class_of(reminder.matter).at_any_hour:
        due = now
    return replace(
        in_stage(reminder, "reach", due=due),
        at=None,
        raised=0,
        rounds=min(reminder.rounds, repeats(reminder.matter)),
        tries=1 if tried else 0,
        deliveries=tuple(open_again(each) for each in reminder.deliveries),
    )


def open_again(delivery: Delivery) -> Delivery:
    """It goes there once more; what may have arrived keeps its mark, what has arrived stays."""
    if delivery.landing is Landing.SENT:
        return delivery
    landing = Landing.UNKNOWN if delivery.unknowns else Landing.WAITS
    return replace(delivery, landing=landing, unknowns=min(delivery.unknowns, 1))


def snooze_choices(reminder: Reminder, team: Team | None, now: datetime) -> tuple[datetime, ...]:
    """In an hour, the next evening, the next morning, each within the hours; none where none may.

    Each is a whole minute, the soonest first.
    """
    if not may_be_put_off(reminder):
        return ()
    _, evening = hours(team)
    in_an_hour = (now + AN_HOUR).replace(second=0, microsecond=0)
    choices = {
        next_allowed(in_an_hour, reminder.zone, team),
        next_at(evening, now, reminder.zone, team),
        next_at(MORNING, now, reminder.zone, team),
    }
    return tuple(sorted(choices))


def snooze_code(until: datetime, zone: str) -> str:
    """The time as a button holds it: a letter for the hour, a capital on odd days, the minutes."""
    local = reading(until, zone)
    letters = HOURS.upper() if local.day % 2 else HOURS
    return f"{letters[local.hour]}{local:%M}"


def snooze_until(code: str, reminder: Reminder, team: Team | None, now: datetime) -> datetime:
    """The instant that the button named; raises NoWay where it is over, or was never offered."""
    today = reading(now, reminder.zone).date()
    if not CODE.fullmatch(code):
        raise NoWay(reminder.stage, "snooze")
    wall = time(HOURS.index(code[0].lower()), int(code[1:]))
    for day in (today, today + A_DAY):
        _, until = at_wall(day, wall, reminder.zone)
        ahead = now < until <= now + LONGEST_SNOOZE
        allowed = next_allowed(until, reminder.zone, team) == until
        if ahead and allowed and snooze_code(until, reminder.zone) == code:
            return until
    raise NoWay(reminder.stage, "snooze")


def repeats(matter: Matter) -> int:
    """How often it is told again to the same chats before it goes up."""
    return class_of(matter).repeats


def rezoned(reminder: Reminder, zone: str) -> Reminder:
    """The same local day and time in another zone; what waits for no hour stays at its instant."""
    if class_of(reminder.matter).at_any_hour:
        wall = reading(instant(reminder.wall, reminder.zone), zone)
        return replace(reminder, zone=zone, wall=wall, serial=reminder.serial + 1)
    due = reminder.due and instant(reading(reminder.due, reminder.zone), zone)
    return replace(reminder, zone=zone, due=due, serial=reminder.serial + 1)


def migrated(reminder: Reminder, chat: int, to: int) -> Reminder:
    """The same with a group's new number; what was not sent is due as it was."""
    deliveries = tuple(
        replace(each, chat=to) if each.chat == chat else each for each in reminder.deliveries
    )
    return replace(reminder, deliveries=deliveries, serial=reminder.serial + 1)


def outstanding(reminder: Reminder) -> tuple[Delivery, ...]:
    """The deliveries that this try has to make."""
    return tuple(each for each in reminder.deliveries if each.landing in OPEN)


OPEN = frozenset({Landing.WAITS, Landing.UNKNOWN})


def has_no_dose(reminder: Reminder) -> bool:
    """It tells of a weekly dose that is not taken, held or left out: nobody need take it up."""
    none = bool(reminder.detail) or reminder.intake is not None
    return reminder.matter is Matter.METHOTREXATE and none


def waits_for_somebody(reminder: Reminder) -> bool:
    """It was told, nobody has taken it up, and somebody has to: what any list names as open."""
    return reminder.stage.is_told and not has_no_dose(reminder)


def handle(reminder: Reminder) -> str:
    """The reminder's id within its plan, as a button holds it: dose.20261221.17.5

    A detail that is too long for a button is held as a short digest of it.
    """
    parts = (reminder.matter, f"{reminder.day:%Y%m%d}", reminder.detail)
    whole = ".".join(part for part in parts if part)
    if len(whole) <= LONGEST_HANDLE:
        return whole
    return ".".join((*parts[:2], sha256(reminder.detail.encode()).hexdigest()[:DIGEST]))


def by_handle(reminders: Sequence[Reminder], text: str) -> Reminder | None:
    """The one that the button meant."""
    return next((each for each in reminders if handle(each) == text), None)
