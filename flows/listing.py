"""What is due and what is in force: /today, /upcoming, /dose, /plans, /status."""

from flows.hearing import Dialogue
from flows.listing_doses import dose, dose_pressed, today, today_pressed
from flows.listing_plans import plans, plans_pressed
from flows.listing_status import clock, status
from flows.listing_upcoming import upcoming, upcoming_pressed
from flows.showing import pressed_in_private

LISTING = Dialogue(
    commands={
        "today": today,
        "upcoming": upcoming,
        "dose": dose,
        "plans": plans,
        "status": status,
    },
    presses={
        "today": today_pressed,
        "upcoming": upcoming_pressed,
        "dose": dose_pressed,
        "plans": pressed_in_private(plans_pressed),
        "clock": pressed_in_private(clock),
    },
)
