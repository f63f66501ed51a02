"""Wall times and the hours of the day: what a place's clock reads, and when it is not woken.

Only wall times from 06:00 to 20:00 are ever used. No zone moves its clocks between them, so each
is one instant, on every day.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from zoneinfo import ZoneInfo

from core.amounts import A_DAY
from flows.reminder.classes import class_of
from flows.talk.records import Matter, Team

EARLIEST, LATEST = time(6), time(20)
USUAL = time(9)
BEFORE_THE_DOSE = time(7, 30)  # that morning's tablets are not taken yet
WALLS: Mapping[Matter, time] = MappingProxyType(
    {
        Matter.HEADS_UP: time(14),
        Matter.GATE: BEFORE_THE_DOSE,
        Matter.DOSE: BEFORE_THE_DOSE,
    }
)


def at_wall(day: date, wall: time, zone: str) -> tuple[datetime, datetime]:
    """The naive local time, and the same instant in UTC."""
    local = datetime.combine(day, wall)
    return local, instant(local, zone)


def instant(local: datetime, zone: str) -> datetime:
    """The instant, in UTC, at which the clocks of the zone read this."""
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def reading(at: datetime, zone: str) -> datetime:
    """What the clocks of the zone read at this instant, naive."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def hours(team: Team | None) -> tuple[time, time]:
    """The first and the last wall time of a day at which the team is told anything."""
    if team is None:
        return EARLIEST, LATEST
    begin = min(max(team.day_from, EARLIEST), LATEST)
    return begin, max(min(team.day_to, LATEST), begin)


def shifted(wall: time, team: Team | None) -> time:
    """The wall time, or the nearest one within the team's hours of the same day."""
    begin, end = hours(team)
    return min(max(wall, begin), end)


def next_allowed(at: datetime, zone: str, team: Team | None) -> datetime:
    """The same instant, or the first later one within the team's hours, 06:00 to 20:00 at most."""
    local = reading(at, zone)
    begin, end = hours(team)
    if local.time() < begin:
        return at_wall(local.date(), begin, zone)[1]
    if local.time() > end:
        return at_wall(local.date() + A_DAY, begin, zone)[1]
    return at.astimezone(UTC)


def when_allowed(matter: Matter, at: datetime, zone: str, team: Team | None) -> datetime:
    """The same instant for what is told at any hour, else the first one within the hours."""
    if class_of(matter).at_any_hour:
        return at.astimezone(UTC)
    return next_allowed(at, zone, team)


def next_at(wall: time, after: datetime, zone: str, team: Team | None) -> datetime:
    """The first instant after this one at which the team's clocks read the wall time."""
    wall, day = shifted(wall, team), reading(after, zone).date()
    same_day = at_wall(day, wall, zone)[1]
    return same_day if same_day > after else at_wall(day + A_DAY, wall, zone)[1]


def wall_of(matter: Matter, team: Team | None) -> time:
    """The time of day at which the team is told of this."""
    return shifted(WALLS.get(matter, USUAL), team)
