"""A subtype without a plan: why not, and what to do instead."""

from core.evidence import Line, Section, stated
from core.guideline.schema import Guideline
from core.patient import Case


def lines(guideline: Guideline, case: Case) -> tuple[Line, ...]:
    """The explained no of the subtype, most important first."""
    checklist = getattr(guideline.declined, case.subtype)
    return tuple(stated(Section.DECLINED, fact) for fact in checklist.values())
