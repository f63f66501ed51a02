"""Lines of a plan by section, as tests look for them."""

from core.evidence import Line, Section
from core.guideline.schema import Guideline
from core.patient import Case
from core.plan import make_plan


def lines(guideline: Guideline, case: Case, *sections: Section) -> list[Line]:
    """The lines of these sections, in order."""
    return [line for line in make_plan(guideline, case).lines if line.section in sections]


def keys(guideline: Guideline, case: Case, *sections: Section) -> list[str]:
    """What the lines of these sections say, in order."""
    return [line.says for line in lines(guideline, case, *sections)]


def one(guideline: Guideline, case: Case, says: str) -> Line:
    """The only line that says this."""
    (found,) = [line for line in make_plan(guideline, case).lines if line.says == says]
    return found
