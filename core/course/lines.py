"""What a plan says about its course: hold, response, steps, ending, sums and tablets."""

from datetime import timedelta
from functools import cache
from itertools import pairwise

from core.course.course import Course
from core.evidence import Line, Section, stated
from core.guideline.schema import Guideline
from core.patient import Case, Tail
from core.steroid.exposure import Exposure, counting
from core.steroid.tablets import can_make, region_tablets
from core.steroid.taper import DosePeriod, interval_weeks, next_dose

Lines = tuple[Line, ...]
Periods = tuple[DosePeriod, ...]
SCHEDULE, RULES, TABLETS = Section.SCHEDULE, Section.RULES, Section.TABLETS


def lines(guideline: Guideline, case: Case, course: Course, exposure: Exposure) -> Lines:
    """In the order of the course: hold, response, steps, ending, sums, tablets.

    Where decisions were taken since, what spoke of the first dose is no longer said.
    """
    periods = course.periods
    return (
        *_hold(guideline, periods),
        *_response(guideline, periods, course),
        *_steps(guideline, case, periods),
        *_decided(guideline, case, course),
        *_ending(guideline, case.tail),
        *_offer(guideline),
        *_end(guideline, case, periods, course),
        *_sums(guideline, case, exposure),
        *_tablets(guideline, case, periods),
    )


def _hold(guideline: Guideline, periods: Periods) -> Lines:
    """How long the first dose lasts, with what others have published."""
    rule, first = guideline.taper.hold, periods[0]
    published = (rule.published_bsr, rule.published_review, rule.published_plateau)
    held = Line(
        section=SCHEDULE,
        says="hold",
        because=(rule.weeks, rule.default_weeks, *published),
        values={"mg": first.mg, "days": first.days, "last": first.last},
    )
    return (held, stated(RULES, rule.shifts, guideline.taper.day_zero))


def _response(guideline: Guideline, periods: Periods, course: Course) -> Lines:
    """What is asked before a step, and the days on which it is first asked."""
    rule, first = guideline.taper.gate, periods[0]
    reassess = first.first + timedelta(days=rule.reassess_day.value)
    waits = course.gate is not None and course.present == first
    return (
        stated(SCHEDULE, rule.questions, rule.controlled),
        *(_interim(guideline, first) if waits and not course.joined else ()),
        *(_first_step(guideline, first) if waits else ()),
        *_later_steps(guideline),
        Line(
            section=SCHEDULE,
            says="reassess",
            because=(rule.reassess_day, rule.over_plan_weeks),
            values={"day": reassess, "weeks": rule.over_plan_weeks.value},
        ),
    )


def _first_step(guideline: Guideline, first: DosePeriod) -> Lines:
    """The day of the first step, and what it needs."""
    return (
        Line(
            section=SCHEDULE,
            says="first_step",
            because=(guideline.taper.gate.first,),
            values={"day": first.last + timedelta(days=1)},
        ),
    )


def _interim(guideline: Guideline, first: DosePeriod) -> Lines:
    """The check within a longer hold, which moves no date."""
    rule = guideline.taper.gate.interim_day
    if first.days <= rule.value:
        return ()
    day = first.first + timedelta(days=rule.value)
    return (Line(section=SCHEDULE, says="interim_check", because=(rule,), values={"day": day}),)


@cache
def _later_steps(guideline: Guideline) -> Lines:
    rule = guideline.taper.gate
    facts = (rule.later, rule.after_flare, rule.rising_enzyme, rule.red_flag, rule.unanswered)
    return tuple(stated(SCHEDULE, fact) for fact in facts)


def _steps(guideline: Guideline, case: Case, periods: Periods) -> Lines:
    """The rules of the steps that this course really takes above its ending."""
    rule = guideline.taper
    doses = [row.mg for row in periods]
    highest = max(doses)
    taken = []
    for fact in (rule.fast, rule.middle):
        step, floor = fact.value
        if highest > floor:
            taken.append(stated(RULES, fact, rule.interval_weeks))
        if any(later == floor and 0 < dose - later < step for dose, later in pairwise(doses)):
            taken.append(stated(RULES, rule.landing))
    _, slow_from = rule.tail.slow_step.value
    if case.tail is Tail.STANDARD:
        taken.append(stated(RULES, rule.fine, rule.interval_weeks))
    elif highest > slow_from:
        taken.append(
            Line(
                section=RULES,
                says="fine_steps",
                because=(rule.fine, rule.interval_weeks),
                values={
                    "from_mg": min(highest, rule.middle.value[1]),
                    "step_mg": rule.fine.value[0],
                    "weeks": rule.interval_weeks.value,
                    "mg": slow_from,
                },
            )
        )
    broken = any(mg <= slow_from and mg != mg.to_integral_value() for mg in doses)
    if case.tail is not Tail.STANDARD and broken:
        taken.append(stated(RULES, rule.tail.whole_mg))
    return tuple(taken)


