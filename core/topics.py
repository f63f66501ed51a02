"""What a trainee can be asked about a plan: the engine's own answer, and the lines behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import partial
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from core.agenda import adrenal_gate, ends, pneumocystis_review, vaccines_from
from core.agents.choice import Agent, WeeklyAgentDose
from core.emergencies import EMERGENCIES
from core.evidence import Fact, Line, Section, Value
from core.guideline.schema import Guideline
from core.patient import Severity
from core.plan import Outcome, Plan
from core.prevention.pneumocystis import Prophylactic
from core.steroid.taper import interval_weeks


class Instead(StrEnum):
    """The answer where there is no amount and no date."""

    NO_DOSE = "no_dose"
    NO_DATE = "no_date"
    NOT_NEEDED = "not_needed"


class Becomes(StrEnum):
    """What comes of a case."""

    PLAN = "plan"
    DRAFT = "draft"  # admission first: rows that nobody can activate
    MILESTONES = "milestones"
    NO_PLAN = "no_plan"


class NoAnswer(ValueError):
    """The topic does not arise in this case, or the words are no answer to it."""


Of = Callable[[Guideline, Plan], Value]
Read = Callable[[str, Plan], Value]
Lines = Callable[[Guideline, Plan], tuple[Line, ...]]
Behind = Callable[[Guideline, Plan, Line], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One thing that a plan settles."""

    of: Of  # what the engine says
    read: Read  # an answer as a file has it
    lines: Lines  # that it rests on


def _start(_guideline: Guideline, plan: Plan) -> Value:
    return plan.start.mg if plan.start else Instead.NO_DOSE


def _following(_guideline: Guideline, plan: Plan) -> Value:
    if plan.course is None or plan.course.following_mg is None:
        raise NoAnswer("no step follows")
    return plan.course.following_mg


def _level(guideline: Guideline, plan: Plan) -> Value:
    """The severity whose factor the start dose was worked out with."""
    per_kg: Mapping[Decimal, Severity] = {
        getattr(guideline.steroid.start, each).value: each for each in Severity
    }
    if plan.start is None or plan.start.suggested.factor not in per_kg:
        raise NoAnswer("no level")
    return per_kg[plan.start.suggested.factor]


def _agent(_guideline: Guideline, plan: Plan) -> Value:
    return plan.agent.first


def _rise(guideline: Guideline, plan: Plan) -> Value:
    """The drug of the guideline whose step the weekly drug really rises by."""
    weekly = [each.dose.mg for each in plan.agent.doses if isinstance(each, WeeklyAgentDose)]
    rises = {later - mg for mg, later in pairwise(weekly)}
    of = {
        guideline.agents.methotrexate.step_mg.value: Agent.METHOTREXATE,
        guideline.agents.azathioprine.step_mg.value: Agent.AZATHIOPRINE,
    }
    found = [of[mg] for mg in rises if mg in of]
    if not found:
        raise NoAnswer("no weekly drug that rises")
    return found[0]


def _review(_guideline: Guideline, plan: Plan) -> Value:
    if plan.pneumocystis and not plan.pneumocystis.needed:
        return Instead.NOT_NEEDED
    return pneumocystis_review(plan) or Instead.NO_DATE


def _prophylactic(_guideline: Guideline, plan: Plan) -> Value:
    if plan.pneumocystis is None or not plan.pneumocystis.drugs:
        raise NoAnswer("nothing is offered")
    return plan.pneumocystis.drugs[0]


def _becomes(_guideline: Guideline, plan: Plan) -> Value:
    if plan.provisional:
        return Becomes.DRAFT
    return {Outcome.PLAN: Becomes.PLAN, Outcome.MILESTONES: Becomes.MILESTONES}.get(
        plan.outcome, Becomes.NO_PLAN
    )


def _dated(day: Callable[[Plan], date | None], _guideline: Guideline, plan: Plan) -> Value:
    return day(plan) or Instead.NO_DATE


def _mg(text: str, _plan: Plan) -> Value:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise NoAnswer(text) from error


def _days_on(text: str, plan: Plan) -> Value:
    """A day, written as the days from the first oral dose."""
    if not text.isdecimal():
        raise NoAnswer(text)
    return plan.case.start_date + timedelta(days=int(text))


def _that(behind: Behind, guideline: Guideline, plan: Plan) -> tuple[Line, ...]:
    """The lines of the plan that say why, in its order."""
    return tuple(each for each in plan.lines if behind(guideline, plan, each))


def term(terms: type[StrEnum], text: str, _plan: Plan) -> Value:
    """One of these words."""
    if text not in set(terms):
        raise NoAnswer(text)
    return terms(text)


def _or_instead(read: Read, text: str, plan: Plan) -> Value:
    """As it is read, or one of the answers in place of an amount or a date."""
    return Instead(text) if text in set(Instead) else read(text, plan)


