"""Nothing is lost behind a first screen: every line of the document is reached by named keys."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import cache
from itertools import islice
from typing import Any

import pytest

from bot.page.plain import bare
from bot.page.plan.view import View
from bot.page.text import document
from core.evidence import Section
from core.plan import Outcome, Plan, plan_for
from tests.bot.page.screens import (
    CARD,
    LIMITS,
    LINE,
    PAGES,
    SEAT,
    SOURCES,
    TOPIC,
    WHY,
    Limit,
    is_within,
    reachable,
    record_of,
)
from tests.bot.papers.cases import lived
from tests.campaigns import CAMPAIGNS, seed, size, some
from tests.oracle.chance import random_cases
from tests.oracle.strata import stratified

pytestmark = pytest.mark.wide
PLANS = size("reachable")
ANSWERS = Limit(characters=2_500, keys=2)  # everything that was entered
EACH = CAMPAIGNS["reachable"].whole // PLANS
SHARES = 8
# The document has headings of its own; the screens have the captions of the keys.
HEADINGS = ("heading.", "section.")
LIVED = [name for name, _ in lived()]
FULLEST = {"late", "long_flared"}


@cache
def every() -> tuple[Mapping[str, Any], ...]:
    """Those of every stratum, and those by chance."""
    return (*stratified(seed(20261124)), *random_cases(14_000, seed(20261125)))


def planned(share: int) -> Iterator[Mapping[str, Any]]:
    return islice(every(), share, None, SHARES * EACH)


@pytest.mark.parametrize("share", range(SHARES))
def test_every_line_of_the_document_is_reached_from_the_card_by_keys(share: int) -> None:
    for case in planned(share):
        plan = plan_for(PAGES.guideline, case)
        if isinstance(plan, Plan) and plan.outcome is not Outcome.DECLINED:
            record = record_of(case, plan)
            assert missing(PAGES.view(record)) == [], case


@pytest.mark.parametrize("name", some(LIVED, PLANS, FULLEST.__contains__))
def test_of_a_lived_course_too(name: str) -> None:
    view = dict(lived())[name]
    assert missing(view) == []


def missing(view: View) -> list[str]:
    """The lines of the document, and the facts behind a line, that no key leads to."""
    assert view.record is not None
    now = view.today and datetime.combine(view.today, time(8), UTC)
    pages = reachable(view.record, replace(SEAT, now=now, zone=view.zone))
    assert [press for press, page in pages.items() if not is_within(page, of(press))] == []
    read = "\n".join(bare(page.text) for page in pages.values())
    behind = (
        fact.statement
        for line in view.plan.lines
        if line.section is not Section.DECLINED
        for fact in line.because
    )
    wanted = (*_lines(view), *map(view.writer.statement, behind))
    return [each for each in dict.fromkeys(wanted) if each not in read]


def of(press: str) -> Limit:
    """The limit of the screen that this press leads to."""
    verb, section, topic, line = (*press.split("."), "", "", "")[:4]
    if line:
        return LIMITS[LINE]
    if verb == "why":
        return LIMITS[SOURCES if section != CARD else WHY] if topic != "entered" else ANSWERS
    return LIMITS[topic if section == CARD else TOPIC if topic else section or CARD]


def _lines(view: View) -> Iterator[str]:
    """Every line of the document that is no heading, without its mark."""
    writer = view.writer
    heads = {writer.say(key) for key in writer.words.texts if key.startswith(HEADINGS)}
    for block in document(view):
        for line in bare(block).split("\n"):
            said = line.strip().removeprefix("•").removeprefix("!").strip()
            if said and said not in heads:
                yield said
