"""systemd hears that the bot is ready once it is, and that it lives only while all of it does."""

import asyncio
from dataclasses import dataclass, field

import pytest

from bot.commands.running.systemd import Systemd
from bot.commands.running.watch import LOOKS_SECONDS, Watch
from bot.pulse import Pulse
from bot.transport import TRY_AGAIN, CannotServe


@dataclass
class Watched:
    """Some looks, each after what a test does before it."""

    seconds: float = 0.0
    ready: bool = False
    state: str = "begins"
    waited: list[float] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.poll, self.alarm = (Pulse(monotonic=lambda: self.seconds) for _ in range(2))

    def watch(self, *after: object, within: float | None = None) -> Watch:
        """It looks once, and once more after each of these; then it is told to stop."""
        changes = list(after)

        class Told(Systemd):
            def tell(inner, *lines: str) -> None:  # noqa: N805  the outer self is used
                self.told.append(" ".join(lines))

        async def pause(seconds: float) -> None:
            self.waited.append(seconds)
            if not changes:
                raise asyncio.CancelledError
            changes.pop(0)()  # type: ignore[operator]

        return Watch(
            pulses={"the poll": self.poll, "the alarm": self.alarm},
            ready=lambda: self.ready,
            state=lambda: self.state,
            systemd=Told(within_seconds=within),
            pause=pause,
        )

    def becomes(self, **values: object) -> object:
        return lambda: [setattr(self, name, value) for name, value in values.items()]


async def test_it_is_ready_once_and_lives_at_every_look() -> None:
    there = Watched()
    with pytest.raises(asyncio.CancelledError):
        await there.watch(
            there.becomes(), there.becomes(ready=True), there.becomes(state="reminders leave")
        ).run()
    assert there.told == [
        "WATCHDOG=1 STATUS=begins",
        "WATCHDOG=1",
        "WATCHDOG=1 READY=1",
        "WATCHDOG=1 STATUS=reminders leave",
        "STOPPING=1",
    ]
    assert there.waited == [1.0, 1.0, LOOKS_SECONDS, LOOKS_SECONDS]


@pytest.mark.parametrize("dead", ["poll", "alarm"])
async def test_a_part_that_is_silent_ends_the_process_which_is_started_again(dead: str) -> None:
    there = Watched(ready=True)
    there.poll.beats(1_000)
    there.alarm.beats(1_000)
    getattr(there, dead).beats(20)
    watch = there.watch(there.becomes(seconds=20), there.becomes(seconds=21))
    with pytest.raises(CannotServe, match=f"the {dead} has died") as caught:
        await watch.run()
    assert caught.value.code == TRY_AGAIN
    assert there.told == ["WATCHDOG=1 READY=1 STATUS=begins", "WATCHDOG=1", "STOPPING=1"]


@pytest.mark.parametrize(("within", "every"), [(6.0, 2.0), (600.0, LOOKS_SECONDS)])
async def test_it_looks_as_often_as_systemd_needs(within: float, every: float) -> None:
    there = Watched(ready=True)
    with pytest.raises(asyncio.CancelledError):
        await there.watch(within=within).run()
    assert there.waited == [every]
