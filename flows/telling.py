"""A reminder as the message that tells it: what is due, the dose in force, what can be pressed."""

from collections.abc import Sequence
from datetime import datetime

from flows.circle import Circle
from flows.kept import PlanRecord, Reminder
from flows.live import Live
from flows.replies import Note


def told(
    reminder: Reminder,
    record: PlanRecord,
    live: Live | None,
    around: Circle,
    *,
    chat: int,
    now: datetime,
) -> Note:
    """The whole message for this chat, absolute in every dose and date.

    Marked as late, and as a possible repeat, where it is one. Once it is over it says who ended it
    and when, with no button. With no live plan (other rules now) it says only that.
    """
    raise NotImplementedError


def digest(
    late: Sequence[tuple[Reminder, PlanRecord, Live | None]], chat: int, now: datetime
) -> Note:
    """One message for everything that is late in this chat: what was due, the dose in force now,
    and a button for each that opens it."""
    raise NotImplementedError
