"""Azathioprine: what keeps it closed, its target by ideal body weight, and how it is reached."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from core.agents.titration import Rise, titration
from core.amounts import UNKNOWN, Unknown, down_to
from core.answers import below, harms_a_child
from core.evidence import Fact, Line, Section, Value, stated
from core.guideline.schema_agents import Azathioprine, AzathioprineBlocks
from core.patient import Case, Metabolizer, Sex

AGENT = Section.AGENT
INTERMEDIATE = Metabolizer.INTERMEDIATE
ASKED = (
    "ild", "height_cm", "sex", "egfr", "liver_disease", "cytopenia", "allopurinol", "febuxostat",
    "active_infection", "hbv",
)  # fmt: skip
TESTS = ("tpmt", "nudt15")
AWAITED = frozenset({"tpmt_unknown", "nudt15_unknown"})

Facts = tuple[Fact[Any], ...]
Holds = Callable[[AzathioprineBlocks, Case], bool]
Intakes = tuple[Decimal, ...]

BLOCKS: tuple[tuple[str, Holds], ...] = (
    ("tpmt_unknown", lambda _rule, case: case.tpmt is UNKNOWN),
    ("tpmt_indeterminate", lambda _rule, case: case.tpmt is Metabolizer.INDETERMINATE),
    ("tpmt_poor", lambda _rule, case: case.tpmt is Metabolizer.POOR),
    ("nudt15_unknown", lambda _rule, case: case.nudt15 is UNKNOWN),
    ("nudt15_indeterminate", lambda _rule, case: case.nudt15 is Metabolizer.INDETERMINATE),
    ("nudt15_poor", lambda _rule, case: case.nudt15 is Metabolizer.POOR),
    ("both_intermediate", lambda _rule, case: case.tpmt is case.nudt15 is INTERMEDIATE),
    ("allopurinol", lambda _rule, case: case.allopurinol is True),
    ("febuxostat", lambda _rule, case: case.febuxostat is True),
    ("cytopenia", lambda _rule, case: case.cytopenia is True),
    ("egfr_below_10", lambda rule, case: below(case.egfr, rule.egfr_below_10.value)),
)


def blocks(rule: AzathioprineBlocks, case: Case) -> tuple[str, ...]:
    """The names of every block that holds."""
    return tuple(name for name, holds in BLOCKS if holds(rule, case))


def target_mg(rule: Azathioprine, case: Case) -> Decimal | None:
    """mg a day in whole tablets, or None under one tablet, or without height or sex.

    Kilograms are kept times cm per inch until the end, so that no division decides a dose.
    """
    scale = rule.cm_per_inch.value
    scaled_kg = _scaled_kg(rule, case)
    if scaled_kg is None:
        return None
    share = Decimal(1)
    for fact in shares(rule, case):
        share *= fact.value
    grid = rule.tablet_mg.value
    mg = down_to(rule.mg_per_kg.value * scaled_kg * share, grid * scale) / scale
    return mg if mg >= grid else None


def shares(rule: Azathioprine, case: Case) -> tuple[Fact[Decimal], ...]:
    """What the target is multiplied by: one intermediate result, impaired kidneys."""
    slow = (rule.one_intermediate,) if _one_intermediate(case) else ()
    kidney = (rule.kidney_share,) if below(case.egfr, rule.kidney_below.value) else ()
    return (*slow, *kidney)


def rises(rule: Azathioprine, case: Case, target: Decimal) -> tuple[Rise, ...]:
    """mg a day from each week on, never above the target."""
    slow = _one_intermediate(case)
    return titration(
        start=(rule.start_low_mg if slow else rule.start_mg).value,
        step=rule.step_mg.value,
        every_weeks=(rule.step_weeks_intermediate if slow else rule.step_weeks).value,
        target=target,
    )


def intakes(rule: Azathioprine, mg: Decimal) -> Intakes:
    """The daily amount in whole tablets over the doses of a day, the larger first."""
    grid = rule.tablet_mg.value
    later = down_to(mg / rule.doses_a_day.value, grid)
    return (mg - later, later) if later else (mg,)


def _one_intermediate(case: Case) -> bool:
    return INTERMEDIATE in (case.tpmt, case.nudt15)


def _base_kg(rule: Azathioprine, case: Case) -> Fact[Decimal]:
    return rule.base_male_kg if case.sex is Sex.MALE else rule.base_female_kg


def _scaled_kg(rule: Azathioprine, case: Case) -> Decimal | None:
    """The smaller of ideal and actual body weight, in kg times cm per inch."""
    if isinstance(case.height_cm, Unknown) or isinstance(case.sex, Unknown):
        return None
    ideal = _ideal_scaled(rule, case, case.height_cm)
    return min(ideal, case.weight_kg * rule.cm_per_inch.value)


def ideal_kg(rule: Azathioprine, case: Case) -> Decimal | None:
    """Ideal body weight by sex and height; None where one of them is not known."""
    if isinstance(case.height_cm, Unknown) or isinstance(case.sex, Unknown):
        return None
    return _ideal_scaled(rule, case, case.height_cm) / rule.cm_per_inch.value


def _ideal_scaled(rule: Azathioprine, case: Case, height_cm: Decimal) -> Decimal:
    """In kg times cm per inch."""
    above_cm = max(height_cm - rule.base_height_cm.value, Decimal(0))
    scale = rule.cm_per_inch.value
    return _base_kg(rule, case).value * scale + rule.kg_per_inch.value * above_cm


def lines(
    rule: Azathioprine,
    case: Case,
    target: Decimal | None,
    given: Sequence[tuple[Mapping[str, Value], Decimal]],
) -> tuple[Line, ...]:
    """The daily amounts that were confirmed, the target with its arithmetic where it is known,
    then every safeguard."""
    pregnancy = (stated(AGENT, rule.caution["pregnancy"]),) if harms_a_child(case) else ()
    scaled_kg = _scaled_kg(rule, case)
    confirmed = tuple(_dose_line(rule, case, days, intakes(rule, mg)) for days, mg in given)
    target = target_mg(rule, case) if target is not None else None  # by the weight as it is now
    if target is None or scaled_kg is None:
        return (*confirmed, *pregnancy, *_safeguards(rule))
    return (
        *confirmed,
        *_target_lines(rule, case, scaled_kg, target),
        stated(AGENT, rule.before_step, *_interval(rule, case), rule.larger_step_mg),
        *pregnancy,
        *_safeguards(rule),
    )


def _interval(rule: Azathioprine, case: Case) -> Facts:
    return (rule.step_weeks_intermediate if _one_intermediate(case) else rule.step_weeks,)


def _dose_line(rule: Azathioprine, case: Case, days: Mapping[str, Value], intake: Intakes) -> Line:
    """The daily amount from a date on, as one or two doses."""
    slow = _one_intermediate(case)
    first = rule.start_low_mg if slow else rule.start_mg
    facts = (first, rule.step_mg, *_interval(rule, case), rule.doses_a_day)
    if len(intake) == 1:
        return Line(
            section=AGENT,
            says="azathioprine_once",
            because=facts,
            values={"mg": intake[0], **days},
        )
    larger, smaller = intake
    return Line(
        section=AGENT,
        says="azathioprine_twice",
        because=facts,
        values={"mg": larger + smaller, "larger": larger, "smaller": smaller, **days},
    )


def _target_lines(
    rule: Azathioprine, case: Case, scaled_kg: Decimal, target: Decimal
) -> tuple[Line, ...]:
    """Weight times mg per kg, each share, and the rounding."""
    formula = (_base_kg(rule, case), rule.kg_per_inch, rule.base_height_cm, rule.cm_per_inch)
    total = Line(
        section=AGENT,
        says="azathioprine_target",
        because=(
            rule.mg_per_kg,
            rule.actual_weight,
            *formula,
            rule.tablet_mg,
            rule.kidney_below,
            rule.limit_mg_per_kg,
            rule.published_mg_per_kg,
        ),
        values={
            "mg_per_kg": rule.mg_per_kg.value,
            "kg": round(scaled_kg / rule.cm_per_inch.value, 1),
            "tablet_mg": rule.tablet_mg.value,
            "mg": target,
        },
    )
    short = below(case.height_cm, rule.base_height_cm.value)
    facts = (*shares(rule, case), *((rule.short,) if short else ()))
    return (total, *(stated(AGENT, fact) for fact in facts))


@cache
def _safeguards(rule: Azathioprine) -> tuple[Line, ...]:
    facts = (rule.stop_and_call, rule.genotype)
    return tuple(stated(AGENT, fact) for fact in facts)
