"""A visit in the making: what a chat holds of it until it is kept, and what it asks for now."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from core.response.visit import ENZYMES, Finding, Measure, Visit
from core.response.visit_text import read, written

ASKS = "visit"  # as an open question names it
DAY, LIMIT = "day", "limit"  # what is asked for beside a measure
WITH_ITS_LIMIT = ENZYMES  # whose upper limit is asked for where none is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What was entered so far. `asks` names what is typed next: a measure, the upper limit of
    one, the day; nothing: any values in one line. `unsure` was typed and waits for a yes."""

    visit: Visit
    asks: str = ""
    unsure: str = ""
    unlimited: bool = False  # that upper limits are not known was said

    @property
    def measure(self) -> Measure | None:
        """The measure that is asked for, or whose upper limit is."""
        name = self.asks.partition(".")[2] if self.asks.startswith(f"{LIMIT}.") else self.asks
        return Measure(name) if name in {*Measure} else None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to keep."""
        visit = self.visit
        bare = Visit(number=visit.number, day=visit.day, role=visit.role, corrects=visit.corrects)
        return visit == bare

    def asking(self, what: str = "") -> "Noted":
        """The same where this is asked for next."""
        return replace(self, asks=what, unsure="")

    def with_findings(self, findings: Iterable[Finding]) -> "Noted":
        """These values beside the others, each in the place of an earlier one; then the upper
        limit that is not known."""
        there = {each.measure: each for each in (*self.visit.findings, *findings)}
        inside = replace(self, visit=replace(self.visit, findings=tuple(there.values())))
        return inside.asking(inside.open_limit)

    @property
    def open_limit(self) -> str:
        """Which upper limit is to be asked for."""
        if self.unlimited:
            return ""
        lacking = (e for e in self.visit.findings if e.measure in WITH_ITS_LIMIT and e.of is None)
        found = next(lacking, None)
        return f"{LIMIT}.{found.measure}" if found else ""

    def with_picked(self, measure: Measure, value: Decimal) -> "Noted":
        """The same with a number that was picked from keys."""
        return self.with_findings((Finding(measure=measure, value=value),))

    def on(self, day: date) -> "Noted":
        """The same, found on this day."""
        return replace(self, visit=replace(self.visit, day=day))

    def without(self, measure: Measure) -> "Noted":
        """The same without this value, and without what was entered with it."""
        aside = {measure} | ({Measure.DIASTOLIC} if measure is Measure.SYSTOLIC else set())
        left = tuple(each for each in self.visit.findings if each.measure not in aside)
        return replace(self, visit=replace(self.visit, findings=left)).asking()


def held(noted: Noted) -> Mapping[str, str]:
    """It as a chat's open question holds it."""
    return {
        "visit": json.dumps(written(noted.visit)),
        "asks": noted.asks,
        "unsure": noted.unsure,
        "unlimited": "yes" if noted.unlimited else "",
    }


def noted_in(holds: Mapping[str, str]) -> Noted:
    """What an open question holds of it."""
    return Noted(
        visit=read(json.loads(holds["visit"])),
        asks=holds["asks"],
        unsure=holds["unsure"],
        unlimited=bool(holds["unlimited"]),
    )
