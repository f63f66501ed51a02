"""Visits along random plans: whatever was found, each paper is whole and written right."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from random import Random

import pytest

from bot.page.plan.view import View
from bot.papers.pages.fit import Size
from bot.papers.pdf import clinician
from bot.papers.sheet import sheet
from bot.papers.visit.pages import rows, visits_pages
from bot.papers.visit.trend import trend_page, trend_words
from core.response.visit import Measure, Sign, Strength, Trend, Visit
from tests.bot.papers.cases import FIRST, steps, view_of
from tests.bot.papers.reading import outside, overlaps, page_of, pages_of
from tests.bot.papers.test_any_plan import made
from tests.bot.papers.test_pages import texts
from tests.bot.papers.visit.visited import numbers, seen
from tests.campaigns import seed, size
from tests.core.response.visits import visit
from tests.lint.display import hits
from tests.oracle.chance import random_cases

pytestmark = pytest.mark.wide
LIVES = size("visited")
SHARES = 2


def lives(share: int) -> Iterator[View]:
    """Random plans some steps on, each with up to two dozen visits."""
    chance = Random(seed(2027) + share)
    for case in islice(random_cases(5_000, seed(2027)), share, None, SHARES):
        if not made(case):
            continue
        view = view_of(case)
        many = chance.randrange(8) if view.plan.periods else 0
        course = view.plan.course
        taken = steps(case, min(many, len(view.plan.periods) - 1)) if course else ()
        began = view.plan.case.start_date
        last = taken[-1].on if taken else began
        view = view_of(case, *taken, today=last + timedelta(days=chance.randrange(60)))
        shift = (began - FIRST).days
        found = (chance.randrange(-70, (last - began).days + 60) for _ in range(24))
        days = sorted({*islice(found, chance.randint(1, 24))})
        yield seen(view, *(of_chance(chance, each + shift) for each in days))


def of_chance(chance: Random, on: int) -> Visit:
    every = numbers()
    kept = chance.sample(every, chance.randrange(12))
    known = {each.measure for each in kept}
    core = [each for each in every if each.measure in {Measure.MMT, Measure.CK} - known]
    amount = {each: chance.randint(1, 300) for each in Measure}
    findings = [replace(each, value=each.value * amount[each.measure] / 7) for each in kept + core]
    findings = [replace(each, value=round(each.value, 1)) for each in findings]
    findings = [
        each if each.of is None or each.measure is not Measure.MMT
        else replace(each, value=min(each.value, each.of)) for each in findings
    ]  # fmt: skip
    return visit(
        on,
        findings=findings,
        strength=chance.choice([None, *Strength]),
        ck_trend=chance.choice([None, *Trend]),
        signs=chance.choice([None, (), tuple(Sign)]),
    )


@pytest.mark.parametrize("share", range(SHARES))
def test_every_paper_of_any_visits_is_whole_and_written_right(share: int) -> None:
    for view in islice(lives(share), LIVES // SHARES):
        of = sheet(view)
        pages = [page_of(trend_page(of)), *pages_of(visits_pages(of, Size.A4))]
        for page in (*pages, *pages_of(clinician(of, Size.LETTER))):
            assert outside(page, 8) == [], view.plan.case
            assert overlaps(page) == [], view.plan.case
        for text in (*trend_words(of), *texts(list(rows(of)))):
            assert hits(text, region=view.plan.case.region, fragment=True) == [], view.plan.case
