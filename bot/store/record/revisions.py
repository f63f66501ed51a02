"""A plan as its rows: one for each revision, holding only what is different from the one before.

The names here are those of the file. They stay as they are whatever anything else is called.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from bot.store.record import history
from bot.store.record.history import DecidedRow, SentBackRow, VisitedRow
from core.course import shown
from flows.talk.history import Visited
from flows.talk.records import Answer, Answered, Decided, PlanRecord, changed


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
        decided=tuple(history.decided_row(each) for each in own),
        visited=tuple(history.visited_row(each) for each in entered),
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
        decisions += [history.decided(each, row.revision) for each in row.decided]
        visited += [history.visited(each, row.revision) for each in row.visited]
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
        sent_back=history.sent_back(held.get("sent_back")),
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
        "sent_back": history.sent_back_row(record.sent_back),
        "pinned": record.pinned,
        "shown": shown.parts(record.shown),
    }


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
