"""A dose in two parts on a day of illness: exact, of tablets, as nearly alike as they allow."""

from decimal import Decimal

import pytest

from core.guideline.schema import Guideline
from core.patient import Region
from core.steroid.split import split
from core.steroid.tablets import Piece, pieces_of, region_tablets

GRID = Decimal("2.5")
DOSES = [*(GRID * n for n in range(4, 41)), *map(Decimal, range(10, 81))]


def pieces(guideline: Guideline, region: Region) -> tuple[Piece, ...]:
    sold = region_tablets(guideline, region)
    return pieces_of(sold.strengths_mg.value, sold.halved_mg.value, guideline)


@pytest.mark.parametrize("region", Region)
@pytest.mark.parametrize("mg", DOSES)
def test_two_parts_are_the_dose_exactly_and_nearly_alike(
    guideline: Guideline, region: Region, mg: Decimal
) -> None:
    (first, made), (last, made_too) = split(guideline, mg, pieces(guideline, region))
    assert first + last == mg
    for part, tablets in ((first, made), (last, made_too)):
        assert sum(strength * count for strength, count in tablets) == part > 0
    assert 0 <= first - last <= 2 * GRID


def test_they_are_of_the_tablets_that_there_are(guideline: Guideline) -> None:
    twenties = pieces_of([Decimal(20)], (), guideline)
    assert split(guideline, Decimal(60), twenties) == (
        (Decimal(40), ((Decimal(20), Decimal(2)),)),
        (Decimal(20), ((Decimal(20), Decimal(1)),)),
    )


def test_what_is_one_tablet_alone_has_no_parts(guideline: Guideline) -> None:
    assert split(guideline, Decimal(50), pieces_of([Decimal(50)], (), guideline)) == ()
