"""The weekly dose of a day, by what was said of it: taken when, left out, and when the next is."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from core.course.decisions import Drug
from core.course.regimen.regimen import dose_days, running
from flows.plan.live import Live
from flows.reminder.message.taken import GIVEN, NOT_GIVEN
from flows.talk.records import Intake, Reminder
from flows.talk.replies import Sentence
from flows.talk.screens import say

LEFT_OUT = NOT_GIVEN | {Intake.TOO_SOON}
AHEAD = timedelta(weeks=3)


def weekly(live: Live, day: date, intakes: Sequence[Reminder]) -> Iterator[Sentence]:
    """When it was taken last, whether none is taken on this day, and the next dose day; nothing
    of a drug that is held or was not begun. `intakes` are those of this plan."""
    regimen = running(live.plan.regimens, Drug.METHOTREXATE, day)
    now = regimen.on(day) if regimen else None
    if regimen is None or now is None or now.weekday is None or not live.record.live:
        return
    answered = {each.day: each for each in intakes}
    planned = [each for each, _ in dose_days(regimen, day, day + AHEAD)]
    given = (each.taken_on for each in answered.values() if each.intake in GIVEN)
    last = max((each for each in given if each and each <= day), default=None)
    if last:
        yield say("list.weekly_last", drug=regimen.drug, day=last)
    late = timedelta(days=live.guideline.agents.life.late_days.value)
    missed = [e for e in answered.values() if e.intake is Intake.MISSED and e.day <= day]
    open_ = [each.day for each in missed if day <= each.day + late]
    yield from (
        say("list.weekly_missed", drug=regimen.drug, day=each, last=each + late) for each in open_
    )
    today = answered.get(day)
    if today and today.intake in LEFT_OUT and not open_:
        yield say("list.weekly_none", strong=True, drug=regimen.drug, day=day)
    coming = [each for each in planned if each not in answered and each != last]
    if coming:
        says = "list.weekly_today" if coming[0] == day else "list.weekly_next"
        yield say(says, drug=regimen.drug, day=coming[0])
