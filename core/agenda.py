"""Everything that falls due along a plan beside the doses."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from core.agents.titration import week_begins
from core.course.course import decided
from core.course.regimen.agenda import agent_agenda
from core.course.rescue_agenda import rescue_agenda
from core.due import Due, Item
from core.evidence import Fact, Value
from core.given import Itself
from core.guideline.schema import Guideline
from core.monitoring import glucose_begins
from core.patient import Case
from core.plan import Plan
from core.prevention.bone import closed_by
from core.prevention.pneumocystis import beside_the_dose

__all__ = [
    "Due", "Item", "adrenal_gate", "agenda", "ends", "pneumocystis_review", "vaccines_from",
]  # fmt: skip


KEPT = 100  # plans that are looked at on one day, one after the other
EXTEND = "extend"  # a reason beside the dose keeps prophylaxis going after its review is due


def agenda(
    guideline: Guideline,
    plan: Plan,
    *,
    today: date | None = None,
    until: date | None = None,
) -> tuple[Due, ...]:
    """Everything that falls due from the first day to the end of the course, earliest first.

    A course that was given up has nothing of the steroid after it; one that waits for a
    reassessment has nothing that hangs on falling doses. A drug that is recorded outlives the
    steroid: of it what falls due up to `until` too, unless another team plans from there on or the
    patient has died. Today an open question comes again.
    """
    return _agenda(guideline, Itself(plan), today, until)


@lru_cache(KEPT)
def _agenda(
    guideline: Guideline, of: Itself[Plan], today: date | None, until: date | None
) -> tuple[Due, ...]:
    plan = of.of
    last = _last(plan)
    if last is None:
        return ()
    of_the_steroid = (
        *_interim(guideline, plan),
        *_by_dose(guideline, plan),
        *_bone(guideline, plan),
        *_glucose(guideline, plan.case),
        *_eyes(guideline, plan.case, last),
        *_reviews(guideline, plan.case),
    )
    end = max(last, until or last) if plan.drugs.recorded else last
    of_the_agent = agent_agenda(
        guideline, plan.case, plan.drugs, end, today=today, joined=_joined(plan)
    )
    given_up = _given_up(plan)
    ends_with_it = (*of_the_steroid, *(() if plan.drugs.recorded else of_the_agent))
    of_the_drugs = (
        *(of_the_agent if plan.drugs.recorded else ()),
        *rescue_agenda(guideline, plan.lived, plan.regimens, end),
    )
    left = plan.course.ends if plan.course and plan.course.left else None
    found = (
        *(due for due in ends_with_it if given_up is None or due.day < given_up),
        *(due for due in of_the_drugs if left is None or due.day < left),
        *_steroid_over(guideline, plan),
    )
    return tuple(sorted(found, key=lambda due: due.day))


def _steroid_over(guideline: Guideline, plan: Plan) -> Iterator[Due]:
    """Once the steroid has ended and a drug goes on, the owner is asked who follows it."""
    ends = plan.course.ends if plan.course else None
    goes_on = [each.drug for each in plan.regimens if not each.over(ends)]
    if ends is not None and goes_on:
        fact = guideline.agents.life.begin
        yield _due(Item.STEROID_OVER, ends, fact, drugs=tuple(goes_on))


def pneumocystis_review(plan: Plan) -> date | None:
    """The first day below 20 mg, from which prophylaxis may be reviewed; None without one."""
    found = plan.pneumocystis
    return _on(plan, found.review_offset if found else None)


def vaccines_from(plan: Plan) -> date | None:
    """The first day below 20 mg, from which other non-live vaccines are given."""
    return _on(plan, plan.exposure.first_below_20 if plan.exposure else None)


def adrenal_gate(plan: Plan) -> date | None:
    """The first day at 5 mg or less."""
    return _on(plan, plan.exposure.first_at_5 if plan.exposure else None)


def ends(plan: Plan) -> date | None:
    """The first day after the last dose, decided or planned."""
    return _on(plan, plan.exposure.total_days if plan.exposure else None)


def _on(plan: Plan, offset: int | None) -> date | None:
    """The day of an offset; while the course waits for a reassessment none that is not decided."""
    if offset is None:
        return None
    day, course = _after(plan.case, offset), plan.course
    if course is None or not course.reassess:
        return day
    return day if any(each.first <= day <= each.last for each in decided(course)) else None


def _last(plan: Plan) -> date | None:
    """The last day that anything recurs on: of the doses, or of a child's milestones."""
    if plan.periods:
        return plan.periods[-1].last
    if plan.milestones:
        return _after(plan.case, plan.milestones[-1].offset)
    return None


