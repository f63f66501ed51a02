"""A suppressed adrenal gland: what is said from the first day, and the day to test it."""

from datetime import timedelta
from functools import cache
from typing import Any

from core.evidence import Fact, Line, Section, stated
from core.guideline.schema import Guideline
from core.guideline.schema_treatment import Adrenal
from core.patient import Case
from core.steroid.exposure import Exposure

PREVENTION = Section.PREVENTION

Facts = tuple[Fact[Any], ...]
Lines = tuple[Line, ...]


def lines(guideline: Guideline, case: Case, exposure: Exposure | None) -> Lines:
    """For an adult with the day of the gate; for a child what the child's own plan says."""
    rule = guideline.prevention.adrenal
    if exposure is None:
        care = guideline.monitoring.juvenile
        return (stated(PREVENTION, care.never_stop), stated(PREVENTION, care.adrenal))
    gate = Line(
        section=PREVENTION,
        says="adrenal_gate",
        because=(rule.gate, guideline.exposure.gate_mg),
        values={
            "date": case.start_date + timedelta(days=exposure.first_at_5),
            "mg": guideline.exposure.gate_mg.value,
        },
    )
    return (*_from_the_start(rule), gate, *_at_the_gate(rule))


@cache
def _from_the_start(rule: Adrenal) -> Lines:
    facts: Facts = (rule.never_stop, rule.risk_mg, rule.card, *rule.sick_day.values())
    return tuple(stated(PREVENTION, fact) for fact in facts)


@cache
def _at_the_gate(rule: Adrenal) -> Lines:
    return tuple(stated(PREVENTION, fact) for fact in (rule.gate, *rule.cortisol.values()))
