"""Whatever a pharmacy has, each paper says its tablets or that they cannot make the dose."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

import pytest

from bot.guideline import shipped
from bot.page.plan.view import View
from bot.page.write import Writer, counted
from bot.papers.calendar.file import calendar
from bot.papers.curve.chart import caption
from bot.papers.pages.fit import Size
from bot.papers.pdf import _clinician, _patient
from bot.papers.prescription import items
from bot.papers.record.fhir import fhir
from bot.papers.sheet import Sheet, sheet
from bot.papers.table import table
from bot.words import catalogue
from core.patient import Region
from core.steroid.supply import Fewest, Supply, supply
from core.steroid.tablets import NoTablets, region_tablets
from tests.bot.papers.cases import LONGEST, view_of

STARTS = ("10", "17.5", "42.5", "45", "50", "70", "80")  # mg
MOST = shipped().tablets.most_a_day.value


def stocks(region: Region) -> Iterator[Supply]:
    """Any of the strengths that the region sells, and as few of them as can be."""
    sold = region_tablets(shipped(), region).strengths_mg.value
    for size in range(1, len(sold) + 1):
        for few in combinations(sold, size):
            yield supply(shipped(), region, stock=few)
    yield supply(shipped(), region, fewest=Fewest.STRENGTHS)


@pytest.mark.parametrize("region", Region)
def test_every_paper_of_any_stock_and_start_can_be_said(region: Region) -> None:
    made, counts = 0, set[Decimal]()
    for mg in STARTS:
        view = view_of(LONGEST | {"region": region, "start_mg": mg})
        for of in stocked(view, region):
            for paper in (_clinician, _patient):
                assert paper(of, Size.A4, "")
            for said in (caption, items, table, calendar, fhir):
                assert said(of)
            made += 1
            counts |= {count for row in of.rows for _, count in row.period.tablets}
    assert made > len(STARTS)
    assert max(counts) == MOST


def stocked(view: View, region: Region) -> Iterator[Sheet]:
    """The plan from each stock that can make its doses."""
    for stock in stocks(region):
        try:
            yield sheet(view, stock)
        except NoTablets:
            continue


@pytest.mark.parametrize("count", range(1, MOST + 1))
def test_every_count_up_to_the_most_a_day_has_a_word(count: int) -> None:
    writer = Writer(catalogue(), Region.US)
    for more in ("0", "0.5"):
        said = counted(writer, ((Decimal(5), Decimal(count) + Decimal(more)),))
        assert said.endswith("5 mg")
        assert not said[0].isdigit()
