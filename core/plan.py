"""The plan: everything that follows from a case, composed in one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from core import about, declined, interlocks, monitoring
from core.agents.choice import AgentChoice, choose
from core.course import course as courses
from core.course import lines as course_lines
from core.course.course import Course
from core.course.decisions import Decision, Reason
from core.course.regimen import lines as regimen_lines
from core.course.regimen.drugs import Drugs, as_lived, as_weighed, at_first, pulses, within_target
from core.course.regimen.recovery import still
from core.course.regimen.regimen import Regimens
from core.course.shown import Shown
from core.emergencies import needs_admission
from core.evidence import Line, Section, stated
from core.given import Given, as_key, from_key
from core.guideline.schema import Guideline
from core.interlocks import Notice
from core.patient import DECLINED, Case, Subtype
from core.prevention import lines as prevention
from core.prevention import prophylaxis
from core.prevention.lines import FractureRisk
from core.prevention.pneumocystis import Pneumocystis
from core.reading import Refused, not_answered, read_case
from core.rescue import lines as rescue
from core.rescue.weighed import Weighed, weigh
from core.sayable import Sayable
from core.steroid import juvenile
from core.steroid import lines as first_dose
from core.steroid.exposure import Exposure, exposure
from core.steroid.start_dose import Milestone, Start, milestones, starting_dose
from core.steroid.taper import DosePeriod

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
    at_start: Case  # as it was when the start dose was made of it
    outcome: Outcome
    start: Start | None = None
    periods: tuple[DosePeriod, ...] = ()  # those of the course
    course: Course | None = None  # an adult's, after every decision
    exposure: Exposure | None = None
    milestones: tuple[Milestone, ...] = ()
    provisional: bool = False  # rows are arithmetic for the admitting team, never activated
    drugs: Drugs  # what is named, and what was begun
    pneumocystis: Pneumocystis | None = None
    fracture_risk: FractureRisk | None = None
    rescue: tuple[Weighed, ...] = ()  # what severe disease may need, as the answers leave it
    notices: tuple[Notice, ...] = ()
    lines: tuple[Line, ...] = ()
    said: tuple[Sayable, ...] = ()  # the medicines that may be printed
    unknown: tuple[str, ...] = ()  # optional keys not answered
    guideline: str  # "iim 1 sha256:..."
    on: date | None = field(default=None, compare=False)  # the day that it speaks of

    @property
    def ended(self) -> bool:
        """Whether the end of the steroid was decided, so that nothing of it is only planned."""
        return self.course is not None and self.course.ends is not None

    @property
    def left(self) -> bool:
        """Whether it ends here alone: another team plans from there on, or the patient died."""
        return self.course is not None and self.course.left

    @property
    def agent(self) -> AgentChoice:
        """The agent that is named."""
        return self.drugs.agent

    @property
    def regimens(self) -> Regimens:
        """Every drug that was begun; one that is only named is none of them."""
        return self.drugs.regimens

    @property
    def lived(self) -> Case:
        """The case with what was recorded of its drugs since it was answered."""
        return as_lived(self.case, self.regimens, self.on)


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

    A step not confirmed waits until `not_before`. Only an adult has a course to change.
    """
    return _recalled(guideline, as_key(given), decisions, not_before)


@lru_cache(KEPT)
def make_plan(guideline: Guideline, case: Case) -> Plan:
    """A course, the milestones of a child, or why this subtype has no plan; the same case is
    worked out once, also where its answers say what another leaves to the rules."""
    if case.subtype in DECLINED:
        return _declined(guideline, case)
    if case.subtype is Subtype.JUVENILE:
        return _planned(guideline, case, None)
    start = _start(guideline, case, None)
    return _planned(guideline, case, courses.course(guideline, case, start), start=start)


@lru_cache(KEPT)
def _recalled(
    guideline: Guideline, given: Given, decisions: tuple[Decision, ...], not_before: date | None
) -> Plan | Refused:
    """The plan with its course as it is on this day, composed anew where the doses are others."""
    plan = plan_for(guideline, from_key(given))
    if isinstance(plan, Refused) or plan.start is None or plan.course is None:
        return plan
    course = courses.course(guideline, plan.case, plan.start, decisions, not_before=not_before)
    return plan if course == plan.course else followed(guideline, plan.case, course)


@lru_cache(KEPT)
def followed(
    guideline: Guideline,
    case: Case,
    course: Course | None,
    start_mg: Decimal | None = None,
    at_start: Case | None = None,
) -> Plan:
    """The plan of an adult whose course is this, or of a child; the start dose as it is given, and
    made of the case as it was then."""
    return _planned(guideline, case, course, start_mg=start_mg, at_start=at_start)


