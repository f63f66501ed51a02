"""One value of a visit as it is typed: its number, unit, scale, upper limit, hours or time.

What can mean one thing only is read; what is odd is read and asked about; all else is refused.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from enum import StrEnum

from core.amounts import Limit, plain
from core.guideline.schema import Guideline
from core.response.visit import ENZYMES, ON_A_SCALE, TIMED, WITH_A_LIMIT, Finding, Measure
from flows.talk.typed.text import Unreadable, folded, usable_text
from flows.visit.reading.numbers import NUMBER, fault, number
from flows.visit.reading.units import KEPT, kept, named, others

FINE = (Measure.HAQ,)  # has steps of an eighth
SCALED = (
    *(Measure.MMT, Measure.CMAS, Measure.HAQ),
    *(Measure.PHYSICIAN, Measure.PATIENT, Measure.EXTRAMUSCULAR),
)
ALIKE = str.maketrans({"\u00b5": "u", "\u03bc": "u", "\u00d7": "x", "\u00b2": "2"})
LIMIT = r"(?:uln|upper limit(?: of normal)?|upper normal limit)"
POWER = r"10[\^*][39]/u?l"
OF_THE_LIMIT = rf"(?: the)? ?{LIMIT}(?!:? ?[0-9])"
MORE = rf"(?: (?:pred|predicted|hg|m2|{POWER}))?"  # words of a unit
VALUE = re.compile(
    rf"(?P<value>{NUMBER})(?: ?(?P<times>x|times)(?:{OF_THE_LIMIT}|(?=,? ?\(?{LIMIT})))?"
    rf"(?: ?(?:/|of|out of) ?(?P<scale>{NUMBER}))?"
    rf"(?P<unit>(?: ?(?!at\b)(?:{POWER}|[a-z/%][a-z/%*^0-9.]*){MORE})?)"
    rf"(?:,? ?\(?{LIMIT}:? ?(?P<limit>{NUMBER})(?P<of>[a-z/ ]*)\)?)?"
    r"(?:,? (?P<hours>[0-9]{1,3}) ?(?:h|hours?)(?: after (?:the )?last dose)?)?"
    r"(?:,? (?:at )?(?P<at>[0-9]{1,2}:[0-9]{2}))?"
)
PRESSURE = re.compile(r"(?P<upper>[0-9]{2,3}) ?/ ?(?P<lower>[0-9]{2,3})(?: ?mm ?hg)?")


class Check(StrEnum):
    """Why a value is asked about once more before it counts."""

    UNUSUAL = "unusual"  # outside the usual band
    CONVERTED = "converted"  # typed in another unit, or as a multiple of the limit
    UNIT = "unit"  # a bare number that would be usual in another unit
    SCALE = "scale"  # a bare number that could be of another scale
    LIMIT = "limit"  # another upper limit than the one that is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the question has said already: the team's upper limits, the scales that are used."""

    limits: Mapping[Measure, Decimal] = field(default_factory=dict)
    scales: Mapping[Measure, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What was understood, to be echoed; with a check it counts only after one press more."""

    findings: tuple[Finding, ...]
    checks: tuple[Check, ...] = ()
    entered: str = ""  # as it was typed, where that was converted


def read_value(measure: Measure, text: str, guideline: Guideline, known: Known) -> Taken:
    """What a typed text says of a measure; raises Unreadable."""
    typed = as_typed(text)
    if measure in (Measure.SYSTOLIC, Measure.DIASTOLIC) and "/" in typed:
        return _pressure(typed, guideline)
    found = VALUE.fullmatch(typed)
    if found is None or any(found[part] and measure not in those for part, those in PARTS.items()):
        raise Unreadable(fault(typed))
    value = number(found["value"], fine=measure in FINE)
    if measure in SCALED:
        return _on_a_scale(measure, value, found, guideline, known)
    limit, odd = _limit(measure, found, guideline, known)
    if found["times"]:
        value, more, entered = _multiple(value, limit, found)
    else:
        value, more, entered = _in_unit(measure, value, found, guideline)
    checks = (*odd, *more, *_within(measure, value, guideline))
    finding = Finding(
        measure=measure, value=value, of=limit, hours=_hours(found, guideline), at=_time(found)
    )
    return Taken(findings=(finding,), checks=tuple(dict.fromkeys(checks)), entered=entered)


def as_typed(text: str) -> str:
    """The text in lower case, its signs as they are on a keyboard, with single spaces."""
    return " ".join(folded(usable_text(text).translate(ALIKE)).removesuffix(".").split())


def band_of(guideline: Guideline, name: str) -> Limit:
    """Outside which a value is refused, and outside which it is asked about."""
    lowest, low, high, highest = guideline.visit.limits[name].value
    return Limit(absolute=(lowest, highest), usual=(low, high))


def _within(name: str, value: Decimal, guideline: Guideline) -> tuple[Check, ...]:
    """Nothing where the value is usual; raises Unreadable where it cannot be."""
    band = band_of(guideline, name)
    if not band.allows(value):
        low, high = band.absolute
        raise Unreadable("visit_limits", low=low, high=high)
    return () if band.is_usual(value) else (Check.UNUSUAL,)


# ---------------------------------------------------------------------------------- scales


def ends(guideline: Guideline, measure: Measure) -> tuple[Decimal, ...]:
    """Where the scales of a measure end; of strength the last is that of a child."""
    scales = guideline.response.score.scales
    if measure is Measure.CMAS:
        return scales["mmt"].value[-1:]
    return scales["mmt"].value[:-1] if measure is Measure.MMT else scales[measure].value


def _on_a_scale(
    measure: Measure, value: Decimal, found: re.Match[str], guideline: Guideline, known: Known
) -> Taken:
    if found["unit"]:
        raise Unreadable("visit_unit")
    scale, checks = _scale(measure, value, found["scale"], guideline, known)
    if value > scale:
        raise Unreadable("visit_beyond_scale", value=value, scale=scale)
    odd = (*checks, *_within(measure, value, guideline))
    of = scale if measure in ON_A_SCALE else None
    return Taken(findings=(Finding(measure=measure, value=value, of=of),), checks=odd)


def _scale(
    measure: Measure, value: Decimal, typed: str | None, guideline: Guideline, known: Known
) -> tuple[Decimal, tuple[Check, ...]]:
    """The scale that was typed, that the question named, or the only one that there is."""
    possible, named_before = ends(guideline, measure), known.scales.get(measure)
    if typed is not None:
        scale = number(typed)
        if scale not in possible:
            raise Unreadable("visit_scale", scales=possible)
        return scale, (Check.SCALE,) if named_before not in (None, scale) else ()
    if named_before is not None:
        another = measure is Measure.MMT and any(value <= each < named_before for each in possible)
        return named_before, (Check.SCALE,) if another else ()
    fits = tuple(each for each in possible if value <= each)
    if len(possible) > 1 and len(fits) == 1:
        return fits[0], (Check.SCALE,)
    if len(possible) > 1:
        raise Unreadable("visit_scale_needed", scales=possible)
    return possible[0], ()


# ---------------------------------------------------------------------------------- limits


def _limit(
    measure: Measure, found: re.Match[str], guideline: Guideline, known: Known
) -> tuple[Decimal | None, tuple[Check, ...]]:
    """The upper limit that was typed, else the one that is known."""
    before = known.limits.get(measure)
    if found["limit"] is None:
        return before, ()
    unit = found["unit"].strip()
    for spelled in (unit, found["of"].strip()):
        if spelled and named(guideline.visit, measure, spelled) != KEPT:
            raise Unreadable("visit_limit_unit")
    limit = number(found["limit"])
    other = (Check.LIMIT,) if before not in (None, limit) else ()
    low, _ = band_of(guideline, measure).usual
    odd = (Check.UNUSUAL,) if limit < low else ()
    return limit, (*other, *odd, *_within("upper_limit", limit, guideline))


def _multiple(
    value: Decimal, limit: Decimal | None, found: re.Match[str]
) -> tuple[Decimal, tuple[Check, ...], str]:
    """So many times the upper limit."""
    if found["unit"]:
        raise Unreadable("visit_unit")
    if limit is None:
        raise Unreadable("visit_limit_needed")
    return plain(value * limit), (Check.CONVERTED,), f"{value} x {limit}"


# ---------------------------------------------------------------------------------- units


def _in_unit(
    measure: Measure, value: Decimal, found: re.Match[str], guideline: Guideline
) -> tuple[Decimal, tuple[Check, ...], str]:
    """The value in the unit that is kept; a bare number is in the unit that the question named."""
    entries, spelled = guideline.visit, found["unit"].strip()
    if spelled:
        unit = named(entries, measure, spelled)
        if unit is None:
            raise Unreadable("visit_unit")
        if unit == KEPT:
            return value, (), ""
        return (
            kept(entries, measure, value, unit),
            (Check.CONVERTED,),
            f"{value} {spelled}",
        )
    band = band_of(guideline, measure)
    elsewhere = [
        unit
        for unit in others(entries, measure)
        if band.is_usual(kept(entries, measure, value, unit))
    ]
    if measure in entries.unit_always.value or (elsewhere and not band.allows(value)):
        raise Unreadable("visit_unit_needed")
    pounds = measure is Measure.WEIGHT and value >= guideline.limits.pounds_from.value
    doubtful = pounds or (elsewhere and not band.is_usual(value))
    return value, (Check.UNIT,) if doubtful else (), ""


# ---------------------------------------------------------------------------------- times


def _hours(found: re.Match[str], guideline: Guideline) -> Decimal | None:
    if found["hours"] is None:
        return None
    hours = Decimal(found["hours"])
    if _within("hours", hours, guideline):
        raise Unreadable("visit_hours")
    return hours


def _time(found: re.Match[str]) -> time | None:
    if found["at"] is None:
        return None
    hour, minute = map(int, found["at"].split(":"))
    try:
        return time(hour, minute)
    except ValueError:
        raise Unreadable("visit_time") from None


def _pressure(typed: str, guideline: Guideline) -> Taken:
    """Both pressures, the upper one first."""
    found = PRESSURE.fullmatch(typed)
    if found is None:
        raise Unreadable("visit_pressure")
    upper, lower = Decimal(found["upper"]), Decimal(found["lower"])
    if lower >= upper:
        raise Unreadable("visit_pressure")
    pair = ((Measure.SYSTOLIC, upper), (Measure.DIASTOLIC, lower))
    odd = (check for each, value in pair for check in _within(each, value, guideline))
    return Taken(
        findings=tuple(Finding(measure=each, value=value) for each, value in pair),
        checks=tuple(dict.fromkeys(odd)),
    )


PARTS: Mapping[str, tuple[Measure, ...]] = {
    "times": ENZYMES,
    "limit": WITH_A_LIMIT,
    "scale": SCALED,
    "hours": (Measure.CORTISOL,),
    "at": TIMED,
}  # of a text, and the measures that have them
