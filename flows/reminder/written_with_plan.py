"""What has to be written with a plan when anything about it changes."""

from flows.plan.live import live_in
from flows.reminder.wanted import replanned
from flows.talk.records import PlanRecord, Reminder, Team
from flows.talk.turn import Context


def reminders_with(
    context: Context, record: PlanRecord, team: Team | None
) -> tuple[Reminder, ...]:
    """Every reminder that changes because the plan is now this; the record itself is not in it."""
    now = live_in(context, record, team)
    return replanned(context.known.reminders, now, context.now)