@lru_cache(KEPT)
def as_shown(
    guideline: Guideline,
    case: Case,
    course: Course | None,
    kept: Shown,
    on: date | None = None,
    *,
    draft: bool = False,
) -> Plan:
    """The plan with the figures that were shown of it; only an adult has a course.

    With a day its drugs are told as they stand on it, without what is past. A plan that was made
    stays one, whatever is answered later: only a draft is provisional.
    """
    return _planned(guideline, case, course, start_mg=kept.start_mg, kept=kept, on=on, draft=draft)


def _planned(
    guideline: Guideline,
    case: Case,
    course: Course | None,
    *,
    start_mg: Decimal | None = None,
    at_start: Case | None = None,
    start: Start | None = None,
    kept: Shown | None = None,
    on: date | None = None,
    draft: bool = True,
) -> Plan:
    """The schedule of an adult after what was decided, or a child's milestones, which have no
    rows; with all that goes with it."""
    began = kept.at_start(case) if kept else at_start or case
    start = start or _start(guideline, began, start_mg)
    begins = course is None or course.joined is None
    drugs = (
        within_target(guideline, case, kept.drugs)
        if kept
        else at_first(guideline, case, begins=begins)
    )
    if course and drugs.is_over:
        course = replace(course, left=True)
    lived = as_weighed(guideline, case, drugs.regimens, on)
    given = pulses(guideline, drugs.regimens)
    sums = exposure(guideline, case, course.periods, given) if course else None
    low = Reason.LOW_COUNTS in still(drugs.regimens, on)
    lungs = prevention.pneumocystis(guideline, lived, sums, drugs.agent, low_counts=low)
    risk = prevention.fracture_risk(guideline, case, sums) if sums else None
    notices = kept.notices if kept else interlocks.notices(guideline, case, start, began)
    weighed = weigh(guideline, lived)
    provisional = draft and needs_admission(case)
    lines = (
        *_first(guideline, began, start, notices, course, draft=provisional),
        *(
            course_lines.lines(guideline, case, course, sums)
            if course and sums
            else juvenile.lines(guideline, case)
        ),
        *regimen_lines.lines(guideline, lived, drugs, on),
        *rescue.lines(guideline, lived, weighed),
        *prevention.lines(guideline, lived, sums, drugs.agent, lungs, risk),
        *monitoring.lines(guideline, lived, drugs.agent, begun=drugs.begun(on)),
        *about.lines(guideline, case),
    )
    lines = regimen_lines.with_reasons(guideline, lines, drugs.regimens, case.start_date, on)
    return Plan(
        case=case,
        at_start=began,
        outcome=Outcome.PLAN if course else Outcome.MILESTONES,
        start=start,
        periods=course.periods if course else (),
        course=course,
        exposure=sums,
        milestones=() if course else kept.milestones if kept else milestones(guideline),
        provisional=provisional,
        drugs=drugs,
        pneumocystis=lungs,
        fracture_risk=risk,
        rescue=weighed,
        notices=notices,
        lines=lines,
        said=_said(guideline, lived, lungs, lines, regimen_lines.said(lines, drugs, on)),
        unknown=not_answered(case),
        guideline=guideline.stamp,
        on=on,
    )


def _start(guideline: Guideline, case: Case, given_mg: Decimal | None) -> Start:
    """The start dose as it is given, beside what the rules make of the case."""
    start = starting_dose(guideline, case)
    if given_mg is None or given_mg == start.mg:
        return start
    return replace(start, mg=given_mg, earlier=True)


def _said(
    guideline: Guideline,
    case: Case,
    lungs: Pneumocystis,
    lines: tuple[Line, ...],
    of_drugs: tuple[Sayable, ...],
) -> tuple[Sayable, ...]:
    """Every medicine as it may be printed: the steroid, the drugs, what protects the lungs."""
    start = tuple(line for line in lines if line.section is Section.START)
    return (*interlocks.said(start), *of_drugs, *prophylaxis.said(guideline, case, lungs))


def _declined(guideline: Guideline, case: Case) -> Plan:
    """The explained no of a subtype without a plan."""
    agent = choose(guideline, case)
    notices = interlocks.notices(guideline, case, None)
    return Plan(
        case=case,
        at_start=case,
        outcome=Outcome.DECLINED,
        drugs=Drugs(agent=agent),
        notices=notices,
        lines=(*interlocks.lines(guideline, case, notices), *declined.lines(guideline, case)),
        unknown=not_answered(case),
        guideline=guideline.stamp,
    )


def _first(
    guideline: Guideline,
    case: Case,
    start: Start,
    notices: tuple[Notice, ...],
    course: Course | None,
    *,
    draft: bool,
) -> tuple[Line, ...]:
    """The first dose with its arithmetic, and what must be seen before it: dangers, and that a
    draft is no plan. A course that was under way before its plan begins with the dose taken."""
    return (
        *first_dose.lines(guideline, case, start),
        *interlocks.lines(guideline, case, notices),
        *((stated(Section.START, guideline.taper.provisional),) if draft else ()),
        *first_dose.beside(guideline, case, course.periods[0].mg if course else start.mg),
    )
