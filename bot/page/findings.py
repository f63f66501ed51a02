"""What was found at a visit, in words: every number with its unit, as it was entered."""

from collections.abc import Iterator

from bot.page.write import Writer, number
from core.guideline.schema import Guideline
from core.response.scale import scale_of
from core.response.visit import Change, Finding, Measure, Visit
from flows.talk.replies import Words

UNITLESS = frozenset({Measure.INR, Measure.CHAIR_STANDS})


def findings(writer: Writer, guideline: Guideline, visit: Visit, zone: str) -> tuple[str, ...]:
    """Everything that was found: numbers in the order of the measures, then what has none."""
    known = {each.measure: each for each in visit.findings}
    numbers = (known[each] for each in Measure if each in known)
    return (
        *(finding(writer, guideline, each, zone) for each in numbers),
        *(text for _, text in in_words(writer, visit)),
    )


def finding(writer: Writer, guideline: Guideline, found: Finding, zone: str) -> str:
    """One number, with its unit, the end of its scale or its upper limit."""
    values: dict[str, Words] = {
        "measure": found.measure,
        "value": found.value,
        "unit": unit(guideline, found.measure),
    }
    scale = scale_of(guideline.response.score, found)
    if scale is not None:
        return writer.say("finding.scale", {**values, "of": scale})
    if found.of is not None:
        return writer.say("finding.limit", {**values, "of": found.of})
    if found.hours is not None:
        return writer.say("finding.hours", {**values, "hours": found.hours})
    if found.at is not None:
        return writer.say("finding.timed", {**values, "at": f"{found.at:%H:%M}", "zone": zone})
    return writer.say("finding.plain" if found.measure in UNITLESS else "finding.unit", values)


def unit(guideline: Guideline, measure: Measure) -> str:
    """The unit that the measure is kept in; empty where it has none."""
    return "" if measure in UNITLESS else guideline.visit.limits[measure].unit


def value(found: Finding) -> str:
    """The bare number."""
    return number(found.value)


def in_words(writer: Writer, visit: Visit) -> Iterator[tuple[str, str]]:
    """What has no number, by what it is of."""
    if visit.strength is not None:
        since = "_since" if visit.number > 1 and visit.strength is Change.SAME else ""
        yield "strength", writer.say(f"found.strength.{visit.strength}{since}")
    if visit.ck_trend is not None:
        yield "ck_trend", writer.say(f"found.ck.{visit.ck_trend}")
    if visit.signs is not None:
        none = writer.say("found.signs.none")
        yield "signs", writer.listed([writer.term(each) for each in visit.signs]) or none
    if visit.pregnant is not None:
        positive = "finding.pregnant" if visit.pregnant else "finding.not_pregnant"
        yield "pregnant", writer.say(positive)
    if visit.urine is not None:
        yield "urine", writer.say("finding.urine", {"result": visit.urine})
    if visit.ecg is not None:
        yield "ecg", writer.say("finding.ecg", {"result": visit.ecg})
