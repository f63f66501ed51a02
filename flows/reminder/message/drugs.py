"""What a reminder says along the life of a drug: begin, rise, hold, blood tests, what follows.

The amount that is named is the confirmed one; the next one stands in a question alone.
"""

from collections.abc import Iterator
from datetime import date

from core.course.decisions import Drug
from core.course.regimen.drugs import AGENTS
from core.course.regimen.refusals import HARM_A_CHILD, never_resumed
from core.course.regimen.regimen import Regimen
from core.course.regimen.rules import may_carry
from core.evidence import Section
from flows.plan.drugs import agents_taken
from flows.plan.live import Live
from flows.plan.spoken import quoted, spoken
from flows.reminder.message.figures import withheld_at
from flows.reminder.message.medicines import (
    not_taken,
    taken_now,
    tests_late,
)
from flows.reminder.message.told import Told
from flows.talk.replies import Sentence
from flows.talk.screens import say

FOLLOWED = {
    "second_infusion": Drug.RITUXIMAB,
    "levels": Drug.RITUXIMAB,
    "antiviral": Drug.RITUXIMAB,
    "next_course": Drug.IMMUNOGLOBULIN,
    "nadir": Drug.CYCLOPHOSPHAMIDE,
    "before_pulse": Drug.CYCLOPHOSPHAMIDE,
    "calcineurin_tests": Drug.CALCINEURIN_INHIBITOR,
}  # by the first word of its detail


def begin(told: Told) -> Iterator[Sentence]:
    """An agent that waits for a prescriber, or of which nobody has said what is taken."""
    life, drug = told.live.guideline.agents.life, told.drug or Drug.OTHER
    if told.live.plan.drugs.recorded:
        yield say("reminder.agent.ready", drug=drug)
        yield say("reminder.agent.none_before")
        return
    yield say("reminder.agent.what_is_taken", drug=drug)
    yield quoted(life.not_confirmed.statement)


def before_rise(told: Told) -> Iterator[Sentence]:
    regimen = told.regimen
    if regimen is None or regimen.due is None or regimen.following_mg is None:
        yield say("reminder.over.withdrawn")
        return
    yield from _now(told.live, regimen)
    yield say("reminder.agent.tests_by", drug=regimen.drug, day=regimen.due)
    yield say("reminder.agent.asked_then", next_mg=regimen.following_mg)


def titration(told: Told) -> Iterator[Sentence]:
    """The amount that stays, and the question about the next one."""
    regimen = told.regimen
    if regimen is None or regimen.due is None or regimen.following_mg is None:
        yield say("reminder.over.withdrawn")
        return
    yield from _now(told.live, regimen)
    yield say("reminder.agent.may_rise", drug=regimen.drug)
    yield say("reminder.agent.asked_then", next_mg=regimen.following_mg)
    yield from _pregnancy(told.live, regimen.drug)
    yield from tests_late(told.live, regimen.drug)
    yield say("reminder.agent.silence")


def _now(live: Live, regimen: Regimen) -> Iterator[Sentence]:
    """What was confirmed for this day, or for the first day to come."""
    yield from taken_now(live, regimen, regimen.on(live.today) or regimen.stretches[0])


def _pregnancy(live: Live, drug: Drug) -> Iterator[Sentence]:
    if drug in HARM_A_CHILD and may_carry(live.standing):
        yield say("reminder.agent.pregnancy", drug=drug)


def held(told: Told) -> Iterator[Sentence]:
    """Since when and why; how it can be resumed."""
    regimen = told.regimen
    hold = None if regimen is None or regimen.over(told.live.today) else regimen.held
    if regimen is None or hold is None:
        yield say("reminder.over.withdrawn")
        return
    yield not_taken(told.live, regimen, hold)
    never = never_resumed(told.live.standing, regimen.drug)
    yield say(f"reminder.agent.{'stop_it' if never else 'resume_or_stop'}", drug=regimen.drug)
    if not never:
        yield quoted(told.live.guideline.agents.life.resume.statement)
    yield from tests_late(told.live, regimen.drug)


