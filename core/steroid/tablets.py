"""Tablets for a dose and for a course: exact, from what a region sells."""

from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Protocol

from core.amounts import plain
from core.guideline.schema import Guideline, RegionTablets
from core.patient import Region

Tablets = tuple[tuple[Decimal, Decimal], ...]  # strength in mg, count; largest first
Piece = tuple[Decimal, Decimal]  # strength in mg, the smallest part of a tablet that is used
Rank = tuple[int, Decimal, int, tuple[Decimal, ...]]  # halves, tablets, strengths, larger first

NOTHING: Rank = (0, Decimal(0), 0, ())


class NoTablets(ValueError):
    """No number of a region's tablets makes the dose."""


class Taken(Protocol):
    """A dose that lasts some days and is made of tablets."""

    @property
    def days(self) -> int: ...

    @property
    def tablets(self) -> Tablets: ...


@cache
def tablets_for(guideline: Guideline, region: Region, mg: Decimal) -> Tablets:
    """The default choice: no half if it can be helped, fewest tablets, fewest strengths.

    Where two choices are still alike, the larger tablets win.
    """
    made = made_of(mg, _region_pieces(guideline, region))
    if made is None:
        message = f"{mg} mg in {region}"
        raise NoTablets(message)
    return made


def made_of(mg: Decimal, pieces: tuple[Piece, ...]) -> Tablets | None:
    """The dose from these pieces exactly, or None; a tablet is broken only where it must be."""
    best = _best(mg, pieces)
    if best is None:
        return None
    counts = zip((strength for strength, _ in pieces), best[-1], strict=True)
    return tuple((strength, plain(-count)) for strength, count in counts if count)


def pieces_of(
    strengths: Iterable[Decimal], halved: Iterable[Decimal], guideline: Guideline
) -> tuple[Piece, ...]:
    """Every strength with the least that is taken of it, largest first."""
    broken, part = frozenset(halved), guideline.tablets.part.value
    return tuple(
        (strength, part if strength in broken else Decimal(1))
        for strength in sorted(strengths, reverse=True)
    )


def can_make(guideline: Guideline, region: Region, mg: Decimal) -> bool:
    """Whether some tablets of the region make the dose exactly."""
    return _best(mg, _region_pieces(guideline, region)) is not None


def region_tablets(guideline: Guideline, region: Region) -> RegionTablets:
    """What is sold in the region."""
    tablets = guideline.tablets
    return {Region.US: tablets.us, Region.UK: tablets.uk, Region.EU: tablets.eu}[region]


def to_dispense(periods: Iterable[Taken]) -> Tablets:
    """How many tablets of each strength the periods take in all, largest strength first."""
    counts = dict[Decimal, Decimal]()
    for period in periods:
        for strength, count in period.tablets:
            counts[strength] = counts.get(strength, Decimal(0)) + count * period.days
    return tuple(sorted(counts.items(), reverse=True))


@cache
def _region_pieces(guideline: Guideline, region: Region) -> tuple[Piece, ...]:
    """All that the region sells, as pieces."""
    sold = region_tablets(guideline, region)
    return pieces_of(sold.strengths_mg.value, sold.halved_mg.value, guideline)


@cache
def _best(mg: Decimal, pieces: tuple[Piece, ...]) -> Rank | None:
    """The least rank that makes the dose exactly; counts in it are negative."""
    if not pieces:
        return None if mg else NOTHING
    (strength, part), *rest = pieces
    found = None
    count = Decimal(0)
    while count * strength <= mg:
        later = _best(mg - count * strength, tuple(rest))
        if later is not None:
            rank = _rank(count, later)
            found = rank if found is None else min(found, rank)
        count += part
    return found


def _rank(count: Decimal, later: Rank) -> Rank:
    """The rank of so many tablets of one strength before the others."""
    halves, tablets, strengths, counts = later
    broken = count != count.to_integral_value()
    return halves + broken, tablets + count, strengths + bool(count), (-count, *counts)
