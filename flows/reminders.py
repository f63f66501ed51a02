"""The life of a reminder: which ones a plan has, when each is due, and what ends it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.guideline.schema import Guideline
from flows.kept import Delivery, Landing, Person, PlanRecord, Reminder, Team


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """Who a plan's reminders may reach, as it stands now; nobody else ever."""

    group: int = 0  # chat of the team's group, where it is bound and alive
    thread: int = 0
    owner: int = 0  # 0 where the owner may no longer prescribe, or cannot be reached
    prescribers: tuple[int, ...] = ()  # the team's others
    administrators: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Landed:
    """What the transport says of one message."""

    landing: Landing
    message: int = 0
    wait_seconds: float = 0  # how long Telegram asks to wait before the next try


def circle(
    record: PlanRecord, team: Team | None, people: Sequence[Person], administrators: Sequence[int]
) -> Circle:
    """Everybody the plan's reminders may reach: `people` are those of the team, and the owner."""
    raise NotImplementedError


def wanted(
    guideline: Guideline, record: PlanRecord, zone: str, team: Team | None, now: datetime
) -> tuple[Reminder, ...]:
    """Every reminder that the plan has from now on, pending; none where it is not live."""
    raise NotImplementedError


def replanned(
    before: Sequence[Reminder], after: Sequence[Reminder], now: datetime
) -> tuple[Reminder, ...]:
    """What is to be written so that `after` holds: new ones, moved ones, withdrawn ones.

    One that was sent and is still wanted stays sent; one that is over stays over.
    """
    raise NotImplementedError


def claimed(reminder: Reminder, around: Circle, now: datetime) -> Reminder:
    """The reminder in sending, with the chats this round goes to; over where it reaches nobody."""
    raise NotImplementedError


def outstanding(reminder: Reminder) -> tuple[Delivery, ...]:
    """The deliveries that this try has to make."""
    raise NotImplementedError


def settled(
    reminder: Reminder, landed: Mapping[int, Landed], team: Team | None, now: datetime
) -> Reminder:
    """After the try: when something must happen next, by chat what became of its message."""
    raise NotImplementedError


def recovered(reminder: Reminder, now: datetime) -> Reminder:
    """One that a stopped process left in sending: every open delivery is unknown, due at once."""
    raise NotImplementedError


def acknowledged(reminder: Reminder, *, by: int, name: str, now: datetime) -> Reminder:
    """Over: nothing of it is sent again, anywhere; raises NoWay where it was not sent."""
    raise NotImplementedError


def answered(reminder: Reminder, *, by: int, name: str, now: datetime) -> Reminder:
    """A gate that was decided, at whatever stage it stood."""
    raise NotImplementedError


def snoozed(reminder: Reminder, until: datetime, now: datetime) -> Reminder:
    """Due again then; raises NoWay where it was snoozed too often or too long."""
    raise NotImplementedError


def snooze_choices(reminder: Reminder, now: datetime) -> tuple[datetime, ...]:
    """The instants it may be put off to: in an hour, today's evening, the next morning."""
    raise NotImplementedError


def at_wall(day: date, hour: int, minute: int, zone: str) -> tuple[datetime, datetime]:
    """The naive local time, and the same instant in UTC."""
    raise NotImplementedError


def next_allowed(instant: datetime, zone: str, team: Team | None) -> datetime:
    """The same instant, or the first later one within the hours of the day (06:00 to 20:00)."""
    raise NotImplementedError
