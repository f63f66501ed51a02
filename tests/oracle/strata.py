"""A sample of the whole grid that keeps every edge, and grids for the doses of the agents."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, product
from random import Random
from typing import Any

from tests.oracle.grid import (
    HOLDS,
    KNOWN,
    OVERRIDES,
    Case,
    adults,
    others,
    overrides,
    tenths,
)
from tests.oracle.histories import AROUND_LIMITS, NEW_NONSENSE, entries
from tests.oracle.pairs import pairs
from tests.oracle.reading import DECLINED, WEEKDAYS

EDGES = (
    "29.9", "30", "30.1", "31", "33", "34.9", "38", "39.9", "40", "40.1", "45", "48", "49.9",
    "50", "50.1", "59.9", "60", "60.1", "62", "62.5", "65", "67.5", "68", "69.9", "70", "72",
    "79.9", "80", "80.1", "82.4", "82.5", "82.6", "90", "106.6", "106.7", "110", "109.9",
    "110.1", "120", "149.9", "150", "150.1", "159.9", "160", "160.1", "164.9", "165", "165.1",
    "175", "249.9", "250", "250.1",
)  # fmt: skip
CHILD_EDGES = (
    "4.9", "5", "5.1", "6.2", "12.5", "14.9", "15", "15.1", "17", "24.9", "25", "27.4", "27.5",
    "29.9", "30", "30.1", "40", "67.5", "120", "120.1",
)  # fmt: skip


def stratified(seed: int = 20261123) -> Iterator[Case]:
    """All edges and a seeded sample of every stratum, each time the same for a seed."""
    chance = Random(seed)
    everywhere = list(tenths(300, 2500))
    ties = [weight for weight in everywhere if weight.endswith(".5")]
    yield from _thinned(chance, adults(EDGES), 8)
    yield from _thinned(chance, adults(chance.sample(ties, 40)), 16)
    yield from adults(chance.sample(everywhere, 4))
    yield from others(CHILD_EDGES, ("juvenile",))
    yield from others(chance.sample(list(tenths(50, 1200)), 40), ("juvenile",))
    yield from others(chance.sample(everywhere, 4), DECLINED)
    yield from overrides(("60", "72.5", "100"))
    yield from _thinned(chance, overrides(EDGES), 5)
    yield from _thinned(chance, overrides(OVERRIDES[11:]), 3)
    yield from azathioprine()
    yield from _thinned(chance, child_methotrexate(), 3)
    yield from first_days(chance)
    yield from earlier_days()
    yield from spoiled()
    yield from _thinned(chance, pairs(), 24)


def azathioprine() -> Iterator[Case]:
    """Methotrexate is closed, so that azathioprine has to give its own figure or none."""
    weights = ("30", "33.3", "33.4", "45.5", "49.9", "62.5", "75", "95", "150")
    heights = (140, Decimal("152.4"), 165, 178, 230)
    results = (("normal", "normal"), ("intermediate", "normal"), ("normal", "intermediate"))
    for weight, height, sex, egfr, (tpmt, nudt15) in product(
        weights, heights, ("F", "M"), (9, 10, 49, 50, 59), results
    ):
        yield _base(weight) | {
            "height_cm": height, "sex": sex, "egfr": egfr, "tpmt": tpmt, "nudt15": nudt15,
        }  # fmt: skip


def child_methotrexate() -> Iterator[Case]:
    """Weights and heights of children up to where no figure may be written."""
    for weight, height in product(range(5, 121, 3), range(50, 200, 7)):
        yield _base(str(weight)) | {
            "subtype": "juvenile", "age": 9, "height_cm": height, "severity": "moderate",
        }  # fmt: skip


def first_days(chance: Random) -> Iterator[Case]:
    """Any day can be the first; the weekday of methotrexate follows it unless named."""
    for _ in range(400):
        first = date(1990, 1, 1) + timedelta(chance.randrange(40_000))
        yield _base("70") | {
            "start_date": first.isoformat(),
            "methotrexate_weekday": chance.choice((None, *WEEKDAYS)),
        }


def earlier_days() -> Iterator[Case]:
    """Every edge of what was taken before, beside starts, holds and pulses around the limits."""
    pulses: tuple[Case, ...] = ({}, {"pulse_days": 1}, {"pulse_days": 3, "pulse_mg": 1000})
    runs = [entries((20, days)) for days in (6, 7, 8, 11, 12, 13, 14, 15)]
    gaps = [entries(("20", 28), (10, days)) for days in (1, 28, 29, 30, 31)]
    for high, low in product((1, 10, 27, 28), (4, 5, 18, 19, 28, 29)):
        gaps.append(entries((30, 40), (10, 1), (25, high), (5, low)))
    for before, start_mg, hold, pulse, age in product(
        (*AROUND_LIMITS, *runs, *gaps), ("15", "20", "22.5", "60"), HOLDS, pulses, (39, 45)
    ):
        yield _base("70") | pulse | {
            "earlier_steroid": before, "start_mg": start_mg, "hold_weeks": hold, "age": age,
        }  # fmt: skip


def spoiled() -> Iterator[Case]:
    """Every value about the past that is not valid, and two keys that are wrong at once."""
    wrong: dict[str, tuple[Any, ...]] = {"g6pd": ("low",)} | NEW_NONSENSE
    subtypes = ("polymyositis", "juvenile", "inclusion_body")
    for subtype, (key, values) in product(subtypes, wrong.items()):
        for value in values:
            yield _base("70") | {"subtype": subtype, "age": None, key: value}
    for (one, first), (other, second) in combinations(wrong.items(), 2):
        yield _base("70") | {one: first[0], other: second[0]}


def _base(weight: str) -> Case:
    return KNOWN | {
        "weight_kg": weight, "subtype": "polymyositis", "severity": "moderate", "ild": "no",
        "start_date": "2026-11-23",
    }  # fmt: skip


def _thinned(chance: Random, cases: Iterator[Case], one_in: int) -> Iterator[Case]:
    return (case for case in cases if chance.randrange(one_in) == 0)
