"""A decision in the making, as the press of a button carries it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from core.course.decisions import Drug
from flows.plan.drugs import LETTERS
from flows.talk.records import Matter

MATTERS = frozenset(each.value for each in Matter)
CENTURY = "20"  # left out of a day: a button holds 64 bytes

PATHS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "visit": ("found_today", "found_strength", "found_ck", "found_signs"),
        "step": ("step_found", "step_check"),
        "hold": ("hold_weeks", "hold_reason", "hold_check"),
        "flare": ("flare_dose", "flare_weeks", "flare_check"),
        "off": ("off_dose", "off_day", "off_weeks", "off_reason", "off_check"),
        "stop": ("stop_reason", "stop_check"),
    }
)  # what is asked for the findings and for each decision about the steroid, in order
OF_A_DRUG: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "drug": (),
        "begin": ("begin_day", "begin_check"),
        "rise": ("rise_route", "rise_check"),
        "stay": ("stay_reason", "stay_check"),
        "halt": ("halt_reason", "halt_until", "halt_check"),
        "retake": ("retake_mg", "retake_check"),
        "well": ("well_check",),
        "end": ("end_reason", "end_check"),
        "own": ("own_mg", "own_route", "own_reason", "own_check"),
        "move": ("move_weekday", "move_check"),
        "since": ("since_day", "since_weekday", "since_mg", "since_route", "since_check"),
        "spec": ("spec_day", "spec_weekday", "spec_mg", "spec_route", "spec_check"),
        "beside": ("beside_day", "beside_weekday", "beside_check"),
        "again": ("again_day", "again_mg", "again_days", "again_check"),
        "rescue": ("rescue_day", "rescue_mg", "rescue_days", "rescue_check"),
    }
)  # fmt: skip  # and about a drug; its letter comes right after the verb
ASKED: Mapping[str, tuple[str, ...]] = MappingProxyType({**PATHS, **OF_A_DRUG})
NOT_ASKED = "-"  # in the place of what this drug or amount does not turn on
BY_LETTER: Mapping[str, Drug] = MappingProxyType({each: drug for drug, each in LETTERS.items()})


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted, as far as it was chosen: "hold.2.not_better", "rise.m.-.261221"."""

    verb: str
    chosen: tuple[str, ...] = ()
    reminder: str = ""  # the handle, where a button under a reminder was pressed
    drug: Drug | None = None  # None: the steroid

    @property
    def press(self) -> str:
        """As a button carries it."""
        drug = (LETTERS[self.drug],) if self.drug else ()
        return ".".join((self.verb, *drug, *self.chosen))

    @property
    def state(self) -> str:
        """The state of the steps in which the button stood."""
        if self.chosen:
            return ASKED[self.verb][len(self.chosen) - 1]
        return "moves" if self.drug and self.verb != "drug" else "menu"

    def then(self, value: str) -> "Wish":
        """The same with one thing more."""
        return replace(self, chosen=(*self.chosen, value))

    def up_to(self, state: str) -> "Wish":
        """The same as this state finds it: what was not asked before it is said to be so."""
        skipped = ASKED[self.verb].index(state) - len(self.chosen)
        return replace(self, chosen=(*self.chosen, *(NOT_ASKED,) * skipped))

    def back(self) -> "Wish":
        """The same without the last thing that was asked."""
        asked = [place for place, each in enumerate(self.chosen) if each != NOT_ASKED]
        return replace(self, chosen=self.chosen[: asked[-1]] if asked else ())

    def said(self, kind: str) -> str:
        """What was chosen in the state of this kind; nothing where it was not asked."""
        for state, value in zip(ASKED[self.verb], self.chosen, strict=False):
            if kind_of(state) == kind and value != NOT_ASKED:
                return value
        return ""


def kind_of(state: str) -> str:
    """What a state asks for: "halt_until" asks until when."""
    return state.partition("_")[2]


def wish(press: str) -> Wish:
    """What a button asks for; a reminder's own has its handle last."""
    verb, *rest = press.split(".")
    drug = BY_LETTER.get(rest[0]) if verb in OF_A_DRUG and rest else None
    if drug:
        rest = rest[1:]
    end = next((place for place, part in enumerate(rest) if part in MATTERS), len(rest))
    return Wish(verb, tuple(rest[:end]), ".".join(rest[end:]), drug)


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
