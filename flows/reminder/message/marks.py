"""What marks a message: late, perhaps a repeat, told before, put off, over."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from core.amounts import A_DAY
from core.evidence import Value
from flows.reminder.hours import instant, reading
from flows.reminder.stages import has_no_dose
from flows.talk.records import Matter, Reminder, Stage
from flows.talk.replies import Sentence, Words

LATE_AFTER = timedelta(minutes=10)  # it was due; less nobody needs to be told of
AN_HOUR = timedelta(hours=1)


def at(local: datetime, zone: str) -> dict[str, Value]:
    """A local time as a sentence takes it: the calendar day, and the clock with its zone."""
    return {"day": local.date(), "clock": f"{local:%H:%M} {zone}"}


def marks(reminder: Reminder, chat: int, now: datetime) -> Iterator[Sentence]:
    """The marks of a message that goes to this chat now."""
    if not reminder.rounds:
        yield from late(reminder, now)
    elif not (reminder.remade or _just_told(reminder, now)):  # that one somebody perhaps has seen
        told = "unanswered" if reminder.matter is Matter.GATE else "again"
        first = at(reminder.wall, reminder.zone)
        yield Sentence(says=f"reminder.mark.{told}", values=first)
    if reminder.remade or any(e.unknowns for e in reminder.deliveries if e.chat == chat):
        yield Sentence(says="reminder.mark.repeat", strong=True)
    if reminder.remade:
        yield Sentence(says="reminder.mark.remade")
    if reminder.stage is Stage.SNOOZED and reminder.due:
        until = at(reading(reminder.due, reminder.zone), reminder.zone)
        yield Sentence(says="reminder.mark.snoozed", values=until)
    if reminder.stage is Stage.NEEDS_HUMAN:
        yield Sentence(says="reminder.mark.needs_human", strong=True)


def _just_told(reminder: Reminder, now: datetime) -> bool:
    """Whether it is shown anew minutes after it came for the first time: nobody is late yet."""
    return abs(now - instant(reminder.wall, reminder.zone)) <= LATE_AFTER


def nobody_took_up(unheeded: Sequence[Reminder]) -> Iterator[Sentence]:
    """That others of the plan went to the end of their chain: the first of them, and how many."""
    waiting = [each for each in unheeded if not has_no_dose(each)]
    for first in waiting[:1]:
        more = len(waiting) - 1
        values: dict[str, Words] = {"matter": first.matter, "day": first.day, "more": more}
        says = "reminder.mark.unheeded_more" if more else "reminder.mark.unheeded"
        yield Sentence(says=says, values=values, strong=True)


def late(reminder: Reminder, now: datetime) -> Iterator[Sentence]:
    """By how much it is late, and when it was due; nothing where it is in time."""
    by = now - instant(reminder.wall, reminder.zone)
    if by <= LATE_AFTER:
        return
    days, hours, minutes = by // A_DAY, by % A_DAY // AN_HOUR, by // timedelta(minutes=1)
    words = ("day" if days == 1 else "days" if days else "", _hours(hours))
    says = "_".join(word for word in words if word) or "minutes"
    values = {"days": days, "hours": hours, "minutes": minutes}
    yield Sentence(
        says=f"reminder.late.{says}",
        values={**values, **at(reminder.wall, reminder.zone)},
        strong=True,
    )


def _hours(hours: int) -> str:
    return "hour" if hours == 1 else "hours" if hours else ""
