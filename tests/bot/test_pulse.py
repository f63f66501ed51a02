"""A sign of life lasts as long as it was said to."""

from bot.pulse import Pulse


def test_it_lives_until_it_was_silent_for_longer_than_it_said() -> None:
    seconds = [100.0]
    pulse = Pulse(monotonic=lambda: seconds[-1])
    assert not pulse.stopped  # it has not begun
    pulse.beats(10)
    for after, stopped in ((109, False), (110, False), (110.5, True)):
        seconds.append(after)
        assert pulse.stopped is stopped
    pulse.beats(10)
    assert not pulse.stopped
