"""The whole grid: every weight with one decimal and everything that moves the steroid rows."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import cycle, product
from typing import Any, TypeAlias

from tests.oracle.histories import NEW_USUAL, entries
from tests.oracle.reading import FLAGS

Case: TypeAlias = dict[str, Any]

ADULT = ("dermatomyositis", "polymyositis", "necrotizing", "antisynthetase", "overlap")
SEVERITIES = ("mild", "moderate", "severe")
ILD = ("yes", "no", "unknown")
HOLDS = (2, 3, 4)
TAILS = ("standard", "slow2w", "slow4w")
REGIONS = ("us", "uk", "eu")
OVERRIDES = tuple(str(Decimal(halves) * Decimal("2.5")) for halves in range(1, 34))
DATES = ("2026-11-23", "2027-02-28", "2028-02-29", "2026-12-31", "2026-03-29", "1999-10-31")

KNOWN: Case = dict.fromkeys(FLAGS, False) | {
    "age": 45, "height_cm": 178, "sex": "M", "egfr": 90, "hbv": "neg", "tpmt": "normal",
    "nudt15": "normal", "sulfa_allergy": "none", "pregnancy": "no", "g6pd": "normal",
    **NEW_USUAL,
}  # fmt: skip
PROFILES: tuple[Case, ...] = (
    {},
    KNOWN,
    KNOWN | {"sex": "F", "age": 30, "height_cm": 165, "pregnancy": "yes", "region": "uk"},
    KNOWN | {"age": 70, "egfr": 45, "tpmt": "intermediate", "region": "eu"},
    KNOWN | {"pulse_days": 3, "pulse_mg": 500, "cytopenia": True, "g6pd": "deficient"},
    {"pulse_days": 5, "rituximab": True, "age": 39},
    KNOWN | {"ssc_overlap": True, "statin": True, "myocarditis": True, "hbv": "pos"},
    KNOWN | {"earlier_steroid": entries(("60", 35), (40, 14)), "fragility_fracture": True},
    KNOWN | {"earlier_steroid": entries(("60", 28), (10, 29)), "antibodies": ["hmgcr", "srp"]},
    {"earlier_steroid": entries(("20", 13)), "immunosuppressants": {"methotrexate": "taking"}},
    KNOWN
    | {
        "immunosuppressants": {"methotrexate": "not_tolerated", "immunoglobulin": "taking"},
        "cyp3a4": "inhibitor", "active_infection": True, "pulse_days": 1, "pulse_mg": "125",
    },
)  # fmt: skip
"""Eleven ways to answer the rest: eleven shares no factor with what the main grid counts by."""


def tenths(lowest: int, highest: int) -> Iterator[str]:
    """Every weight with one decimal, both limits in tenths and among them."""
    return (f"{each // 10}.{each % 10}" for each in range(lowest, highest + 1))


def adults(weights: Sequence[str], start: int = 0) -> Iterator[Case]:
    """Every adult subtype, severity, lung, hold and tail at these weights."""
    rest = _rest(start)
    for weight, subtype, severity, ild, hold, tail in product(
        weights, ADULT, SEVERITIES, ILD, HOLDS, TAILS
    ):
        yield {
            "weight_kg": weight, "subtype": subtype, "severity": severity, "ild": ild,
            "hold_weeks": hold, "tail": tail,
        } | next(rest)  # fmt: skip


def others(weights: Sequence[str], subtypes: Sequence[str], start: int = 0) -> Iterator[Case]:
    """The subtypes without a taper at these weights; an adult's age is left out of a child's."""
    rest = _rest(start)
    ages = cycle((None, 4, 5, 11, 12, 17))
    for weight, subtype, severity, ild in product(weights, subtypes, SEVERITIES, ILD):
        case: Case = {"weight_kg": weight, "subtype": subtype, "severity": severity, "ild": ild}
        case |= next(rest)
        if subtype == "juvenile":
            case["age"] = next(ages)
            case["pulse_mg"] = None
        yield case


def overrides(weights: Sequence[str], start: int = 0) -> Iterator[Case]:
    """Every override on the grid and the first beyond it, in every tail, at these weights."""
    rest, holds = _rest(start), cycle(HOLDS)
    for weight, start_mg, tail in product(weights, OVERRIDES, TAILS):
        yield {
            "weight_kg": weight, "subtype": "dermatomyositis", "severity": "moderate",
            "ild": "no", "start_mg": start_mg, "tail": tail, "hold_weeks": next(holds),
        } | next(rest)  # fmt: skip


def _rest(start: int) -> Iterator[Case]:
    """The profile and the first day of each case in turn."""
    pairs = list(product(PROFILES, DATES))
    shift = start % len(pairs)
    return cycle(profile | {"start_date": date} for profile, date in pairs[shift:] + pairs[:shift])
