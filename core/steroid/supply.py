"""Tablets from what a pharmacy has: strengths in stock, whether to break them, how few boxes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import combinations

from core.guideline.schema import Guideline
from core.patient import Region
from core.steroid.tablets import NoTablets, Tablets, made_of, pieces_of, region_tablets
from core.steroid.taper import DosePeriod


class Fewest(StrEnum):
    """What there is little of."""

    TABLETS = "tablets"  # for each dose
    STRENGTHS = "strengths"  # for the whole course: fewer boxes


class NotSold(ValueError):
    """A strength that the region does not sell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """The strengths to take tablets from, and how."""

    strengths_mg: tuple[Decimal, ...]
    halved_mg: tuple[Decimal, ...]  # those that may be broken
    fewest: Fewest = Fewest.TABLETS


def supply(
    guideline: Guideline,
    region: Region,
    *,
    stock: Iterable[Decimal] = (),
    halves: bool = True,
    fewest: Fewest = Fewest.TABLETS,
) -> Supply:
    """What is in stock, or all that the region sells where nothing is named; raises NotSold.

    Without halves no scored tablet is broken, also where nothing else makes the dose.
    """
    sold = region_tablets(guideline, region)
    strengths = tuple(sorted(set(stock), reverse=True)) or sold.strengths_mg.value
    for strength in strengths:
        if strength not in sold.strengths_mg.value:
            message = f"{strength} mg in {region}"
            raise NotSold(message)
    return Supply(
        strengths_mg=strengths,
        halved_mg=sold.halved_mg.value if halves else (),
        fewest=fewest,
    )


def supplied(
    guideline: Guideline, periods: Sequence[DosePeriod], of: Supply
) -> tuple[DosePeriod, ...]:
    """The same periods made from the supply; raises NoTablets for a dose that it cannot make."""
    found = min(_choices(guideline, periods, of), key=_taken, default=None)
    if found is None:
        lacking = next(
            row.mg for row in periods if not _made(guideline, row.mg, of.strengths_mg, of)
        )
        message = f"{lacking} mg"
        raise NoTablets(message)
    return found


def _choices(
    guideline: Guideline, periods: Sequence[DosePeriod], of: Supply
) -> Iterator[tuple[DosePeriod, ...]]:
    """Every way with the fewest strengths, or the one way from all of them."""
    least = 1 if of.fewest is Fewest.STRENGTHS else len(of.strengths_mg)
    for size in range(least, len(of.strengths_mg) + 1):
        found = [
            made
            for strengths in combinations(of.strengths_mg, size)
            if (made := _course(guideline, periods, strengths, of)) is not None
        ]
        if found:
            yield from found
            return


def _course(
    guideline: Guideline,
    periods: Sequence[DosePeriod],
    strengths: tuple[Decimal, ...],
    of: Supply,
) -> tuple[DosePeriod, ...] | None:
    """The periods from these strengths alone, or None where one of them cannot be made."""
    tablets = [_made(guideline, row.mg, strengths, of) for row in periods]
    if not all(tablets):
        return None
    return tuple(
        replace(row, tablets=made) for row, made in zip(periods, tablets, strict=True) if made
    )


def _made(
    guideline: Guideline, mg: Decimal, strengths: tuple[Decimal, ...], of: Supply
) -> Tablets | None:
    pieces = pieces_of(strengths, of.halved_mg, guideline)
    made = made_of(mg, pieces)
    most = guideline.tablets.most_a_day.value
    return made if made and sum(count for _, count in made) <= most else None


def _taken(periods: tuple[DosePeriod, ...]) -> Decimal:
    """How many tablets the course takes in all."""
    return sum((count * row.days for row in periods for _, count in row.tablets), Decimal(0))
