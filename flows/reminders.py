"""The life of a reminder: which ones a plan has, when each is due, and what ends it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from flows.kept import Delivery, Landing, Matter, Person, PlanRecord, Reminder, Team
from flows.live import Live


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


def wanted(live: Live) -> tuple[Reminder, ...]:
    """Every reminder that follows from the plan alone from now on, pending; none where it is over.

    What people cause (asked, revised, check, undelivered) is not among them.
    """
    raise NotImplementedError


def raised(live: Live, matter: Matter, detail: str) -> Reminder:
    """A reminder that people caused, due now or when the hours of the day begin."""
    raise NotImplementedError


def replanned(
    before: Sequence[Reminder], live: Live | None, now: datetime
) -> tuple[Reminder, ...]:
    """What is to be written so that what is wanted now holds: new, moved and withdrawn ones.

    One that was sent and is still wanted stays sent; one that is over stays over. With no live
    plan everything that is open is withdrawn.
    """
    raise NotImplementedError


def drifted(reminder: Reminder, live: Live) -> bool:
    """Whether the plan no longer wants it on this day: silence has moved the dates."""
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


def migrated(reminder: Reminder, chat: int, to: int) -> Reminder:
    """The same with a group's new number; what was not sent is due as it was."""
    raise NotImplementedError


def acknowledged(reminder: Reminder, *, by: int, name: str, now: datetime) -> Reminder:
    """Over: nothing of it is sent again, anywhere; raises NoWay where it is over or not sent."""
    raise NotImplementedError


def answered(reminder: Reminder, *, by: int, name: str, now: datetime) -> Reminder:
    """A gate that was decided, at whatever stage it stood; raises NoWay where it is over."""
    raise NotImplementedError


def snoozed(reminder: Reminder, until: datetime, now: datetime) -> Reminder:
    """Due again then; raises NoWay where it was snoozed too often or too long."""
    raise NotImplementedError


def snooze_choices(reminder: Reminder, team: Team | None, now: datetime) -> tuple[datetime, ...]:
    """The instants it may be put off to, bounded: in an hour, this evening, the next morning."""
    raise NotImplementedError


def rezoned(reminder: Reminder, zone: str) -> Reminder:
    """The same local day and time in another zone."""
    raise NotImplementedError


def handle(reminder: Reminder) -> str:
    """The reminder's id within its plan, as a button holds it: dose.20261221.17.5"""
    raise NotImplementedError


def by_handle(reminders: Sequence[Reminder], text: str) -> Reminder | None:
    """The one that the button meant."""
    raise NotImplementedError


def at_wall(day: date, wall: time, zone: str) -> tuple[datetime, datetime]:
    """The naive local time, and the same instant in UTC."""
    raise NotImplementedError


def next_allowed(instant: datetime, zone: str, team: Team | None) -> datetime:
    """The same instant, or the first later one within the team's hours, 06:00 to 20:00 at most."""
    raise NotImplementedError
