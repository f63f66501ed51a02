"""Which reminders a plan has: those that follow from it, and what changes when it changes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from core.amounts import A_DAY
from core.course.course import Course
from core.course.decisions import Drug
from core.course.drugs import AGENTS
from core.course.regimen import Regimen, State
from core.course.regimen_agenda import HELD, overdue_since, weekly_again
from core.due import Due, Item
from flows.plan.live import Live, live_in
from flows.reminder.classes import class_of
from flows.reminder.hours import at_wall, reading, wall_of, when_allowed
from flows.reminder.last_told import doses_to_tell, written
from flows.reminder.settled import stands
from flows.reminder.stages import in_stage
from flows.talk.records import Matter, PlanRecord, Reminder, Stage, Team
from flows.talk.turn import Context

HEADS_UP_BEFORE = timedelta(days=2)
BY_PEOPLE = frozenset(
    {Matter.REVISED, Matter.ASKED, Matter.URGENT, Matter.CHECK, Matter.UNDELIVERED}
)
COMES_AGAIN = frozenset(
    {Matter.LABORATORY, Matter.GLUCOSE, Matter.EYES, Matter.METHOTREXATE}
)  # one that was missed before the plan was made is not made up for
REPEATED = frozenset({"next_course", "nadir", "before_pulse", "calcineurin_tests"})  # likewise
ASKED_WEEKLY = frozenset({Matter.BEGIN, Matter.TITRATION, Matter.HELD, Matter.OVERDUE})
PUT_OFF = frozenset({Stage.SENT, Stage.SNOOZED})  # until its next round
LONGEST_PAUSE = timedelta(days=3)  # more than from a heads-up to its question
TOLD_EACH_WEEK = timedelta(days=8)  # more than until the next time, whatever the clocks do
SAID_AFTER_THE_NEXT = 1  # of the weekly doses that came later
REPLACES = COMES_AGAIN | {Matter.GATE, Matter.HEADS_UP}  # something that was asked before it
ON_A_LOWER_DOSE = frozenset({Matter.PNEUMOCYSTIS, Matter.VACCINES, Matter.ADRENAL})
OF_THE_AGENDA = frozenset(Matter(item) for item in Item)


def wanted(live: Live) -> tuple[Reminder, ...]:
    """Every reminder that follows from the plan alone from now on, pending; none where it is over.

    What people cause (asked, revised, check, undelivered) is not among them.
    """
    following = {each.id: each for each in all_following(live)}.values()
    return tuple(_in_time(each, live) for each in following if not _too_late(each, live))


def raised(live: Live, matter: Matter, detail: str, *, at: datetime | None = None) -> Reminder:
    """A reminder that people caused, due now or then, or when the hours of the day begin."""
    made = at_its_time(live, matter, live.today, detail, day_told=live.today)
    return _in_time(made, replace(live, now=at) if at else live)


def drifted(reminder: Reminder, live: Live) -> bool:
    """Whether the plan no longer wants it on this day: silence has in_stage the dates."""
    if reminder.matter in BY_PEOPLE:
        return not stands(reminder, live)
    if reminder.matter is Matter.METHOTREXATE and _is_over(Drug.METHOTREXATE, live):
        return True  # what was not told before its end is not told after it
    return reminder.id not in {each.id for each in all_following(live)}


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
        each.id: each
        for each in all_following(live)
        if not (each.detail == HELD and (each.matter, each.day) in over)
    }  # of a weekly dose that was answered it need not be said that it is held
    changed = [_changed(each, following.pop(each.id, None), live, now) for each in before]
    fresh = (_in_time(each, live) for each in following.values() if not _too_late(each, live))
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
    raised_still = reminder.matter in BY_PEOPLE and stands(reminder, live)
    if not (follows or raised_still):
        return _withdrawn(reminder, now) if reminder.stage.is_open else None
    if reminder.stage is Stage.WITHDRAWN:
        return _again(reminder, follows, live)
    if not reminder.stage.is_open:
        return None
    changed = replace(reminder, revision=live.record.revision)
    if follows and _may_move(reminder, follows, now):
        changed = replace(changed, zone=follows.zone, wall=follows.wall, due=follows.due)
    if _is_put_off_too_far(changed, now) or _is_silent(changed):
        changed = replace(changed, due=when_allowed(changed.matter, now, live.zone, live.team))
    return None if changed == reminder else replace(changed, serial=reminder.serial + 1)


def _again(reminder: Reminder, follows: Reminder | None, live: Live) -> Reminder | None:
    """One that was withdrawn and follows again, as if it had never been told."""
    if follows is None or _too_late(follows, live):
        return None
    pending = in_stage(reminder, "want")
    return replace(
        _in_time(follows, live),
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


def all_following(live: Live) -> Iterator[Reminder]:
    """Every reminder of the plan at its own time, be it past or to come."""
    if not live.reminds:
        return
    if live.course:
        yield from _of_the_course(live, live.course)
    dues = live.falls_due
    for due in dues:
        matter = Matter(due.item)
        if _is_asked_by_now(live, due) or _is_not_told(live, due):
            continue
        if _is_asked_anew(live, due, dues):
            continue
        day = _once_confirmed(live, due.day) if matter in ON_A_LOWER_DOSE else due.day
        yield at_its_time(live, matter, day, due.detail)
    for drug, day in overdue(live):
        yield at_its_time(live, Matter.OVERDUE, weekly_again(day, live.today), drug)


def overdue(live: Live) -> Iterator[tuple[Drug, date]]:
    """The drugs that are taken though their blood tests are late, and from when that is said."""
    life, tested = live.guideline.agents.life, live.record.tested
    for each in live.plan.regimens:
        if each.drug not in AGENTS or each.over(live.today) or _is_held(each, live.today):
            continue
        since = overdue_since(live.guideline, each, tested, live.today)
        if since:
            yield each.drug, since + timedelta(days=life.overdue_days.value)


def _is_held(regimen: Regimen, today: date) -> bool:
    now = regimen.on(today)
    return now is not None and now.state is State.HELD


def _is_asked_by_now(live: Live, due: Due) -> bool:
    """What is needed before a question, once the question itself is due."""
    early = timedelta(days=live.guideline.agents.life.before_rise_days.value)
    return due.item is Item.BEFORE_RISE and due.day + early <= live.today


def _is_asked_anew(live: Live, due: Due, dues: Sequence[Due]) -> bool:
    """What comes again, once its next time has come; the response, once the step itself is asked;
    blood tests, once no agent is taken or held.

    That a weekly dose was taken late can be said when the next one is due too: it counts for the
    days between them.
    """
    today, matter = live.today, Matter(due.item)
    if due.item is Item.INTERIM:
        return live.course is not None and live.course.due is not None and live.course.due <= today
    if matter not in COMES_AGAIN or due.day > today:
        return False
    if due.item is Item.LABORATORY and _is_of_the_past(live, due):
        return True
    later = [e for e in dues if e.item is due.item and due.day < e.day <= today]
    if due.item is Item.METHOTREXATE:
        return len({each.day for each in later}) > SAID_AFTER_THE_NEXT
    return any(each.detail == due.detail for each in later)


def _is_of_the_past(live: Live, due: Due) -> bool:
    """Blood tests that an agent was taken for, once none is; those after a harm come later."""
    ends = [each.ended for each in live.plan.regimens if each.drug in AGENTS]
    over = [day for day in ends if day is not None and day <= live.today]
    return bool(over) and len(over) == len(ends) and due.day < max(over)


def _is_not_told(live: Live, due: Due) -> bool:
    """A weekly dose that the team wants to hear of in the first weeks and at changes only."""
    if due.item is not Item.METHOTREXATE or due.detail or live.team is None or live.team.weekly:
        return False
    first_weeks = timedelta(weeks=live.guideline.agents.life.weekly_weeks.value)
    regimens = [each for each in live.plan.regimens if each.drug is Drug.METHOTREXATE]
    news = [stretch.dose_day for each in regimens for stretch in each.stretches]
    begun = [each.begun for each in regimens]
    first = any(day <= due.day < day + first_weeks for day in begun)
    return not (first or due.day in news)


def _of_the_course(live: Live, course: Course) -> Iterator[Reminder]:
    if course.due and course.following_mg is not None:
        detail, before = written(course.following_mg), course.due - HEADS_UP_BEFORE
        yield at_its_time(live, Matter.HEADS_UP, course.due, detail, day_told=before)
        yield at_its_time(live, Matter.GATE, course.due, detail)
    if course.reassess and course.decided:
        yield at_its_time(live, Matter.REASSESS, course.decided, "")
    for day, mg in doses_to_tell(live, course):
        yield at_its_time(live, Matter.DOSE, day, written(mg))


def _once_confirmed(live: Live, day: date) -> date:
    """The day, but never one on which its dose would begin and is not confirmed."""
    course = live.course
    planned = course.periods[course.confirmed :] if course else ()
    return max(day, live.today + A_DAY) if planned and day >= planned[0].first else day


def at_its_time(
    live: Live, matter: Matter, day: date, detail: str, *, day_told: date | None = None
) -> Reminder:
    """The reminder as the plan has it, be its time past or to come."""
    wall, due = at_wall(day_told or day, wall_of(matter, live.team), live.zone)
    return Reminder(
        label=live.record.label,
        matter=matter,
        day=day,
        detail=detail,
        revision=live.record.revision,
        zone=live.zone,
        wall=wall,
        due=due,
    )


def _in_time(reminder: Reminder, live: Live) -> Reminder:
    """The reminder at its time; one whose time is past at the next that is allowed."""
    if reminder.due and reminder.due > live.now and reminder.matter not in BY_PEOPLE:
        return reminder
    due = when_allowed(reminder.matter, live.now, live.zone, live.team)
    return replace(reminder, wall=reading(due, live.zone), due=due)


def _too_late(reminder: Reminder, live: Live) -> bool:
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
