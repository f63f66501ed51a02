"""A reminder of which only its id is left, made anew from its plan."""

from dataclasses import replace
from datetime import date, datetime

from flows.plan.live import Live
from flows.reminder.hours import when_allowed
from flows.reminder.wanted.following import all_following, at_its_time
from flows.reminder.wanted.settled import stands
from flows.reminder.wanted.wanted import BY_PEOPLE
from flows.talk.records import Matter, Reminder, Stage


def remade(id_: tuple[Matter, date, str], live: Live, now: datetime) -> Reminder:
    """A reminder of which nothing but its id can be read, as the plan wants it; over where it
    does not. What was due by now was perhaps told and answered, and is marked so."""
    matter, day, detail = id_
    made = at_its_time(live, matter, day, detail)
    follows = all_following(live).get(made.id)
    if not (follows or (matter in BY_PEOPLE and stands(made, live))):
        return replace(made, stage=Stage.WITHDRAWN, due=None, at=now)
    again = follows or made
    if again.due and again.due > now:
        return again
    return replace(again, due=when_allowed(matter, now, again.zone, live.team), remade=True)
