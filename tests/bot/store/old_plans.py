"""Plans as the program of schema 2 wrote them."""

from bot.store.record.keys import key_of
from bot.store.upgrade.first_edition import PLAN, OldDecided, OldDecision, OldPlan
from flows.talk.records import Decided, PlanRecord


def old_rows(*revisions: PlanRecord) -> dict[str, str]:
    """Each revision whole, with every decision up to it."""
    return {
        key_of(each): PLAN.write(old_plan(each), key=key_of(each), version=each.serial)
        for each in revisions
    }


def old_plan(record: PlanRecord) -> OldPlan:
    return OldPlan(
        label=record.label,
        revision=record.revision,
        owner=record.owner,
        answers=dict(record.answers),
        entered=record.entered,
        entered_on=record.entered_on,
        made_at=record.made_at,
        confirmed=record.confirmed,
        provisional=record.provisional,
        guideline=record.guideline,
        digest="sha256:4567",
        serial=record.serial,
        made_by=record.made_by,
        decisions=tuple(map(_decided, record.decisions)),
        team=record.team,
        live=record.live,
        checked_by=record.checked_by,
        checked_name=record.checked_name,
        checked_at=record.checked_at,
        closed_at=record.closed_at,
    )


def _decided(each: Decided) -> OldDecided:
    taken = each.decision
    decision = OldDecision(
        move=taken.move.value,
        on=taken.on,
        reason=taken.reason.value,
        mg=taken.mg,
        weeks=taken.weeks,
    )
    return OldDecided(
        decision=decision, by=each.by, name=each.name, at=each.at, revision=each.revision
    )
