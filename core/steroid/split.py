"""A day's dose in parts, as it is taken while ill: each of tablets, the earlier one the larger."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal

from core.guideline.schema import Guideline
from core.steroid.tablets import Piece, Tablets, made_of

Part = tuple[Decimal, Tablets]  # mg, and what they are made of


def split(guideline: Guideline, mg: Decimal, pieces: tuple[Piece, ...]) -> tuple[Part, ...]:
    """Parts as nearly alike as these tablets allow; none where they make no two of them."""
    return next(_ways(guideline, mg, pieces), ())


def _ways(
    guideline: Guideline, mg: Decimal, pieces: tuple[Piece, ...]
) -> Iterator[tuple[Part, ...]]:
    """The most alike first: each step makes the earlier part larger."""
    grid = guideline.steroid.override.grid_mg.value
    parts = guideline.prevention.adrenal.parts.value
    first = (mg / parts / grid).to_integral_value(ROUND_CEILING) * grid
    while first < mg:
        made = [(each, made_of(each, pieces)) for each in (first, mg - first)]
        whole = tuple((each, tablets) for each, tablets in made if tablets)
        if len(whole) == parts:
            yield whole
        first += grid
