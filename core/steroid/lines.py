"""What a plan says about the first dose: its sum, what was not chosen, what it is measured by."""

from datetime import timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from core.amounts import A_DAY, Unknown
from core.answers import below, harms_a_child
from core.evidence import Fact, Line, Section, stated
from core.guideline.schema import Guideline
from core.patient import Case, Hbv, Subtype
from core.steroid.exposure import doses_before
from core.steroid.start_dose import LEVELS, Because, Start, Step, factor, level_of, takes_liquid

Facts = tuple[Fact[Any], ...]
START, DOSE, SCHEDULE = Section.START, Section.DOSE, Section.SCHEDULE


def lines(guideline: Guideline, case: Case, start: Start) -> tuple[Line, ...]:
    """The sum first, step by step; then what stands around it."""
    sums = (_product(guideline, case, start), *_steps(guideline, case, start))
    if case.subtype is Subtype.JUVENILE:
        return (*sums, *_earlier(guideline, case, start))
    return (
        *sums,
        *_chosen(guideline, start),
        *_earlier(guideline, case, start),
        *_others(guideline, case, start),
        *_measured(guideline, start),
        *_always(guideline),
        *_pulse(guideline, case),
    )


def beside(guideline: Guideline, case: Case, mg: Decimal) -> tuple[Line, ...]:
    """On the card: the steroid before this first dose, and what answers say of it."""
    swallow = (stated(START, guideline.steroid.start.swallowing),)
    return (
        *_taken_before(guideline, case, mg),
        *_pulse_given(guideline, case),
        *_answered(guideline, case),
        *(swallow if case.dysphagia is True else ()),
    )


def _taken_before(guideline: Guideline, case: Case, mg: Decimal) -> tuple[Line, ...]:
    """Earlier steroid in one line, and whether the first dose is a rise from its last one; it
    changes nothing for a child."""
    taken = doses_before(case)
    if case.subtype is Subtype.JUVENILE or not any(each.mg for each in taken):
        return ()
    last = taken[-1].mg
    rises = "_pause" if not last else "_rise" if mg > last else ""
    return (
        Line(
            section=START,
            says=f"earlier_steroid{rises}",
            because=(guideline.steroid.start.earlier,),
            values={
                "days": sum(each.days for each in taken),
                "high_mg": max(each.mg for each in taken),
                "last_mg": last,
                "last_days": taken[-1].days,
                "mg": mg,
            },
        ),
    )


def _answered(guideline: Guideline, case: Case) -> tuple[Line, ...]:
    """What hepatitis B, pregnancy and a failing kidney in systemic sclerosis ask for first."""
    rule, watch = guideline.steroid.start, guideline.monitoring.steroid
    low = guideline.rescue.low_egfr
    crisis = case.ssc_overlap is True and below(case.egfr, low.value)
    carries = "" if isinstance(case.pregnancy, Unknown) else f"steroid_{case.pregnancy}"
    return (
        *((_line("steroid_hbv", rule.hepatitis_b),) if case.hbv is Hbv.POSITIVE else ()),
        *((_line(carries, rule.pregnancy),) if harms_a_child(case) else ()),
        *(
            (_line("ssc_kidney", watch.renal_crisis_kidney, low, limit=low.value),)
            if crisis
            else ()
        ),
    )


def _line(says: str, *because: Fact[Any], **values: Decimal) -> Line:
    return Line(section=START, says=says, because=because, values=values)


def _pulse_given(guideline: Guideline, case: Case) -> tuple[Line, ...]:
    if not case.pulse_days:
        return ()
    rule = guideline.steroid.pulse
    return (
        Line(
            section=START,
            says="pulse_given_open" if isinstance(case.pulse_mg, Unknown) else "pulse_given",
            because=(rule.oral_after, rule.max_mg, rule.max_mg_per_kg),
            values={
                **({} if isinstance(case.pulse_mg, Unknown) else {"mg": case.pulse_mg}),
                "days": case.pulse_days,
                "first": case.start_date - timedelta(days=case.pulse_days),
                "last": case.start_date - A_DAY,
            },
        ),
    )


def _product(guideline: Guideline, case: Case, start: Start) -> Line:
    """Weight times factor, and the dose that the rule makes of it."""
    option = start.suggested
    return Line(
        section=DOSE,
        says="start_dose",
        because=_product_facts(guideline, case),
        values={
            "weight_kg": case.weight_kg,
            "factor": option.factor,
            "raw_mg": option.raw_mg,
            "mg": option.mg,
        },
    )


def _product_facts(guideline: Guideline, case: Case) -> Facts:
    if case.subtype is Subtype.JUVENILE:
        return (guideline.steroid.juvenile.mg_per_kg,)
    rule = guideline.steroid.start
    facts = (rule.range, factor(guideline, level_of(case)))
    return (*facts, rule.necrotizing) if case.subtype is Subtype.NECROTIZING else facts


