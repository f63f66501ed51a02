"""The shape of the guideline: what the source says, as facts with a place and a standing.

A field that is a `Fact` is one statement; `Mapping[str, Fact[None]]` is an ordered checklist.
Where a fact holds several numbers, the comment names them in order.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.evidence import Source
from core.guideline.leaves import Checklist, Number, Numbers, Statement, Whole, Wholes
from core.guideline.schema_agents import Agents
from core.guideline.schema_treatment import Monitoring, Prevention, Rescue
from core.guideline.schema_visit import Cutoffs, Response, VisitEntries


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the whole plan rests on, and what it was not told."""

    adults: Statement
    goals: Statement
    consensus: Statement
    origin: Statement
    subtypes: Statement
    read_again: Statement
    not_asked: Mapping[str, Statement]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What an answer may be; both ends belong to it."""

    weight_adult_kg: Numbers  # lowest, highest
    weight_adult_usual_kg: Numbers  # lowest, highest
    weight_change_percent: Number
    weight_juvenile_kg: Numbers  # lowest, highest
    pounds_from: Number
    kg_per_pound: Number
    adult_age: Whole
    age: Wholes  # lowest, highest
    height_cm: Numbers  # lowest, highest
    egfr: Numbers  # lowest, highest
    calendar_days: Whole
    earlier_doses: Whole
    earlier_mg: Numbers  # lowest, highest
    earlier_mg_places: Whole
    earlier_days: Wholes  # fewest, most, of one dose and in all
    agent_start_days: Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRule:
    """The first dose of an adult."""

    range: Numbers  # lowest, highest mg per kg
    usual_mg: Numbers  # lowest, highest
    usual_mg_bsr: Numbers  # lowest, highest
    usual_mg_label: Numbers  # lowest, highest
    upper_mg_review: Number
    mild: Number  # mg per kg
    moderate: Number
    severe: Number
    necrotizing: Statement
    weight: Statement
    nearest_mg: Number
    within_range: Statement
    cap_mg: Number
    below_range: Statement
    conflict: Statement
    no_floor_mg: Number
    notice_above_mg: Number
    offer_lower: Statement
    once_daily: Statement
    with_infection: Statement
    swallowing: Statement
    cyp3a4: Statement
    hepatitis_b: Statement
    pregnancy: Statement
    earlier: Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """The clinician's own first dose."""

    bounds: Statement
    minimum_mg: Number
    grid_mg: Number
    confirm_below: Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class JuvenileSteroid:
    """The first dose of a child, and the published milestones."""

    mg_per_kg: Number
    cap_mg: Number
    grid_mg: Number
    liquid_below_kg: Number
    liquid_grid_mg: Number
    milestone_days: Wholes
    milestone_mg_per_kg: Numbers  # as many as days; zero is off
    milestone_limit: Statement
    no_adult_taper: Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """Intravenous methylprednisolone before the first oral day."""

    days: Wholes  # fewest, most
    max_mg: Number
    max_mg_per_kg: Number
    usual_mg: Number  # lowest of an adult that is not asked about
    oral_after: Statement
    equivalence: Number  # mg of oral steroid that 1 mg of methylprednisolone counts as
    counted: Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Steroid:
    """The first dose."""

    start: StartRule
    override: Override
    juvenile: JuvenileSteroid
    pulse: Pulse
    equivalents: Mapping[str, Numbers]  # of a steroid: times, over


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """How long the first dose is held."""

    weeks: Wholes
    default_weeks: Whole
    published_bsr: Whole  # weeks
    published_review: Wholes  # weeks, fewest and most
    published_plateau: Statement
    shifts: Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What must be answered before a step."""

    controlled: Statement
    questions: Statement
    interim_day: Whole
    first: Statement
    later: Statement
    after_flare: Statement
    rising_enzyme: Statement
    red_flag: Statement
    unanswered: Statement
    reassess_day: Whole
    over_plan_weeks: Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRules:
    """What may be decided once the course has begun."""

    hold_weeks: Wholes  # fewest, most
    flare_weeks: Wholes  # fewest, most
    off_plan_weeks: Wholes  # fewest, most
    flare: Statement
    bounds: Statement
    finest_mg: Number
    whole_mg: Statement
    early: Statement
    abrupt_weeks: Whole
    abrupt_mg: Number
    abrupt_high_mg: Number
    abrupt_high_weeks: Whole  # above that dose
    ahead_days: Whole
    anew: Statement
    ended: Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Tails:
    """The three ways to end from 10 mg."""

    standard: Whole  # weeks between steps
    slow2w: Whole
    slow4w: Whole
    slow_step: Numbers  # step, the dose from which it applies
    conflict: Statement
    first_row: Statement
    whole_mg: Statement
    choice: Statement
    offer_slow: Statement
    comparator: Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Taper:
    """The falling doses and what is counted along them."""

    hold: Hold
    gate: Gate
    change: ChangeRules
    interval_weeks: Whole
    fast: Numbers  # step in mg, the dose it stops at
    middle: Numbers
    fine: Numbers
    landing: Statement
    tail: Tails
    end: Statement
    provisional: Statement
    day_zero: Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposureRule:
    """The thresholds that exposure is counted at."""

    high_mg: Number
    moderate_mg: Number
    low_mg: Number
    gate_mg: Number
    first_year_days: Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionTablets:
    """What is sold in a region."""

    strengths_mg: Numbers
    halved_mg: Numbers  # strengths that may be broken in two
    liquids: Numbers  # mg per mL


@dataclass(frozen=True, slots=True, kw_only=True)
class Tablets:
    """How a dose is made of tablets."""

    us: RegionTablets
    uk: RegionTablets
    eu: RegionTablets
    part: Number  # of a tablet
    choice: Statement
    most_a_day: Whole
    equivalence: Statement
    liquid: Statement


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Declined:
    """Subtypes without a plan: what is said instead, most important first."""

    inclusion_body: Checklist
    amyopathic: Checklist
    checkpoint_inhibitor: Checklist


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Guideline:
    """Every fact that a plan may rest on; known by identity, so that results can be kept."""

    name: str
    edition: str
    stamp: str  # name, edition and the hash of the text
    sources: Mapping[str, Source]
    about: About
    limits: Limits
    steroid: Steroid
    taper: Taper
    exposure: ExposureRule
    tablets: Tablets
    agents: Agents
    rescue: Rescue
    prevention: Prevention
    monitoring: Monitoring
    declined: Declined
    response: Response
    cutoffs: Cutoffs
    visit: VisitEntries
    earlier: Mapping[str, "Guideline"] = field(default_factory=dict)  # editions, by their names
