"""Which daily dose a chat was told, and when: kept with each message, so that "was" says what was
read there last and not what nobody had been told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.amounts import plain
from core.course.course import Course, decided
from flows.plan.live import Live
from flows.plan.standing import standing
from flows.reminder.call import is_overdose
from flows.talk.records import Delivery, Matter, Reminder, Stage

NAMES_THE_DOSE = frozenset(
    {
        Matter.HEADS_UP,
        Matter.GATE,
        Matter.INTERIM,
        Matter.REASSESS,
        Matter.DOSE,
        Matter.REVISED,
        Matter.ASKED,
        Matter.URGENT,
        Matter.PNEUMOCYSTIS,
        Matter.VACCINES,
        Matter.ADRENAL,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A daily dose as a chat was told it: from which day on, and when."""

    mg: Decimal
    first: date
    at: datetime


def dose_named(reminder: Reminder, live: Live) -> tuple[str, date] | None:
    """The last dose that is decided, with its first day, where a message of this names it."""
    course = live.course
    if course is None or reminder.matter not in NAMES_THE_DOSE or is_overdose(reminder):
        return None
    if course.ends is not None:
        return "0", course.ends
    return written(course.present.mg), course.present.first


def tellings(reminders: Sequence[Reminder], chat: int, but: Reminder) -> tuple[Telling, ...]:
    """What this chat was told before this reminder told it, the last one last."""
    own = next((each.sent_at for each in but.deliveries if each.chat == chat), None)
    found = (
        Telling(mg=Decimal(each.named_mg), first=each.named_from, at=at)
        for reminder in reminders
        if reminder.id != but.id
        for each in reminder.deliveries
        if each.chat == chat and each.named_mg and each.named_from
        if (at := _at(reminder, each)) and (own is None or at < own)
    )
    return tuple(sorted(found, key=lambda each: each.at))


def void(told: Sequence[Telling], live: Live) -> Telling | None:
    """The dose that was told last, where it is not what is decided any more."""
    course = live.course
    if not told or course is None:
        return None
    last = told[-1]
    if course.ends is not None and (last.mg, last.first) == (Decimal(0), course.ends):
        return None
    holds = {(each.mg, each.first) for each in decided(course)}
    return None if (last.mg, last.first) in holds else last


def _at(reminder: Reminder, delivery: Delivery) -> datetime | None:
    """When the message came, or became the decision that answered it."""
    return reminder.at if reminder.stage is Stage.ANSWERED else delivery.sent_at


def doses_to_tell(live: Live, course: Course) -> Iterator[tuple[date, Decimal]]:
    """First day and amount of the last dose that was decided, which may be none at all, and of
    each one before it whose first day is not over: nobody has been told to take it yet."""
    if any(each.decision.leaves for each in standing(live.record)[-1:]):
        return
    *before, present = decided(course)
    for each in (*before, present) if course.ends else before:
        if each.first >= live.today:
            yield each.first, each.mg
    yield (course.ends, Decimal(0)) if course.ends else (present.first, present.mg)


def written(mg: Decimal) -> str:
    """The amount as the detail of a reminder: 55, 17.5, 0."""
    return f"{plain(mg):f}"
