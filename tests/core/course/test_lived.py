"""Plans lived day by day against a second record of them, kept from the prose alone.

Steps, begins, rises, holds, stops, other answers, blood tests done or forgotten: after each the
product may name no amount that was not confirmed, begin or go on with nothing by itself, lose no
day and rewrite none; and it refuses what is forbidden and nothing else.
More of them: `python -m tests.campaigns lives`.
"""

from typing import Any

import pytest

from tests.campaigns import seed, size
from tests.oracle.lives import differences
from tests.oracle.walks import KNOWN

PARTS = 4  # of a campaign, for as many processes as there are
CASE: dict[str, Any] = {
    "weight_kg": "70", "subtype": "dermatomyositis", "severity": "moderate", "ild": "no",
    "start_date": "2026-11-23", "hold_weeks": 4, "tail": "standard", "region": "us", "sex": "M",
    "age": 45, "methotrexate_route": "mouth", **KNOWN,
}  # fmt: skip


def test_lives_are_told_alike() -> None:
    first = next(differences(range(20)), None)
    assert first is None, str(first)


@pytest.mark.wide
@pytest.mark.parametrize("part", range(PARTS))
def test_thousands_of_lives_are_told_alike(part: int) -> None:
    begin = seed(1000)
    first = next(differences(range(begin + part, begin + size("lives"), PARTS)), None)
    assert first is None, str(first)
