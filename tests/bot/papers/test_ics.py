"""The form of a calendar, read back by a library that knows the standard."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, vDuration

from bot.papers import ics

FIRST, LAST = date(2026, 10, 1), date(2028, 6, 1)
ZONES = (
    "Europe/Berlin", "Europe/Dublin", "America/New_York", "America/St_Johns", "Asia/Kathmandu",
    "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Chatham", "Antarctica/Troll",
    "Asia/Tokyo",
)  # fmt: skip
SPECIAL = st.sampled_from(("\\", "n", "N", ",", ";", ":", "\n", "×", " "))
SAID = st.lists(SPECIAL | st.characters(exclude_categories=("Cc", "Cs"))).map("".join)


def one_event(*lines: str) -> bytes:
    return ics.file(ics.component("VCALENDAR", *ics.component("VEVENT", *lines)))


@given(SAID)
def test_whatever_is_said_is_read_back_from_lines_that_are_short_enough(said: str) -> None:
    data = one_event(f"SUMMARY:{ics.text(said)}")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    (event,) = Calendar.from_ical(data).walk("VEVENT")
    assert str(event["SUMMARY"]) == said


@given(st.text(st.sampled_from("aß€😀"), max_size=200))
def test_a_folded_line_is_the_line_and_no_character_is_parted(line: str) -> None:
    folded = ics.folded(line)
    assert folded.replace("\r\n ", "") == line
    assert all(len(part.encode()) <= 75 for part in folded.split("\r\n"))


@given(st.integers(-20_000, 20_000))
def test_a_duration_is_that_of_its_minutes(minutes: int) -> None:
    span = timedelta(minutes=minutes)
    assert vDuration.from_ical(ics.duration(span)) == span


@pytest.mark.parametrize("zone", ZONES)
def test_the_clocks_of_a_zone_are_those_of_its_place_at_every_hour(zone: str) -> None:
    (found,) = Calendar.from_ical(
        ics.file(ics.component("VCALENDAR", *ics.zone_lines(zone, FIRST, LAST)))
    ).walk("VTIMEZONE")
    changes = [
        (each["DTSTART"].dt - each["TZOFFSETFROM"].td, each["TZOFFSETTO"].td)
        for each in found.subcomponents
    ]
    assert changes == sorted(changes)
    before = [each["TZOFFSETFROM"].td for each in found.subcomponents]
    assert before[1:] == [offset for _, offset in changes[:-1]]
    at, ends = (datetime.combine(day, datetime.min.time(), UTC) for day in (FIRST, LAST))
    at += timedelta(days=1)
    while at < ends - timedelta(days=1):
        known = [offset for since, offset in changes if since <= at.replace(tzinfo=None)]
        assert known[-1] == at.astimezone(ZoneInfo(zone)).utcoffset(), at
        at += timedelta(hours=1)


def test_universal_time_needs_no_zone() -> None:
    assert ics.zone_lines("UTC", FIRST, LAST) == []
    at = datetime(2026, 11, 23, 9)  # noqa: DTZ001 - a time of the wall
    assert ics.local("DTSTART", at, "UTC") == "DTSTART:20261123T090000Z"
    assert ics.local("DTSTART", at, "Asia/Tokyo") == "DTSTART;TZID=Asia/Tokyo:20261123T090000"
