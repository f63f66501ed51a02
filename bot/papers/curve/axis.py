"""The days across a picture, and where words stand on it so that none lies over another."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bot.page.write import MONTHS, day

MONTH_LABELS = 7  # as many names of months as fit side by side
DAY_LABELS = 4  # and of days in full
LAST_LABEL = Decimal("0.96")  # of the width: a name further right would leave the page
LAST_DAY = Decimal("0.91")
NARROW = Decimal("0.05")  # of the width: marks nearer than this stand on different lanes
DIGIT_MM, POINT_MM, HIGH_MM = Decimal("1.7515"), Decimal("0.8475"), Decimal("2.32")
PARTS, LETTER_MM = (0.5, 0.35, 0.65, 0.25, 0.75), 2.2  # where a letter may stand; half its room
A_WEEK = 7
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """So many days from the first one, drawn over a width that begins so far from the left."""

    first: date
    days: int
    left_mm: int = 9
    width_mm: int = 113

    @property
    def drawn(self) -> dict[str, Any]:
        """What a template draws it from."""
        return {"days": self.days, "left": self.left_mm, "width": self.width_mm}

    @property
    def end(self) -> date:
        """The day at its right end."""
        return self.first + timedelta(days=self.days)

    def at(self, on: date) -> int:
        """The place of a day, in days."""
        return (on - self.first).days

    def reaches(self, on: date) -> bool:
        """Whether the day is on it."""
        return self.first <= on <= self.end

    def span(self, first: date, last: date) -> dict[str, Any]:
        """From the one day to the end of the other, as far as the axis goes."""
        after = self.at(last) + 1
        return {"from": max(0, self.at(first)), "to": min(self.days, after)}

    def mm(self, on: date) -> Decimal:
        """The place of a day, from the left of the plot."""
        return Decimal(self.at(on)) / self.days * self.width_mm

    def months(self) -> Iterator[dict[str, Any]]:
        """The first days of months, as many as have room; January with its year."""
        firsts = list[date]()
        at = self.first.replace(day=1)
        last = self.first + timedelta(days=int(self.days * LAST_LABEL))
        while (at := (at + timedelta(days=31)).replace(day=1)) < last:
            firsts.append(at)
        every = -(-len(firsts) // MONTH_LABELS) or 1
        for place, first in enumerate(firsts[::every]):
            name = MONTHS[first.month - 1]
            new = place == 0 or first.year != firsts[(place - 1) * every].year
            yield {"at": self.at(first), "label": f"{name} {first.year}" if new else name}

    def weeks(self) -> Iterator[dict[str, Any]]:
        """Days in full, whole weeks apart, as many as have room."""
        every = -(-self.days // (DAY_LABELS * A_WEEK)) * A_WEEK
        for at in range(int(self.days * (1 - LAST_DAY)) + 1, int(self.days * LAST_DAY) + 1, every):
            yield {"at": at, "label": day(self.first + timedelta(days=at))}

    def between(self, first: int, end: int, lines: Sequence[int]) -> float:
        """The middle of these days, or as near to it as a letter stands on none of the lines."""
        near = LETTER_MM * self.days / self.width_mm
        places = (first + part * (end - first) for part in PARTS)
        free = (at for at in places if all(abs(at - line) > near for line in lines))
        return next(free, (first + end) / 2)

    def lanes(self, days: Iterable[date]) -> Iterator[int]:
        """A lane for each day, in their order: another one where two stand close together."""
        lanes = list[int]()
        for on in days:
            at = self.at(on)
            free = (place for place, used in enumerate(lanes) if at - used > NARROW * self.days)
            lane = next(free, len(lanes))
            lanes[lane : lane + 1] = [at]
            yield lane


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A number to be written, from so far right and up in the plot."""

    text: str
    x: Decimal
    y: Decimal

    @property
    def width(self) -> Decimal:
        """How wide it gets."""
        return width_mm(self.text)

    @property
    def box(self) -> "Box":
        """What it takes of the plot."""
        return self.x, self.x + self.width, self.y, self.y + HIGH_MM


Box = tuple[Decimal, Decimal, Decimal, Decimal]  # left, right, bottom, top


@dataclass(slots=True)
class Room:
    """What of a plot is taken."""

    taken: list[Box] = field(default_factory=list)

    def place(self, label: Label, raised: Sequence[Decimal]) -> Decimal | None:
        """How far it is raised so that it touches nothing; None where there is no room for it."""
        moved = ((up, replace(label, y=label.y + up)) for up in raised)
        return next((up for up, each in moved if self.takes(each)), None)

    def takes(self, label: Label, apart: Decimal = NOTHING) -> bool:
        """Whether it has room there, so far from everything else; then the room is taken."""
        left, right, bottom, top = label.box
        free = all(
            right + apart <= from_
            or left - apart >= to
            or top + apart <= low
            or bottom - apart >= high
            for from_, to, low, high in self.taken
        )
        if free:
            self.taken.append(label.box)
        return free


def width_mm(text: str) -> Decimal:
    """How wide bold digits and points get."""
    return sum((POINT_MM if each in ".," else DIGIT_MM for each in text), Decimal(0))
