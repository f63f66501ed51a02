"""When an agent that is ready begins: with the steroid, on another day, or not yet."""

from datetime import date, timedelta

from core.agents.choice import AgentChoice, Status
from core.amounts import A_DAY
from core.plan import Plan
from flows.intake.subject import DAYS_BACK, Subject
from flows.talk.records import Answer
from flows.talk.replies import Sentence
from flows.talk.screens import Rows, button, say
from flows.talk.typed.day import read_certain_day
from flows.talk.typed.text import Unreadable

KEY = "agent_start"
WITH_THE_STEROID, NOT_YET = "with_steroid", "not_yet"
A_WEEK = timedelta(weeks=1)


def agent_ready(subject: Subject) -> AgentChoice | None:
    """The agent that the new plan can begin; None where there is none.

    Of a course that was under way long before its plan nobody knows here what is taken.
    """
    plan = subject.plan or subject.comes_to()
    if not isinstance(plan, Plan) or not subject.begins or plan.provisional:
        return None
    agent = plan.agent
    began = (subject.today - plan.case.start_date).days > DAYS_BACK
    return agent if agent.status is Status.READY and agent.doses and not began else None


def begins_on(subject: Subject) -> date | None:
    """The day as chosen, else the steroid's first one; None: not yet.

    Nothing begins on a day that is over: who enters a past first day chooses a day for the agent.
    """
    answers = subject.answers
    if KEY in answers:
        given = answers[KEY]
        return None if given is None else date.fromisoformat(str(given))
    first = _first(subject)
    return first if first >= subject.today else None


def rows(subject: Subject) -> Rows:
    """With the steroid, on one of the days after it, or not yet."""
    with_it = _first(subject) >= subject.today
    first = ((button(f"set.{WITH_THE_STEROID}", "choice.with_steroid"),),) if with_it else ()
    later = ((button(f"set.{day.isoformat()}", "choice.day", day=day),) for day in _days(subject))
    return (*first, *later, (button(f"set.{NOT_YET}", "choice.not_yet"),))


def _days(subject: Subject) -> tuple[date, ...]:
    """Other days than the steroid's that are offered."""
    soonest = max(_first(subject), subject.today)
    return tuple(
        day
        for day in (soonest, soonest + A_DAY, soonest + A_WEEK)
        if day != _first(subject) and day >= subject.today
    )


def read_start(text: str, subject: Subject) -> Answer:
    """A day from the steroid's first one and from this day on; raises Unreadable."""
    day, first = read_certain_day(text, subject.today), max(_first(subject), subject.today)
    last = first + timedelta(days=subject.guideline.limits.agent_start_days.value)
    if not first <= day <= last:
        raise Unreadable("agent_start", first=first, last=last)
    return day.isoformat()


def is_gone(subject: Subject, first: date) -> bool:
    """Whether the day that was chosen is over by now, or lies before the steroid's first one."""
    given = subject.answers.get(KEY)
    if given is None or not subject.begins:
        return False
    return date.fromisoformat(str(given)) < max(first, subject.today)


def said(subject: Subject) -> Sentence | None:
    """When it begins and with how much, as one press will confirm it."""
    plan, agent = subject.plan, agent_ready(subject)
    if plan is None or agent is None:
        return None
    first = plan.regimens[0].last if plan.regimens else None
    if begins_on(subject) is None or first is None or first.mg is None:
        return say("review.agent_not_yet", agent=agent.first)
    if first.weekday:
        return say(
            "review.agent_weekly",
            agent=agent.first,
            mg=first.mg,
            weekday=first.weekday,
            day=first.dose_day,
        )
    return say("review.agent_daily", agent=agent.first, mg=first.mg, day=first.dose_day)


def _first(subject: Subject) -> date:
    return date.fromisoformat(str(subject.answers["start_date"]))