def _steps(guideline: Guideline, case: Case, start: Start) -> tuple[Line, ...]:
    """One line for each step from the product to the dose."""
    option = start.suggested
    before = (option.raw_mg, *(step.mg for step in option.steps))
    return tuple(
        Line(
            section=DOSE,
            says=f"start_{step.why}",
            because=_step_facts(guideline, case, step),
            values={
                "from_mg": from_mg,
                "mg": step.mg,
                "step_mg": guideline.steroid.start.nearest_mg.value,
            },
        )
        for from_mg, step in zip(before, option.steps, strict=False)
    )


def _step_facts(guideline: Guideline, case: Case, step: Step) -> Facts:
    rule, child = guideline.steroid.start, guideline.steroid.juvenile
    if step.why is Because.CAPPED:
        adult = (rule.cap_mg, rule.usual_mg, rule.upper_mg_review)
        return (child.cap_mg,) if case.subtype is Subtype.JUVENILE else adult
    if step.why is Because.ROUNDED_DOWN:
        liquid = takes_liquid(child, case.weight_kg)
        return (child.liquid_below_kg, child.liquid_grid_mg) if liquid else (child.grid_mg,)
    return (rule.nearest_mg,) if step.why is Because.NEAREST else (rule.within_range, rule.range)


def _chosen(guideline: Guideline, start: Start) -> tuple[Line, ...]:
    """The clinician's own dose beside the rule's."""
    if not start.override:
        return ()
    rule = guideline.steroid.override
    return (
        Line(
            section=DOSE,
            says="start_chosen",
            because=(rule.bounds, rule.minimum_mg, rule.grid_mg),
            values={"mg": start.mg, "rule_mg": start.suggested.mg},
        ),
    )


def _earlier(guideline: Guideline, case: Case, start: Start) -> tuple[Line, ...]:
    """The dose that was given under an earlier edition, beside what this one makes of the case."""
    if not start.earlier:
        return ()
    facts = _product_facts(guideline, case)
    return (Line(section=DOSE, says="start_earlier", because=facts, values={"mg": start.mg}),)


def _others(guideline: Guideline, case: Case, start: Start) -> tuple[Line, ...]:
    """The doses of the severities that were not entered."""
    rule = guideline.steroid.start
    return tuple(
        Line(
            section=DOSE,
            says="start_option",
            because=(factor(guideline, level), rule.range),
            values={"factor": option.factor, "mg": option.mg},
        )
        for level, option in zip(LEVELS, start.options, strict=True)
        if level is not level_of(case)
    )


def _measured(guideline: Guideline, start: Start) -> tuple[Line, ...]:
    """What the sources call usual, where the dose lies outside it."""
    rule = guideline.steroid.start
    found: list[Fact[Any]] = []
    if start.mg > rule.notice_above_mg.value:
        found += [rule.usual_mg_bsr, rule.usual_mg_label]
    if start.mg < rule.no_floor_mg.value:
        found.append(rule.no_floor_mg)
    if not start.override and start.mg == rule.cap_mg.value and start.mg < start.options[0].raw_mg:
        found.append(rule.below_range)
    if start.mg > start.options[0].mg:
        found.append(rule.offer_lower)
    return tuple(stated(DOSE, fact) for fact in found)


@cache
def _always(guideline: Guideline) -> tuple[Line, ...]:
    """How the source contradicts itself, which weight, and how the dose is taken."""
    rule = guideline.steroid.start
    return (
        stated(DOSE, rule.conflict, rule.usual_mg, rule.range),
        stated(DOSE, rule.weight),
        stated(DOSE, rule.once_daily),
    )


def _pulse(guideline: Guideline, case: Case) -> tuple[Line, ...]:
    """The pulse days before day 0, and what their milligrams count as where they are known."""
    if not case.pulse_days:
        return ()
    rule = guideline.steroid.pulse
    days = Line(
        section=SCHEDULE,
        says="pulse_days",
        because=(rule.oral_after, rule.counted, rule.days),
        values={
            "days": case.pulse_days,
            "first": case.start_date - timedelta(days=case.pulse_days),
            "oral": case.start_date,
        },
    )
    if isinstance(case.pulse_mg, Unknown):
        return (days, stated(SCHEDULE, rule.counted))
    dose = Line(
        section=SCHEDULE,
        says="pulse_dose",
        because=(rule.equivalence, rule.max_mg, rule.max_mg_per_kg),
        values={"mg": case.pulse_mg, "oral_mg": case.pulse_mg * rule.equivalence.value},
    )
    return (days, dose)
