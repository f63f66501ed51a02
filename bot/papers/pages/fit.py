"""How large the text of the clinician's page may be: one page or two, never under 9 points."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any

from core.patient import Region


class Size(StrEnum):
    """The paper, by the name that the typesetter knows."""

    A4 = "a4"
    LETTER = "us-letter"


SIZES = (12, 11.5, 11, 10.5, 10, 9.5, 9)  # points
NEAR = 1.15  # how far the estimate may be wrong
ANY = 0  # pages: as many as it takes
UP, ACROSS = {Size.A4: 755, Size.LETTER: 705}, 255  # points: between the margins, of a column
TABLETS = 18  # characters of a line in their column
CHARACTER, LINE = 0.44, 1.15  # of the size: a character on average, a line with the gap after it
ROW, HEADING, TOP, CURVE = 1.15, 2, 6, 9  # lines: of a table, a heading, the head, the curve


def size_for(region: Region) -> Size:
    """What lies in the printers of the region."""
    return Size.LETTER if region is Region.US else Size.A4


def fitting(page: dict[str, Any], size: Size) -> Iterator[dict[str, Any]]:
    """The page as one, else as two, with the sizes to try: the largest first.

    What is not one page in the smallest size fills more than half of a second one in the largest.
    Sizes that an estimate finds too large are left out.
    """
    for pages in (1, 2):
        least = SIZES[-1:] if _columns(page, SIZES[-1], size) <= NEAR * 2 * pages else ()
        sizes = tuple(each for each in SIZES if _columns(page, each, size) <= 2 * pages) or least
        if sizes:
            yield page | {"sizes": sizes, "pages": pages}


def of_any_length(page: dict[str, Any]) -> dict[str, Any]:
    """The page in the smallest size, on as many pages as it takes."""
    return page | {"sizes": SIZES[-1:], "pages": ANY}


def _columns(page: dict[str, Any], points: float, size: Size) -> float:
    """About how many columns it takes, two of which are a page."""
    blocks = [*page["beside"], *page["below"], {"lines": page["last"]}]
    tables = sum(_wrapped_row(row) for row in page["schedule"]["rows"])
    tables += len(page["dispensed"]["rows"])
    text = sum(HEADING + _wrapped(each["lines"], points) for each in blocks)
    lines = text + ROW * tables + CURVE + 2 * TOP + 2 * HEADING
    return points * LINE * lines / UP[size]


def _wrapped_row(row: dict[str, Any]) -> int:
    """Lines of its tablets, which are what wraps."""
    return 1 if "note" in row else -(-len(row["cells"][1]) // TABLETS)


def _wrapped(lines: Iterable[str], points: float) -> int:
    a_line = int(ACROSS / (points * CHARACTER))
    return sum(-(-len(line) // a_line) for line in lines)
