"""Durations are counted by the first bound that holds them, also of what failed."""

import pytest

from bot.measures import CALLS, LATENESS, STEPS, Durations


def test_each_is_counted_once_below_the_bound_that_holds_it() -> None:
    durations = Durations((1.0, 5.0))
    for seconds in (0.0, 1.0, 1.1, 5.0, 5.1, 900.0):
        durations.took(seconds)
    assert durations.counts == [2, 2, 2]
    assert durations.total == pytest.approx(912.2)


def test_what_fails_has_taken_its_time_too() -> None:
    seconds = iter((3.0, 5.5))
    durations = Durations((1.0, 5.0), lambda: next(seconds))
    with pytest.raises(ValueError, match="72"), durations.timed():
        raise ValueError("72")
    assert (durations.counts, durations.total) == ([0, 1, 0], 2.5)


@pytest.mark.parametrize("bounds", [STEPS, CALLS, LATENESS])
def test_bounds_rise(bounds: tuple[float, ...]) -> None:
    assert list(bounds) == sorted(set(bounds))
