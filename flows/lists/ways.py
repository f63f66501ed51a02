"""Where a list leads on to: the plans it tells of, the dose of another day, what comes next."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flows.reminder.readable import readable, refused
from flows.talk.records import Place, PlanRecord
from flows.talk.replies import Choice
from flows.talk.rights import Action, allowed
from flows.talk.screens import Rows, button, in_rows, say, screen, told
from flows.talk.turn import Context, Pressed, Session, Turn

TODAY, DAY, UPCOMING = "today", "day", "upcoming"
LISTS = {TODAY: "pick.doses_now", DAY: "pick.another_day", UPCOMING: "pick.what_next"}
OFFERED = (1, 7, 14, 28)  # days from this one
MOST = 6  # plans that have a key each


def onward(context: Context, here: str) -> Rows:
    """The plans that whoever asked may open, and the other lists. In a group everybody reads the
    keys, and no plan is opened there."""
    lists = (button(press, says) for press, says in LISTS.items() if press != here)
    return (*_plans(context), *in_rows(lists))


def opens(record: PlanRecord) -> Choice:
    """The key to a plan, at its present revision."""
    label, number = record.label, record.revision
    return button("show", "pick.plan", its_label=label, its_number=number, plan=label)


def another_day(session: Session, heard: Pressed, context: Context) -> Turn:
    """Days to choose from, and how another one is typed."""
    del heard
    if why := refused(context):
        return told(session, why)
    today = local(context).date()
    days = (today + timedelta(days=each) for each in OFFERED)
    keys = (button(f"dose.{each.isoformat()}.0", "pick.on_day", day=each) for each in days)
    now = (button(TODAY, LISTS[TODAY]),)
    return screen(session, (say("list.which_day", strong=True),), rows=(*in_rows(keys), now))


def local(context: Context) -> datetime:
    """The time where the group's team is, or the installation."""
    team = context.known.team
    zone = team.zone if team and context.known.place is Place.GROUP else context.zone_name
    return context.now.astimezone(ZoneInfo(zone))


def _plans(context: Context) -> Rows:
    """A key for each plan, or one to their list where there are many."""
    known = context.known
    if known.place is Place.GROUP:
        return ()
    theirs = allowed(Action.OPEN, known.person, readable(context))
    if len(theirs) > MOST:
        return ((button("plans.all", "pick.all_plans"),),)
    return in_rows(opens(each) for each in theirs)
