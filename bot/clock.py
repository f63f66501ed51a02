"""The only reading of the time: the machine's clock, believed once, then counted on.

What everything goes by is an instant that was taken from the machine's clock, and the seconds that
have passed since. A clock that is moved while the process runs therefore moves nothing, and is
noticed. What was counted is kept, and goes on in the next process as long as the machine runs;
after that its clock is compared with the latest time that was kept.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

A_LITTLE = timedelta(seconds=1)  # more than two readings of one clock can differ
BACK, AHEAD = timedelta(minutes=5), timedelta(days=7)  # that a clock may differ from what was kept
STANDS_SECONDS = 600.0  # for so long a small difference has to last before it is followed
# It goes on while the machine sleeps, where the system has such a one.
BOOT = Path("/proc/sys/kernel/random/boot_id")
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def now() -> datetime:
    """What the machine's clock reads, aware, in UTC."""
    return datetime.now(UTC)


def seconds() -> float:
    """Seconds that only ever go forward, whatever the machine's clock reads."""
    return time.clock_gettime(_STEADY)


def boot() -> str:
    """Names the time since the machine was started, in which its seconds go on; empty: unknown."""
    try:
        return BOOT.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The machine's clock reads another time than can be believed."""

    counted: datetime  # what it should read by the seconds that passed, or (begun so) was kept
    machine: datetime
    since: datetime  # when that was noticed, by the time that everything goes by


@dataclass(slots=True, kw_only=True)
class Clock:
    """The time that everything goes by, and the seconds that pass.

    A small difference of the machine's clock is followed once it has lasted; a large one never,
    unless the clock comes back by itself or a person says that it is right.
    """

    machine: Callable[[], datetime] = now
    elapsed: Callable[[], float] = seconds
    boot: str = field(default_factory=boot)
    _taken: datetime = field(init=False)  # the instant that was last believed
    _at: float = field(init=False)  # the seconds then
    _kept: datetime | None = None  # the latest time kept, while the machine's is not believed yet
    _little: float | None = None  # since when it has been a little off
    _moved: datetime | None = None  # since when it has been far off

    def __post_init__(self) -> None:
        self.take()

    def begins(
        self, kept: datetime | None, mark: str = "", shared: datetime | None = None
    ) -> None:
        """A process begins: as another one had counted, where the machine has run since; else by
        its clock, but never before the latest time kept, nor by one that is far from the clock
        that several machines share."""
        self.take()
        if counted := self._counted(mark):
            self._at, self._taken = counted
            return
        if shared is not None and abs(self._taken - shared) > BACK:
            self._taken = max(shared, kept or shared)
            return
        if kept is None:
            return
        machine = self._taken
        self._taken = max(machine, kept)
        self._kept = None if believable(kept, machine) else kept

    def __call__(self) -> datetime:
        """The time now, aware, in UTC."""
        counted, machine = self._read()
        return machine if abs(machine - counted) <= A_LITTLE else counted

    @property
    def moved(self) -> Moved | None:
        """Where the machine's clock cannot be believed; nothing is sent as long as it is so."""
        counted, machine = self._read()
        if self._moved is None:
            return None
        return Moved(counted=self._kept or counted, machine=machine, since=self._moved)

    def mark(self, now: datetime) -> str:
        """What is kept so that another process counts on from this time; empty: it cannot."""
        return f"{self.boot} {self.elapsed()!r} {now.isoformat()}" if self.boot else ""

    def counts_on(self, mark: str) -> bool:
        """Whether a process that begins now could count on from this mark, if from any."""
        return not self.boot or self._counted(mark) is not None

    def _counted(self, mark: str) -> tuple[float, datetime] | None:
        """The seconds and the time of a mark; None where the machine was started since."""
        boot, _, rest = mark.partition(" ")
        if not boot or boot != self.boot:
            return None
        at, _, now = rest.partition(" ")
        return float(at), datetime.fromisoformat(now)  # as `mark` wrote it: the row has a sum

    def take(self) -> None:
        """The machine's clock is right."""
        self._at, self._taken = self.elapsed(), self.machine()
        self._kept = self._little = self._moved = None

    def _read(self) -> tuple[datetime, datetime]:
        """What was counted and what the machine reads, after what can be believed is."""
        elapsed, machine = self.elapsed(), self.machine()
        counted = self._taken + timedelta(seconds=elapsed - self._at)
        off, kept = abs(machine - counted), self._kept
        if off > BACK if kept is None else not believable(kept, machine):
            self._moved, self._little = self._moved or kept or counted, None
            return counted, machine
        self._moved = None
        if kept is not None or self._has_lasted(off, elapsed):
            self.take()
            return self._taken, machine
        return counted, machine

    def _has_lasted(self, off: timedelta, elapsed: float) -> bool:
        """Whether the machine's clock has been a little off for long enough to be followed."""
        if off <= A_LITTLE:
            self._little = None
            return False
        self._little = elapsed if self._little is None else self._little
        return elapsed - self._little >= STANDS_SECONDS


def by_hand(read: Callable[[], datetime]) -> Clock:
    """A clock that somebody pushes: its seconds pass as it is pushed."""

    def machine() -> datetime:
        return read().astimezone(UTC)  # in a zone, sums would go by its wall

    return Clock(machine=machine, elapsed=lambda: read().timestamp(), boot="")


def believable(kept: datetime, machine: datetime) -> bool:
    """Whether a process that begins may take this for the time, the latest kept being that."""
    return kept - BACK <= machine <= kept + AHEAD