def _joined(plan: Plan) -> date | None:
    """Until when the first dose is taken of a course that was under way before its plan."""
    return plan.course.joined if plan.course else None


def _given_up(plan: Plan) -> date | None:
    """The day of a stop before the schedule's own end."""
    course = plan.course
    return course.ends if course is not None and course.given_up else None


def _interim(guideline: Guideline, plan: Plan) -> Iterator[Due]:
    """Within a hold of 3 or 4 weeks, as long as the first dose is taken that day."""
    if plan.course is None or _joined(plan):
        return
    held, first = plan.course.progress.ladder[0], plan.periods[0]
    fact = guideline.taper.gate.interim_day
    if min(held.days, first.days) > fact.value:
        day = _after(plan.case, fact.value)
        yield _due(Item.INTERIM, day, fact, guideline.taper.gate.questions)


def _by_dose(guideline: Guideline, plan: Plan) -> Iterator[Due]:
    """What waits for a lower dose; where the dose is low from the first day nothing waits."""
    moderate, gate = guideline.exposure.moderate_mg, guideline.exposure.gate_mg
    lungs, begin = guideline.prevention.pneumocystis, plan.case.start_date
    if (day := pneumocystis_review(plan)) and day > begin:
        reasons = beside_the_dose(plan.lived)
        facts: tuple[Fact[Any], ...] = (
            lungs.review,
            moderate,
            *(lungs.extend[name] for name in reasons),
        )
        detail = EXTEND if reasons else ""
        yield _due(
            Item.PNEUMOCYSTIS, day, *facts, detail=detail, mg=moderate.value, reasons=reasons
        )
    if (day := vaccines_from(plan)) and day > begin:
        deferred = guideline.prevention.vaccines.deferred
        yield _due(Item.VACCINES, day, deferred, moderate, mg=moderate.value)
    if day := adrenal_gate(plan):
        rule = guideline.prevention.adrenal
        yield _due(Item.ADRENAL, day, rule.gate, gate, *rule.cortisol.values(), mg=gate.value)


def _bone(guideline: Guideline, plan: Plan) -> Iterator[Due]:
    """Treatment at once where the risk is very high; density by its day."""
    rule, case, sums = guideline.prevention.bone, plan.case, plan.exposure
    if sums is None:
        return
    if plan.fracture_risk and plan.fracture_risk.very_high:
        yield _due(
            Item.BONE,
            case.start_date,
            rule.very_high if plan.fracture_risk.by_dose else rule.fracture,
            rule.offer,
            detail="treatment",
            **({"closed": closed} if (closed := closed_by(guideline, case)) else {}),
            days=sums.days_ge_30,
            mg=guideline.exposure.high_mg.value,
            year_mg=sums.mg_first_year,
        )
    fact = rule.density_days
    yield _due(Item.BONE, _after(case, fact.value), fact, detail="density")


def _glucose(guideline: Guideline, case: Case) -> Iterator[Due]:
    fact = guideline.monitoring.steroid.glucose_weeks
    first = glucose_begins(guideline, case)
    for week in fact.value:
        yield _due(Item.GLUCOSE, week_begins(first, week), fact, week=week)


def _eyes(guideline: Guideline, case: Case, last: date) -> Iterator[Due]:
    """Pressure within its weeks, then cataract each year of the course."""
    rule = guideline.monitoring.steroid
    early, late = (_after(case, days) for days in rule.eyes_days.value)
    yield _due(Item.EYES, early, rule.eyes_days, detail="pressure", first=early, last=late)
    again = rule.eyes_again_days
    day = _after(case, again.value)
    while day <= last:
        yield _due(Item.EYES, day, again, detail="cataract")
        day += timedelta(days=again.value)


def _reviews(guideline: Guideline, case: Case) -> Iterator[Due]:
    rule = guideline.monitoring
    for days in rule.review_days.value:
        day = _after(case, days)
        yield _due(Item.REVIEW, day, rule.review_days, rule.review, detail=str(days), days=days)


def _after(case: Case, days: int) -> date:
    return case.start_date + timedelta(days=days)


def _due(item: Item, day: date, *because: Fact[Any], detail: str = "", **values: Value) -> Due:
    return Due(item=item, day=day, because=because, detail=detail, values=values)
