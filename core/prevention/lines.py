"""Pneumocystis, bone, vaccines, adrenal protection, stomach and screening, in this order."""

from functools import cache

from core.agents.choice import AgentChoice
from core.answers import is_child
from core.evidence import Line, Section, stated
from core.guideline.schema import Guideline
from core.guideline.schema_treatment import Prevention
from core.patient import Case
from core.prevention import adrenal, bone, prophylaxis, vaccines
from core.prevention.bone import FractureRisk, fracture_risk
from core.prevention.pneumocystis import Pneumocystis, pneumocystis
from core.steroid.exposure import Exposure

__all__ = ["FractureRisk", "fracture_risk", "lines", "pneumocystis"]

Lines = tuple[Line, ...]


def lines(  # noqa: PLR0917  what a plan is made of, in the order it is found
    guideline: Guideline,
    case: Case,
    exposure: Exposure | None,
    choice: AgentChoice,
    found: Pneumocystis,
    risk: FractureRisk | None,
) -> Lines:
    """What protects from the treatment; dated from the schedule where there is one."""
    rule = guideline.prevention
    return (
        *prophylaxis.lines(guideline, case, exposure, choice, found),
        *_bones(guideline, case, exposure, risk),
        *vaccines.lines(guideline, case, exposure, choice),
        *adrenal.lines(guideline, case, exposure),
        *(() if is_child(case) else _stomach(rule)),
        *_screening(rule),
    )


def _bones(
    guideline: Guideline, case: Case, exposure: Exposure | None, risk: FractureRisk | None
) -> Lines:
    if exposure is None or risk is None:
        return (stated(Section.PREVENTION, guideline.monitoring.juvenile.bone),)
    return bone.lines(guideline, case, exposure, risk)


@cache
def _stomach(rule: Prevention) -> Lines:
    return tuple(stated(Section.PREVENTION, fact) for fact in rule.stomach.values())


@cache
def _screening(rule: Prevention) -> Lines:
    return tuple(stated(Section.PREVENTION, fact) for fact in rule.screening.values())
