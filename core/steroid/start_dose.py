"""The starting dose of prednisone: what the guideline allows for a case, with its arithmetic."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache

from core.amounts import down_to, plain
from core.evidence import Fact
from core.guideline.schema import Guideline, JuvenileSteroid, StartRule
from core.patient import Case, Severity, Subtype

LEVELS = tuple(Severity)


class Because(StrEnum):
    """Why a start dose differs from the plain product of weight and factor."""

    NEAREST = "nearest"  # to the nearest 5 mg, an exact half goes down
    RAISED = "raised"  # that was under 0.5 mg per kg: 5 mg more
    LOWERED = "lowered"  # that was over 1 mg per kg: 5 mg less
    CAPPED = "capped"  # not above 80 mg
    ROUNDED_DOWN = "rounded_down"  # juvenile: down to the grid
    CHOSEN = "chosen"  # the clinician's own dose


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the arithmetic: the dose after it, in mg."""

    why: Because
    mg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StartOption:
    """The rule's dose for one factor: factor x weight = raw_mg, then the steps to mg."""

    factor: Decimal  # mg per kg
    raw_mg: Decimal
    steps: tuple[Step, ...]
    mg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The start dose in force, the option it comes from, and every option."""

    mg: Decimal
    suggested: StartOption
    options: tuple[StartOption, ...]
    override: bool
    earlier: bool = False  # given under an earlier edition of the rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A published point of the juvenile taper, in mg per kg; zero is off steroid."""

    offset: int
    mg_per_kg: Decimal


def starting_dose(guideline: Guideline, case: Case) -> Start:
    """The dose of the first oral day, by the rule of the subtype or as the clinician chose."""
    if case.subtype is Subtype.JUVENILE:
        child = _juvenile(guideline.steroid.juvenile, case.weight_kg)
        return Start(mg=child.mg, suggested=child, options=(), override=False)
    rule = guideline.steroid.start
    options = tuple(
        _option(rule, factor(guideline, level).value, case.weight_kg) for level in LEVELS
    )
    suggested = options[LEVELS.index(level_of(case))]
    own = case.start_mg
    return Start(
        mg=suggested.mg if own is None else plain(own),
        suggested=suggested,
        options=options,
        override=own is not None,
    )


def level_of(case: Case) -> Severity:
    """The severity whose factor is used: one higher in necrotizing myopathy."""
    if case.subtype is not Subtype.NECROTIZING:
        return case.severity
    return LEVELS[min(LEVELS.index(case.severity) + 1, len(LEVELS) - 1)]


def factor(guideline: Guideline, level: Severity) -> Fact[Decimal]:
    """The mg per kg a day of an adult for a level of severity."""
    rule = guideline.steroid.start
    return {
        Severity.MILD: rule.mild,
        Severity.MODERATE: rule.moderate,
        Severity.SEVERE: rule.severe,
    }[level]


@cache
def milestones(guideline: Guideline) -> tuple[Milestone, ...]:
    """The published points of the juvenile taper; the case does not move them."""
    rule = guideline.steroid.juvenile
    return tuple(
        Milestone(offset=day, mg_per_kg=mg)
        for day, mg in zip(rule.milestone_days.value, rule.milestone_mg_per_kg.value, strict=True)
    )


def _option(rule: StartRule, per_kg: Decimal, weight_kg: Decimal) -> StartOption:
    """To the grid, once back into the range per kg, and then never above the cap."""
    low, high = (end * weight_kg for end in rule.range.value)
    grid, cap = rule.nearest_mg.value, rule.cap_mg.value
    raw = per_kg * weight_kg
    steps = []
    mg = _nearest(raw, grid)
    if mg != raw:
        steps.append(Step(why=Because.NEAREST, mg=mg))
    if mg < low:
        mg += grid
        steps.append(Step(why=Because.RAISED, mg=mg))
    if mg > high:
        mg -= grid
        steps.append(Step(why=Because.LOWERED, mg=mg))
    if mg > cap:
        mg = cap
        steps.append(Step(why=Because.CAPPED, mg=mg))
    return StartOption(factor=per_kg, raw_mg=plain(raw), steps=tuple(steps), mg=plain(mg))


def _nearest(value: Decimal, grid: Decimal) -> Decimal:
    """The nearest multiple of the grid; an exact half goes down."""
    below = down_to(value, grid)
    above = below + grid
    return below if value - below <= above - value else above


def takes_liquid(rule: JuvenileSteroid, weight_kg: Decimal) -> bool:
    """Whether a child is so light that the dose is measured as a liquid."""
    return weight_kg < rule.liquid_below_kg.value


def _juvenile(rule: JuvenileSteroid, weight_kg: Decimal) -> StartOption:
    """Never above the cap, then down to the grid of tablets or of a liquid."""
    liquid = takes_liquid(rule, weight_kg)
    grid = rule.liquid_grid_mg.value if liquid else rule.grid_mg.value
    raw = rule.mg_per_kg.value * weight_kg
    steps = []
    mg = min(raw, rule.cap_mg.value)
    if mg < raw:
        steps.append(Step(why=Because.CAPPED, mg=mg))
    rounded = down_to(mg, grid)
    if rounded < mg:
        steps.append(Step(why=Because.ROUNDED_DOWN, mg=rounded))
    return StartOption(
        factor=rule.mg_per_kg.value, raw_mg=plain(raw), steps=tuple(steps), mg=plain(rounded)
    )
