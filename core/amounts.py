"""Amounts that cannot be built wrong: exact decimals, and a weekly dose with no daily form."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import Enum, StrEnum

A_DAY = timedelta(days=1)


class Unknown(Enum):
    """The answer that was not given; never normal, so it has no truth value."""

    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        raise TypeError


UNKNOWN = Unknown.UNKNOWN


class Weekday(StrEnum):
    """A day of the week by its full English name, in calendar order."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


WEEKDAYS = tuple(Weekday)


class OverWeeklyLimit(ValueError):
    """A weekly dose above the limit of its drug."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyDose:
    """Milligrams taken once a week on a named weekday, never above `limit_mg`."""

    mg: Decimal
    weekday: Weekday
    limit_mg: Decimal

    def __post_init__(self) -> None:
        if not 0 < self.mg <= self.limit_mg:
            raise OverWeeklyLimit(self.mg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Two bands: outside `absolute` refused, outside `usual` asked a second time; inclusive."""

    absolute: tuple[Decimal, Decimal]
    usual: tuple[Decimal, Decimal]

    def allows(self, value: Decimal) -> bool:
        """Whether the value lies within the absolute band."""
        low, high = self.absolute
        return low <= value <= high

    def is_usual(self, value: Decimal) -> bool:
        """Whether the value lies within the usual band."""
        low, high = self.usual
        return low <= value <= high


def down_to(value: Decimal, grid: Decimal) -> Decimal:
    """The largest multiple of `grid` not above `value`."""
    return value // grid * grid


def plain(value: Decimal) -> Decimal:
    """The same number without trailing zeros or exponent."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
