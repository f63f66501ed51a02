"""Weekly doses that were ticked off: on which days they were taken, and which were too close."""

from collections.abc import Iterable
from datetime import date

from core.guideline.schema import Guideline
from flows.talk.records import Intake, Reminder

GIVEN = frozenset({Intake.TAKEN, Intake.LATE})
NOT_GIVEN = frozenset({Intake.MISSED, Intake.WITHHELD})


def taken_day(dose: Reminder) -> date:
    """The day on which it was taken; its own, where no other was said."""
    return dose.taken_on or dose.day


def too_close(
    guideline: Guideline, dose: Reminder, reminders: Iterable[Reminder]
) -> tuple[date, ...]:
    """The days of this dose and of another that was taken too few days before or after it, the
    earlier one first; empty where there is none.

    One that was recorded as late may be followed by the next one some days sooner.
    """
    rule, life = guideline.agents.methotrexate, guideline.agents.life
    for each in reminders:
        if each.id == dose.id or each.intake not in GIVEN or not each.taken_on:
            continue
        first, then = sorted((each, dose), key=taken_day)
        days = (taken_day(then) - taken_day(first)).days
        late = first.intake is Intake.LATE and days >= life.late_apart_days.value
        if days < rule.apart_days.value and not late:
            return (taken_day(first), taken_day(then))
    return ()


def days_of_an_alarm(
    guideline: Guideline, dose: Reminder, reminders: Iterable[Reminder]
) -> tuple[date, ...]:
    """The days that an alarm about this dose speaks of: of two that were too close, else of the
    one that was taken more than once."""
    return too_close(guideline, dose, reminders) or (dose.day,)


def days_of_the_call(
    guideline: Guideline, call: Reminder, reminders: Iterable[Reminder]
) -> tuple[date, ...]:
    """The same of the dose that a call is about; empty where it is not known, or is no longer said
    to have been taken."""
    there = tuple(reminders)
    for each in there:
        if each.intake in GIVEN and call.taken_on and taken_day(each) == call.taken_on:
            return days_of_an_alarm(guideline, each, there)
    return ()
