"""A calendar and its events as text: what one says is written once, its number and moment anew."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Component, Event

from bot.papers.calendar.entries import Entry
from core.amounts import A_DAY

ON_THE_DAY = timedelta(hours=7, minutes=30)  # after the day begins
RESULTS_NEEDED = -timedelta(days=1, hours=10)  # two days before, in the early afternoon
HOUR, LASTS = time(9), timedelta(minutes=15)  # of what is no dose
BEGIN, END = b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n"
CLOSES = b"END:VCALENDAR\r\n"
KEPT = 2_000  # events, of less than 1 KB each


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One event: its name, its entry, and the words of its category."""

    uid: str
    entry: Entry
    category: str
    zone: str
    cancelled: str = ""  # what is said where it is cancelled; empty: it is not

    def text(self, stamp: bytes) -> bytes:
        """The event of the calendar with this number and moment."""
        entry = replace(self.entry, details="")
        return b"".join(
            (BEGIN, stamp, _details(self.entry.details), _lasting(replace(self, entry=entry)), END)
        )


def head(name: str) -> bytes:
    """A calendar of this name as it begins."""
    made = Calendar()
    made.add("prodid", "-//myotaper//papers//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    return bytes(made.to_ical()).removesuffix(CLOSES)


def stamp(sequence: int, made_at: datetime) -> bytes:
    """Number and moment, which are those of every event of a calendar."""
    event = Event()
    event.add("sequence", sequence)
    event.add("dtstamp", made_at)
    event.add("last-modified", made_at)
    return _inner(event)


@lru_cache(KEPT)
def zone_of(name: str, first: int, last: int) -> bytes:
    """The zone from the one year to the end of the other, as far as events need it."""
    made = Calendar()
    for day in (date(first, 1, 1), date(last, 12, 31)):
        event = Event()
        _timed(event, day, name)
        made.add_component(event)
    made.add_missing_timezones(date(first, 1, 1), date(last, 12, 31))
    return b"".join(each.to_ical() for each in made.timezones)


@lru_cache(KEPT)
def _details(text: str) -> bytes:
    event = Event()
    event.add("description", text)
    return _inner(event)


@lru_cache(KEPT)
def _lasting(written: Written) -> bytes:
    """Everything of it that is the same in the next calendar; a dose belongs to its day in every
    zone."""
    event, entry = Event(), written.entry
    event.add("uid", written.uid)
    event.add("summary", written.cancelled or entry.summary)
    event.add("categories", [written.category])
    event.add("transp", "TRANSPARENT")
    if entry.whole_day:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + entry.days * A_DAY)
    else:
        _timed(event, entry.day, written.zone)
    if written.cancelled:
        event.add("status", "CANCELLED")
        return _inner(event)
    event.add("status", "TENTATIVE" if entry.waits else "CONFIRMED")
    for trigger in _alarms(entry):
        event.add_component(_alarm(trigger, entry.summary))
    return _inner(event)


def _timed(event: Event, day: date, zone: str) -> None:
    begins = datetime.combine(day, HOUR, ZoneInfo(zone))
    event.add("dtstart", begins)
    event.add("dtend", begins + LASTS)


def _alarms(entry: Entry) -> tuple[timedelta, ...]:
    if not entry.whole_day:
        return (timedelta(0),)
    return (ON_THE_DAY,) if entry.sure else (ON_THE_DAY, RESULTS_NEEDED)


def _alarm(trigger: timedelta, says: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", says)
    alarm.add("trigger", trigger)
    return alarm


def _inner(event: Component) -> bytes:
    """What stands between its first line and its last one."""
    to_ical: Callable[[], bytes] = event.to_ical
    return to_ical().removeprefix(BEGIN).removesuffix(END)
