"""Plans lived day by day against a second record of them, kept from the prose alone.

Steps, begins, rises, holds, stops, other answers, blood tests done or forgotten: after each the
product may name no amount that was not confirmed, begin or go on with nothing by itself, lose no
day and rewrite none; and it refuses what is forbidden and nothing else.
More of them: `python -m tests.campaigns lives`.
"""

import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from tests.oracle.left_open import verdict
from tests.oracle.life import Wish
from tests.oracle.lives import PARTS, Walk, differences, first_of
from tests.oracle.walks import KNOWN
from tests.oracle.witness import Witness

CASE: dict[str, Any] = {
    "weight_kg": "70", "subtype": "dermatomyositis", "severity": "moderate", "ild": "no",
    "start_date": "2026-11-23", "hold_weeks": 4, "tail": "standard", "region": "us", "sex": "M",
    "age": 45, "methotrexate_route": "mouth", **KNOWN,
}  # fmt: skip
Change = Callable[[dict[str, Any]], object]  # of the text that is kept


def test_lives_are_told_alike() -> None:
    first = next(differences(range(5)), None)
    assert first is None, str(first)


@pytest.mark.wide
@pytest.mark.parametrize("part", range(PARTS))
def test_thousands_of_lives_are_told_alike(part: int) -> None:
    first = first_of("lives", 1000, part)
    assert first is None, first


def on_day(day: int, *wishes: Wish) -> Walk:
    """A life with its methotrexate up to this day, after these decisions."""
    witness = Witness.made(CASE, begins=True)
    walk = Walk(Random(0), witness.life, witness, 0)
    for today in range(day):
        walk.life.tested = today
        for wish in (each for each in wishes if each.on == today):
            assert verdict(walk.life, wish)[0] == "yes", wish
            witness.take(wish)
            walk.life.take(wish)
        walk.life.morning()
        walk.life.evening()
    return walk


HOLD = Wish("suspend", 20, "low_counts", "methotrexate")
STOP = Wish("end", 20, "liver", "methotrexate")


def stretches(kept: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = kept["regimens"][0]["stretches"]
    return found


SEEN: list[tuple[str, tuple[Wish, ...], Change]] = [
    ("a", (), lambda kept: stretches(kept).append(
        {"first": "2027-01-04", "state": "taken", "mg": "20", "weekday": "monday"})),
    ("b", (), lambda kept: kept["regimens"].append(
        {**kept["regimens"][0], "drug": "azathioprine"})),
    ("c", (HOLD,), lambda kept: stretches(kept).pop()),
    ("c", (STOP,), lambda kept: stretches(kept).pop()),
    ("d", (), lambda kept: kept["regimens"][0].update(due="2026-12-28")),
    ("e", (), lambda kept: stretches(kept)[0].update(mg="10")),
]  # fmt: skip


@pytest.mark.parametrize(("letter", "wishes", "change"), SEEN)
def test_a_plan_that_tells_otherwise_is_found(
    letter: str, wishes: tuple[Wish, ...], change: Change
) -> None:
    walk = on_day(24, *wishes)
    assert list(walk.witness.differences()) == []
    kept = json.loads(walk.witness.text)
    change(kept)
    walk.witness.text = json.dumps(kept)
    assert any(each.startswith(f"({letter})") for each in walk.witness.differences())


def test_what_is_forbidden_to_one_and_allowed_by_the_other_is_found() -> None:
    walk = on_day(28)
    walk.life.tested = 27
    rise = Wish("rise", 28, "results_good", "methotrexate", tested=27)
    assert (verdict(walk.life, rise)[0], walk.witness.refusal(rise)) == ("yes", None)
    walk.life.case["liver_disease"] = True
    assert (verdict(walk.life, rise), walk.witness.refusal(rise)) == (("no", ("closed",)), None)
