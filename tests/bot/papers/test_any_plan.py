"""Papers of random plans: each is made, whole, and written as display rules want it."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import pytest

from bot.page.plan.view import View
from bot.papers.calendar.file import calendar
from bot.papers.curve.chart import caption, chart_page
from bot.papers.pages.fit import Size
from bot.papers.pdf import _clinician, _patient, clinician, patient
from bot.papers.prescription import items
from bot.papers.sheet import sheet
from bot.papers.table import table
from core.plan import Outcome, Plan, plan_for
from tests.bot.papers.cases import view_of
from tests.bot.papers.reading import outside, overlaps, pages_of
from tests.bot.papers.test_pages import texts
from tests.bot.papers.test_table import read_by_people
from tests.campaigns import seed, size
from tests.lint.display import hits
from tests.oracle.chance import random_cases

pytestmark = pytest.mark.wide
PLANS = size("papers")
LOOKED_AT = PLANS // 10  # of those that are read as text, set on a page
SHARES = 4  # so that the work spreads over the processors


def plans(share: int) -> Iterator[View]:
    """Random cases that have a plan, adults and children."""
    for case in islice(random_cases(5_000, seed(2026)), share, None, SHARES):
        if made(case):
            yield view_of(case)


def made(case: Mapping[str, Any]) -> bool:
    from bot.guideline import shipped  # noqa: PLC0415 - read once, for every share

    plan = plan_for(shipped(), case)
    return isinstance(plan, Plan) and plan.outcome is not Outcome.DECLINED and not plan.provisional


@pytest.mark.parametrize("share", range(SHARES))
def test_no_text_of_a_paper_breaks_a_display_rule(share: int) -> None:
    for view in islice(plans(share), PLANS // SHARES):
        of, region = sheet(view), view.plan.case.region
        said = [*texts({**_clinician(of, Size.A4, ""), "qr": ""}), *read_by_people(table(of))]
        if of.rows:
            said += [*texts({**_patient(of, Size.A4, ""), "qr": ""}), *items(of), *caption(of)]
            said += strings(calendar(of).replace(b"\r\n ", b"").replace(b"\\", b""))
        for text in said:
            assert hits(text, region=region, fragment=True) == [], view.plan.case


def strings(data: bytes) -> list[str]:
    """The lines of a calendar that a person reads: its summaries."""
    lines = data.decode().splitlines()
    return [line.partition(":")[2] for line in lines if line.startswith("SUMMARY")]


@pytest.mark.parametrize("share", range(SHARES))
def test_a_page_of_any_plan_has_nothing_cut_or_covered_and_no_small_letter(share: int) -> None:
    for view in islice(plans(share), LOOKED_AT // SHARES):
        of = sheet(view)
        printed = [(9, clinician(of, size)) for size in Size]
        if of.rows:
            printed += [*((12, patient(of, size)) for size in Size), (0, chart_page(of))]
        for smallest, data in printed:
            for page in pages_of(data):
                assert outside(page, 8) == [], view.plan.case
                assert overlaps(page) == [], view.plan.case
                assert min(each.size for each in page.characters) > smallest - 0.01
