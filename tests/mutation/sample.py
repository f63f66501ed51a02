"""Some of many alterations, drawn from every module; and what that says of them all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from random import Random

SEED = 21
FEWEST = 5  # of each module, where it has so many
NINETEEN_OF_TWENTY = 1.96


def drawn(module: str, names: Sequence[str], share: float) -> list[str]:
    """So large a share of them; a larger one holds all of the smaller."""
    mixed = Random(f"{SEED} {module}").sample(sorted(names), len(names))
    return mixed[: max(FEWEST, ceil(share * len(names)))]


@dataclass(frozen=True, slots=True)
class Score:
    """How many of a hundred would be seen, and between which bounds that lies."""

    seen: float
    least: float
    most: float


def score(seen: Mapping[str, Sequence[bool]], of: Mapping[str, int]) -> Score:
    """By module: whether each one that was asked was seen; and how many each module has.

    Each counts for as many as it was drawn from. The bounds are Wilson's; all asked: no bounds.
    """
    weights = {name: of[name] / len(each) for name, each in seen.items() if each}
    counted = [(weights[name], each) for name in weights for each in seen[name]]
    whole = sum(weight for weight, _ in counted)
    part = sum(weight for weight, each in counted if each) / whole
    if len(counted) == sum(of.values()):
        return Score(100 * part, 100 * part, 100 * part)
    size = whole**2 / sum(weight**2 for weight, _ in counted)
    z = NINETEEN_OF_TWENTY**2 / size
    middle = (part + z / 2) / (1 + z)
    around = NINETEEN_OF_TWENTY * sqrt(part * (1 - part) / size + z / (4 * size)) / (1 + z)
    return Score(100 * part, 100 * (middle - around), 100 * (middle + around))
