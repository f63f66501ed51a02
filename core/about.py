"""What every plan says of itself: where it comes from, and what it was not told."""

from collections.abc import Mapping
from functools import cache

from core.answers import unanswered
from core.evidence import Line, Section, stated
from core.guideline.schema import Guideline
from core.patient import Case

ANSWERED: Mapping[str, str] = {"interacting_drugs": "cyp3a4"}  # not asked but by this key


def lines(guideline: Guideline, case: Case) -> tuple[Line, ...]:
    """The source on the card; what was not asked, unless it was answered; the limits of it all."""
    about = guideline.about
    open_questions = (
        fact
        for name, fact in about.not_asked.items()
        if name not in ANSWERED or unanswered(case, ANSWERED[name])
    )
    return (
        Line(section=Section.START, says="consensus", because=(about.consensus,)),
        *(stated(Section.PREVENTION, fact) for fact in open_questions),
        *_origin(guideline),
    )


@cache
def _origin(guideline: Guideline) -> tuple[Line, ...]:
    about = guideline.about
    return (
        stated(Section.DOSE, about.adults, about.subtypes, about.goals),
        stated(Section.DOSE, about.origin),
        stated(Section.DOSE, about.read_again),
    )
