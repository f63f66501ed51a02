"""What can still be said of a weekly dose that was answered."""

from datetime import date

from core.course.decisions import Drug, Reason
from core.course.regimen.regimen import State, running
from flows.plan.drugs import is_taken
from flows.plan.live import Live
from flows.plan.standing import standing
from flows.reminder.message.buttons import CORRECTED
from flows.reminder.message.taken import GIVEN
from flows.reminder.stages import handle
from flows.talk.records import Intake, Reminder
from flows.talk.screens import Rows, button


def corrections(reminder: Reminder, live: Live, today: date) -> Rows:
    """What can still be said of an answered dose, until the next one: that it was taken after all,
    late, more than once, or not at all; that it is not left out, while nothing was decided since.
    Of one that raised the alarm a prescriber alone says more."""
    held = handle(reminder)
    if today > reminder.day + CORRECTED:
        return ()
    if reminder.intake is Intake.MISSED:
        on_its_day = button(f"after_all.{held}", "reminder.button.taken_after_all")
        return ((on_its_day,), (button(f"late.{held}", "reminder.button.after_all"),))
    if reminder.intake is Intake.WITHHELD and undecided_since(reminder, live):
        return ((button(f"unleft.{held}", "reminder.button.unleft"),),)
    if reminder.intake in GIVEN and not held_after_an_overdose(live):
        verbs = ("double", "slip")
        return tuple((button(f"{verb}.{held}", f"reminder.button.{verb}"),) for verb in verbs)
    return ()


def undecided_since(reminder: Reminder, live: Live) -> bool:
    """Whether nothing was decided of the plan since this was answered, and the drug is taken."""
    at = reminder.at
    decided = at is None or any(each.at > at for each in standing(live.record))
    return not decided and is_taken(live, Drug.METHOTREXATE)


def held_after_an_overdose(live: Live) -> bool:
    """Whether methotrexate is held because it was perhaps taken twice."""
    regimen = running(live.plan.regimens, Drug.METHOTREXATE, live.today)
    now = regimen.on(live.today) if regimen else None
    return now is not None and now.state is State.HELD and now.reason is Reason.OVERDOSE
