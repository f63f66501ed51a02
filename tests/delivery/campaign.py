"""Many seeds of the delivery simulation: python -m tests.delivery.campaign [--seeds 100000]

Each seed plays some days of a taper of up to 40 weeks, begun anywhere along it, with kills at
commits and sends, faults of Telegram and of the disk, outages of up to 60 days, and people who
press late, twice, or never. The exit status is 1 if any promise was broken.
"""

import argparse
import logging
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.delivery.world import Played, Script, World

PORTION = 250
MEMORY = Path("/dev/shm")  # noqa: S108  # a folder of its own is made in it
BROKEN = (
    "lost",
    "unmarked repeat",
    "sent again for nothing",
    "early",
    "at night",
    "late and not marked",
    "wrong revision",
    "not what holds",
    "sent without its claim",
    "outside the circle",
    "urgent among others",
    "administrators told again",
    "told to nobody",
    "held up",
    "not mended",
    "orphaned",
    "other",
)


@dataclass(slots=True)
class Total:
    """What many seeds came to."""

    seeds: int = 0
    days: float = 0.0
    points: int = 0
    crashes: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def add(self, other: "Total | Played") -> None:
        """One more, or many."""
        self.days += other.days
        self.points += other.points
        self.crashes += other.crashes
        self.counts += other.counts
        self.faults += other.faults
        if isinstance(other, Total):
            self.seeds += other.seeds
            self.broken += other.broken
            self.examples += other.examples
        else:
            self.seeds += 1

    def broke(self, seed: int, violated: Exception) -> None:
        """One seed in which a promise was broken."""
        said = str(violated)
        kind = next((each for each in BROKEN if said.startswith(each)), "other")
        self.seeds += 1
        self.broken[kind] += 1
        self.examples.append(f"seed {seed}: {type(violated).__name__} {said}")

    @property
    def so_far(self) -> str:
        """One line on the way."""
        return (
            f"{self.seeds:,} seeds, {self.days / 365.25:,.0f} years, {self.points:,} points,"
            f" {self.crashes.total():,} kills, {self.counts['messages']:,} messages,"
            f" {self.counts['repeats']:,} marked repeats, {self.broken.total()} broken"
        )

    def lines(self) -> Iterator[str]:
        """The table."""
        rows = {
            "seeds": self.seeds,
            "simulated years": round(self.days / 365.25),
            "points at which it could be killed": self.points,
            "kills": self.crashes.total(),
            **{f"  {name}": number for name, number in sorted(self.crashes.items())},
            "commits": self.counts["commits"],
            "messages on screens": self.counts["messages"],
            "reminders told by them": self.counts["told"],
            "digests": self.counts["digests"],
            "amounts of an agent": self.counts["amounts"],
            "notices of an outage": self.counts["outages"],
            "damaged rows": self.counts["damaged rows"],
            "notices of damage": self.counts["notices of damage"],
            "late, all marked": self.counts["late"],
            "repeats, all marked": self.counts["repeats"],
            **{f"  {name}": number for name, number in sorted(self.faults.items())},
            **{f"broken: {name}": self.broken[name] for name in BROKEN},
        }
        yield from (f"{name:<40} {number:>12,}" for name, number in rows.items())
        yield from self.examples[:5]


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder in memory where there is one: what a disk adds is shown elsewhere."""
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield Path(folder) / "kept"


def script(seed: int) -> Script:
    """Most seeds are short and dense; some follow two plans for longer."""
    if seed % 20 == 0:
        return Script(days=28, plans=3, crash_every=60)
    return Script(days=3, plans=1 + (seed % 4 == 0), crash_every=12)


def played(first: int, seeds: int) -> Total:
    """These seeds, one after the other."""
    logging.disable(logging.CRITICAL)
    total = Total()
    try:
        for seed in range(first, first + seeds):
            with scratch() as folder:
                world = World(seed=seed, folder=folder, script=script(seed))
                try:
                    total.add(world.played())
                except Exception as violated:
                    total.broke(seed, violated)
    finally:
        logging.disable(logging.NOTSET)
    return total


def main(arguments: Sequence[str] | None = None) -> int:
    """The table on standard output, and how far it has come on the way."""
    parser = argparse.ArgumentParser(description="Many seeds of the delivery simulation.")
    parser.add_argument("--seeds", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--processes", type=int, default=1)
    asked = parser.parse_args(arguments)
    began, total = time.monotonic(), Total()
    last = asked.first + asked.seeds
    portions = [(first, min(PORTION, last - first)) for first in range(asked.first, last, PORTION)]
    with ProcessPoolExecutor(asked.processes) as pool:
        waiting = [pool.submit(played, *portion) for portion in portions]
        for done in as_completed(waiting):
            total.add(done.result())
            print(total.so_far, flush=True)
    print("\n".join(total.lines()))
    print(f"{time.monotonic() - began:,.0f} seconds")
    return 1 if total.broken else 0


if __name__ == "__main__":
    sys.exit(main())
