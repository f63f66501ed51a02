"""What is done once a day: old things go, reminders are made true, the whole file is read."""

import logging
from asyncio import sleep
from datetime import datetime, timedelta

from bot.desk.desk import Desk
from bot.store import Change, NotRead, NotSaved, Stale
from flows.intake.life import KEPT
from flows.reminder.elsewhere import left_open
from flows.reminder.wanted.wanted import replanned
from flows.talk.erasure import Eraser, Erasure
from flows.talk.records import PlanRecord
from flows.talk.retention import AUDIT_KEPT, is_over
from flows.talk.turn import Deed

REMINDERS_KEPT = timedelta(days=90)  # after their plan was closed, where it is kept for longer
LEARNT_KEPT = timedelta(days=365)  # after the last answer to a fictional case
HEARD_KEPT = timedelta(days=2)  # after an update came: twice as long as Telegram repeats it
RETENTION = "retention"
COMPACTED_EVERY = timedelta(days=30)

log = logging.getLogger(__name__)


async def tidy(desk: Desk) -> None:
    """Each part was done, or its failure is in the log and the others were done all the same.

    By a time that cannot be believed nothing is thrown away, and no reminder is moved.
    """
    now = desk.clock()
    usual = (_forget, _forget_learnt, _erase, _make_true, _inspect, _compact, _keep_times)
    for part in (_inspect,) if desk.clock.moved else usual:
        try:
            await part(desk, now)
        except (NotSaved, NotRead):
            log.exception("tidying failed")


async def _keep_times(desk: Desk, now: datetime) -> None:
    """The audit has for how long things are kept, whenever that is set otherwise than before."""
    retention = desk.reader.retention
    kept = f"plans_{retention.plans}_days.backups_{retention.backups}"
    if desk.store.last_said(RETENTION) != kept:
        deed = Deed(action=RETENTION, label="", reason=kept)
        await desk.store.commit(Change(at=now, deeds=(deed,)))


async def _forget(desk: Desk, now: datetime) -> None:
    await desk.store.purge(now - KEPT)
    await desk.store.purge_reminders(now - REMINDERS_KEPT)
    await desk.store.purge_audit(now - AUDIT_KEPT)
    await desk.store.purge_invites(now)
    await desk.store.purge_people(desk.reader.prescribers | desk.reader.administrators)
    await desk.store.purge_inbox(now - HEARD_KEPT)
    await desk.store.purge_keys()
    await desk.store.purge_copies(now - timedelta(days=desk.reader.retention.plans))


async def _forget_learnt(desk: Desk, now: datetime) -> None:
    await desk.trainees.purge(now - LEARNT_KEPT, now)


async def _erase(desk: Desk, now: datetime) -> None:
    """Every plan that ended long ago goes; one that cannot be read stays for a person."""
    count = 0
    for label in tuple(desk.store.labels()):
        record = desk.reader.kept_plan(label)
        if record and is_over(record, desk.reader.retention, now):
            count += await _erased(desk, record, now)
        await sleep(0)
    if count:
        log.info("plans that ended long ago are erased", extra={"count": count})


async def _erased(desk: Desk, record: PlanRecord, now: datetime) -> bool:
    """Whether it is gone; what chats show of it stays there."""
    erasure = Erasure(label=record.label, serial=record.serial, by=Eraser.TIME)
    deeds = (Deed(action="erased", label=record.label, reason=Eraser.TIME),)
    try:
        await desk.store.commit(Change(at=now, erases=erasure, deeds=deeds))
    except Stale:  # somebody is at it: the next night looks again
        return False
    return True


async def _compact(desk: Desk, now: datetime) -> None:
    last = desk.store.compacted()
    if last is None or now - last >= COMPACTED_EVERY:
        await desk.store.compact(now)
        log.info("room that nothing needs is given back")


async def _make_true(desk: Desk, now: datetime) -> None:
    if count := await make_true(desk, now):
        log.warning("reminders were made true", extra={"count": count})


async def make_true(desk: Desk, now: datetime) -> int:
    """Every plan has the reminders it wants, at the instants its zone has by today's rules; how
    many were others before.

    There is nothing to write as a rule: a government has moved its clocks, or the plan is of a
    version that had no reminders.
    """
    count, live = 0, 0
    for label in desk.store.labels():
        try:
            count += await made_true(desk, label, now)
            live += _reminds(desk.store.plan(label))
        except Exception:  # of this plan alone
            log.exception("a plan cannot be made true")
        await sleep(0)
    desk.measures.live = live
    return count


def _reminds(record: PlanRecord | None) -> bool:
    return record is not None and record.reminds


async def made_true(desk: Desk, label: str, now: datetime) -> int:
    """This plan has the reminders it wants now; how many of them are others than before."""
    record = desk.store.plan(label)
    if record is None:
        return 0
    as_of_now = desk.as_of_now(record)
    changed = desk.reader.fit(replanned(desk.store.reminders(label), as_of_now, now))
    if not changed:
        return 0
    try:
        await desk.store.commit(Change(at=now, keeps=changed))
    except Stale:  # somebody is at it; they write what is wanted themselves
        return 0
    desk.outdated.extend(left_open(changed))
    desk.news()
    return len(changed)


async def _inspect(desk: Desk, _now: datetime) -> None:
    """What only leads to others is put right; the administrators are told of the rest."""
    faults = await desk.store.inspected()
    if faults:
        log.error("what is kept has faults", extra={"count": len(faults)})
        if mended := await desk.store.mend(faults):
            log.warning("rows that lead to others were put right", extra={"count": mended})
        desk.news()
