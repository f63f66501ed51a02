"""A decision as it is kept: with who took it, and the plan's next revision."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from core.course.decisions import Decision, Drug, Move, Reason
from core.course.regimen.regimen import State, Stretch
from core.edition import kept_plan
from core.edition.kept_plan import Kept
from flows.plan.standing import standing
from flows.talk.records import Decided, PlanRecord


def as_decided(
    record: PlanRecord,
    kept: Kept,
    decision: Decision,
    *,
    by: int,
    name: str,
    at: datetime,
    visit: int = 0,
) -> tuple[Decided, PlanRecord]:
    """Who decided it and when, and the plan once it is decided too; `visit` is the one that was
    shown with it.

    A drug that is held by itself, and by no decision yet, is first held by one: what is decided
    or known from here on ends no hold that nobody ended.
    """
    revision = record.revision + 1
    carried = decision.move is Move.CARRY_OVER
    own = decision.drug if decision.move is Move.SUSPEND else None
    first = () if carried else (e for e in undecided_holds(record, kept) if e.drug is not own)
    rows = tuple(
        Decided(
            decision=each,
            by=by,
            name=name,
            at=at,
            revision=revision,
            visit=visit if each is decision else 0,
        )
        for each in (*first, decision)
    )
    made = replace(
        record,
        revision=revision,
        serial=record.serial + 1,
        decisions=(*record.decisions, *rows),
        guideline=kept.newest.stamp if carried else record.guideline,
        shown=kept_plan.decided(kept, decision),
        before=record.shown,
        tested=max(filter(None, (decision.tested, record.tested)), default=None),
    )
    return rows[-1], made


def in_one_revision(before: PlanRecord, made: PlanRecord) -> PlanRecord:
    """The plan with everything that was decided since as its one next revision."""
    number, known = before.revision + 1, len(before.decisions)
    since = tuple(replace(each, revision=number) for each in made.decisions[known:])
    return replace(
        made,
        revision=number,
        serial=before.serial + 1,
        decisions=(*before.decisions, *since),
        before=before.shown,
    )


def undecided_holds(record: PlanRecord, kept: Kept) -> Iterator[Decision]:
    """The holds of this day for want of blood tests that are no decision yet, drug by drug."""
    rows = {(e.decision.drug, e.decision.on) for e in standing(record) if _is_such(e.decision)}
    for each in kept.plan.regimens:
        now = each.on(kept.today) if kept.today else each.last
        if now is None or now.state is not State.HELD or now.reason is not Reason.TESTS_OVERDUE:
            continue
        if (each.drug, now.first) not in rows:
            yield _hold(each.drug, now)


def _is_such(decision: Decision) -> bool:
    return decision.move is Move.SUSPEND and decision.reason is Reason.TESTS_OVERDUE


def _hold(drug: Drug, held: Stretch) -> Decision:
    return Decision(move=Move.SUSPEND, on=held.first, reason=Reason.TESTS_OVERDUE, drug=drug)