def laboratory(told: Told) -> Iterator[Sentence]:
    """What the agents that are taken are withheld for, or why blood is tested where none is; which
    are held, and how late it is."""
    live = told.live
    if taken := agents_taken(live):
        yield from withheld_at(live.guideline, taken)
    else:
        yield say("reminder.why.laboratory")
    yield from _each_held(live)
    for each in live.plan.regimens:
        yield from tests_late(live, each.drug)


def review(told: Told) -> Iterator[Sentence]:
    """Whether the treatment works; which agents are held meanwhile, or that none is taken."""
    live = told.live
    yield say("reminder.why.review")
    yield from _each_held(live)
    if live.plan.drugs.recorded and all(each.over(live.today) for each in live.plan.regimens):
        yield say("reminder.agent.none_taken")


def overdue(told: Told) -> Iterator[Sentence]:
    """How late the blood tests are, and what follows by itself."""
    live, regimen = told.live, told.regimen
    if regimen is None:
        yield say("reminder.over.withdrawn")
        return
    yield from _now(live, regimen)
    yield from tests_late(live, regimen.drug)
    yield quoted(live.guideline.agents.life.overdue_hold_days.statement)


def _each_held(live: Live) -> Iterator[Sentence]:
    for each in live.plan.regimens:
        hold = None if each.over(live.today) else each.held
        if each.drug in AGENTS and hold:
            yield not_taken(live, each, hold)


def drugs_now(live: Live, day: date, *, of_plan: bool = False) -> Iterator[Sentence]:
    """Every drug that goes on, as it was confirmed for this day; none of it is a planned amount.

    Among several plans it names its own.
    """
    said = _drugs_on(live, day)
    if not of_plan:
        yield from said
        return
    for each in said:
        says = each.says.replace("reminder.agent.", "reminder.of_plan.")  # a line stays as it is
        yield Sentence(says=says, values={**each.values, "label": live.record.label})


def _drugs_on(live: Live, day: date) -> Iterator[Sentence]:
    drugs = live.plan.drugs
    if not drugs.recorded and drugs.agent.doses:
        yield say("reminder.agent.not_recorded", drug=Drug(str(drugs.agent.first)))
    for each in drugs.regimens:
        stretch = each.on(day)
        if stretch and not each.over(day):
            yield from taken_now(live, each, stretch)
            yield from _ahead(live, each, day)


def _ahead(live: Live, regimen: Regimen, day: date) -> Iterator[Sentence]:
    """What was decided for later days, as the card has it."""
    for line in live.plan.lines:
        first = line.values.get("date")
        of_it = line.section is Section.START and line.values.get("drug") is regimen.drug
        if of_it and isinstance(first, date) and first > day:
            yield spoken(line)


def follow_up(told: Told) -> Iterator[Sentence]:
    """What is done on this day, and since when it follows."""
    kind, _, months = told.reminder.detail.partition(".")
    drug = FOLLOWED[kind]
    found = [each for each in told.live.plan.regimens if each.drug is drug]
    begun = found[-1].begun if found else told.reminder.day
    rule = told.live.guideline.rescue.followed
    fewest, most = rule.antiviral_months.value
    yield say(
        f"reminder.follow_up.{kind}",
        drug=drug,
        day=told.reminder.day,
        first=begun,
        months=months,
        fewest=fewest,
        most=most,
        courses=rule.courses.value,
    )


def steroid_over(told: Told) -> Iterator[Sentence]:
    """The drugs that go on, and who follows them."""
    yield from told_of_the_end(told)
    yield from drugs_now(told.live, told.live.today)
    yield say("reminder.agent.follow_or_close")


def told_of_the_end(told: Told) -> Iterator[Sentence]:
    """The last day of the steroid."""
    course = told.live.course
    if course is not None and course.ends is not None:
        yield say("reminder.dose.ends", day=course.ends)
