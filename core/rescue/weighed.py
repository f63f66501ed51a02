"""Each rescue treatment as the answers leave it: closed, not preferred, preferred or shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from core.amounts import UNKNOWN, Unknown
from core.answers import below, experience, pregnancy_open
from core.emergencies import needs_admission
from core.guideline.schema import Guideline
from core.patient import (
    DECLINED,
    Antibody,
    Case,
    Cyp3a4,
    Experience,
    Hbv,
    Immunosuppressant,
    Pregnancy,
    Severity,
    Subtype,
)


class Treatment(StrEnum):
    """What severe disease may need, in the order it is listed."""

    METHYLPREDNISOLONE = "methylprednisolone"
    IMMUNOGLOBULIN = "immunoglobulin"
    RITUXIMAB = "rituximab"
    CYCLOPHOSPHAMIDE = "cyclophosphamide"
    CALCINEURIN_INHIBITOR = "calcineurin_inhibitor"


class Status(StrEnum):
    """What the answers make of a treatment; an earlier one of these beats a later one."""

    CLOSED = "closed"
    NOT_PREFERRED = "not_preferred"
    PREFERRED = "preferred"
    SHOWN = "shown"


class Reason(StrEnum):
    """The answer that says something of a treatment, in the order of the table."""

    ACTIVE_INFECTION = "active_infection"
    EGFR_BELOW_30 = "egfr_below_30"
    CYTOPENIA = "cytopenia"
    SSC_OVERLAP = "ssc_overlap"
    PREGNANCY = "pregnancy"
    PREGNANCY_UNKNOWN = "pregnancy_unknown"
    HBV_POS = "hbv_pos"
    HBV_UNKNOWN = "hbv_unknown"
    CYP3A4 = "cyp3a4"
    HMGCR = "hmgcr"
    SRP = "srp"
    FAILED = "failed"
    NOT_TOLERATED = "not_tolerated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A treatment with its status and every reason that says something of it."""

    treatment: Treatment
    status: Status
    because: tuple[Reason, ...] = ()


Cells = Mapping[Treatment, Status]
Holds = Callable[[Guideline, Case], bool]

