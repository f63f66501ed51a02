"""How large the text of a page may be: an estimate, so that one setting is enough."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from core.patient import Region


class Size(StrEnum):
    """The paper, by the name that the typesetter knows."""

    A4 = "a4"
    LETTER = "us-letter"


SIZES = (11, 10.5, 10, 9.5, 9, 8.5, 8, 7.5, 7, 6.5)  # points
ROOM = {Size.A4: 762, Size.LETTER: 712}  # points between the margins
WIDTH = 510  # points
MOST_BOXES = 6  # side by side; more go on below
ACROSS = {Size.A4: 523, Size.LETTER: 541}  # points, for the schedule and the tablets beside it
BESIDE, A_STRENGTH = 21.5, 3.4  # of the size: the other columns, the tablets of one strength
CHARACTER, LINE = 0.48, 1.04  # of the size: a character on average, a line with the gap after it
ROW, HEADING, TOP = 1.1, 2.2, 5  # lines: a row of the schedule, a heading, the head of the page


def size_for(region: Region) -> Size:
    """What lies in the printers of the region."""
    return Size.LETTER if region is Region.US else Size.A4


def sized(page: dict[str, Any], size: Size) -> dict[str, Any]:
    """The page with sizes to try: from what its lines should come to."""
    fits = (
        points
        for points in SIZES
        if _height(page, points) <= ROOM[size] and _width(page) * points <= ACROSS[size]
    )
    first = next(fits, SIZES[-1])
    return page | {"sizes": SIZES[SIZES.index(first) :]}


def _height(page: dict[str, Any], points: float) -> float:
    """About how high the page gets, in points."""
    blocks = [("", page["last"])] + [(each["head"], each["lines"]) for each in page["below"]]
    below = sum(_wrapped(lines, points, WIDTH) + HEADING for _, lines in blocks)
    beside = len(page["dispensed"]["rows"]) + sum(
        _wrapped(each["lines"], points, WIDTH / 3) + HEADING for each in page["beside"]
    )
    rows = max(ROW * len(page["schedule"]["rows"]), beside) + HEADING
    return points * LINE * (TOP + len(page["under"]) + rows + below)


def _width(page: dict[str, Any]) -> float:
    """About how wide the schedule and the tablets beside it get, in sizes of the text."""
    rows = [row for row in page["schedule"]["rows"] if "mg" in row]
    strengths = len(page["dispensed"]["head"])
    if not strengths or not rows:
        return 0
    boxes = max(row["boxes"] for row in rows)
    longest = max(len(row["tablets"]) for row in rows)
    return BESIDE + min(int(boxes), MOST_BOXES) + CHARACTER * longest + A_STRENGTH * strengths


def _wrapped(lines: Iterable[str], points: float, width: float) -> int:
    a_line = width / (points * CHARACTER)
    return sum(-(-len(line) // int(a_line)) for line in lines)
