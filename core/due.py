"""One thing that falls due along a plan beside the doses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from core.evidence import Fact, Value


class Item(StrEnum):
    """What falls due."""

    INTERIM = "interim"
    PNEUMOCYSTIS = "pneumocystis"
    VACCINES = "vaccines"
    BONE = "bone"
    LABORATORY = "laboratory"
    GLUCOSE = "glucose"
    EYES = "eyes"
    REVIEW = "review"
    ADRENAL = "adrenal"
    METHOTREXATE = "methotrexate"
    TITRATION = "titration"
    BEGIN = "begin"
    BEFORE_RISE = "before_rise"
    HELD = "held"
    FOLLOW_UP = "follow_up"
    STEROID_OVER = "steroid_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One thing that falls due on one day."""

    item: Item
    day: date
    because: tuple[Fact[Any], ...]
    detail: str = ""  # an amount of the agent, a count of days: tells two of one day apart
    values: Mapping[str, Value] = field(default_factory=dict)
