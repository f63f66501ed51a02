"""Reads a plan from the chain of its revisions."""

from collections.abc import Iterable

from bot.store import Undecodable
from bot.store.record.forms import REVISION
from bot.store.record.revisions import RevisionRow, record_of
from core.course.shown import BadText, read
from flows.talk.records import PlanRecord


def chained(rows: Iterable[tuple[str, object]]) -> PlanRecord | None:
    """The plan as of the last of these rows, keys and texts in order; raises Undecodable."""
    return joined([REVISION.read(text, key=key)[0] for key, text in rows])


def joined(revisions: Iterable[RevisionRow]) -> PlanRecord | None:
    """The plan as of the last of its revisions; raises Undecodable where it cannot be one."""
    try:
        record = record_of(revisions)
        if record is not None:
            read(record.shown)
    except (KeyError, ValueError, TypeError, ArithmeticError, BadText) as error:
        raise Undecodable("the rows of a plan do not make one") from error
    return record
