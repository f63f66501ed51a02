"""A decision in the making, as the press of a button carries it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from flows.talk.records import Matter

MATTERS = frozenset(each.value for each in Matter)
CENTURY = "20"  # left out of a day: a button holds 64 bytes

PATHS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "step": ("step_check",),
        "hold": ("hold_weeks", "hold_reason", "hold_check"),
        "flare": ("flare_dose", "flare_weeks", "flare_check"),
        "off": ("off_dose", "off_day", "off_weeks", "off_reason", "off_check"),
        "stop": ("stop_reason", "stop_check"),
    }
)  # what is asked for each decision, in order


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted, as far as it was chosen: "hold.2.not_better"."""

    verb: str
    chosen: tuple[str, ...] = ()
    reminder: str = ""  # the handle, where a button under a reminder was pressed

    @property
    def press(self) -> str:
        """As a button carries it."""
        return ".".join((self.verb, *self.chosen))

    @property
    def state(self) -> str:
        """The state of the steps in which the button stood."""
        return PATHS[self.verb][len(self.chosen) - 1] if self.chosen else "menu"

    def then(self, value: str) -> "Wish":
        """The same with one thing more."""
        return replace(self, chosen=(*self.chosen, value))

    def back(self, places: int = 1) -> "Wish":
        """The same with less chosen."""
        return replace(self, chosen=self.chosen[: len(self.chosen) - places])


def wish(press: str) -> Wish:
    """What a button asks for; a reminder's own has its handle last."""
    verb, *rest = press.split(".")
    end = next((place for place, part in enumerate(rest) if part in MATTERS), len(rest))
    return Wish(verb, tuple(rest[:end]), ".".join(rest[end:]))


def amount(mg: Decimal) -> str:
    """A dose as a button carries it, where a point would divide: 17_5."""
    return f"{mg:f}".replace(".", "_")


def mg_of(value: str) -> Decimal:
    """The dose that a button carries."""
    return Decimal(value.replace("_", "."))


def day_code(day: date) -> str:
    """A day as a button carries it: 261221."""
    return f"{day:%y%m%d}"


def day_of(value: str) -> date:
    """The day that a button carries."""
    return date.fromisoformat(f"{CENTURY}{value}")
