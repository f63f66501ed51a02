"""How the delivery of reminders stands, for /status."""

from datetime import datetime

from bot.alarm.clock_guard import jumped
from bot.store import Store
from flows.reminder.message.marks import LATE_AFTER
from flows.talk.known import Health, Line

NO_LINE = Line()  # nothing is known to be wrong with it


def health(store: Store, now: datetime, version: str, line: Line = NO_LINE) -> Health:
    """Counted now from what is stored, beside how Telegram answers; raises NotRead."""
    tally = store.tally(now, now - LATE_AFTER)
    return Health(
        pending=tally.pending,
        next_due=tally.next_due,
        late=tally.late,
        stuck=tally.stuck,
        last_sent=tally.last_sent,
        unread=tally.unread,
        clock_stopped=jumped(store.seen(), now),
        version=version,
        line=line,
    )
