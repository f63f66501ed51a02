"""The plan: everything that follows from a case, composed in one place."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache

from core import declined, interlocks, monitoring, rescue
from core.agents import lines as agents
from core.agents.choice import AgentChoice, choose
from core.course import course as revision
from core.course import lines as course
from core.course.course import Course
from core.course.decisions import Decision
from core.course.shown import Shown
from core.evidence import Line, Section, stated
from core.guideline.schema import Guideline
from core.interlocks import Notice
from core.patient import DECLINED, Case, Subtype
from core.prevention import lines as prevention
from core.prevention.pneumocystis import Pneumocystis
from core.reading import Refused, not_answered, read_case
from core.steroid import juvenile
from core.steroid import lines as first_dose
from core.steroid.exposure import Exposure, exposure
from core.steroid.start_dose import Milestone, Start, milestones, starting_dose
from core.steroid.taper import DosePeriod

Given = tuple[tuple[str, str, object], ...]  # key, type and value of each answer
KEPT = 7 * 100  # plans that a desk talks about or looks through at one time


class Outcome(StrEnum):
    """What became of a case."""

    PLAN = "plan"
    DECLINED = "declined"
    MILESTONES = "milestones"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An answered case (plan, milestones or declined); what an outcome lacks is None or empty."""

    case: Case
    outcome: Outcome
    start: Start | None = None
    periods: tuple[DosePeriod, ...] = ()  # those of the course
    course: Course | None = None  # an adult's, after every decision
    exposure: Exposure | None = None
    milestones: tuple[Milestone, ...] = ()
    provisional: bool = False  # rows are arithmetic for the admitting team, never activated
    agent: AgentChoice
    pneumocystis: Pneumocystis | None = None
    very_high_fracture_risk: bool | None = None  # None: it turns on an age that was not given
    notices: tuple[Notice, ...] = ()
    lines: tuple[Line, ...] = ()
    unknown: tuple[str, ...] = ()  # optional keys not answered
    guideline: str  # "iim 1 sha256:..."


def plan_for(guideline: Guideline, given: Mapping[str, object]) -> Plan | Refused:
    """The answer to a case that is still plain values."""
    case = read_case(given, guideline)
    return case if isinstance(case, Refused) else make_plan(guideline, case)


def recalled(
    guideline: Guideline,
    given: Mapping[str, object],
    decisions: tuple[Decision, ...] = (),
    *,
    not_before: date | None = None,
) -> Plan | Refused:
    """The plan after these decisions by these rules, remembered for what is talked about now.

    A step that is not confirmed waits until `not_before` at the earliest. Only an adult has a
    course that decisions can change.
    """
    return _recalled(guideline, as_key(given), decisions, not_before)


def make_plan(guideline: Guideline, case: Case) -> Plan:
    """A course, the milestones of a child, or why this subtype has no plan."""
    if case.subtype in DECLINED:
        return _declined(guideline, case)
    if case.subtype is Subtype.JUVENILE:
        return _milestones(guideline, case)
    return _course(guideline, case)


def as_key(given: Mapping[str, object]) -> Given:
    """The answers with their types: to a dictionary, 1 and true are the same."""
    return tuple((key, type(value).__name__, value) for key, value in given.items())


@lru_cache(KEPT)
def _remembered(guideline: Guideline, given: Given) -> Plan | Refused:
    return plan_for(guideline, {key: value for key, _, value in given})


@lru_cache(KEPT)
def _recalled(
    guideline: Guideline, given: Given, decisions: tuple[Decision, ...], not_before: date | None
) -> Plan | Refused:
    """The plan with its course as it is on this day, composed anew where the doses are others."""
    plan = _remembered(guideline, given)
    if isinstance(plan, Refused) or plan.start is None or plan.course is None:
        return plan
    now = revision.course(guideline, plan.case, plan.start, decisions, not_before=not_before)
    return plan if now == plan.course else followed(guideline, plan.case, now)


@lru_cache(KEPT)
def followed(
    guideline: Guideline, case: Case, now: Course | None, start_mg: Decimal | None = None
) -> Plan:
    """The plan of an adult whose course is this, or of a child; the start dose as it is given."""
    if now is None:
        return _milestones(guideline, case, start_mg=start_mg)
    return _course(guideline, case, now, start_mg=start_mg)


@lru_cache(KEPT)
def as_shown(guideline: Guideline, case: Case, now: Course | None, kept: Shown) -> Plan:
    """The plan with the figures that were shown of it; only an adult has a course."""
    if now is None:
        return _milestones(guideline, case, start_mg=kept.start_mg, kept=kept)
    return _course(guideline, case, now, start_mg=kept.start_mg, kept=kept)


