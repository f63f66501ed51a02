"""One line or one dose of a plan as it is read, with what it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.page.plan.view import View
from core.evidence import Fact, Line
from core.sayable import beside_steroid
from flows.talk.replies import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line or a dose as HTML, and why: its arithmetic, and the facts behind it."""

    text: str
    because: tuple[Fact[Any], ...] = ()
    sums: tuple[str, ...] = ()  # HTML
    spoken: bool = False  # the text is the first fact's own statement

    @property
    def has_reasons(self) -> bool:
        """Whether there is anything behind it; what was entered or decided has nothing."""
        return bool(self.because or self.sums)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What one key opens: its name, and the values of its caption."""

    name: str
    items: tuple[Item, ...]
    values: Mapping[str, Words] = field(default_factory=dict)

    @property
    def reasoned(self) -> tuple[Item, ...]:
        """The items that can be asked about, in the order of their numbers."""
        return tuple(each for each in self.items if each.has_reasons)


def of_line(view: View, line: Line, also: tuple[Fact[Any], ...] = ()) -> Item:
    """A line of the plan with its facts, and with others that it rests on here."""
    spoken = line.says == line.because[0].key
    because = tuple(dict.fromkeys((*line.because, *also)))
    return Item(text=view.line(line), because=because, spoken=spoken)


def beside_doses(view: View) -> tuple[Item, ...]:
    """What stands wherever doses of the steroid do."""
    return tuple(of_line(view, each) for each in beside_steroid(view.plan.said))
