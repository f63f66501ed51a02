"""/today: the dose of this day of each plan, and what falls due on it."""

from zoneinfo import ZoneInfo

from flows.lists.day import listed, next_of, on_day, page_number
from flows.lists.ways import TODAY
from flows.reminder.readable import falls_due, open_of
from flows.talk.records import PlanRecord
from flows.talk.screens import Block, say, zone_for
from flows.talk.turn import Commanded, Context, Pressed, Session, Turn


def today(session: Session, heard: Commanded, context: Context) -> Turn:
    """The dose of this day of each plan, and what falls due on it."""
    del heard
    return _today(session, context, 0, anew=True)


def today_pressed(session: Session, heard: Pressed, context: Context) -> Turn:
    """Another page of it."""
    return _today(session, context, page_number(heard.press.partition(".")[2]), anew=False)


def _today(session: Session, context: Context, page: int, *, anew: bool) -> Turn:
    return listed(session, context, TODAY, page, lambda each: _now(each, context), anew=anew)


def _now(record: PlanRecord, context: Context) -> Block:
    """The dose of this day where the plan is followed, the next date, and what is due."""
    zone = zone_for(record, context)
    day = context.now.astimezone(ZoneInfo(zone)).date()
    due = tuple(
        say("list.told" if each.stage.is_told else "list.due", matter=each.matter, day=each.day)
        for each in open_of(record, context)
        if falls_due(each, context.now)
    )
    return (*on_day(record, day, context), *next_of(record, day, context), *due)
