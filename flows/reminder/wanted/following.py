"""What follows from a plan: each of its reminders at its own time, be it past or to come."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from core.amounts import A_DAY
from core.course.course import Course
from core.course.decisions import Drug
from core.course.regimen.agenda import overdue_since, weekly_again
from core.course.regimen.drugs import AGENTS
from core.course.regimen.regimen import Regimen, State
from core.due import Due, Item
from core.given import Itself
from flows.plan.live import Live
from flows.reminder.hours import at_wall, wall_of
from flows.reminder.wanted.last_told import doses_to_tell, written
from flows.talk.records import Matter, Reminder

KEPT = 100  # plans whose reminders are looked at one after the other
HEADS_UP_BEFORE = timedelta(days=2)
COMES_AGAIN = frozenset(
    {Matter.LABORATORY, Matter.GLUCOSE, Matter.EYES, Matter.METHOTREXATE}
)  # one that was missed before the plan was made is not made up for
SAID_AFTER_THE_NEXT = 1  # of the weekly doses that came later
ON_A_LOWER_DOSE = frozenset({Matter.PNEUMOCYSTIS, Matter.VACCINES, Matter.ADRENAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moment:
    """A plan at a moment, known by what its reminders follow from."""

    from_: Hashable
    live: Live = field(compare=False)


def all_following(live: Live) -> Mapping[str, Reminder]:
    """Every reminder of the plan by its id, at its own time, be it past or to come."""
    if not live.reminds or _is_left(live, live.today):
        return {}
    record = live.record
    from_ = (
        Itself(live.plan), live.guideline, live.today, live.team, live.zone,
        record.label, record.revision, record.decisions[-1:], record.tested,
    )  # fmt: skip
    return _all_following(_Moment(from_=from_, live=live))


@lru_cache(KEPT)
def _all_following(moment: _Moment) -> Mapping[str, Reminder]:
    live = moment.live
    return MappingProxyType(
        {each.id: each for each in _following(live) if not _is_left(live, each.day)}
    )


def _is_left(live: Live, day: date) -> bool:
    """Whether another team plans by then, or the patient has died."""
    return live.course is not None and live.course.left and live.course.over(day)


def _following(live: Live) -> Iterator[Reminder]:
    if live.course:
        yield from _of_the_course(live, live.course)
    dues, today = live.falls_due, live.today
    for due in dues:
        matter = Matter(due.item)
        if _is_asked_by_now(live, due, today) or _is_not_told(live, due):
            continue
        if _is_asked_anew(live, due, dues, today):
            continue
        day = _once_confirmed(live, due.day) if matter in ON_A_LOWER_DOSE else due.day
        yield at_its_time(live, matter, day, due.detail)
    for drug, day in overdue(live):
        yield at_its_time(live, Matter.OVERDUE, weekly_again(day, live.today), drug)


def overdue(live: Live) -> Iterator[tuple[Drug, date]]:
    """The drugs that are taken though their blood tests are late, and from when that is said."""
    life, tested = live.guideline.agents.life, live.record.tested
    for each in live.plan.regimens:
        if each.drug not in AGENTS or each.over(live.today) or _is_held(each, live.today):
            continue
        since = overdue_since(live.guideline, each, tested, live.today)
        if since:
            yield each.drug, since + timedelta(days=life.overdue_days.value)


def _is_held(regimen: Regimen, today: date) -> bool:
    now = regimen.on(today)
    return now is not None and now.state is State.HELD


def _is_asked_by_now(live: Live, due: Due, today: date) -> bool:
    """What is needed before a question, once the question itself is due."""
    early = timedelta(days=live.guideline.agents.life.before_rise_days.value)
    return due.item is Item.BEFORE_RISE and due.day + early <= today


def _is_asked_anew(live: Live, due: Due, dues: Sequence[Due], today: date) -> bool:
    """What comes again, once its next time has come; the response, once the step itself is asked
    or something was decided after it; blood tests, once no agent is taken or held.

    That a weekly dose was taken late can be said when the next one is due too: it counts for the
    days between them.
    """
    matter = Matter(due.item)
    if due.item is Item.INTERIM:
        return live.course is not None and _is_answered_by_now(live.course, due.day, today)
    if matter not in COMES_AGAIN or due.day > today:
        return False
    if due.item is Item.LABORATORY and _is_of_the_past(live, due):
        return True
    later = [e for e in dues if e.item is due.item and due.day < e.day <= today]
    if due.item is Item.METHOTREXATE:
        return len({each.day for each in later}) > SAID_AFTER_THE_NEXT
    return any(each.detail == due.detail for each in later)


def _is_answered_by_now(course: Course, asked: date, today: date) -> bool:
    """Whether the response of this day is asked with the step, or was decided on since."""
    asked_with = course.due is not None and course.due <= today
    return asked_with or (course.decided is not None and course.decided > asked)


def _is_of_the_past(live: Live, due: Due) -> bool:
    """Blood tests that an agent was taken for, once none is; those after a harm come later."""
    ends = [each.ended for each in live.plan.regimens if each.drug in AGENTS]
    over = [day for day in ends if day is not None and day <= live.today]
    return bool(over) and len(over) == len(ends) and due.day < max(over)


def _is_not_told(live: Live, due: Due) -> bool:
    """A weekly dose that the team wants to hear of in the first weeks and at changes only."""
    if due.item is not Item.METHOTREXATE or due.detail or live.team is None or live.team.weekly:
        return False
    first_weeks = timedelta(weeks=live.guideline.agents.life.weekly_weeks.value)
    regimens = [each for each in live.plan.regimens if each.drug is Drug.METHOTREXATE]
    news = [stretch.dose_day for each in regimens for stretch in each.stretches]
    begun = [each.begun for each in regimens]
    first = any(day <= due.day < day + first_weeks for day in begun)
    return not (first or due.day in news)


def _of_the_course(live: Live, course: Course) -> Iterator[Reminder]:
    if course.due and course.following_mg is not None:
        detail, before = written(course.following_mg), course.due - HEADS_UP_BEFORE
        yield at_its_time(live, Matter.HEADS_UP, course.due, detail, day_told=before)
        yield at_its_time(live, Matter.GATE, course.due, detail)
    if course.reassess and course.decided:
        yield at_its_time(live, Matter.REASSESS, course.decided, "")
    for day, mg in doses_to_tell(live, course):
        yield at_its_time(live, Matter.DOSE, day, written(mg))


def _once_confirmed(live: Live, day: date) -> date:
    """The day, but never one on which its dose would begin and is not confirmed."""
    course = live.course
    planned = course.periods[course.confirmed :] if course else ()
    return max(day, live.today + A_DAY) if planned and day >= planned[0].first else day


def at_its_time(
    live: Live, matter: Matter, day: date, detail: str, *, day_told: date | None = None
) -> Reminder:
    """The reminder as the plan has it, be its time past or to come."""
    wall, due = at_wall(day_told or day, wall_of(matter, live.team), live.zone)
    return Reminder(
        label=live.record.label,
        matter=matter,
        day=day,
        detail=detail,
        revision=live.record.revision,
        zone=live.zone,
        wall=wall,
        due=due,
    )
