"""What many seeds of the delivery simulation came to, and the file in which that is kept."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from tests.delivery.world import Played

BROKEN = (
    "lost",
    "unmarked repeat",
    "sent again for nothing",
    "out of order",
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
OF_TWO = (
    "killed, leads",
    "killed, helps",
    "cut off, leads",
    "cut off, helps",
    "began to lead",
    "deposed",
    "by the one that helps",
)


@dataclass(slots=True)
class Total:
    """What many seeds came to."""

    first: int = 0
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
            **{name: self.counts[name] for name in OF_TWO if self.counts[name]},
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

    @property
    def portion(self) -> tuple[int, int]:
        """The first seed and how many, where it is a portion of a run."""
        return self.first, self.seeds

    def told(self) -> str:
        """It as one line."""
        return json.dumps({each.name: getattr(self, each.name) for each in fields(self)})


def total_of(line: str) -> Total:
    """The total that was told so."""
    told: dict[str, Any] = json.loads(line)
    return Total(
        **{name: Counter(each) if isinstance(each, dict) else each for name, each in told.items()}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was played before, a line for each portion; nothing is kept without a file."""

    file: Path | None

    def read(self) -> Mapping[tuple[int, int], Total]:
        """By portion; a last line that was not written to its end is played anew."""
        if not self.file or not self.file.exists():
            return {}
        whole, _, _ = self.file.read_text(encoding="utf-8").rpartition("\n")
        totals = map(total_of, whole.splitlines())
        self.file.write_text(f"{whole}\n" if whole else "", encoding="utf-8")
        return {each.portion: each for each in totals}

    def add(self, total: Total) -> None:
        """One more portion is played."""
        if self.file:
            with self.file.open("a", encoding="utf-8") as file:
                file.write(f"{total.told()}\n")
