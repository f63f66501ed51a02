"""How the delivery of reminders stands, for /status."""

from collections.abc import Collection
from datetime import datetime

from bot.alarm.clock_guard import jumped
from bot.alarm.unread import unread
from bot.store import Store
from flows.reminder.message.marks import LATE_AFTER
from flows.talk.known import Health


def health(store: Store, now: datetime, version: str, failing: Collection[str] = ()) -> Health:
    """Counted now from what is stored; raises NotRead. `failing` could not be judged just now."""
    tally = store.tally(now, now - LATE_AFTER)
    return Health(
        pending=tally.pending,
        next_due=tally.next_due,
        late=tally.late,
        stuck=tally.stuck,
        last_sent=tally.last_sent,
        unread=tally.unread,
        failed=len(failing),
        unreadable=unread(store.faults()),
        clock_stopped=jumped(store.seen(), now),
        version=version,
    )