PULSE, GLOBULIN, RITUXIMAB, CYCLO, CALCINEURIN = Treatment
CLOSED, NOT_PREFERRED, PREFERRED, SHOWN = Status


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: an answer, and what it makes of the treatments that it speaks of."""

    reason: Reason
    holds: Holds
    cells: Cells


def _yes(key: str, _guideline: Guideline, case: Case) -> bool:
    return getattr(case, key) is True


def _found(antibody: Antibody, _guideline: Guideline, case: Case) -> bool:
    return not isinstance(case.antibodies, Unknown) and antibody in case.antibodies


def _infection(_guideline: Guideline, case: Case, *, emergency: bool) -> bool:
    return case.active_infection is True and needs_admission(case) is emergency


def _low_egfr(guideline: Guideline, case: Case) -> bool:
    return below(case.egfr, guideline.rescue.low_egfr.value)


TABLE: tuple[Row, ...] = (
    Row(
        Reason.ACTIVE_INFECTION,
        partial(_infection, emergency=False),
        {
            PULSE: NOT_PREFERRED,
            GLOBULIN: PREFERRED,
            RITUXIMAB: CLOSED,
            CYCLO: CLOSED,
            CALCINEURIN: NOT_PREFERRED,
        },
    ),
    Row(
        Reason.ACTIVE_INFECTION,
        partial(_infection, emergency=True),
        {
            PULSE: NOT_PREFERRED,
            GLOBULIN: PREFERRED,
            RITUXIMAB: NOT_PREFERRED,
            CYCLO: NOT_PREFERRED,
            CALCINEURIN: NOT_PREFERRED,
        },
    ),
    Row(
        Reason.EGFR_BELOW_30,
        _low_egfr,
        {PULSE: SHOWN, GLOBULIN: SHOWN, CYCLO: NOT_PREFERRED, CALCINEURIN: CLOSED},
    ),
    Row(Reason.CYTOPENIA, partial(_yes, "cytopenia"), {RITUXIMAB: NOT_PREFERRED, CYCLO: CLOSED}),
    Row(
        Reason.SSC_OVERLAP,
        partial(_yes, "ssc_overlap"),
        {
            PULSE: NOT_PREFERRED,
            GLOBULIN: PREFERRED,
            RITUXIMAB: PREFERRED,
            CALCINEURIN: NOT_PREFERRED,
        },
    ),
    Row(
        Reason.PREGNANCY,
        lambda _guideline, case: case.pregnancy in (Pregnancy.YES, Pregnancy.PLANNING),
        {GLOBULIN: PREFERRED, RITUXIMAB: NOT_PREFERRED, CYCLO: CLOSED, CALCINEURIN: SHOWN},
    ),
    Row(
        Reason.PREGNANCY,
        lambda _guideline, case: case.pregnancy is Pregnancy.BREASTFEEDING,
        {GLOBULIN: PREFERRED, CYCLO: CLOSED, CALCINEURIN: SHOWN},
    ),
    Row(
        Reason.PREGNANCY_UNKNOWN,
        lambda guideline, case: pregnancy_open(guideline.agents.choice, case),
        {CYCLO: CLOSED},
    ),
    Row(
        Reason.HBV_POS,
        lambda _guideline, case: case.hbv is Hbv.POSITIVE,
        {PULSE: SHOWN, RITUXIMAB: CLOSED, CYCLO: SHOWN, CALCINEURIN: SHOWN},
    ),
    Row(
        Reason.HBV_UNKNOWN,
        lambda _guideline, case: case.hbv is UNKNOWN,
        {GLOBULIN: SHOWN, RITUXIMAB: CLOSED, CYCLO: SHOWN},
    ),
    Row(
        Reason.CYP3A4,
        lambda _guideline, case: case.cyp3a4 in (Cyp3a4.INHIBITOR, Cyp3a4.INDUCER),
        {CALCINEURIN: SHOWN},
    ),
    Row(Reason.HMGCR, partial(_found, Antibody.HMGCR), {GLOBULIN: PREFERRED}),
    Row(Reason.SRP, partial(_found, Antibody.SRP), {RITUXIMAB: PREFERRED}),
)
TRIED = {Experience.FAILED: Reason.FAILED, Experience.NOT_TOLERATED: Reason.NOT_TOLERATED}
TRIED_REASONS = frozenset(TRIED.values())


def weigh(guideline: Guideline, case: Case) -> tuple[Weighed, ...]:
    """Every treatment where the disease may need one, in the order of the list; else none."""
    asked = (
        case.severity is Severity.SEVERE
        or case.subtype is Subtype.NECROTIZING
        or needs_admission(case)
    )
    if not asked or case.subtype in DECLINED:
        return ()
    rows = [row for row in TABLE if row.holds(guideline, case)]
    return tuple(_weighed(case, rows, treatment) for treatment in Treatment)


def closing(guideline: Guideline, case: Case, treatment: Treatment) -> tuple[Reason, ...]:
    """Every answer that closes the treatment, also where the disease would not call for it."""
    tried = _experience(case, treatment)
    return (
        *(
            row.reason
            for row in TABLE
            if row.cells.get(treatment) is CLOSED and row.holds(guideline, case)
        ),
        *((TRIED[tried],) if tried in TRIED else ()),
    )


def speaks_for(reason: Reason, treatment: Treatment) -> bool:
    """Whether this answer alone would make the treatment a preferred one."""
    return any(row.reason is reason and row.cells.get(treatment) is PREFERRED for row in TABLE)


def counts_against(reason: Reason, treatment: Treatment) -> bool:
    """Whether this answer closes the treatment or makes it one that is not preferred."""
    return reason in TRIED_REASONS or any(
        row.reason is reason and row.cells.get(treatment) in (CLOSED, NOT_PREFERRED)
        for row in TABLE
    )


def taken_already(case: Case, treatment: Treatment) -> bool:
    """Whether the treatment is under way, so that none of it is offered on top."""
    return _experience(case, treatment) is Experience.TAKING


def _weighed(case: Case, rows: list[Row], treatment: Treatment) -> Weighed:
    """The first status in its order; and every reason, whichever status it speaks for."""
    found = {row.reason: row.cells[treatment] for row in rows if treatment in row.cells}
    tried = _experience(case, treatment)
    if tried in TRIED:
        found[TRIED[tried]] = CLOSED
    status = next((each for each in Status if each in found.values()), SHOWN)
    return Weighed(treatment=treatment, status=status, because=tuple(found))


def _experience(case: Case, treatment: Treatment) -> Experience | None:
    """What is known of the treatment; an earlier pulse says nothing of the next one."""
    return None if treatment is PULSE else experience(case, Immunosuppressant(treatment))
