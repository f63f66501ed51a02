"""Plans as the first edition kept them: answers and decisions, and nothing of what was shown.

What was shown is worked out once more by the rules of that edition, and kept from then on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import msgspec

from bot.guideline import edition
from bot.store.record.codec import Form
from bot.store.record.keys import plan_key
from core.course.decisions import Decision, Move, Reason
from core.edition.kept_plan import made
from flows.talk.records import Decided, PlanRecord

FIRST = "1"


class OldDecision(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What was decided."""

    move: str
    on: date
    reason: str
    mg: Decimal | None
    weeks: int


class OldDecided(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A decision with who took it, and when."""

    decision: OldDecision
    by: int
    name: str
    at: datetime
    revision: int


class OldPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A whole revision, with every decision up to it."""

    label: str
    revision: int
    owner: int
    answers: dict[str, str | int | bool]
    entered: str
    entered_on: date
    made_at: datetime
    confirmed: tuple[str, ...]
    provisional: bool
    guideline: str
    digest: str
    serial: int
    made_by: int
    decisions: tuple[OldDecided, ...]
    team: int
    live: bool
    checked_by: int
    checked_name: str
    checked_at: datetime | None
    closed_at: datetime | None


PLAN = Form(OldPlan, schema=2, key_of=lambda plan: plan_key(plan.label, plan.revision))


def with_what_was_shown(found: Mapping[int, OldPlan]) -> Sequence[PlanRecord]:
    """Every revision of one plan with what it showed, from those that could be read.

    One that could not is made from the next, which holds all that was decided before it. Raises
    NotPlanned where the rules of the first edition do not plan the case.
    """
    records: list[PlanRecord] = []
    for number in range(1, max(found) + 1):
        there = found[min(later for later in found if later >= number)]
        record = _record(there, number)
        before = records[-1].shown if records else ""
        records.append(replace(record, before=before))
    return records


def _record(old: OldPlan, revision: int) -> PlanRecord:
    decided = tuple(_decided(each) for each in old.decisions if each.revision <= revision)
    decisions = tuple(each.decision for each in decided)
    return PlanRecord(
        label=old.label,
        revision=revision,
        serial=old.serial - (old.revision - revision),
        owner=old.owner,
        answers=old.answers,
        entered=old.entered,
        entered_on=old.entered_on,
        made_at=old.made_at,
        made_by=old.made_by,
        confirmed=old.confirmed,
        provisional=old.provisional,
        guideline=old.guideline,
        shown=made(edition(FIRST), old.answers, decisions, recorded=False),
        decisions=decided,
        team=old.team,
        live=old.live,
        checked_by=old.checked_by,
        checked_name=old.checked_name,
        checked_at=old.checked_at,
        closed_at=old.closed_at,
    )


def _decided(old: OldDecided) -> Decided:
    decision = Decision(
        move=Move(old.decision.move),
        on=old.decision.on,
        reason=Reason(old.decision.reason),
        mg=old.decision.mg,
        weeks=old.decision.weeks,
    )
    return Decided(decision=decision, by=old.by, name=old.name, at=old.at, revision=old.revision)
