"""What was found at a visit, in words: every number as it was entered, then what has none."""

from collections.abc import Iterator

from bot.page.write import Writer
from core.guideline.schema import Guideline
from core.response.visit import Finding, Measure, Strength, Visit
from flows.plan.visit.measured import measured, tests
from flows.talk.replies import Wording

UNITLESS = frozenset({Measure.INR, Measure.CHAIR_STANDS})


def findings(writer: Writer, visit: Visit) -> tuple[str, ...]:
    """Everything that was found."""
    numbers = (finding(writer, each) for each in in_order(visit))
    return (*numbers, *(text for _, text in in_words(writer, visit)))


def in_order(visit: Visit) -> tuple[Finding, ...]:
    """The numbers, in the order of the measures."""
    known = {each.measure: each for each in visit.findings}
    return tuple(known[each] for each in Measure if each in known)


def finding(writer: Writer, found: Finding) -> str:
    """One number, with its unit, the end of its scale or its upper limit."""
    return writer.value(measured(found))


def unit(guideline: Guideline, measure: Measure) -> str:
    """The unit that the measure is kept in; empty where it has none."""
    return "" if measure in UNITLESS else guideline.visit.limits[measure].unit


def in_words(writer: Writer, visit: Visit) -> Iterator[tuple[str, str]]:
    """What has no number, by what it is of."""
    if visit.strength is not None:
        since = "_since" if visit.number > 1 and visit.strength is Strength.SAME else ""
        yield "strength", writer.say(f"found.strength.{visit.strength}{since}")
    if visit.ck_trend is not None:
        yield "ck_trend", writer.say(f"found.ck.{visit.ck_trend}")
    if visit.signs is not None:
        none = Wording("found.signs.none")
        yield "signs", writer.value(visit.signs or none)
    for name, says in tests(visit):
        yield name, writer.value(says)
