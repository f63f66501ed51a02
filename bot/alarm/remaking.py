"""Reminders that cannot be read are made anew, from their plan and what is left: their id."""

import logging
from datetime import date

from bot.alarm.ledger import Ledger
from bot.store import NotRead
from flows.plan.live import CannotStand
from flows.reminder.wanted.remade import remade
from flows.talk.records import Matter, Reminder

log = logging.getLogger(__name__)


async def remake(ledger: Ledger) -> int:
    """How many reminders that cannot be read are made anew from their plan and their id."""
    count = 0
    for id_ in ledger.store.lost():
        made = _remade(ledger, id_)
        count += made is not None and await ledger.kept(ledger.clock(), (made,), remakes=True)
    if misled := ledger.store.misled():
        await ledger.store.mend(misled)
    if count:
        log.warning("reminders were made anew", extra={"count": count})
    return count


def _remade(ledger: Ledger, id_: str) -> Reminder | None:
    """None where it can be read, or where its plan cannot."""
    now = ledger.clock()
    try:
        label, matter, day, detail = id_.split("/", 3)
        meant = Matter(matter), date.fromisoformat(day), detail
        if ledger.store.reminder(id_) is not None:
            return None
    except ValueError:
        return None
    except NotRead:
        pass
    try:
        record = ledger.store.plan(label)
        if record is None:
            return None
        team = ledger.team_of(record)
        return remade(meant, ledger.standing(record, team, now), now)
    except (NotRead, CannotStand):
        return None
