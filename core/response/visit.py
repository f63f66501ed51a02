"""A visit: what was found on one day, each measure of it optional, and mended by a later entry.

What was not entered is not there: nothing is normal because it is missing. Values are in the
units of the guideline's limits. Who entered it, by name and instant, is kept beside it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal
from enum import StrEnum


class Measure(StrEnum):
    """What is found as a number."""

    MMT = "mmt"
    CMAS = "cmas"
    CHAIR_STANDS = "chair_stands"
    CK = "ck"
    ALDOLASE = "aldolase"
    ALT = "alt"
    AST = "ast"
    LDH = "ldh"
    HAQ = "haq"  # or CHAQ
    PHYSICIAN = "physician"
    PATIENT = "patient"
    EXTRAMUSCULAR = "extramuscular"
    HAEMOGLOBIN = "haemoglobin"
    WHITE_CELLS = "white_cells"
    NEUTROPHILS = "neutrophils"
    LYMPHOCYTES = "lymphocytes"
    PLATELETS = "platelets"
    EOSINOPHILS = "eosinophils"
    MCV = "mcv"
    CREATININE = "creatinine"
    EGFR = "egfr"
    ALBUMIN = "albumin"
    GGT = "ggt"
    BILIRUBIN = "bilirubin"
    INR = "inr"
    GLUCOSE = "glucose"
    HBA1C = "hba1c"
    POTASSIUM = "potassium"
    MAGNESIUM = "magnesium"
    IMMUNOGLOBULIN_G = "immunoglobulin_g"
    TROUGH = "trough"
    SYSTOLIC = "systolic"
    DIASTOLIC = "diastolic"
    SATURATION_REST = "saturation_rest"
    SATURATION_WALKING = "saturation_walking"
    FVC = "fvc"
    DLCO = "dlco"
    TROPONIN = "troponin"
    CORTISOL = "cortisol"
    WEIGHT = "weight"


class Sign(StrEnum):
    """What is asked for at every visit."""

    SWALLOWING = "swallowing"  # new trouble
    BREATHING = "breathing"  # new trouble
    CHEST_PAIN = "chest_pain"
    FEVER = "fever"
    BLACK_STOOLS = "black_stools"
    RASH = "rash"
    FINGER_FLEXORS = "finger_flexors"  # or thighs: weaker than the rest


class Strength(StrEnum):
    """Strength in a word, against the visit before."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


class Trend(StrEnum):
    """Creatine kinase in a word, against the visit before."""

    FALLING = "falling"
    FLAT = "flat"
    RISING = "rising"


class Result(StrEnum):
    """A test that has no number."""

    NORMAL = "normal"
    ABNORMAL = "abnormal"


class EnteredBy(StrEnum):
    """What the person was who entered it."""

    PRESCRIBER = "prescriber"
    CARE_TEAM = "care_team"


ENZYMES = (Measure.CK, Measure.ALDOLASE, Measure.LDH, Measure.AST, Measure.ALT)
STRENGTH = (Measure.MMT, Measure.CMAS)
GLOBALS = (Measure.HAQ, Measure.PHYSICIAN, Measure.PATIENT, Measure.EXTRAMUSCULAR)
OF_THE_SCORE = (*STRENGTH, *ENZYMES, *GLOBALS)
WITH_A_LIMIT = (*ENZYMES, Measure.GGT, Measure.BILIRUBIN, Measure.TROPONIN)
ON_A_SCALE = (Measure.MMT, Measure.EXTRAMUSCULAR)  # there is more than one
TIMED = (Measure.GLUCOSE, Measure.TROUGH)


