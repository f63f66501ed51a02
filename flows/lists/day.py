"""The dose of a day, plan by plan, as /today and /dose say it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from core.course.course import Course, in_force
from flows.lists.ways import onward
from flows.lists.weekly import weekly
from flows.plan.live import Live
from flows.plan.status import decided_ahead
from flows.reminder.message.drugs import drugs_now
from flows.reminder.readable import as_of_now, held_back, of_each, readable, refused, unread
from flows.talk.records import PlanRecord
from flows.talk.replies import Sentence
from flows.talk.screens import Block, page_of, say, screen, told, turning
from flows.talk.turn import Context, Session, Turn

A_PAGE = 8
IF_LIVE = MappingProxyType({"list.confirmed": "list.to_check", "list.planned": "list.to_check"})


def page_number(text: str) -> int:
    """The page that a press names; the first where it names none."""
    return int(text) if text.isdecimal() else 0


def listed(
    session: Session,
    context: Context,
    turns: str,
    page: int,
    block: Callable[[PlanRecord], Block],
    *,
    anew: bool,
) -> Turn:
    """A page of the plans, a block for each; `turns` is the press that shows another page."""
    if why := refused(context):
        return told(session, why)
    plans = readable(context)
    part, page, count = page_of(plans, page, A_PAGE)
    missing = unread(context)
    return screen(
        session,
        held_back(context),
        *missing,
        *(of_each(record, block) for record in part),
        () if plans or missing else (say("list.no_plans"),),
        rows=(*turning(turns, page, count), *onward(context, turns)),
        anew=anew,
    )


def on_day(record: PlanRecord, day: date, context: Context) -> Block:
    """The label first, for what a locked screen shows of it; then the dose."""
    live = as_of_now(record, context)
    says = "list.plan" if record.live else "list.plan_not_live"
    said = weekly(live, day, context.known.of(record.label).intakes)
    return (say(says, strong=True, label=record.label, day=day), *_dose(live, day), *said)


def next_of(record: PlanRecord, day: date, context: Context) -> Block:
    """The date that a plan which has begun comes to next, where no step waits for an answer."""
    course = as_of_now(record, context).course
    if course is None or not record.live or course.reassess:
        return ()
    due, mg = course.due, course.following_mg
    if due is None or mg is None or due <= day or day < course.periods[0].first:
        return ()
    return (say("list.next" if mg else "list.next_end", mg=mg, day=due),)


def _dose(live: Live, day: date) -> Block:
    drugs = tuple(drugs_now(live, day))
    if not live.record.live and drugs:
        drugs = (say("list.drugs_to_check"),)  # of what is not live no amount is named
    if live.course is None:
        return (say("list.no_course"), *drugs)
    said = _of_course(live.course, day, live.today)
    return (*(said if live.record.live else map(_if_live, said)), *drugs)


def _if_live(sentence: Sentence) -> Sentence:
    """Nothing is confirmed of a plan that is not live."""
    says = IF_LIVE.get(sentence.says, sentence.says)
    return replace(sentence, says=says)


def _of_course(course: Course, day: date, today: date) -> Block:
    """What was decided lasts until a further decision: only a day to come is ever planned."""
    first, last = course.periods[0].first, course.periods[-1].last
    if day < first:
        return (say("list.before", day=first),)
    if course.over(day):
        return (say("list.left" if course.left else "list.ended", day=last),)
    dose = in_force(course, day)
    if dose and (day <= today or course.gate is None or day < course.gate):
        ahead = decided_ahead(course, day) if day >= today else ()
        return (say("list.confirmed", mg=dose.mg), *ahead, *_open(course, day))
    planned = next((each for each in course.periods if each.first <= day <= each.last), None)
    return (say("list.planned", mg=planned.mg),) if planned else (say("list.after", day=last),)


def _open(course: Course, day: date) -> Block:
    """A step that was due by this day and that nobody has confirmed."""
    if course.reassess:
        return (say("list.reassess"),)
    due, mg = course.due, course.following_mg
    if due is None or mg is None or day < due:
        return ()
    return (say("list.waits" if mg else "list.end_waits", mg=mg, day=due),)
