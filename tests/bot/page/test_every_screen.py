"""Stratified plans, every screen of each: written as display rules want it."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain, islice
from typing import Any

import pytest

from bot.page import Button
from bot.page.parts import TELEGRAM_LIMIT, seen
from bot.page.plain import TAG
from tests.bot.page.screens import (
    LIMITS,
    is_within,
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
BEHIND = 8  # of so many plans what is behind the keys is read of one
SHARES = 8  # so that the work spreads over the processors
BUTTON_BYTES = 64
ENTITIES = 100  # of one message: an opening and a closing tag each
# Characters of a caption by how many keys share the row, measured at 390 points.
CAPTIONS = {1: 38, 2: 21, 3: 12, 4: 8, 5: 6, 6: 5}
DOSE_LINE = re.compile(r"^<b>predni.*\n.*$", re.MULTILINE)


@cache
def both() -> tuple[dict[str, Any], ...]:
    """Those of every stratum, and those by chance."""
    return (*stratified(seed(20261123)), *random_cases(AT_RANDOM, seed(20261122)))


def cases(share: int) -> Iterator[dict[str, Any]]:
    return islice(both(), share, None, SHARES * EACH)


@pytest.mark.parametrize("share", range(SHARES))
def test_every_screen_of_many_plans_is_one_look_and_written_as_it_should_be(share: int) -> None:
    known = set[int]()
    answered = 0
    for place, case in enumerate(cases(share)):
        region = case.get("region") or "us"
        pages = list(screens(case, deep=place % BEHIND == 0))
        answered += bool(pages)
        for name, page in pages:
            assert is_within(page, LIMITS[name]), (name, unfolded(page), case)
            assert all(map(is_whole, page.buttons)), (name, page.buttons, case)
            for button in chain.from_iterable(page.buttons):
                assert 0 < len(button.data.encode()) <= BUTTON_BYTES, (name, button, case)
                assert button.text, (name, button, case)
            text = hash((page.text, region))
            if text not in known:
                known.add(text)
                check(page.text, region, case)
    assert answered >= PLANS // SHARES


def is_whole(row: tuple[Button, ...]) -> bool:
    """Whether each caption of the row can be read on a phone."""
    return max(len(each.text) for each in row) <= CAPTIONS[len(row)]


def check(text: str, region: str, case: dict[str, Any]) -> None:
    assert not hits(text, region=region, fragment=True), case
    assert seen(text) <= TELEGRAM_LIMIT
    assert len(TAG.findall(text)) <= 2 * ENTITIES
    for line in DOSE_LINE.findall(text):
        assert dose_line_ok(line, region=region) or "up to and including" not in line, case