def _course(
    guideline: Guideline,
    case: Case,
    now: Course | None = None,
    *,
    start_mg: Decimal | None = None,
    kept: Shown | None = None,
) -> Plan:
    """The dated schedule of an adult with all that goes with it, after what was decided."""
    start = _start(guideline, case, start_mg)
    now = now or revision.course(guideline, case, start)
    sums = exposure(guideline, now.periods, pulse_days=case.pulse_days, pulse_mg=case.pulse_mg)
    agent = kept.agent if kept else choose(guideline, case)
    lungs = prevention.pneumocystis(guideline, case, sums, agent)
    fragile = prevention.very_high_fracture_risk(guideline, case, sums)
    notices = kept.notices if kept else interlocks.notices(guideline, case, start)
    return Plan(
        case=case,
        outcome=Outcome.PLAN,
        start=start,
        periods=now.periods,
        course=now,
        exposure=sums,
        provisional=interlocks.needs_admission(case),
        agent=agent,
        pneumocystis=lungs,
        very_high_fracture_risk=fragile,
        notices=notices,
        lines=(
            *first_dose.lines(guideline, case, start),
            *_frame(guideline, case, notices),
            *course.lines(guideline, case, now, sums),
            *agents.lines(guideline, case, agent, under_way=now.joined is not None),
            *rescue.lines(guideline, case),
            *prevention.lines(guideline, case, sums, agent, lungs, fragile),
            *monitoring.lines(guideline, case, agent),
            *_around(guideline),
        ),
        unknown=not_answered(case),
        guideline=guideline.stamp,
    )


def _start(guideline: Guideline, case: Case, given_mg: Decimal | None) -> Start:
    """The start dose as it is given, beside what the rules make of the case."""
    start = starting_dose(guideline, case)
    if given_mg is None or given_mg == start.mg:
        return start
    return replace(start, mg=given_mg, earlier=True)


def _milestones(
    guideline: Guideline,
    case: Case,
    *,
    start_mg: Decimal | None = None,
    kept: Shown | None = None,
) -> Plan:
    """A child's start dose and published milestones; no rows follow from them."""
    start = _start(guideline, case, start_mg)
    agent = kept.agent if kept else choose(guideline, case)
    lungs = prevention.pneumocystis(guideline, case, None, agent)
    notices = kept.notices if kept else interlocks.notices(guideline, case, start)
    return Plan(
        case=case,
        outcome=Outcome.MILESTONES,
        start=start,
        milestones=kept.milestones if kept else milestones(guideline),
        provisional=interlocks.needs_admission(case),
        agent=agent,
        pneumocystis=lungs,
        notices=notices,
        lines=(
            *first_dose.lines(guideline, case, start),
            *_frame(guideline, case, notices),
            *juvenile.lines(guideline, case),
            *agents.lines(guideline, case, agent),
            *rescue.lines(guideline, case),
            *prevention.lines(guideline, case, None, agent, lungs, None),
            *monitoring.lines(guideline, case, agent),
            *_around(guideline),
        ),
        unknown=not_answered(case),
        guideline=guideline.stamp,
    )


def _declined(guideline: Guideline, case: Case) -> Plan:
    """The explained no of a subtype without a plan."""
    notices = interlocks.notices(guideline, case, None)
    return Plan(
        case=case,
        outcome=Outcome.DECLINED,
        agent=choose(guideline, case),
        notices=notices,
        lines=(
            *interlocks.lines(guideline, case, notices),
            *declined.lines(guideline, case),
        ),
        unknown=not_answered(case),
        guideline=guideline.stamp,
    )


def _frame(guideline: Guideline, case: Case, notices: tuple[Notice, ...]) -> tuple[Line, ...]:
    """What must be seen first: dangers, and that a draft is no plan."""
    draft = guideline.taper.provisional
    admitted = (stated(Section.START, draft),) if interlocks.needs_admission(case) else ()
    return (*interlocks.lines(guideline, case, notices), *admitted)


@cache
def _around(guideline: Guideline) -> tuple[Line, ...]:
    """What the plan was not told, and where it comes from."""
    about = guideline.about
    return (
        Line(section=Section.START, says="consensus", because=(about.consensus,)),
        *(stated(Section.PREVENTION, fact) for fact in about.not_asked.values()),
        stated(Section.DOSE, about.adults, about.subtypes, about.goals),
        stated(Section.DOSE, about.origin),
        stated(Section.DOSE, about.read_again),
    )
