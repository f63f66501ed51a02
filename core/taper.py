"""The schedule of falling doses, and what adds up along it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class DosePeriod:
    """One daily dose from `first` up to and including `last`."""

    offset: int  # days from the first oral dose
    days: int
    mg: Decimal
    first: date
    last: date
    tablets: tuple[tuple[Decimal, Decimal], ...]  # strength in mg, count; largest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """Sums over the schedule; days at or above count the pulse days, totals are oral only."""

    total_days: int
    total_mg: Decimal
    mg_first_year: Decimal  # 365 days from the first steroid day
    oral_only: bool  # pulse days were given but not their dose
    days_ge_30: int
    days_ge_20: int
    first_below_20: int  # offset
    first_at_5: int  # offset of the adrenal gate
