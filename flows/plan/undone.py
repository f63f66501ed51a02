"""A decision that is undone: by whoever took it, soon, and before anything else is taken."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from core.course import undone
from core.course.decisions import BY_ITSELF, Decision, Move, Reason
from flows.plan.live import Live, live
from flows.talk.records import Decided, Matter, PlanRecord, Reminder, Stage

WITHIN = timedelta(minutes=10)
TELL_TESTS = frozenset({Matter.LABORATORY, Matter.OVERDUE, Matter.BEFORE_RISE})


class WhyNot(StrEnum):
    """Why it cannot be undone."""

    NOTHING = "nothing"  # was decided with this revision, or it is an undoing itself
    OTHER = "other"  # somebody else has decided it
    BY_ITSELF = "by_itself"  # a hold that nobody chose: it is resumed
    LATE = "late"
    BEGUN = "begun"  # its first dose is one of today, or of a day before


def last_decided(record: PlanRecord) -> Decided | None:
    """The decision that led to the present revision."""
    last = record.decisions[-1] if record.decisions else None
    return last if last and last.revision == record.revision > 1 else None


def why_not(now_is: Live, who: int) -> WhyNot | None:
    """Why this person cannot undo what was decided last; None where it can be undone.

    Of a clock that was put back, the time between counts as if it had gone on.
    """
    last = last_decided(now_is.record)
    if last is None or last.decision.move is Move.UNDO or not now_is.record.before:
        return WhyNot.NOTHING
    if last.by != who:
        return WhyNot.OTHER
    if last.decision.reason in BY_ITSELF:
        return WhyNot.BY_ITSELF
    if abs(now_is.now - last.at) > WITHIN:
        return WhyNot.LATE
    earlier = _without_it(now_is)
    was, now = (each.course for each in (earlier, now_is))
    lived = ((was, earlier.plan.regimens), (now, now_is.plan.regimens))
    return WhyNot.BEGUN if undone.begun(*lived, now_is.today) else None


def _without_it(now_is: Live) -> Live:
    """The plan as it would stand now without the decision."""
    record = replace(now_is.record, shown=now_is.record.before)
    return live(now_is.kept.newest, record, now_is.team, now_is.zone, now_is.now)


def as_undone(
    record: PlanRecord,
    older: PlanRecord,
    reminders: Iterable[Reminder],
    *,
    by: int,
    name: str,
    at: datetime,
    today: date,
) -> tuple[Decided, PlanRecord]:
    """The undoing, and the plan as its revision before was: doses, drugs, edition, blood tests.

    What was found, shared, answered or confirmed since stays.
    """
    undo = Decided(
        decision=Decision(move=Move.UNDO, on=today, reason=Reason.UNDONE),
        by=by,
        name=name,
        at=at,
        revision=record.revision + 1,
    )
    return undo, replace(
        record,
        revision=undo.revision,
        serial=record.serial + 1,
        decisions=(*record.decisions, undo),
        guideline=older.guideline,
        shown=older.shown,
        before=record.shown,
        tested=_tested(record, older, reminders),
    )


def _tested(record: PlanRecord, older: PlanRecord, reminders: Iterable[Reminder]) -> date | None:
    """The day of the last blood tests: as it was known before, or as it was told since then."""
    last = last_decided(record)
    told = (
        each.taken_on
        for each in reminders
        if each.matter in TELL_TESTS and each.stage is Stage.ACKNOWLEDGED
        if each.at and last and each.at > last.at
    )
    return max(filter(None, (older.tested, *told)), default=None)
