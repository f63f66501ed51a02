"""The shape of the guideline for the steroid-sparing agents."""

from dataclasses import dataclass

from core.guideline.leaves import Checklist, Number, Numbers, Statement, Terms, Whole, Wholes


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Choice:
    """Which agent, in which order of questions."""

    together: Statement
    slow_effect: Wholes  # months, fewest and most
    emergency: Statement
    infection: Statement
    pregnancy: Statement
    pregnancy_ages: Wholes  # youngest, oldest
    without_lung_disease: Statement
    with_lung_disease: Statement
    juvenile: Statement
    genetic_test: Statement
    specialist: Statement
    specialist_pregnancy: Statement
    unanswered: Statement
    asked_of_every_agent: Terms  # keys of answers, beside those of the drug
    hepatitis_b: Statement
    admission: Statement
    already_treated: Statement
    failed: Statement
    not_tolerated: Statement
    taken_closed: Statement


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MethotrexateBlocks:
    """What keeps methotrexate closed; the field is the name of the block."""

    pregnancy: Statement
    ild: Statement
    ild_unknown: Statement
    egfr_below_60: Number
    liver_disease: Statement
    alcohol_excess: Statement
    hbv: Statement
    cytopenia: Statement


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AzathioprineBlocks:
    """What keeps azathioprine closed; the field is the name of the block."""

    tpmt_unknown: Statement
    tpmt_indeterminate: Statement
    tpmt_poor: Statement
    nudt15_unknown: Statement
    nudt15_indeterminate: Statement
    nudt15_poor: Statement
    both_intermediate: Statement
    allopurinol: Statement
    febuxostat: Statement
    cytopenia: Statement
    egfr_below_10: Number


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MycophenolateBlocks:
    """What keeps mycophenolate closed; the field is the name of the block."""

    pregnancy: Statement


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Blocks:
    """What keeps each drug closed."""

    methotrexate: MethotrexateBlocks
    azathioprine: AzathioprineBlocks
    mycophenolate: MycophenolateBlocks


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Methotrexate:
    """The adult drug that is taken once a week."""

    source_figure: Numbers  # lowest, highest; withheld
    source_error: Statement
    weekly: Statement
    start_mg: Number
    start_low_mg: Number
    older_years: Whole
    light_kg: Number
    step_mg: Number
    smaller_step_mg: Number
    step_weeks: Whole
    before_step: Statement
    limit_mg: Number
    end_low_mg: Number
    published_mg: Numbers  # lowest, highest
    label_mg: Numbers  # start, highest, in arthritis
    under_skin_above_mg: Number
    published_split: Statement
    no_split: Statement
    tablet_mg: Number
    supply_weeks: Whole
    folic_acid_us_mg: Number
    folic_acid_uk_mg: Number
    folic_acid_uk_day: Whole  # days after the weekly dose
    egfr_refused: Number
    apart_days: Whole
    stop_and_call: Statement
    contraception: Statement
    caution: Checklist


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class JuvenileMethotrexate:
    """The drug as children get it, under the skin."""

    mg_per_m2: Number
    mg_per_kg: Number
    ceiling_mg: Number
    grid_mg: Number
    surface_divisor: Number
    route: Statement
    not_written: Statement
    volume: Statement
    folic_acid: Statement


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Azathioprine:
    """Tablets by ideal body weight, metabolism and kidney."""

    start_mg: Number
    start_low_mg: Number
    step_mg: Number
    larger_step_mg: Number
    step_weeks: Whole
    step_weeks_intermediate: Whole
    before_step: Statement
    mg_per_kg: Number
    published_mg_per_kg: Numbers  # lowest, highest
    limit_mg_per_kg: Number
    one_intermediate: Number  # share of the target
    kidney_share: Number
    kidney_below: Number
    tablet_mg: Number
    doses_a_day: Whole
    below_one_tablet: Statement
    base_male_kg: Number
    base_female_kg: Number
    kg_per_inch: Number
    base_height_cm: Number
    cm_per_inch: Number
    actual_weight: Statement
    short: Statement
    genotype: Statement
    stop_and_call: Statement
    caution: Checklist


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mycophenolate:
    """Twice a day, raised each week."""

    start_mg: Number
    step_mg: Number
    step_weeks: Whole
    target_mg: Number
    limit_mg: Number
    published_g: Numbers  # lowest, highest
    doses_a_day: Whole
    low_egfr: Number
    cytopenia: Statement
    contraception: Statement
    caution: Checklist


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Life:
    """What may be decided of a drug along the plan, and when it is asked for."""

    begin: Statement
    silence: Statement
    not_confirmed: Statement
    not_begun_days: Whole
    before_rise_days: Whole
    stay_weeks: Whole
    hold: Statement
    resume: Statement
    stop: Statement
    recovery: Statement
    repeat_weeks: Whole
    overdue_days: Whole
    overdue_hold_days: Whole
    late_days: Whole
    late_apart_days: Whole
    vaccine_days: Whole
    hepatitis_months: Whole
    try_months: Whole
    weekly_weeks: Whole
    beside: Statement
    other: Statement
    combined: Statement
    under_skin_only_mg: Number
    washout: Checklist  # by drug


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Agents:
    """Steroid-sparing agents."""

    choice: Choice
    blocks: Blocks
    methotrexate: Methotrexate
    juvenile_methotrexate: JuvenileMethotrexate
    azathioprine: Azathioprine
    mycophenolate: Mycophenolate
    life: Life
