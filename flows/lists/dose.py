"""The dose of a day: /today and /dose, past or to come, confirmed or only planned."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.course.course import Course, in_force
from flows.intake.screens import toast, told
from flows.plan.live import Live
from flows.reminder.readable import as_of_now, falls_due, open_of, readable, refused
from flows.talk.label import FORM, check
from flows.talk.privacy import looks_like_identifier
from flows.talk.records import Place, PlanRecord
from flows.talk.screens import Block, page_of, say, screen, turning, zone_for
from flows.talk.turn import Commanded, Context, Pressed, Session, Turn
from flows.talk.typed import LONGEST, Unreadable
from flows.talk.typed_day import read_day

A_PAGE = 8


def today(session: Session, heard: Commanded, context: Context) -> Turn:
    """The dose of this day of each plan, and what falls due on it."""
    del heard
    return _today(session, context, 0, anew=True)


def today_pressed(session: Session, heard: Pressed, context: Context) -> Turn:
    """Another page of it."""
    return _today(session, context, _page(heard.press.partition(".")[2]), anew=False)


def dose(session: Session, heard: Commanded, context: Context) -> Turn:
    """The dose of the day that was typed, of every plan or of the one that was named."""
    if why := refused(context):
        return told(session, why)
    first, _, rest = heard.argument.strip()[:LONGEST].partition(" ")
    named = FORM.fullmatch(first.upper()) is not None
    if named and not check(first.upper()):
        return told(session, "list.mistyped", label=first.upper())
    try:
        day = _day(rest if named else heard.argument.strip(), context)
    except Unreadable as fault:
        return _not_read(session, heard.argument, fault)
    if not named:
        return _doses(session, context, day, 0, anew=True)
    record = next((each for each in readable(context) if each.label == first.upper()), None)
    if record is None:
        return told(session, "list.no_such_plan")
    return screen(session, _on(record, day, context), anew=True)


def dose_pressed(session: Session, heard: Pressed, context: Context) -> Turn:
    """Another page of it: dose.2027-01-12.1"""
    _, day, page = (*heard.press.split("."), "", "")[:3]
    try:
        return _doses(session, context, date.fromisoformat(day), _page(page), anew=False)
    except ValueError:
        return toast(session, "not_now")


def _page(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _day(text: str, context: Context) -> date:
    """The day that is meant; this one where none is named."""
    now = _local(context).date()
    return read_day(text, now).day if text else now


def _local(context: Context) -> datetime:
    """The time where the group's team is, or the installation."""
    team = context.known.team
    zone = team.zone if team and context.known.place is Place.GROUP else context.zone_name
    return context.now.astimezone(ZoneInfo(zone))


def _not_read(session: Session, argument: str, fault: Unreadable) -> Turn:
    """Why the day was not understood; what could name a patient is said first."""
    if looks_like_identifier(argument[:LONGEST]) and fault.reason == "date":
        return told(session, "refused.identifier")
    return told(session, "list.how_dose")


def _doses(session: Session, context: Context, day: date, page: int, *, anew: bool) -> Turn:
    turns = f"dose.{day.isoformat()}"
    return _listed(session, context, turns, page, lambda each: _on(each, day, context), anew=anew)


def _today(session: Session, context: Context, page: int, *, anew: bool) -> Turn:
    return _listed(session, context, "today", page, lambda each: _now(each, context), anew=anew)


def _listed(
    session: Session,
    context: Context,
    turns: str,
    page: int,
    block: Callable[[PlanRecord], Block],
    *,
    anew: bool,
) -> Turn:
    """A page of the plans, a block for each; `turns` is the press that shows another page."""
    if why := refused(context):
        return told(session, why)
    plans = readable(context)
    part, page, count = page_of(plans, page, A_PAGE)
    return screen(
        session,
        *(block(record) for record in part),
        () if plans else (say("list.no_plans"),),
        rows=turning(turns, page, count),
        anew=anew,
    )


def _now(record: PlanRecord, context: Context) -> Block:
    """The dose of this day where the plan is followed, and what is due on it."""
    zone = zone_for(record, context)
    day = context.now.astimezone(ZoneInfo(zone)).date()
    due = tuple(
        say("list.told" if each.stage.is_told else "list.due", matter=each.matter, day=each.day)
        for each in open_of(record, context)
        if falls_due(each, context.now)
    )
    return (*_on(record, day, context), *due)


def _on(record: PlanRecord, day: date, context: Context) -> Block:
    """The label first, for what a locked screen shows of it; then the dose."""
    now = as_of_now(record, context)
    waits = () if record.live else (say("list.not_live"),)
    return (say("list.plan", strong=True, label=record.label, day=day), *_dose(now, day), *waits)


def _dose(now: Live, day: date) -> Block:
    if now.course is None:
        return (say("list.no_course"),)
    return _of_course(now.course, day, now.today)


def _of_course(course: Course, day: date, today: date) -> Block:
    """What was decided lasts until a further decision: only a day to come is ever planned."""
    first, last = course.periods[0].first, course.periods[-1].last
    if day < first:
        return (say("list.before", day=first),)
    if course.ends is not None and day >= course.ends:
        return (say("list.ended", day=last),)
    dose = in_force(course, day)
    if dose and (day <= today or course.gate is None or day < course.gate):
        return (say("list.confirmed", mg=dose.mg), *_open(course, day))
    planned = next((each for each in course.periods if each.first <= day <= each.last), None)
    return (say("list.planned", mg=planned.mg),) if planned else (say("list.after", day=last),)


def _open(course: Course, day: date) -> Block:
    """A step that was due by this day and that nobody has confirmed."""
    if course.reassess:
        return (say("list.reassess"),)
    due, mg = course.due, course.following_mg
    if due is None or mg is None or day < due:
        return ()
    return (say("list.waits" if mg else "list.end_waits", mg=mg, day=due),)
