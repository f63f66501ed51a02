"""Where a statement comes from, and the sentence of a plan that cannot exist without one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Value = int | Decimal | date | str | tuple["Value", ...]  # a StrEnum is a term, looked up in words


class Standing(StrEnum):
    """How far a statement may be relied on."""

    STATED = "stated"  # the source text or a named guideline says it
    OURS = "ours"  # our reading where sources leave a gap
    WITHHELD = "withheld"  # a source says it, and it is not safe to pass on


class Section(StrEnum):
    """The part of the plan a line is read under; START stands on the card itself."""

    START = "start"
    DOSE = "dose"  # how the start dose came about: read under the card's reasons
    SCHEDULE = "schedule"
    RULES = "rules"  # what the schedule follows: read under its reasons
    AGENT = "agent"
    SEVERE = "severe"
    PREVENTION = "prevention"
    MONITORING = "monitoring"
    TABLETS = "tablets"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publication that facts are taken from; `edition` says which and as read when."""

    key: str
    title: str
    edition: str

    @property
    def is_trace(self) -> bool:
        """Whether its edition says that it is only a trace: nothing rests on it alone."""
        return ": a trace," in self.edition


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fact(Generic[T]):
    """One statement of the guideline: its value with unit, in our words, and where it stands.

    A fact equals only itself, so that what rests on it can be looked up at once.
    """

    key: str  # its path in the guideline file, e.g. "steroid.start.severe"
    value: T
    unit: str
    statement: str
    source: Source
    place: str
    standing: Standing
    reason: str = ""  # why we read it so, where standing is ours


class Unfounded(Exception):
    """A line of a plan was built with no fact behind it, or on a withheld one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence of a plan, as a code with its values, and the facts it rests on.

    `says` is a key of the words catalogue, or the key of the line's first fact: then the
    fact's own statement is the sentence.
    """

    section: Section
    says: str
    because: tuple[Fact[Any], ...]
    values: Mapping[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.because or Standing.WITHHELD in [fact.standing for fact in self.because]:
            raise Unfounded(self.says)


def stated(section: Section, *facts: Fact[Any]) -> Line:
    """The first fact's own statement, as a line; the others stand behind it."""
    return _stated(section, facts)


@cache
def _stated(section: Section, facts: tuple[Fact[Any], ...]) -> Line:
    return Line(section=section, says=facts[0].key, because=facts)
