"""What people did to a plan as its revisions keep it: decisions, visits, a second person's no.

The names here are those of the file. They stay as they are whatever anything else is called.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from core.amounts import Weekday
from core.course.decisions import Decision, Drug, Move, Reason
from core.patient import Route
from core.response import visit_text
from flows.talk.history import SentBack, Visited
from flows.talk.records import Decided


class DecidedRow(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True
):
    """A decision, with who took it and when; what only a drug has is left out for the steroid."""

    move: str
    on: date
    reason: str
    mg: str | None
    weeks: int
    by: int
    name: str
    at: datetime
    drug: str | None = None
    weekday: str | None = None
    route: str | None = None
    until: date | None = None
    days: int = 0
    tested: date | None = None
    missed: bool = False
    visit: int = 0


class VisitedRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A visit in a form of its own, with who entered it and when."""

    visit: dict[str, Any]  # as core.response.visit_text has it
    by: int
    name: str
    at: datetime


class SentBackRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A second person's no: of which revision, why, who said it and when."""

    revision: int
    reason: str
    by: int
    name: str
    at: datetime


def decided_row(decided: Decided) -> DecidedRow:
    decision = decided.decision
    return DecidedRow(
        move=decision.move.value,
        on=decision.on,
        reason=decision.reason.value,
        mg=None if decision.mg is None else str(decision.mg),
        weeks=decision.weeks,
        by=decided.by,
        name=decided.name,
        at=decided.at,
        drug=decision.drug and decision.drug.value,
        weekday=decision.weekday and decision.weekday.value,
        route=decision.route and decision.route.value,
        until=decision.until,
        days=decision.days,
        tested=decision.tested,
        missed=decision.missed,
        visit=decided.visit,
    )


def decided(row: DecidedRow, revision: int) -> Decided:
    return Decided(
        decision=Decision(
            move=Move(row.move),
            on=row.on,
            reason=Reason(row.reason),
            mg=None if row.mg is None else Decimal(row.mg),
            weeks=row.weeks,
            drug=Drug(row.drug) if row.drug else None,
            weekday=Weekday(row.weekday) if row.weekday else None,
            route=Route(row.route) if row.route else None,
            until=row.until,
            days=row.days,
            tested=row.tested,
            missed=row.missed,
        ),
        by=row.by,
        name=row.name,
        at=row.at,
        revision=revision,
        visit=row.visit,
    )


def visited_row(found: Visited) -> VisitedRow:
    written = visit_text.written(found.visit)
    return VisitedRow(visit=written, by=found.by, name=found.name, at=found.at)


def visited(row: VisitedRow, revision: int) -> Visited:
    visit = visit_text.read(row.visit)
    return Visited(visit=visit, by=row.by, name=row.name, at=row.at, revision=revision)


def sent_back_row(found: SentBack | None) -> SentBackRow | None:
    if found is None:
        return None
    return SentBackRow(
        revision=found.revision, reason=found.reason, by=found.by, name=found.name, at=found.at
    )


def sent_back(row: SentBackRow | None) -> SentBack | None:
    if row is None:
        return None
    return SentBack(revision=row.revision, reason=row.reason, by=row.by, name=row.name, at=row.at)
