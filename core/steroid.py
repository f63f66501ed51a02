"""The starting dose of prednisone: what the guideline allows for a case, with its arithmetic."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Because(StrEnum):
    """Why a start dose differs from the plain product of weight and factor."""

    NEAREST = "nearest"  # to the nearest 5 mg, an exact half goes down
    RAISED = "raised"  # that was under 0.5 mg per kg: 5 mg more
    LOWERED = "lowered"  # that was over 1 mg per kg: 5 mg less
    CAPPED = "capped"  # not above 80 mg
    ROUNDED_DOWN = "rounded_down"  # juvenile: down to the grid
    CHOSEN = "chosen"  # the clinician's own dose


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the arithmetic: the dose after it, in mg."""

    why: Because
    mg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StartOption:
    """The rule's dose for one factor: factor x weight = raw_mg, then the steps to mg."""

    factor: Decimal  # mg per kg
    raw_mg: Decimal
    steps: tuple[Step, ...]
    mg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The start dose in force, the option it comes from, and every option."""

    mg: Decimal
    suggested: StartOption
    options: tuple[StartOption, ...]
    override: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A published point of the juvenile taper, in mg per kg; zero is off steroid."""

    offset: int
    mg_per_kg: Decimal