def _says(
    section: Section, names: tuple[str, ...], _guideline: Guideline, plan: Plan
) -> tuple[Line, ...]:
    """Lines of a section whose name begins so."""
    return tuple(
        each for each in plan.lines if each.section is section and each.says.startswith(names)
    )


def _or_declined(behind: Behind, guideline: Guideline, plan: Plan, line: Line) -> bool:
    """The same lines; where there is no plan, those that say why and what to do instead."""
    if plan.outcome is Outcome.DECLINED:
        return line.section is Section.DECLINED
    return behind(guideline, plan, line)


def _of_the_sum(_guideline: Guideline, _plan: Plan, line: Line) -> bool:
    """How the start dose came about, without the doses that were not chosen."""
    sum_of = line.section is Section.DOSE and line.says.startswith("start_")
    return sum_of and line.says != "start_option"


def _of_the_step(guideline: Guideline, plan: Plan, line: Line) -> bool:
    """The rule of the step from the present dose."""
    rule, ending = guideline.taper, interval_weeks(guideline.taper.tail, plan.case.tail)
    mg = plan.course.present.mg if plan.course else Decimal(0)
    ranges = (fact for fact in (rule.fast, rule.middle) if mg > fact.value[1])
    fact: Fact[Any] = next(ranges, rule.fine)
    slow = mg <= rule.tail.slow_step.value[1]
    return line.because[0] is fact or (slow and line.because[0] is ending)


def _of_the_level(guideline: Guideline, _plan: Plan, line: Line) -> bool:
    return guideline.steroid.start.necrotizing in line.because


def _of_the_agent(_guideline: Guideline, _plan: Plan, line: Line) -> bool:
    """Which one and why, then what closes the others."""
    named = line.section is Section.START and line.says.startswith("agent_")
    return named or line.says.startswith("agents.blocks.")


def _of_the_rise(guideline: Guideline, _plan: Plan, line: Line) -> bool:
    """The amounts with their step, and the folic acid that stands beside them."""
    drug = guideline.agents.methotrexate
    return drug.step_mg in line.because or line.says.startswith("folic_acid")


def _of_the_end(guideline: Guideline, plan: Plan, line: Line) -> bool:
    """What makes it a draft or milestones; else that every plan is the clinician's to check."""
    if plan.provisional:
        draft = guideline.taper.provisional in line.because
        return draft or line.says in EMERGENCIES
    if plan.outcome is Outcome.MILESTONES:
        care = guideline.monitoring.juvenile.leads
        return care in line.because or guideline.steroid.juvenile.no_adult_taper in line.because
    return line.says == "consensus"


TOPICS: Mapping[str, Topic] = MappingProxyType(
    {
        "start": Topic(
            of=_start,
            read=partial(_or_instead, _mg),
            lines=partial(_that, partial(_or_declined, _of_the_sum)),
        ),
        "level": Topic(
            of=_level, read=partial(term, Severity), lines=partial(_that, _of_the_level)
        ),
        "next": Topic(of=_following, read=_mg, lines=partial(_that, _of_the_step)),
        "agent": Topic(
            of=_agent,
            read=partial(term, Agent),
            lines=partial(_that, partial(_or_declined, _of_the_agent)),
        ),
        "rise": Topic(of=_rise, read=partial(term, Agent), lines=partial(_that, _of_the_rise)),
        "review": Topic(
            of=_review,
            read=partial(_or_instead, _days_on),
            lines=partial(
                _says,
                Section.PREVENTION,
                (
                    "pneumocystis_review",
                    "pneumocystis_not_needed",
                    "prevention.pneumocystis.extend",
                    "prevention.pneumocystis.juvenile",
                ),
            ),
        ),
        "prophylactic": Topic(
            of=_prophylactic,
            read=partial(term, Prophylactic),
            lines=partial(
                _says,
                Section.PREVENTION,
                ("pneumocystis_offer", "prevention.pneumocystis.caution"),
            ),
        ),
        "vaccines": Topic(
            of=partial(_dated, vaccines_from),
            read=partial(_or_instead, _days_on),
            lines=partial(_says, Section.PREVENTION, ("vaccines_",)),
        ),
        "adrenal": Topic(
            of=partial(_dated, adrenal_gate),
            read=partial(_or_instead, _days_on),
            lines=partial(_says, Section.PREVENTION, ("adrenal_gate",)),
        ),
        "ends": Topic(
            of=partial(_dated, ends),
            read=partial(_or_instead, _days_on),
            lines=partial(_says, Section.SCHEDULE, ("course_ends",)),
        ),
        "becomes": Topic(
            of=_becomes,
            read=partial(term, Becomes),
            lines=partial(_that, partial(_or_declined, _of_the_end)),
        ),
    }
)
