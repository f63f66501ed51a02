"""A plan as its rows: one for each revision, holding only what is different from the one before.

The names here are those of the file. They stay as they are whatever anything else is called.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from core.amounts import Weekday
from core.course import shown
from core.course.decisions import Decision, Drug, Move, Reason
from core.patient import Route
from core.response import visit_text
from flows.talk.history import SentBack, Visited
from flows.talk.records import (
    Answer,
    Answered,
    Decided,
    PlanRecord,
    changed,
)


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


class RevisionRow(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True
):
    """One revision: its own decisions, the visits that were entered while it was the present one,
    and whatever it has otherwise than the one before it."""

    label: str
    revision: int
    serial: int
    decided: tuple[DecidedRow, ...] = ()
    visited: tuple[VisitedRow, ...] = ()
    owner: int | UnsetType = UNSET
    answers: dict[str, Answer] | UnsetType = UNSET
    entered: str | UnsetType = UNSET
    entered_on: date | UnsetType = UNSET
    made_at: datetime | UnsetType = UNSET
    made_by: int | UnsetType = UNSET
    made_name: str | UnsetType = UNSET
    confirmed: tuple[str, ...] | UnsetType = UNSET
    provisional: bool | UnsetType = UNSET
    guideline: str | UnsetType = UNSET
    team: int | UnsetType = UNSET
    live: bool | UnsetType = UNSET
    checked_by: int | UnsetType = UNSET
    checked_name: str | UnsetType = UNSET
    checked_at: datetime | UnsetType | None = UNSET
    closed_at: datetime | UnsetType | None = UNSET
    tested: date | UnsetType | None = UNSET
    sent_back: SentBackRow | UnsetType | None = UNSET
    pinned: int | UnsetType = UNSET
    shown: dict[str, Any] | UnsetType = UNSET  # the parts of core.course.shown that are others now


OWN = frozenset({"label", "revision", "serial", "decided", "visited"})
SHARED = tuple(name for name in RevisionRow.__struct_fields__ if name not in OWN)
ADDED = frozenset(
    {"tested", "made_name", "sent_back", "pinned"}
)  # what the first revision of an earlier edition did not have


def row_of(record: PlanRecord, before: PlanRecord | None) -> RevisionRow:
    """What this revision has otherwise than the one before it; everything where there is none."""
    held, earlier = _held(record), _held(before) if before else {}
    changed = {name: value for name, value in held.items() if earlier.get(name, UNSET) != value}
    if "shown" in changed and before:
        was = earlier["shown"]
        changed["shown"] = {
            name: part for name, part in held["shown"].items() if was.get(name, UNSET) != part
        }
    own = (each for each in record.decisions if each.revision == record.revision)
    entered = (each for each in record.visited if each.revision == record.revision)
    return RevisionRow(
        label=record.label,
        revision=record.revision,
        serial=record.serial,
        decided=tuple(_decided_row(each) for each in own),
        visited=tuple(_visited_row(each) for each in entered),
        **changed,
    )


def record_of(rows: Iterable[RevisionRow]) -> PlanRecord | None:
    """The plan as of the last of its revisions, the first one first; raises KeyError or ValueError
    where they do not follow each other. None without a row."""
    held: dict[str, Any] = {}
    decisions: list[Decided] = []
    answered: list[Answered] = []
    visited: list[Visited] = []
    last, before = None, dict[str, Any]()
    for number, row in enumerate(rows, 1):
        if row.revision != number or (last and row.label != last.label):
            raise ValueError("a revision is missing")
        before, was = held.get("shown", {}), held.get("answers", {})
        held |= {name: each for name in SHARED if (each := getattr(row, name)) is not UNSET}
        held["shown"] = before | (row.shown if row.shown is not UNSET else {})
        decisions += [_decided(each, row.revision) for each in row.decided]
        visited += [_visited(each, row.revision) for each in row.visited]
        if row.answers is not UNSET and last:
            answered.append(_answered(row.revision, was, held))
        last = row
    if last is None:
        return None
    return PlanRecord(
        label=last.label,
        revision=last.revision,
        serial=last.serial,
        decisions=tuple(decisions),
        answered=tuple(answered),
        visited=tuple(visited),
        before=shown.written(before) if before else "",
        owner=held["owner"],
        answers=held["answers"],
        entered=held["entered"],
        entered_on=held["entered_on"],
        made_at=held["made_at"],
        made_by=held["made_by"],
        made_name=held.get("made_name", ""),
        confirmed=held["confirmed"],
        provisional=held["provisional"],
        guideline=held["guideline"],
        team=held["team"],
        live=held["live"],
        checked_by=held["checked_by"],
        checked_name=held["checked_name"],
        checked_at=held["checked_at"],
        closed_at=held["closed_at"],
        tested=held.get("tested"),
        sent_back=_sent_back(held.get("sent_back")),
        pinned=held.get("pinned", 0),
        shown=shown.written(held["shown"]),
    )


def instants(row: RevisionRow) -> Iterable[datetime | None]:
    """Every instant in it."""
    no = row.sent_back.at if row.sent_back else None
    own = (*(each.at for each in row.decided), *(each.at for each in row.visited))
    found = (row.made_at, row.checked_at, row.closed_at, no, *own)
    return (each for each in found if each is not UNSET)


def _held(record: PlanRecord) -> dict[str, Any]:
    """What a revision shares with the one before it, by the names of the file."""
    answers: dict[str, Answer] = dict(record.answers)
    return {
        "owner": record.owner,
        "answers": answers,
        "entered": record.entered,
        "entered_on": record.entered_on,
        "made_at": record.made_at,
        "made_by": record.made_by,
        "made_name": record.made_name,
        "confirmed": record.confirmed,
        "provisional": record.provisional,
        "guideline": record.guideline,
        "team": record.team,
        "live": record.live,
        "checked_by": record.checked_by,
        "checked_name": record.checked_name,
        "checked_at": record.checked_at,
        "closed_at": record.closed_at,
        "tested": record.tested,
        "sent_back": _sent_back_row(record.sent_back),
        "pinned": record.pinned,
        "shown": shown.parts(record.shown),
    }


def _sent_back_row(found: SentBack | None) -> SentBackRow | None:
    if found is None:
        return None
    return SentBackRow(
        revision=found.revision, reason=found.reason, by=found.by, name=found.name, at=found.at
    )


def _sent_back(row: SentBackRow | None) -> SentBack | None:
    if row is None:
        return None
    return SentBack(revision=row.revision, reason=row.reason, by=row.by, name=row.name, at=row.at)


def _answered(revision: int, before: dict[str, Answer], held: dict[str, Any]) -> Answered:
    """The answers that this revision has otherwise than the one before it."""
    keys = changed(before, held["answers"])
    return Answered(
        revision=revision,
        keys=keys,
        before={key: before[key] for key in keys if key in before},
        by=held["made_by"],
        name=held.get("made_name", ""),
        at=held["made_at"],
    )


def _decided_row(decided: Decided) -> DecidedRow:
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


def _decided(row: DecidedRow, revision: int) -> Decided:
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


def _visited_row(found: Visited) -> VisitedRow:
    written = visit_text.written(found.visit)
    return VisitedRow(visit=written, by=found.by, name=found.name, at=found.at)


def _visited(row: VisitedRow, revision: int) -> Visited:
    visit = visit_text.read(row.visit)
    return Visited(visit=visit, by=row.by, name=row.name, at=row.at, revision=revision)
