"""A wall time is one instant in every zone on every day, and nobody is told outside the hours."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.settings import OFFSETS, is_zone
from flows.reminder.hours import at_wall, instant, next_allowed, next_at, reading, shifted, wall_of
from flows.talk.records import Matter, Team
from tests.campaigns import size

BERLIN = "Europe/Berlin"
TEAM = Team(number=1, zone=BERLIN)
WALLS = (time(6), time(7, 30), time(9), time(14), time(20))
FIRST, LAST = date(2026, 1, 1), date(2036, 12, 31)
ZONES = sorted(
    each for each in available_timezones() if "/" in each and not each.startswith(OFFSETS)
)
DAYS = (LAST - FIRST).days + 1
SHARES = 8


def days(step: int) -> Iterator[date]:
    return (FIRST + timedelta(days=n) for n in range(0, (LAST - FIRST).days + 1, step))


def wrong(zone: str, step: int) -> list[tuple[str, datetime]]:
    """Every wall time that the zone's clocks do not read at its instant, or read twice."""
    clocks = ZoneInfo(zone)
    return [
        (zone, local)
        for day in days(step)
        for local, at in (at_wall(day, wall, zone) for wall in WALLS)
        if at.astimezone(clocks).replace(tzinfo=None, fold=0) != local
        or local.replace(tzinfo=clocks, fold=1).astimezone(UTC) != at
    ]


def test_in_every_zone_a_wall_time_is_one_instant_and_reads_back() -> None:
    """A sample of the days; the wide test takes more, its campaign all of them."""
    assert len(ZONES) > 400
    assert all(map(is_zone, ZONES[::20]))
    assert [each for zone in ZONES for each in wrong(zone, step=101)] == []


@pytest.mark.wide
@pytest.mark.parametrize("share", range(SHARES))
def test_in_every_zone_on_days_all_over_11_years_it_does_too(share: int) -> None:
    step = DAYS // size("zones")
    assert [each for zone in ZONES[share::SHARES] for each in wrong(zone, step)] == []


def test_a_wall_time_that_a_night_has_twice_would_be_found() -> None:
    clocks = ZoneInfo(BERLIN)
    local = datetime(2027, 10, 31, 2, 30)  # noqa: DTZ001 - a wall time
    assert local.replace(tzinfo=clocks, fold=1).astimezone(UTC) != instant(local, BERLIN)


@pytest.mark.parametrize(
    ("day", "hour"), [(date(2027, 3, 27), 6), (date(2027, 3, 28), 5), (date(2027, 10, 31), 6)]
)
def test_the_wall_time_stays_when_the_clocks_change(day: date, hour: int) -> None:
    assert at_wall(day, time(7), BERLIN)[1] == datetime(
        day.year, day.month, day.day, hour, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("read", "allowed"),
    [
        ("05:59", "21 06:00"),
        ("06:00", "21 06:00"),
        ("13:17", "21 13:17"),
        ("20:00", "21 20:00"),
        ("20:01", "22 06:00"),
        ("23:59", "22 06:00"),
    ],
)
def test_outside_the_hours_the_next_morning_is_the_next_time(read: str, allowed: str) -> None:
    at = instant(datetime.fromisoformat(f"2026-12-21 {read}"), BERLIN)
    assert f"{reading(next_allowed(at, BERLIN, None), BERLIN):%d %H:%M}" == allowed


def test_the_night_of_a_change_is_passed_by_the_clock_on_the_wall() -> None:
    at = instant(datetime(2027, 3, 27, 21), BERLIN)  # noqa: DTZ001 - a wall time
    assert next_allowed(at, BERLIN, None) - at == timedelta(hours=8)


def test_a_team_has_hours_of_its_own_but_none_of_the_night() -> None:
    late = replace(TEAM, day_from=time(9), day_to=time(23))
    at = instant(datetime(2026, 12, 21, 20, 30), BERLIN)  # noqa: DTZ001 - a wall time
    assert f"{reading(next_allowed(at, BERLIN, late), BERLIN):%d %H:%M}" == "22 09:00"
    assert shifted(time(23), late) == time(20)


@pytest.mark.parametrize(
    ("matter", "wall"),
    [(Matter.HEADS_UP, time(14)), (Matter.GATE, time(7, 30)), (Matter.BONE, time(9))],
)
def test_every_matter_has_its_time_of_day(matter: Matter, wall: time) -> None:
    assert wall_of(matter, None) == wall
    assert wall_of(matter, replace(TEAM, day_from=time(10), day_to=time(12))) == min(
        max(wall, time(10)), time(12)
    )


def test_the_next_time_a_clock_reads_it_is_later_than_now() -> None:
    at = instant(datetime(2026, 12, 21, 8), BERLIN)  # noqa: DTZ001 - a wall time
    assert next_at(time(8), at, BERLIN, TEAM) - at == timedelta(days=1)
    assert next_at(time(9), at, BERLIN, TEAM) - at == timedelta(hours=1)
