"""Stratified plans, every screen of each: written as display rules want it."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any

import pytest

from bot.page import Button, Page
from bot.page.parts import TELEGRAM_LIMIT, seen
from bot.page.plain import TAG
from core.plan import Outcome, Plan, plan_for
from tests.bot.page.screens import (
    LIMITS,
    PAGES,
    SEAT,
    behind,
    first_of,
    first_screens,
    is_within,
    record_of,
    screens,
    unfolded,
)
from tests.campaigns import CAMPAIGNS, seed, size
from tests.lint.display import dose_line_ok, hits
from tests.oracle.chance import random_cases
from tests.oracle.strata import stratified

pytestmark = pytest.mark.wide
PLANS = size("screens")
EACH = CAMPAIGNS["screens"].whole // PLANS  # of so many cases the checks take one
AT_RANDOM = 14_000  # with the strata, and less what is refused, a little over the number
BEHIND = 8  # of so many plans what is behind the keys is measured of one
SHARES = 8  # so that the work spreads over the processors
BUTTON_BYTES = 64
ENTITIES = 100  # of one message: an opening and a closing tag each
# Characters of a caption by how many keys share the row, measured at 390 points.
CAPTIONS = {1: 38, 2: 22, 3: 14, 4: 8, 5: 6, 6: 5}
DOSE_LINE = re.compile(r"^<b>predni.*\n.*$", re.MULTILINE)


@cache
def both() -> tuple[dict[str, Any], ...]:
    """Those of every stratum, and those by chance."""
    return (*stratified(seed(20261123)), *random_cases(AT_RANDOM, seed(20261122)))


def cases(share: int) -> Iterator[dict[str, Any]]:
    return islice(both(), share, None, SHARES * EACH)


@pytest.mark.parametrize("share", range(SHARES))
def test_no_screen_of_many_plans_breaks_a_display_rule(share: int) -> None:
    known = set[int]()
    answered = 0
    for case in cases(share):
        region = case.get("region") or "us"
        pages = list(screens(case))
        answered += bool(pages)
        for page in pages:
            text = hash((page.text, region))
            if text not in known:
                known.add(text)
                check(page.text, region, case)
    assert answered >= PLANS // SHARES


@pytest.mark.parametrize("share", range(SHARES))
def test_what_is_read_between_two_patients_is_one_look(share: int) -> None:
    over = [
        (name, unfolded(page), case)
        for case in cases(share)
        for name, page in first_screens(case)
        if not is_within(page, LIMITS[name])
    ]
    assert over == []


@pytest.mark.parametrize("share", range(SHARES))
def test_what_is_behind_a_key_is_one_message_and_no_caption_is_cut(share: int) -> None:
    over = [
        (name, unfolded(page), case)
        for case in islice(cases(share), 0, None, BEHIND)
        for name, page in within(case)
        if not is_within(page, LIMITS[name]) or not all(map(is_whole, page.buttons))
    ]
    assert over == []


def within(case: dict[str, Any]) -> Iterator[tuple[str, Page]]:
    plan = plan_for(PAGES.guideline, case)
    if isinstance(plan, Plan) and plan.outcome is not Outcome.DECLINED:
        record = record_of(case, plan)
        yield from (*first_of(record, SEAT), *behind(record, SEAT))


def is_whole(row: tuple[Button, ...]) -> bool:
    """Whether each caption of the row can be read on a phone."""
    return max(len(each.text) for each in row) <= CAPTIONS[len(row)]


def check(text: str, region: str, case: dict[str, Any]) -> None:
    assert not hits(text, region=region, fragment=True), case
    assert seen(text) <= TELEGRAM_LIMIT
    assert len(TAG.findall(text)) <= 2 * ENTITIES
    for line in DOSE_LINE.findall(text):
        assert dose_line_ok(line, region=region) or "up to and including" not in line, case


def test_every_button_of_a_plan_fits_and_says_something() -> None:
    for case in random_cases(100, seed=7):
        for page in screens(case):
            for row in page.buttons:
                for button in row:
                    assert len(button.data.encode()) <= BUTTON_BYTES
                    assert button.text
