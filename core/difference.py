"""What one revision of a plan changes against the one before it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What one revision of a plan changes against the one before, in days, mg and dates."""

    moved_dates: int  # planned first days that are later or earlier now
    by_days: int | None  # by as many days, where all moved alike; None where they did not
    more_mg: Decimal  # of the whole course; below zero where it is less
    pneumocystis_review: tuple[date | None, date | None]  # before, now
    vaccines_from: tuple[date | None, date | None]
    adrenal_gate: tuple[date | None, date | None]
    very_high_fracture_risk: tuple[bool | None, bool | None]
    ends: tuple[date | None, date | None]  # the first day after the last planned dose


def difference(before: Plan, after: Plan) -> Difference:
    """What is different for the patient; both with the decisions of their revision."""
    raise NotImplementedError