def _decided(guideline: Guideline, case: Case, course: Course) -> Lines:
    """The rules of what was decided along the course."""
    rule = guideline.taper.change
    if course.decided is None:
        return ()
    doses = [row.mg for row in course.periods]
    ruled = [next_dose(guideline.taper, mg, case.tail) for mg in doses]
    raised = any(
        not can_make(guideline, case.region, mg) and later > mg
        for mg, later in zip(ruled, doses[1:], strict=False)
    )
    return (
        stated(RULES, rule.flare, rule.flare_weeks, rule.bounds, rule.finest_mg),
        stated(RULES, rule.anew, rule.hold_weeks, rule.off_plan_weeks),
        stated(RULES, rule.early, rule.ahead_days),
        stated(RULES, rule.abrupt_mg, rule.abrupt_weeks),
        *((stated(RULES, rule.whole_mg),) if raised else ()),
    )


@cache
def _ending(guideline: Guideline, tail: Tail) -> Lines:
    """The chosen ending, and to which rows its interval applies."""
    rule = guideline.taper.tail
    chosen = stated(RULES, interval_weeks(rule, tail), rule.slow_step)
    return (chosen,) if tail is Tail.STANDARD else (chosen, stated(RULES, rule.first_row))


@cache
def _offer(guideline: Guideline) -> Lines:
    """Why there are three endings, which is suggested, and when a slow one comes first."""
    rule = guideline.taper.tail
    return (
        stated(RULES, rule.conflict, guideline.taper.fine, rule.slow_step),
        stated(RULES, rule.choice, rule.comparator),
        stated(RULES, rule.offer_slow),
    )


def _end(guideline: Guideline, case: Case, periods: Periods, course: Course) -> Lines:
    """The last row is the last: nothing is written for the day after. Waiting has no last day."""
    rule, last = guideline.taper, periods[-1]
    if course.ends is not None:
        return (stated(SCHEDULE, rule.change.ended),)
    if course.reassess:
        return ()
    step = rule.fine if case.tail is Tail.STANDARD else rule.tail.slow_step
    return (
        Line(
            section=SCHEDULE,
            says="course_ends",
            because=(rule.end, step),
            values={"mg": last.mg, "last": last.last},
        ),
    )


def _sums(guideline: Guideline, case: Case, exposure: Exposure) -> Lines:
    """What adds up along the course, and whether earlier days are among it."""
    rule, counted = guideline.exposure, counting(case)
    year = "year_oral_only" if exposure.oral_only else "year"
    return (
        Line(
            section=SCHEDULE,
            says=f"course_sum{counted}",
            because=(rule.high_mg, rule.moderate_mg),
            values={
                "days": exposure.total_days,
                "mg": exposure.total_mg,
                "high_mg": rule.high_mg.value,
                "days_high": exposure.days_ge_30,
                "moderate_mg": rule.moderate_mg.value,
                "days_moderate": exposure.days_ge_20,
            },
        ),
        Line(
            section=SCHEDULE,
            says=f"{year}{counted}",
            because=(rule.first_year_days,),
            values={"days": rule.first_year_days.value, "mg": exposure.mg_first_year},
        ),
    )


def _tablets(guideline: Guideline, case: Case, periods: Periods) -> Lines:
    """What the tablets are chosen from, and whether one is broken."""
    sold = region_tablets(guideline, case.region)
    broken = any(count != count.to_integral_value() for row in periods for _, count in row.tablets)
    halves = (stated(TABLETS, sold.halved_mg, guideline.tablets.part),) if broken else ()
    return (
        stated(TABLETS, sold.strengths_mg, guideline.tablets.choice),
        *halves,
        stated(TABLETS, guideline.tablets.equivalence),
        stated(TABLETS, guideline.tablets.liquid, sold.liquids),
    )
