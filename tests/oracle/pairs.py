"""Every value of each key about the past beside every value of each other key, two at a time."""

from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

from tests.oracle.grid import ADULT, HOLDS, ILD, KNOWN, SEVERITIES, TAILS, Case
from tests.oracle.histories import entries
from tests.oracle.reading import DECLINED, FLAGS

OF_THE_PAST: dict[str, tuple[Any, ...]] = {
    "earlier_steroid": (
        None, [], entries(("60", 35)), entries((20, 13)), entries((60, 28), (10, 29)),
        entries((60, 28), (10, 30)), entries((1250, 3)), entries(("10", 400)), entries((0, 10)),
    ),
    "immunosuppressants": (
        None, {}, {"methotrexate": "taking"}, {"azathioprine": "taking"},
        {"mycophenolate": "taking"}, {"calcineurin_inhibitor": "taking"},
        {"cyclophosphamide": "taking"}, {"rituximab": "taking"}, {"immunoglobulin": "taking"},
        {"other": "taking"}, {"methotrexate": "failed"}, {"mycophenolate": "not_tolerated"},
        {"methotrexate": "not_tolerated", "azathioprine": "failed"},
        {"immunoglobulin": "failed", "rituximab": "not_tolerated"},
        {"cyclophosphamide": "failed", "calcineurin_inhibitor": "not_tolerated"},
    ),
    "antibodies": (
        None, [], ["hmgcr"], ["srp"], ["mda5"], ["tif1g", "nxp2"], ["jo1"],
        ["srp", "hmgcr", "other_synthetase"],
    ),
    "diabetes": (None, False, True),
    "fragility_fracture": (None, False, True),
    "cyp3a4": (None, "none", "inhibitor", "inducer"),
    "agent_start": (None, "2026-11-23", "2026-11-24", "2026-12-29", "2028-11-22", "2026-11-22"),
    "methotrexate_route": (None, "mouth", "skin"),
}  # fmt: skip
OTHERS: dict[str, tuple[Any, ...]] = {
    "weight_kg": ("30", "45", "70", "160", "70.50"),
    "subtype": (*ADULT, *DECLINED),
    "severity": SEVERITIES,
    "ild": ILD,
    "hold_weeks": HOLDS,
    "tail": TAILS,
    "start_mg": (None, "15", "20", "22.5", "60"),
    "pulse_days": (0, 1, 5),
    "pulse_mg": (None, 125, 249, 250, 1000),
    "methotrexate_weekday": (None, "friday"),
    "region": ("us", "uk", "eu"),
    "age": (None, 18, 39, 40, 56, 70),
    "height_cm": (None, 150, 178),
    "sex": (None, "F", "M"),
    "pregnancy": (None, "yes", "no", "planning", "breastfeeding"),
    "egfr": (None, 9, 14, 29, 30, 45, 60, 90),
    **dict.fromkeys(FLAGS, (None, False, True)),
    "hbv": (None, "neg", "pos"),
    "tpmt": (None, "normal", "intermediate", "poor", "indeterminate"),
    "nudt15": (None, "normal", "intermediate", "poor"),
    "sulfa_allergy": (None, "none", "mild", "severe"),
    "g6pd": (None, "normal", "deficient"),
}
OF_A_CHILD = {"weight_kg": ("6.2", "25", "40", "25.00"), "age": (None, 4, 5, 11, 12, 17)}
NOT_OF_A_CHILD = ("subtype", "start_mg")

REQUIRED: Case = {
    "weight_kg": "70", "subtype": "dermatomyositis", "severity": "moderate", "ild": "no",
    "start_date": "2026-11-23",
}  # fmt: skip
BASES: tuple[Case, ...] = (
    KNOWN | REQUIRED,
    KNOWN
    | REQUIRED
    | {"severity": "severe", "sex": "F", "age": 30, "start_mg": "20", "pulse_days": 2},
    KNOWN | REQUIRED | {"subtype": "juvenile", "weight_kg": "25", "age": 8, "height_cm": 125},
    REQUIRED | {"subtype": "necrotizing"},
)
"""An adult about whom all is known, a woman in hospital, a child, and one nothing is known of."""


def pairs() -> Iterator[Case]:
    """All pairs with a key about the past in them, each on every base."""
    for base in BASES:
        child = base["subtype"] == "juvenile"
        others = {key: values for key, values in OTHERS.items() if key not in NOT_OF_A_CHILD}
        others = others | OF_A_CHILD if child else OTHERS
        for one, other in combinations(OF_THE_PAST, 2):
            yield from _both(base, one, OF_THE_PAST[one], other, OF_THE_PAST[other])
        for one, (other, values) in product(OF_THE_PAST, others.items()):
            yield from _both(base, one, OF_THE_PAST[one], other, values)


def _both(
    base: Case, one: str, ones: tuple[Any, ...], other: str, others: tuple[Any, ...]
) -> Iterator[Case]:
    for first, second in product(ones, others):
        yield base | {one: first, other: second}
