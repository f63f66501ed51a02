"""The steroid by tables: ladders written out, tablets found by trying every combination.

Doses are whole halves of a milligram (17.5 mg is 35), weights whole tenths of a kilogram.
"""

from collections import Counter
from functools import cache
from itertools import combinations_with_replacement, pairwise

from tests.oracle.values import Read

CAP = 160
LEVELS = ("mild", "moderate", "severe")
FACTORS = {"0.5": 20, "0.75": 30, "1": 40}
"""Milligrams per kilogram, in fortieths: times tenths of a kilogram gives 400ths of a mg."""

_DOWN_TO_TEN = (
    "80 70 60 50 40 30 25 20 17.5 15 12.5 10",
    "77.5 67.5 57.5 47.5 37.5 30",
    "75 65 55 45 35 30",
    "72.5 62.5 52.5 42.5 32.5 30",
    "27.5 22.5 20",
)
_LADDERS = {
    "standard": (*_DOWN_TO_TEN, "10 7.5 5 2.5 0"),
    "slow": (*_DOWN_TO_TEN, "10 9 8 7 6 5 4 3 2 1 0", "7.5 7", "2.5 2"),
}
_STRENGTHS = {
    "us": "50 20 10 5 2.5 1",
    "uk": "30 25 20 10 5 1",
    "eu": "50 20 5 1",
}


def halves(text: str) -> int:
    """The written dose in half milligrams; only whole and half milligrams can be written."""
    whole, _, part = text.partition(".")
    return 2 * int(whole) + {"": 0, "5": 1}[part]


def written(dose: int) -> str:
    """The dose in half milligrams, written in milligrams."""
    return f"{dose // 2}.5" if dose % 2 else str(dose // 2)


NEXT = {
    name: {
        halves(above): halves(below)
        for ladder in ladders
        for above, below in pairwise(ladder.split())
    }
    for name, ladders in _LADDERS.items()
}


def factor(known: Read) -> str:
    """The factor of the severity, one level up in necrotizing disease."""
    level = LEVELS.index(str(known["severity"]))
    return [*FACTORS][min(level + (known["subtype"] == "necrotizing"), 2)]


@cache
def uncapped(tenths: int, factor: str) -> int:
    """The dose of the rule before the cap: candidates are all the multiples of 5 mg."""
    wanted = FACTORS[factor] * tenths
    candidates = range(0, 120_000, 2000)
    best = min(candidates, key=lambda dose: (abs(dose - wanted), dose))
    if best < 20 * tenths:
        best += 2000
    if best > 40 * tenths:
        best -= 2000
    return best // 200


def by_rule(tenths: int, factor: str) -> int:
    """The start dose of an adult for one factor."""
    return min(uncapped(tenths, factor), CAP)


def of_a_child(tenths: int) -> int:
    """Twice the weight, at most 60 mg, rounded down to 2.5 mg, or to whole mg under 15 kg."""
    grid = 25 if tenths >= 150 else 10
    return max(dose for dose in range(0, 601, grid) if dose <= 2 * tenths) // 5


@cache
def rows(start: int, hold: int, tail: str) -> tuple[tuple[int, int, int], ...]:
    """(offset, days, dose) of every row until nothing is left."""
    table = NEXT["standard" if tail == "standard" else "slow"]
    found: list[tuple[int, int, int]] = []
    offset, dose = 0, start
    while dose:
        days = 14 if found else 7 * hold
        if tail == "slow4w" and dose <= 20:
            days = 28
        found.append((offset, days, dose))
        offset, dose = offset + days, table[dose]
    return tuple(found)


@cache
def tablets(dose: int, region: str) -> dict[str, str]:
    """Tablets of the dose: no half if that is possible, then fewest, fewest kinds, largest."""
    strengths = [halves(text) for text in _STRENGTHS[region].split()]
    found = _fewest_whole(dose, strengths)
    split: tuple[int, ...] = ()
    if found is None:
        split = (halves("5"),)
        found = _fewest_whole(dose - split[0] // 2, strengths, beside=split)
    if found is None:
        raise ValueError(dose, region)
    pieces = Counter((*found, *found, *split))
    return {written(each): written(count) for each, count in pieces.items()}


def _fewest_whole(
    dose: int, strengths: list[int], beside: tuple[int, ...] = ()
) -> tuple[int, ...] | None:
    if dose % 2 and not any(each % 2 for each in strengths):
        return None
    for number in range(dose + 1):
        bags = [
            bag for bag in combinations_with_replacement(strengths, number) if sum(bag) == dose
        ]
        if bags:
            return min(bags, key=lambda bag: (len({*bag, *beside}), [-each for each in bag]))
    return None
