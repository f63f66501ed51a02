"""The plans that somebody may be told of here, each as it stands."""

from collections.abc import Callable
from datetime import datetime

from flows.plan.live import CannotStand, Live, live_in
from flows.reminder.hours import reading
from flows.reminder.stages import has_no_dose, waits_for_somebody
from flows.talk.outage import brief
from flows.talk.records import Place, PlanRecord, Reminder, Role
from flows.talk.replies import Sentence
from flows.talk.rights import Action, allowed, may
from flows.talk.screens import Block, say, team_of
from flows.talk.turn import Context


def readable(context: Context) -> tuple[PlanRecord, ...]:
    """The plans that are followed, of this group or in private of this person."""
    known = context.known
    followed = (record for record in known.plans if record.closed_at is None)
    theirs = allowed(Action.READ_TODAY, known.person, followed)
    if known.place is Place.PRIVATE:
        return theirs
    here = known.team.number if known.team else None
    return tuple(record for record in theirs if record.team == here)


def unread(context: Context) -> tuple[Block, ...]:
    """A list that leaves out what cannot be read names it."""
    return tuple((_unread(label),) for label in context.known.unread)


def held_back(context: Context) -> Block:
    """What holds every reminder back stands above any list; nothing where all is well."""
    held = brief(context.known.outages, context.zone_name)
    more = held and may(Action.STATUS, context.known.person)
    return (*held, say("outage.more")) if more else held


def of_each(record: PlanRecord, told: Callable[[PlanRecord], Block]) -> Block:
    """What is told of the plan; one that cannot be worked out is named in the place of it."""
    try:
        return told(record)
    except CannotStand:
        return (_unread(record.label),)


def _unread(label: str) -> Sentence:
    return say("list.unread", strong=True, label=label)


def refused(context: Context) -> str | None:
    """The sentence that says why nobody is told of any plan here; None where they may be."""
    known = context.known
    if known.place is Place.PRIVATE:
        cares = any(each.role is Role.CARE_TEAM for each in known.person.memberships)
        return "list.in_the_group" if cares and not readable(context) else None
    if known.team is None:
        return "list.no_team_here"
    if may(Action.READ_TODAY, known.person, team=known.team.number) or readable(context):
        return None
    return "list.no_role"


def as_of_now(record: PlanRecord, context: Context) -> Live:
    """The plan as it stands."""
    return live_in(context, record, team_of(context, record.team))


def open_of(record: PlanRecord, context: Context) -> tuple[Reminder, ...]:
    """The open reminders of this plan in the order of their days, also what is due no more."""
    theirs = context.known.of(record.label).ahead
    return tuple(sorted(theirs, key=lambda each: (each.day, each.id)))


def falls_due(reminder: Reminder, now: datetime) -> bool:
    """Told and not answered, or still to be told on this day; never a dose that is not taken."""
    if reminder.stage.is_told or reminder.due is None or has_no_dose(reminder):
        return waits_for_somebody(reminder)
    return reading(reminder.due, reminder.zone).date() <= reading(now, reminder.zone).date()
