"""A clock that can be pushed on, and what a person types to push it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

PUSH = re.compile(r"\+(?P<count>[1-9][0-9]{0,2})(?P<unit>[hdw])(?P<off> off)?|(?P<next>\+next)")
UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


@dataclass(slots=True)
class PushedClock:
    """The time that `clock` tells, and as much later as it was pushed."""

    clock: Callable[[], datetime]
    ahead: timedelta = field(default=timedelta(0))

    def __call__(self) -> datetime:
        return self.clock() + self.ahead

    def to(self, time: datetime) -> None:
        """It is this time, unless it is later already."""
        self.ahead += max(time - self(), timedelta(0))


@dataclass(slots=True)
class Leaping:
    """Seconds that pass by being waited for, which nobody at a terminal does, and where the clock
    is pushed."""

    seconds: float = 0.0
    pushed: PushedClock | None = None

    def __call__(self) -> float:
        return self.seconds + (self.pushed.ahead.total_seconds() if self.pushed else 0.0)

    async def sleep(self, seconds: float) -> None:
        """So long has passed."""
        self.seconds += seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """How far: to the next thing due, or by so much; `off`: with nobody at the switch."""

    by: timedelta | None
    off: bool = False


def read_push(line: str) -> Push | None:
    """The push that was typed: `+2d`, `+5h`, `+1w`, `+3d off`, `+next`; None for anything else."""
    found = PUSH.fullmatch(line.strip().lower())
    if found is None:
        return None
    if found["next"]:
        return Push(by=None)
    return Push(by=int(found["count"]) * UNITS[found["unit"]], off=bool(found["off"]))
