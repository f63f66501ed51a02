"""Reminders that cannot be read are made anew, from their plan and what is left: their id."""

import logging
from dataclasses import replace
from datetime import date

from bot.alarm.ledger import Ledger
from bot.store import NotRead
from flows.plan.live import CannotStand
from flows.reminder.recipients import levels, reach, recipients_of
from flows.reminder.remade import remade
from flows.talk.records import Matter, PlanRecord, Reminder, Team

log = logging.getLogger(__name__)


async def remake(ledger: Ledger) -> int:
    """How many reminders that cannot be read are made anew from their plan and their id."""
    count = 0
    for id_ in ledger.store.lost():
        made = _remade(ledger, id_)
        count += made is not None and await ledger.kept(ledger.clock(), (made,))
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
        chats = _perhaps_told(ledger, record, team, meant[0])
        return remade(meant, ledger.standing(record, team, now), chats, now)
    except (NotRead, CannotStand):
        return None


def _perhaps_told(
    ledger: Ledger, record: PlanRecord, team: Team | None, matter: Matter
) -> tuple[int, ...]:
    """Who may have read it: also chats that cannot be reached now, and could be then."""
    people = [replace(each, reachable=True) for each in ledger.reader.people(team, record)]
    alive = replace(team, dead=False) if team else None
    return reach(matter, recipients_of(record, alive, people, ()), levels(matter))
