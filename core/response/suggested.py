"""What a visit suggests where the next dose is decided: a suggestion with its reason, no more."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from core.answers import is_child
from core.evidence import Fact
from core.guideline.schema import Guideline
from core.response.assessed import Assessed, assessed
from core.response.direction import Direction
from core.response.moved import ck_rises, gained_since, strength
from core.response.patterns import Code, Course, patterns
from core.response.visit import Visits, by_day


class Suggested(StrEnum):
    """What of the three."""

    STEP = "step"
    HOLD = "hold"
    FLARE = "flare"


class Why(StrEnum):
    """For what of the findings."""

    RESPONSE = "response"  # everything that the step asks for was found
    WARNING_SIGN = "warning_sign"
    ACTIVE = "active"  # weaker, and creatine kinase rises
    STEROID_MYOPATHY = "steroid_myopathy"
    WEAKER = "weaker"  # and nothing tells by what
    NO_GAIN = "no_gain"  # the same strength where it must be better
    ENZYME_RISING = "enzyme_rising"
    STRENGTH_UNKNOWN = "strength_unknown"
    ENZYME_UNKNOWN = "enzyme_unknown"
    SIGNS_UNKNOWN = "signs_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Whoever decides is told it, and decides otherwise by one press as well."""

    what: Suggested
    why: Why
    because: Fact[Any]


def suggested(
    guideline: Guideline, course: Course, visits: Visits, *, gain_since: date | None
) -> Suggestion:
    """What the last day of these visits suggests; raises IndexError without a visit.

    A step after the start or a flare asks for a gain since that day: strength that is better, now
    or at a visit after it and not lost again. What is not known never speaks for a step.
    """
    found = _on(guideline, course, visits, by_day(visits)[-1].day)
    gate, rule = guideline.taper.gate, guideline.response.patterns
    moved, rises = strength(guideline, found), ck_rises(guideline, found)
    if found.warnings:
        return _hold(Why.WARNING_SIGN, found.warnings[0].because)
    if moved is Direction.WORSE:
        return _weaker(guideline, course, found, rises=rises)
    if moved is None:
        return _hold(Why.STRENGTH_UNKNOWN, gate.questions)
    if gain_since and not _gained(guideline, course, visits, gain_since):
        return _hold(Why.NO_GAIN, rule.first_step)
    if rises:
        return _hold(Why.ENZYME_RISING, gate.rising_enzyme)
    if rises is None:
        return _hold(Why.ENZYME_UNKNOWN, gate.questions)
    if found.now.signs is None:
        return _hold(Why.SIGNS_UNKNOWN, gate.questions)
    because = gate.first if gain_since else gate.later
    return Suggestion(what=Suggested.STEP, why=Why.RESPONSE, because=because)


def _weaker(
    guideline: Guideline, course: Course, found: Assessed, *, rises: bool | None
) -> Suggestion:
    """More steroid is suggested only where creatine kinase says the disease too."""
    seen = {each.code: each for each in patterns(guideline, course, found)}
    if myopathy := seen.get(Code.STEROID_MYOPATHY):
        return _hold(Why.STEROID_MYOPATHY, myopathy.because[0])
    red_flag = guideline.taper.gate.red_flag
    if rises:
        return Suggestion(what=Suggested.FLARE, why=Why.ACTIVE, because=red_flag)
    return _hold(Why.WEAKER, red_flag)


def _gained(guideline: Guideline, course: Course, visits: Visits, since: date) -> bool:
    """Whether strength is better than up to that day by its numbers, or was better on one of the
    days after it and worse on none later."""
    if gained_since(guideline, by_day(visits), since):
        return True
    gained = False
    for each in by_day(visits):
        if each.day > since:
            moved = strength(guideline, _on(guideline, course, visits, each.day))
            gained = moved is Direction.BETTER or (gained and moved is not Direction.WORSE)
    return gained


def _on(guideline: Guideline, course: Course, visits: Visits, day: date) -> Assessed:
    """What the visit of this day says."""
    return assessed(
        guideline,
        visits,
        day,
        first_dose=course.first_dose,
        juvenile=is_child(course.case),
        subtype=course.case.subtype,
    )


def _hold(why: Why, because: Fact[Any]) -> Suggestion:
    return Suggestion(what=Suggested.HOLD, why=why, because=because)
