"""What a panel of the trend is drawn from: lines of its grid, points, and the numbers that fit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.page.write import number
from bot.papers.curve.axis import HIGH_MM, Axis, Box, Label, Room, width_mm
from bot.papers.sheet import Row
from bot.papers.visit.told import Told
from core.response.visit import Measure

Json = dict[str, Any]

HEADROOM_MM = Decimal("4.5")  # for what is written above the highest point
ABOVE_MM, DOT_MM = Decimal("1.3"), Decimal("1.1")
RAISED_MM = tuple(map(Decimal, ("0", "-5", "2.8")))  # above the point, below it, a little higher
UP_MM = tuple(map(Decimal, ("0", "3.2", "-4.6")))  # of an amount, above its step or below it
UNDER_MM = UP_MM[::-1]  # and of one that begins too near to the right edge
EDGE_MM = Decimal("0.6")
PIECE_MM, LINE_MM = Decimal("0.8"), Decimal("0.2")  # of a line between two points; half its width
EMPTY = ("grid", "steps", "limits", "lines", "dots", "labels", "marks")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One number of one visit, so high in its plot."""

    told: Told
    y: Decimal
    text: str
    of: tuple[str, str] = ("", "")  # points of the same are joined by a line

    @property
    def kind(self) -> str:
        """How it is drawn."""
        return "square" if self.of[0] == Measure.CMAS else "dot"


def panel(title: str, height: Decimal) -> Json:
    """A panel in which nothing is drawn yet."""
    return {"title": title, "height": float(height), **{name: [] for name in EMPTY}}


def line(y: Decimal, label: str, *, dashed: bool = False) -> Json:
    return {"y": float(y), "label": label, "dashed": dashed}


def amounts(rows: Sequence[Row], axis: Axis, mm: Decimal, height: Decimal) -> Iterator[Json]:
    """At each step its amount, the last one first: it is that of now."""
    room = Room()
    for row in reversed(rows):
        text = number(row.period.mg)
        begins, last = axis.mm(row.period.first) + EDGE_MM, axis.width_mm - width_mm(text)
        label = Label(text=text, x=min(begins, last - EDGE_MM), y=row.period.mg * mm + EDGE_MM)
        raised = UP_MM if label.x == begins else UNDER_MM
        up = room.place(label, _within(label, raised, height))
        if up is not None:
            yield _written(label, up)


def drawn(points: Sequence[Point], axis: Axis, height: Decimal) -> Json:
    """The points, a line between those of one measure and scale, and the numbers that fit."""
    return {
        "lines": [[_at(axis, last), _at(axis, each)] for last, each in _joined(points)],
        "dots": [_at(axis, each) | {"kind": each.kind} for each in points],
        "labels": list(_labels(points, axis, height)),
    }


def _joined(points: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    """Each with the one before it, where both are of one measure and scale."""
    before = dict[str, Point]()
    for each in points:
        last = before.get(each.of[0])
        if last and last.of == each.of:
            yield last, each
        before[each.of[0]] = each


def _lines(points: Sequence[Point], axis: Axis) -> Iterator[Box]:
    """What the lines take of the plot, piece by piece."""
    for last, each in _joined(points):
        x, to = axis.mm(last.told.day), axis.mm(each.told.day)
        pieces = int((to - x) / PIECE_MM) + 1
        for piece in range(pieces + 1):
            at, y = (
                begins + (ends - begins) * piece / pieces
                for begins, ends in ((x, to), (last.y, each.y))
            )
            yield at - LINE_MM, at + LINE_MM, y - LINE_MM, y + LINE_MM


def _at(axis: Axis, point: Point) -> Json:
    return {"at": axis.at(point.told.day), "y": float(point.y)}


def _labels(points: Sequence[Point], axis: Axis, height: Decimal) -> Iterator[Json]:
    """The last number, the first one, and of the others those that have room; beside the lines
    where there is room beside them.
    """
    middle = HIGH_MM / 2
    room, lines = Room(), list(_lines(points, axis))
    for each in points:
        x = axis.mm(each.told.day)
        room.taken.append((x - DOT_MM, x + DOT_MM, each.y - middle, each.y + middle))
    for each in (*points[-1:], *points[:-1]):
        width = width_mm(each.text)
        x = min(max(axis.mm(each.told.day) - width / 2, EDGE_MM), axis.width_mm - EDGE_MM - width)
        label = Label(text=each.text, x=x, y=each.y + ABOVE_MM)
        raised = _within(label, RAISED_MM, height)
        clear = Room(taken=[*room.taken, *lines])
        up = clear.place(label, raised)
        if up is None:
            up = room.place(label, raised)
        else:
            room.taken.append(clear.taken[-1])
        if up is not None:
            yield _written(label, up)


def _within(label: Label, raised: Sequence[Decimal], height: Decimal) -> Sequence[Decimal]:
    """Those by which it stays in the frame."""
    return [up for up in raised if 0 <= label.y + up <= height - HIGH_MM]


def _written(label: Label, up: Decimal) -> Json:
    return {"x": float(label.x), "y": float(label.y + up), "label": label.text}
