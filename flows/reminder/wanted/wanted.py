"""Which reminders a plan has: those that follow from it, and what changes when it changes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from core.course.decisions import Drug
from core.course.regimen.agenda import HELD
from core.due import Item
from flows.plan.live import Live, live_in
from flows.reminder.classes import class_of
from flows.reminder.hours import reading, when_allowed
from flows.reminder.stages import in_stage
from flows.reminder.wanted.following import COMES_AGAIN, all_following, at_its_time
from flows.reminder.wanted.settled import stands
from flows.talk.records import Matter, PlanRecord, Reminder, Stage, Team
from flows.talk.turn import Context

BY_PEOPLE = frozenset(
    {Matter.REVISED, Matter.ASKED, Matter.URGENT, Matter.CHECK, Matter.UNDELIVERED}
)
REPEATED = frozenset(
    {"next_course", "nadir", "before_pulse", "calcineurin_tests"}
)  # not made up for
ASKED_WEEKLY = frozenset({Matter.BEGIN, Matter.TITRATION, Matter.HELD, Matter.OVERDUE})
PUT_OFF = frozenset({Stage.SENT, Stage.SNOOZED})  # until its next round
LONGEST_PAUSE = timedelta(days=3)  # more than from a heads-up to its question
TOLD_EACH_WEEK = timedelta(days=8)  # more than until the next time, whatever the clocks do
REPLACES = COMES_AGAIN | {Matter.GATE, Matter.HEADS_UP}  # something that was asked before it
OF_THE_AGENDA = frozenset(Matter(item) for item in Item)


def wanted(live: Live) -> tuple[Reminder, ...]:
    """Every reminder that follows from the plan alone from now on, pending; none where it is over.

    What people cause (asked, revised, check, undelivered) is not among them.
    """
    following = all_following(live).values()
    return tuple(in_time(each, live) for each in following if not too_late(each, live))


def raised(live: Live, matter: Matter, detail: str, *, at: datetime | None = None) -> Reminder:
    """A reminder that people caused, due now or then, or when the hours of the day begin."""
    made = at_its_time(live, matter, live.today, detail, day_told=live.today)
    return in_time(made, replace(live, now=at) if at else live)


def drifted(reminder: Reminder, live: Live) -> bool:
    """Whether the plan no longer wants it on this day: silence has in_stage the dates."""
    if reminder.matter in BY_PEOPLE:
        return not stands(reminder, live)
    if reminder.matter is Matter.METHOTREXATE and _is_over(Drug.METHOTREXATE, live):
        return True  # what was not told before its end is not told after it
    return reminder.id not in all_following(live)


def _is_over(drug: Drug, live: Live) -> bool:
    """Whether it was given, and is no more."""
    theirs = [each for each in live.plan.regimens if each.drug is drug]
    return bool(theirs) and all(each.over(live.today) for each in theirs)


def replanned(before: Sequence[Reminder], live: Live, now: datetime) -> tuple[Reminder, ...]:
    """What is to be written so that what is wanted now holds: new, in_stage and withdrawn ones.

    One that was sent and is still wanted stays sent; one that is over stays over, but for one
    that was withdrawn and is wanted again.
    """
    over = {(each.matter, each.day) for each in before if each.stage is Stage.ACKNOWLEDGED}
    following = {
        id_: each
        for id_, each in all_following(live).items()
        if not (each.detail == HELD and (each.matter, each.day) in over)
    }  # of a weekly dose that was answered it need not be said that it is held
    changed = [_changed(each, following.pop(each.id, None), live, now) for each in before]
    fresh = (in_time(each, live) for each in following.values() if not too_late(each, live))
    return (*filter(None, changed), *fresh)


def withdrawn(before: Sequence[Reminder], now: datetime) -> tuple[Reminder, ...]:
    """Everything of these that is open, as nobody wants it any more."""
    return tuple(_withdrawn(each, now) for each in before if each.stage.is_open)


def reminders_with(
    context: Context, record: PlanRecord, team: Team | None
) -> tuple[Reminder, ...]:
    """Every reminder that changes because the plan is now this; the record itself is not in it."""
    live = live_in(context, record, team)
    return replanned(context.known.reminders, live, context.now)


def _withdrawn(reminder: Reminder, now: datetime) -> Reminder:
    return replace(in_stage(reminder, "withdraw"), at=now)


def _changed(
    reminder: Reminder, follows: Reminder | None, live: Live, now: datetime
) -> Reminder | None:
    """The reminder as it is to be written; None where it stays as it is."""
    if not (follows or stands_by_people(reminder, live)):
        return _withdrawn(reminder, now) if reminder.stage.is_open else None
    if reminder.stage is Stage.WITHDRAWN:
        return _again(reminder, follows, live)
    if not reminder.stage.is_open:
        return None
    changed = _with(reminder, revision=live.record.revision)
    if follows and _may_move(reminder, follows, now):
        changed = _with(changed, zone=follows.zone, wall=follows.wall, due=follows.due)
    if _is_put_off_too_far(changed, now) or _is_silent(changed):
        changed = replace(changed, due=when_allowed(changed.matter, now, live.zone, live.team))
    return None if changed == reminder else replace(changed, serial=reminder.serial + 1)


def stands_by_people(reminder: Reminder, live: Live) -> bool:
    """Whether people caused it, and it is still to be asked or told."""
    return reminder.matter in BY_PEOPLE and stands(reminder, live)


def _with(reminder: Reminder, **values: Any) -> Reminder:
    """With these values; itself where it has them."""
    has = all(getattr(reminder, name) == value for name, value in values.items())
    return reminder if has else replace(reminder, **values)


def _again(reminder: Reminder, follows: Reminder | None, live: Live) -> Reminder | None:
    """One that was withdrawn and follows again, as if it had never been told."""
    if follows is None or too_late(follows, live):
        return None
    pending = in_stage(reminder, "want")
    return replace(
        in_time(follows, live),
        serial=pending.serial,
        stage=pending.stage,
        intake=reminder.intake,
        taken_on=reminder.taken_on,
    )


def _may_move(reminder: Reminder, follows: Reminder, now: datetime) -> bool:
    """Not told yet, and both times are still to come."""
    due, then = reminder.due, follows.due
    untouched = reminder.stage is Stage.PENDING and not reminder.tries
    return untouched and due is not None and then is not None and min(due, then) > now


def _is_put_off_too_far(reminder: Reminder, now: datetime) -> bool:
    """Whether it waits for longer than anybody can put it off: a clock was wrong when it was."""
    if reminder.stage is Stage.NEEDS_HUMAN:
        return bool(reminder.due and reminder.due > now + TOLD_EACH_WEEK)
    pauses = reminder.tries or reminder.matter in BY_PEOPLE or reminder.stage in PUT_OFF
    return bool(pauses and reminder.due and reminder.due > now + LONGEST_PAUSE)


def _is_silent(reminder: Reminder) -> bool:
    """Whether it would never be told again, though nobody has taken it up."""
    waits = reminder.stage is Stage.NEEDS_HUMAN and reminder.due is None
    return waits and class_of(reminder.matter).each_week


def in_time(reminder: Reminder, live: Live) -> Reminder:
    """The reminder at its time; one whose time is past at the next that is allowed."""
    if reminder.due and reminder.due > live.now and reminder.matter not in BY_PEOPLE:
        return reminder
    due = when_allowed(reminder.matter, live.now, live.zone, live.team)
    return replace(reminder, wall=reading(due, live.zone), due=due)


def too_late(reminder: Reminder, live: Live) -> bool:
    """Whether it is not made up for: it comes again, or the question itself is due.

    Of a plan that was carried over, what its new edition dates before that day was never due.
    """
    since = live.kept.since
    if since and reminder.matter in OF_THE_AGENDA and reminder.day < since:
        return True
    if reminder.matter is Matter.HEADS_UP:
        return reminder.day <= live.today
    if reminder.matter is Matter.FOLLOW_UP and reminder.detail in REPEATED:
        return reminder.day < live.today
    return reminder.matter in COMES_AGAIN and reminder.day < live.today
