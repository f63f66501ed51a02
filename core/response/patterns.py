"""Named patterns of a visit: each a suggestion with its rule and source, and never an action."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core.answers import at_least, is_child
from core.evidence import Fact, Value
from core.guideline.schema import Guideline
from core.patient import Case, Sex, Subtype
from core.response.assessed import Assessed
from core.response.beside import LIVER, lower
from core.response.direction import Direction
from core.response.moved import ck_moved, ck_rises, strength
from core.response.visit import Finding, Measure, Sign, Trend

Doses = tuple[tuple[date, Decimal], ...]  # each from its first day on, in order; mg a day


class Code(StrEnum):
    """The rule that a suggestion comes from."""

    STEROID_MYOPATHY = "steroid_myopathy"
    ENZYME_ALONE = "enzyme_alone"
    FIRST_STEP = "first_step"
    NO_RESPONSE = "no_response"
    INCLUSION_BODY = "inclusion_body"
    MUSCLE = "muscle"
    LIVER = "liver"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One suggestion, with the facts it rests on, the first its sentence."""

    code: Code
    because: tuple[Fact[Any], ...]
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What of the course a pattern may hang on."""

    case: Case
    first_dose: date  # of any steroid, a pulse included
    doses: Doses
    first_step: bool = False  # the first step is due or asked about


Rule = Callable[[Guideline, Course, Assessed], Pattern | None]


def patterns(guideline: Guideline, course: Course, found: Assessed) -> tuple[Pattern, ...]:
    """Every pattern that the visit shows, in the order of the rules."""
    seen = (rule(guideline, course, found) for rule in RULES)
    return tuple(each for each in seen if each is not None)


def steadily_mg(doses: Doses, day: date, days: int) -> Decimal:
    """The lowest dose in force on any of so many days up to this one; 0 before the first dose."""
    begins = day - timedelta(days=days - 1)
    before = [mg for first, mg in doses if first <= begins]
    within = [mg for first, mg in doses if begins < first <= day]
    return min((before[-1], *within)) if before else Decimal(0)


def _steroid_myopathy(guideline: Guideline, course: Course, found: Assessed) -> Pattern | None:
    """Weaker, on much steroid for weeks, while creatine kinase is normal or lower.

    One that stays raised speaks for the disease.
    """
    rule = guideline.response.patterns
    ck = found.now.found(Measure.CK)
    weaker = strength(guideline, found) is Direction.WORSE
    mg = steadily_mg(course.doses, found.now.day, rule.steroid_myopathy_days.value)
    if not weaker or mg < rule.steroid_myopathy_mg.value:
        return None
    if not _is_calm(ck, ck_moved(guideline, found)):
        return None
    likely = mg >= rule.steroid_myopathy_likely_mg.value
    facts = (rule.steroid_myopathy_mg, rule.steroid_myopathy_days)
    return Pattern(
        code=Code.STEROID_MYOPATHY,
        because=(*facts, *((rule.steroid_myopathy_likely_mg,) if likely else ())),
        values={"mg": mg},
    )


def _is_calm(ck: Finding | None, moved: Trend | None) -> bool:
    """Whether creatine kinase is normal, has fallen, or is flat and not known to be raised."""
    if ck is not None and ck.is_normal:
        return True
    raised = ck is not None and ck.is_raised
    return moved is Trend.FALLING or (moved is Trend.FLAT and not raised)


def _enzyme_alone(guideline: Guideline, _course: Course, found: Assessed) -> Pattern | None:
    """Creatine kinase up while strength is as it was."""
    ck = found.now.found(Measure.CK)
    stable = strength(guideline, found) is Direction.STABLE
    if not stable or (ck is not None and ck.is_normal) or not ck_rises(guideline, found):
        return None
    rule = guideline.response.patterns
    return Pattern(code=Code.ENZYME_ALONE, because=(rule.enzyme_alone_weeks,))


def _first_step(guideline: Guideline, course: Course, found: Assessed) -> Pattern | None:
    """Strength the same where the first step asks for better."""
    if not course.first_step or strength(guideline, found) is not Direction.STABLE:
        return None
    return Pattern(code=Code.FIRST_STEP, because=(guideline.response.patterns.first_step,))


def _no_response(guideline: Guideline, course: Course, found: Assessed) -> Pattern | None:
    """Three months on, and no category of the score, or without one not better."""
    months = guideline.monitoring.review_days
    since = found.since_baseline
    if since is None or found.now.day < course.first_dose + timedelta(days=months.value[0]):
        return None
    total = since.scored.total
    if total is None:
        failed = since.directed.direction in (Direction.STABLE, Direction.WORSE)
    else:
        score = guideline.response.score
        failed = total < (score.juvenile if is_child(course.case) else score.adult).value[0]
    if not failed:
        return None
    facts = (guideline.response.patterns.no_response, months)
    return Pattern(code=Code.NO_RESPONSE, because=facts)


def _inclusion_body(guideline: Guideline, course: Course, found: Assessed) -> Pattern | None:
    """The weakness that is its own, or a man over the age whose polymyositis did not respond."""
    case, years = course.case, guideline.monitoring.mimic_years
    failed = _no_response(guideline, course, found) is not None
    fits = (
        case.subtype is Subtype.POLYMYOSITIS
        and case.sex is Sex.MALE
        and at_least(case.age, years.value + 1)
    )
    if is_child(case) or not (Sign.FINGER_FLEXORS in (found.now.signs or ()) or (fits and failed)):
        return None
    facts = (guideline.response.patterns.inclusion_body, years)
    return Pattern(code=Code.INCLUSION_BODY, because=facts)


def _of_the_liver(guideline: Guideline, _course: Course, found: Assessed) -> Pattern | None:
    """ALT or AST above the limit: with creatine kinase from muscle, where nothing else speaks for
    the liver; without it from the liver."""
    raised = any(each and each.is_raised for each in map(found.now.found, LIVER))
    ck = found.now.found(Measure.CK)
    rule = guideline.response.patterns
    if raised and ck is not None and ck.is_raised and not _beside_muscle(found, ck.value):
        return Pattern(code=Code.MUSCLE, because=(rule.muscle,))
    if raised and ck is not None and ck.is_normal:
        return Pattern(code=Code.LIVER, because=(rule.liver,))
    return None


def _beside_muscle(found: Assessed, ck: Decimal) -> bool:
    """Whether something says more than muscle: GGT or bilirubin is raised, or ALT or AST has gone
    up while creatine kinase went down."""
    now = found.now
    if any(each and each.is_raised for each in map(now.found, (Measure.GGT, Measure.BILIRUBIN))):
        return True
    before = found.since_before.visit if found.since_before else now
    risen = (
        (was := before.value(each)) is not None and lower(was, now.value(each)) for each in LIVER
    )
    return lower(ck, before.value(Measure.CK)) and any(risen)


RULES: tuple[Rule, ...] = (
    _steroid_myopathy,
    _enzyme_alone,
    _first_step,
    _no_response,
    _inclusion_body,
    _of_the_liver,
)
