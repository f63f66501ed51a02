"""What is due and what is in force: /today, /upcoming, /dose, /plans, /status."""

from flows.lists.dose import dose, dose_pressed
from flows.lists.plans import plans, plans_pressed
from flows.lists.status import clock, status
from flows.lists.today import today, today_pressed
from flows.lists.upcoming import upcoming, upcoming_pressed
from flows.lists.ways import another_day
from flows.talk.handlers import Dialogue
from flows.talk.screens import pressed_in_private

LISTING = Dialogue(
    commands={
        "today": today,
        "upcoming": upcoming,
        "dose": dose,
        "plans": plans,
        "status": status,
    },
    presses={
        "day": another_day,
        "today": today_pressed,
        "upcoming": upcoming_pressed,
        "dose": dose_pressed,
        "plans": pressed_in_private(plans_pressed),
        "clock": pressed_in_private(clock),
    },
)