class BadVisit(ValueError):
    """No such visit can be: twice the same measure, or a value without what it is counted by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One number, with what it is counted by where that differs between places."""

    measure: Measure
    value: Decimal
    of: Decimal | None = None  # the laboratory's upper limit, or the end of the scale
    hours: Decimal | None = None  # since the last dose of the steroid
    at: time | None = None  # on the clock of the place

    def __post_init__(self) -> None:
        counted = self.measure in WITH_A_LIMIT or self.measure in ON_A_SCALE
        if (
            (self.of is not None and not counted)
            or (self.of is None and self.measure in ON_A_SCALE)
            or (self.hours is not None and self.measure is not Measure.CORTISOL)
            or (self.at is not None and self.measure not in TIMED)
        ):
            raise BadVisit(self.measure)

    @property
    def is_normal(self) -> bool:
        """Whether it is known to be within its limit."""
        return self.of is not None and self.value <= self.of

    @property
    def is_raised(self) -> bool:
        """Whether it is known to be over its limit."""
        return self.of is not None and self.value > self.of


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What was found on one day, as one person entered it."""

    number: int  # its place among all entries of the plan, from 1
    day: date
    role: EnteredBy
    findings: tuple[Finding, ...] = ()
    strength: Strength | None = None
    ck_trend: Trend | None = None
    signs: tuple[Sign, ...] | None = None  # (): asked for, none of them; None: not asked
    pregnant: bool | None = None  # a test
    urine: Result | None = None
    ecg: Result | None = None
    corrects: int | None = None  # the number of the entry that this one stands for

    def __post_init__(self) -> None:
        measures = [each.measure for each in self.findings]
        signs = self.signs or ()
        if len({*measures}) < len(measures) or len({*signs}) < len(signs):
            raise BadVisit(self.number)
        if self.corrects is not None and not 0 < self.corrects < self.number:
            raise BadVisit(self.number)

    @property
    def is_in_words(self) -> bool:
        """Whether it holds answers about the response and no result of a measurement or test."""
        return not self.findings and (self.pregnant, self.urine, self.ecg) == (None, None, None)

    def found(self, measure: Measure) -> Finding | None:
        """The number of this measure; None where it was not entered."""
        return next((each for each in self.findings if each.measure is measure), None)

    def value(self, measure: Measure) -> Decimal | None:
        """The bare number of this measure."""
        found = self.found(measure)
        return found.value if found else None


Visits = tuple[Visit, ...]


def added(visits: Visits, visit: Visit) -> Visits:
    """The history with one entry more; raises BadVisit where it does not follow on.

    An entry is mended once: whoever mends it again mends the entry that stands for it.
    """
    standing = {each.number for each in in_force(visits)}
    if visit.number != len(visits) + 1:
        raise BadVisit(visit.number)
    if visit.corrects is not None and visit.corrects not in standing:
        raise BadVisit(visit.number)
    return (*visits, visit)


def in_force(visits: Iterable[Visit]) -> Visits:
    """The entries that no later one stands for, by day and then as they were entered."""
    every = tuple(visits)
    struck = {each.corrects for each in every}
    kept = (each for each in every if each.number not in struck)
    return tuple(sorted(kept, key=lambda each: (each.day, each.number)))


def by_day(visits: Iterable[Visit]) -> Visits:
    """One visit for each day: what was entered apart stands together, of twice the later."""
    days = dict[date, Visit]()
    for each in in_force(visits):
        days[each.day] = _together(days[each.day], each) if each.day in days else each
    return tuple(days.values())


def contradicted(before: Visit, later: Visit) -> tuple[Measure, ...]:
    """The measures that both have, and not alike: to be asked about before they are kept."""
    known = {each.measure: each for each in before.findings}
    return tuple(
        each.measure
        for each in later.findings
        if each.measure in known and known[each.measure] != each
    )


def _together(before: Visit, later: Visit) -> Visit:
    findings = {each.measure: each for each in (*before.findings, *later.findings)}
    both = (each.signs for each in (before, later) if each.signs is not None)
    signs = tuple(dict.fromkeys(sign for each in both for sign in each))
    asked = before.signs is not None or later.signs is not None
    return replace(
        later,
        findings=tuple(findings.values()),
        strength=later.strength or before.strength,
        ck_trend=later.ck_trend or before.ck_trend,
        signs=signs if asked else None,
        pregnant=before.pregnant if later.pregnant is None else later.pregnant,
        urine=later.urine or before.urine,
        ecg=later.ecg or before.ecg,
    )
