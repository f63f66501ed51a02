"""The decisions of a plan that hold: those that were undone stay in its history alone."""

from core.course.decisions import Move
from flows.talk.records import Decided, PlanRecord


def standing(record: PlanRecord) -> tuple[Decided, ...]:
    """Every decision that was not undone, the earliest first; an undoing is none of them."""
    undoes = [each for each in record.decisions if each.decision.move is Move.UNDO]
    gone = {number for each in undoes for number in (each.revision, each.revision - 1)}
    return tuple(each for each in record.decisions if each.revision not in gone)
