"""The clock of a course that is played."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.practice.pushed_clock import Push, PushedClock, read_push

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "push"),
    [
        ("+next", Push(by=None)),
        ("+2d", Push(by=timedelta(days=2))),
        (" +5H ", Push(by=timedelta(hours=5))),
        ("+1w", Push(by=timedelta(weeks=1))),
        ("+3d off", Push(by=timedelta(days=3), off=True)),
    ],
)
def test_a_push_is_read(line, push):
    assert read_push(line) == push


@pytest.mark.parametrize("line", ["", "72", "+", "+0d", "+1", "+1m", "1d", "+next week", "+9999d"])
def test_anything_else_is_no_push(line):
    assert read_push(line) is None


def test_the_clock_goes_on_from_where_it_was_pushed_to_and_never_back():
    now = [MONDAY]
    clock = PushedClock(lambda: now[0])
    clock.to(MONDAY + timedelta(days=3))
    now[0] += timedelta(minutes=1)
    assert clock() == MONDAY + timedelta(days=3, minutes=1)
    clock.to(MONDAY)
    assert clock() == MONDAY + timedelta(days=3, minutes=1)
