"""What is next: the reminders to come with their exact time and whom they reach, and the steps."""

from collections.abc import Callable, Iterator
from functools import partial
from heapq import heapify, heappop, heapreplace
from itertools import chain
from zoneinfo import ZoneInfo

from flows.lists.ways import UPCOMING, onward
from flows.reminder.classes import Recipient, class_of
from flows.reminder.readable import (
    as_of_now,
    held_back,
    of_each,
    readable,
    refused,
    unread,
)
from flows.reminder.stages import has_no_dose
from flows.talk.records import PlanRecord, Reminder
from flows.talk.screens import Block, part_of, say, screen, team_of, told, turning
from flows.talk.turn import Commanded, Context, Pressed, Session, Turn

A_PAGE = 8
STEPS = 3  # of each plan
Entry = Callable[[], Block]  # written only where its page is shown


def upcoming(session: Session, heard: Commanded, context: Context) -> Turn:
    """The next reminders, then the next doses if every step is confirmed."""
    del heard
    return _shown(session, context, 0, anew=True)


def upcoming_pressed(session: Session, heard: Pressed, context: Context) -> Turn:
    """Another page of it."""
    _, _, page = heard.press.partition(".")
    return _shown(session, context, int(page) if page.isdecimal() else 0, anew=False)


def _shown(session: Session, context: Context, page: int, *, anew: bool) -> Turn:
    if why := refused(context):
        return told(session, why)
    entries = chain(_reminders(context), _steps(context))
    shown, page, count = part_of(entries, page, A_PAGE)
    part = tuple(entry() for entry in shown)
    head = say("list.upcoming" if part else "list.nothing_ahead", strong=True)
    missing, above = unread(context), held_back(context)
    return screen(
        session,
        above,
        (head,),
        *missing,
        *part,
        rows=(*turning(UPCOMING, page, count), *onward(context, UPCOMING)),
        anew=anew,
    )


def _reminders(context: Context) -> Iterator[Entry]:
    """Each reminder with its day, time and recipients, the first due first, then by plan."""
    plans = {record.label: record for record in readable(context)}
    of = context.known.of
    first = [(soonest, label, 0) for label in plans if (soonest := of(label).soonest)]
    heapify(first)
    while first:
        _, label, at = first[0]
        each, *_ = then = of(label).ahead[at : at + 2]
        if each.due:
            yield partial(_reminder, each, plans[label], context)
        if then[1:]:
            heapreplace(first, (then[1].in_time, label, at + 1))
        else:
            heappop(first)


def _reminder(reminder: Reminder, record: PlanRecord, context: Context) -> Block:
    due = reminder.due or context.now
    local = due.astimezone(ZoneInfo(reminder.zone))
    return (
        say(
            "list.ahead_no_dose" if has_no_dose(reminder) else "list.ahead",
            strong=True,
            label=reminder.label,
            matter=reminder.matter,
        ),
        say(
            "list.ahead_when" if local.date() == reminder.day else "list.ahead_about",
            day=local.date(),
            time=f"{local:%H:%M} {reminder.zone}",
            about=reminder.day,
            to=_recipients(reminder, record, context),
        ),
    )


def _recipients(reminder: Reminder, record: PlanRecord, context: Context) -> tuple[Recipient, ...]:
    """Whom the next round reaches: a level where nobody can be is passed over."""
    team = team_of(context, record.team)
    missing = set() if team and team.chat and not team.dead else {Recipient.GROUP}
    chain = class_of(reminder.matter).chain
    reached = list[Recipient]()
    for level, told_there in enumerate(chain):
        if level > reminder.raised and reached:
            break
        reached += [each for each in told_there if each not in missing]
    return tuple(reached)


def _steps(context: Context) -> Iterator[Entry]:
    """The next planned doses of each plan: none of them is given before it is confirmed."""
    for record in readable(context):
        block = of_each(record, lambda it: _of_plan(it, context))
        if block:
            yield partial(_as_it_is, block)


def _as_it_is(block: Block) -> Block:
    return block


def _of_plan(record: PlanRecord, context: Context) -> Block:
    live = as_of_now(record, context)
    if live.course is None or not live.reminds or live.course.reassess:
        return ()
    planned = live.course.periods[live.course.confirmed :][:STEPS]
    if not planned:
        return ()
    return (
        say("list.steps", strong=True, label=record.label),
        *(say("list.step", mg=each.mg, day=each.first) for each in planned),
    )
