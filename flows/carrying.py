"""What has to be written with a plan when anything about it changes."""

from flows.kept import PlanRecord, Reminder, Team
from flows.live import live_in
from flows.talk import Context
from flows.wanting import replanned


def reminders_with(
    context: Context, record: PlanRecord, team: Team | None
) -> tuple[Reminder, ...]:
    """Every reminder that changes because the plan is now this; the record itself is not in it."""
    now = live_in(context, record, team)
    return replanned(context.known.reminders, now, context.now)
