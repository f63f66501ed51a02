"""What a decision had ended, once that is undone: open again where it stood."""

from dataclasses import replace
from datetime import datetime

from flows.plan.live import Live
from flows.reminder.escalation import next_round
from flows.reminder.stages import in_stage, shown
from flows.reminder.wanted.following import all_following
from flows.reminder.wanted.last_told import dose_named
from flows.reminder.wanted.wanted import in_time, stands_by_people, too_late
from flows.talk.records import Decided, Reminder, Stage


def ended_by(reminder: Reminder, decided: Decided) -> bool:
    """Whether the decision has answered it, or withdrawn what somebody was told: in its turn, and
    of the revision before it."""
    if (reminder.at, reminder.revision + 1) != (decided.at, decided.revision):
        return False
    if reminder.stage is Stage.WITHDRAWN:
        return shown(reminder)
    return (reminder.stage, reminder.by) == (Stage.ANSWERED, decided.by)


def reopened(reminder: Reminder, live: Live, now: datetime) -> Reminder:
    """As it was before that, its next round counted from now; itself where its time is over. Who
    had asked a question is not known any more."""
    follows = all_following(live).get(reminder.id)
    over = follows is not None and not shown(reminder) and too_late(follows, live)
    if over or not (follows or stands_by_people(reminder, live)):
        return reminder
    again = replace(in_stage(reminder, "reopen"), by=0, name="", at=None)
    if again.stage is Stage.PENDING:
        timed = in_time(follows or replace(again, due=now), live)
        return replace(again, wall=timed.wall, due=timed.due)
    named_mg, named_from = dose_named(again, live) or ("", None)
    deliveries = tuple(
        replace(each, named_mg=named_mg, named_from=named_from) if each.message else each
        for each in again.deliveries
    )
    return replace(again, due=next_round(again, live.team, now), deliveries=deliveries)
