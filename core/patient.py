"""The case a plan is made for: closed answers, and Unknown for what was not asked."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from core.amounts import UNKNOWN, Unknown, Weekday


class Subtype(StrEnum):
    """The subtypes that the intake offers."""

    DERMATOMYOSITIS = "dermatomyositis"
    POLYMYOSITIS = "polymyositis"
    NECROTIZING = "necrotizing"
    ANTISYNTHETASE = "antisynthetase"
    OVERLAP = "overlap"
    JUVENILE = "juvenile"
    INCLUSION_BODY = "inclusion_body"
    AMYOPATHIC = "amyopathic"
    CHECKPOINT_INHIBITOR = "checkpoint_inhibitor"


DECLINED = frozenset({Subtype.INCLUSION_BODY, Subtype.AMYOPATHIC, Subtype.CHECKPOINT_INHIBITOR})


class Severity(StrEnum):
    """How severe the disease is at the start."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


class Ild(StrEnum):
    """Whether interstitial lung disease is present; not known is an answer of its own."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Tail(StrEnum):
    """How the taper ends below 10 mg."""

    STANDARD = "standard"
    SLOW2W = "slow2w"
    SLOW4W = "slow4w"


class Region(StrEnum):
    """Whose tablet strengths and drug names are used."""

    US = "us"
    UK = "uk"
    EU = "eu"


class Sex(StrEnum):
    """Sex, as ideal body weight and the pregnancy question need it."""

    FEMALE = "F"
    MALE = "M"


class Pregnancy(StrEnum):
    """Pregnancy, planned pregnancy or breastfeeding."""

    YES = "yes"
    NO = "no"
    PLANNING = "planning"
    BREASTFEEDING = "breastfeeding"


class Hbv(StrEnum):
    """Hepatitis B serology."""

    NEGATIVE = "neg"
    POSITIVE = "pos"


class Metabolizer(StrEnum):
    """A TPMT or NUDT15 result."""

    NORMAL = "normal"
    INTERMEDIATE = "intermediate"
    POOR = "poor"
    INDETERMINATE = "indeterminate"


class SulfaAllergy(StrEnum):
    """An earlier reaction to a sulfonamide."""

    NONE = "none"
    MILD = "mild"
    SEVERE = "severe"


class G6pd(StrEnum):
    """Glucose-6-phosphate dehydrogenase activity."""

    NORMAL = "normal"
    DEFICIENT = "deficient"


class Immunosuppressant(StrEnum):
    """A drug beside the steroid that may have been given before."""

    METHOTREXATE = "methotrexate"
    AZATHIOPRINE = "azathioprine"
    MYCOPHENOLATE = "mycophenolate"
    CALCINEURIN_INHIBITOR = "calcineurin_inhibitor"
    CYCLOPHOSPHAMIDE = "cyclophosphamide"
    RITUXIMAB = "rituximab"
    IMMUNOGLOBULIN = "immunoglobulin"
    OTHER = "other"


class Experience(StrEnum):
    """What is known of such a drug in this patient."""

    TAKING = "taking"
    FAILED = "failed"
    NOT_TOLERATED = "not_tolerated"


class Antibody(StrEnum):
    """A myositis antibody that was found."""

    HMGCR = "hmgcr"
    SRP = "srp"
    MDA5 = "mda5"
    TIF1G = "tif1g"
    NXP2 = "nxp2"
    JO1 = "jo1"
    OTHER_SYNTHETASE = "other_synthetase"


class Cyp3a4(StrEnum):
    """Whether a drug strongly slows down or speeds up the enzyme CYP3A4."""

    NONE = "none"
    INHIBITOR = "inhibitor"
    INDUCER = "inducer"


class Route(StrEnum):
    """How methotrexate is given."""

    MOUTH = "mouth"
    SKIN = "skin"


class EarlierDose(NamedTuple):
    """Days on one dose of steroid before the plan, in mg of prednisone a day; zero is a pause."""

    mg: Decimal
    days: int


EarlierSteroid = tuple[EarlierDose, ...]  # oldest first, up to the day before the plan
Experiences = tuple[tuple[Immunosuppressant, Experience], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A checked case: required answers, choices with their defaults, and optional answers.

    Field names are the keys of the planner's input. Whatever is UNKNOWN was not answered.
    """

    weight_kg: Decimal  # one decimal at most
    subtype: Subtype
    severity: Severity
    ild: Ild
    start_date: date  # day 0, the first oral dose
    hold_weeks: int
    tail: Tail = Tail.STANDARD
    start_mg: Decimal | None = None  # the clinician's own start dose
    pulse_days: int = 0
    pulse_mg: Decimal | Unknown = UNKNOWN
    methotrexate_weekday: Weekday | None = None
    region: Region = Region.US
    age: int | Unknown = UNKNOWN  # years
    height_cm: Decimal | Unknown = UNKNOWN
    sex: Sex | Unknown = UNKNOWN
    pregnancy: Pregnancy | Unknown = UNKNOWN
    egfr: Decimal | Unknown = UNKNOWN  # mL per min per 1.73 m2
    liver_disease: bool | Unknown = UNKNOWN
    alcohol_excess: bool | Unknown = UNKNOWN
    cytopenia: bool | Unknown = UNKNOWN
    allopurinol: bool | Unknown = UNKNOWN
    febuxostat: bool | Unknown = UNKNOWN
    statin: bool | Unknown = UNKNOWN
    ssc_overlap: bool | Unknown = UNKNOWN
    rituximab: bool | Unknown = UNKNOWN
    cyclophosphamide: bool | Unknown = UNKNOWN
    raas_or_k_sparing: bool | Unknown = UNKNOWN
    rapidly_progressive: bool | Unknown = UNKNOWN
    mda5: bool | Unknown = UNKNOWN
    respiratory_weakness: bool | Unknown = UNKNOWN
    severe_dysphagia: bool | Unknown = UNKNOWN
    myocarditis: bool | Unknown = UNKNOWN
    active_infection: bool | Unknown = UNKNOWN
    dysphagia: bool | Unknown = UNKNOWN
    hbv: Hbv | Unknown = UNKNOWN
    tpmt: Metabolizer | Unknown = UNKNOWN
    nudt15: Metabolizer | Unknown = UNKNOWN
    sulfa_allergy: SulfaAllergy | Unknown = UNKNOWN
    g6pd: G6pd | Unknown = UNKNOWN
    earlier_steroid: EarlierSteroid | Unknown = UNKNOWN  # (): none
    immunosuppressants: Experiences | Unknown = UNKNOWN  # (): none ever
    antibodies: tuple[Antibody, ...] | Unknown = UNKNOWN  # (): none found
    diabetes: bool | Unknown = UNKNOWN
    fragility_fracture: bool | Unknown = UNKNOWN
    cyp3a4: Cyp3a4 | Unknown = UNKNOWN
    agent_start: date | None = None  # None: with the steroid
    methotrexate_route: Route | None = None
