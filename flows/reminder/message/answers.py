"""What was answered: of a weekly dose, with what follows for the next one; the day of a test."""

from collections.abc import Iterator
from datetime import date, timedelta

from core.course.decisions import Drug
from core.course.regimen.regimen import State, dose_days, running
from flows.plan.live import Live
from flows.reminder.message.buttons import TESTS
from flows.talk.records import Intake, Reminder, Stage
from flows.talk.replies import Sentence
from flows.talk.screens import say


def answer(reminder: Reminder, live: Live) -> Iterator[Sentence]:
    """What was said of a weekly dose, and what follows for the next one; the day of a test."""
    day, last = reminder.day, reminder.taken_on or reminder.day
    if reminder.matter in TESTS and reminder.taken_on:
        yield say("reminder.intake.tested", day=reminder.taken_on)
    if reminder.intake is None or reminder.stage is Stage.WITHDRAWN:
        return
    yield say(f"reminder.intake.{reminder.intake}", day=day, last=last)
    if not _is_taken(live):
        return
    life = live.guideline.agents.life
    match reminder.intake:
        case Intake.MISSED:
            until = day + timedelta(days=life.late_days.value)
            if live.today <= until:
                yield say("reminder.intake.until", day=until)
        case Intake.LATE:
            first = last + timedelta(days=life.late_apart_days.value)
            yield say("reminder.intake.next", day=_next_dose(live, first, day) or first)


def _is_taken(live: Live) -> bool:
    """Whether the weekly drug is taken now: of one that is held or over no dose is named."""
    regimen = running(live.plan.regimens, Drug.METHOTREXATE, live.today)
    now = regimen.on(live.today) if regimen else None
    return now is not None and now.state is State.TAKEN


def _next_dose(live: Live, first: date, day: date) -> date | None:
    """The first weekly day that far from the last dose."""
    found = (
        each
        for regimen in live.plan.regimens
        for each, _ in dose_days(regimen, first, day + timedelta(weeks=3))
    )
    return next(found, None)
