"""The shape of the guideline beside the steroid: rescue, prevention, monitoring, declined.

Sections are compared by identity, so that lines which never change are made once for each.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.guideline.leaves import Checklist, Number, Numbers, Statement, Terms, Whole, Wholes


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PulseCard:
    """Intravenous methylprednisolone as it is published; its limits stand with the steroid."""

    mg: Numbers  # lowest, highest a day
    days: Whole
    before: Statement
    child: Statement


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Immunoglobulin:
    """Intravenous immunoglobulin as it is published."""

    g_per_kg: Number
    days: Wholes  # fewest, most
    every_weeks: Whole
    weight: Statement
    overweight: Number  # times the ideal body weight
    excess_share: Number  # of the weight above the ideal
    most_g: Number
    rate: Number  # mL per kg per minute, at most
    rate_first: Number
    rate_at_risk: Number
    caution: Checklist


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rituximab:
    """Rituximab as it is published."""

    mg: Number
    apart_days: Whole
    child_m2: Number
    child_mg_per_m2: Numbers  # up to that surface, above it
    slow_weeks: Whole
    trial: Statement
    hepatitis_b: Statement
    caution: Checklist


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cyclophosphamide:
    """Intravenous cyclophosphamide as it is published."""

    g_per_m2: Numbers  # lowest, highest each month
    mg_per_kg: Numbers
    most_g: Number
    months: Wholes
    lower_above_years: Whole
    pregnancy: Statement
    caution: Checklist


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calcineurin:
    """Ciclosporin and tacrolimus as they are published."""

    ciclosporin_mg_per_kg: Numbers  # usual, highest a day
    tacrolimus_mg_per_kg: Number
    tacrolimus_mg: Numbers  # lowest, highest, twice a day
    trough: Numbers  # ng per mL
    caution: Checklist


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RescueFollowed:
    """What follows from a rescue treatment that was given."""

    second_infusion_days: Whole
    levels_months: Wholes
    antiviral_months: Wholes  # after the last infusion, fewest and most
    next_course_weeks: Whole
    courses: Whole
    nadir_days: Wholes  # earliest, latest
    before_pulse: Statement
    calcineurin_weeks: Whole
    measles_months: Whole


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rescue:
    """Severe, extensive or refractory disease."""

    hospital: Statement
    low_egfr: Number
    definition: Checklist
    refractory_months: Whole
    escalate: Statement
    one_of: Statement
    taken: Statement
    two_from_the_start: Statement
    one_or_two_from_the_start: Statement
    pulse: PulseCard
    immunoglobulin: Immunoglobulin
    rituximab: Rituximab
    cyclophosphamide: Cyclophosphamide
    calcineurin: Calcineurin
    context: Checklist
    necrotizing: Checklist
    statin: Statement
    lung: Checklist
    emergency: Checklist
    juvenile: Statement
    reasons: Mapping[str, Checklist]  # by treatment and by the answer that speaks of it
    followed: RescueFollowed


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PneumocystisRule:
    """When prophylaxis is recommended, when it is reviewed, and in which order it is offered."""

    days: Whole
    just_left_days: Whole
    published: Statement
    from_the_start: Statement
    from_the_rise: Statement
    regardless: Checklist
    juvenile: Statement
    review: Statement
    extend: Checklist
    order: Statement
    order_with_methotrexate: Statement
    override: Statement
    cohorts: Statement
    override_egfr: Number
    half_dose_egfr: Number
    no_dose_egfr: Number
    light_kg: Number
    pentamidine_years: Whole
    adult: Checklist
    child: Checklist
    caution: Checklist


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bone:
    """Fracture risk by dose, and what to do about it."""

    days: Whole
    first_year_mg: Number
    young_years: Whole
    very_high: Statement
    fracture: Statement
    age_needed: Statement
    offer: Statement
    adult: Checklist
    young: Checklist
    density_days: Whole
    calcium_mg: Numbers
    vitamin_d_units: Numbers
    no_tablet_egfr: Number
    no_tablet: Checklist
    also: Checklist


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vaccines:
    """What is given at once, what waits for a lower dose, and what is never given."""

    at_once: Statement
    lead_weeks: Wholes  # non-live, live
    deferred: Statement
    not_deferred: Statement
    after_influenza_days: Whole
    no_hold: Statement
    rituximab: Statement
    rituximab_earlier: Statement
    pregnancy: Statement
    non_live: Statement
    zoster: Checklist  # by region
    live: Statement
    live_after: Checklist


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Adrenal:
    """A suppressed adrenal gland: every plan leads there."""

    never_stop: Statement
    risk_mg: Numbers
    card: Statement
    sick_day: Checklist
    raised_mg: Number
    parts: Whole
    gate: Statement
    cortisol: Checklist


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PatientPage:
    """What the page for the patient says beside the doses."""

    daily: Checklist
    ill: Checklist
    call: Checklist
    methotrexate: Checklist
    azathioprine: Checklist
    mycophenolate: Checklist
    cyclophosphamide: Checklist
    statin: Checklist


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prevention:
    """Pneumocystis, bone, vaccines, adrenal, screening."""

    pneumocystis: PneumocystisRule
    bone: Bone
    vaccines: Vaccines
    adrenal: Adrenal
    patient: PatientPage
    stomach: Checklist
    screening: Checklist


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Laboratory:
    """Blood tests of an agent, and the values to act on."""

    weeks: Whole
    stable_weeks: Whole
    months: Whole
    then_months: Whole
    month_weeks: Whole
    again: Statement
    act: Checklist


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SteroidWatch:
    """What the steroid does, and when to look for it."""

    glucose_weeks: Wholes
    glucose_counts: Terms  # what of the steroid before the tablets
    glucose: Checklist
    diabetes: Statement
    eyes_days: Wholes  # earliest, latest
    eyes_again_days: Whole
    renal_crisis_mg: Number
    renal_crisis_kidney: Statement
    systemic_sclerosis: Statement
    watch: Checklist


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class JuvenileCare:
    """What a child needs beside the dose."""

    leads: Statement
    intensify_weeks: Whole
    measures: Statement
    young_years: Whole
    adrenal: Statement
    never_stop: Statement
    bone: Statement
    care: Checklist


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Monitoring:
    """What to follow and when."""

    review_days: Wholes
    review: Statement
    measures: Statement
    often_weeks: Wholes
    later_months: Wholes
    reading: Checklist
    laboratory: Laboratory
    lung: Statement
    mimic_years: Whole
    cancer_years: Whole
    cancer_above_years: Whole
    cancer: Checklist
    synthetase: Statement
    adult: Checklist
    every_patient: Checklist
    steroid: SteroidWatch
    harms: Checklist
    juvenile: JuvenileCare
