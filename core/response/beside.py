"""Values that are not judged by a figure alone: by another value, an earlier one, or the dose."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from core.amounts import A_DAY
from core.evidence import Fact
from core.guideline.schema import Guideline
from core.response.visit import Finding, Measure, Visit, Visits
from core.response.watched import Verdict, Watched

LIVER = (Measure.ALT, Measure.AST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What is taken on the day of the visit, and what of the case a value hangs on."""

    drugs: tuple[Watched, ...]
    steroid_mg: Decimal = Decimal(0)  # a day
    sclerosis: bool | None = None  # systemic; None: not known


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One value as one drug asks for it."""

    drug: Watched
    measure: Measure | None  # None: the pregnancy test
    verdict: Verdict
    because: tuple[Fact[Any], ...]
    lacks: str = ""  # what it cannot be judged without, as a code


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A visit among the others, with what is taken."""

    guideline: Guideline
    taken: Taken
    visits: Visits  # in force
    earlier: Visits  # the days before, oldest first
    now: Visit  # of one day, whole


Beside = Callable[[Seen, Watched, Finding, Judged | None], Judged | None]


def _liver(seen: Seen, _drug: Watched, _found: Finding, plain: Judged | None) -> Judged | None:
    """Over its figure: repeated where muscle explains it, else withheld."""
    if plain is None or plain.verdict is not Verdict.WITHHOLD:
        return plain
    rule = seen.guideline.cutoffs.muscle
    if _from_muscle(seen):
        return replace(plain, verdict=Verdict.REPEAT, because=(rule.rule, rule.repeat_weeks))
    return replace(plain, because=(*plain.because, rule.rule))


def _from_muscle(seen: Seen) -> bool:
    """Whether muscle explains ALT and AST: everything is known, and nothing speaks against it."""
    rule, now = seen.guideline.cutoffs.muscle, seen.now
    ck, alt, albumin = (now.found(each) for each in (Measure.CK, Measure.ALT, Measure.ALBUMIN))
    if ck is None or alt is None or albumin is None:
        return False
    bile = (now.found(each) for each in (Measure.GGT, Measure.BILIRUBIN))
    return (
        ck.is_raised
        and alt.value < rule.alt_below.value
        and albumin.value >= rule.albumin_from.value
        and all(each and each.is_normal for each in bile)
        and _fall_together(seen)
    )


def _fall_together(seen: Seen) -> bool:
    """Whether creatine kinase and each liver enzyme that is known now are lower than before."""
    now = {each: value for each in (Measure.CK, *LIVER) if (value := seen.now.value(each))}
    for before in reversed(seen.earlier):
        if Measure.CK in {each.measure for each in before.findings}:
            was = {each: before.value(each) for each in now}
            return all(lower(now[each], value) for each, value in was.items())
    return False


def lower(now: Decimal, before: Decimal | None) -> bool:
    """Whether a value is known to have fallen."""
    return before is not None and now < before


def _creatinine(seen: Seen, drug: Watched, found: Finding, _plain: Judged | None) -> Judged | None:
    """Against the lowest of the last months; with none before there is nothing to judge by."""
    rule = seen.guideline.cutoffs.creatinine
    if drug not in rule.asked_of.value:
        return None
    since = seen.now.day - rule.within_days.value * A_DAY
    before = [
        value
        for each in seen.earlier
        if each.day >= since and (value := each.value(Measure.CREATININE)) is not None
    ]
    fine = Judged(
        drug=drug,
        measure=found.measure,
        verdict=Verdict.IN_RANGE,
        because=(rule.rise_percent, rule.within_days),
    )
    if not before:
        return replace(fine, verdict=Verdict.NOT_JUDGED, lacks="no_earlier_value")
    risen = found.value * 100 >= min(before) * (100 + rule.rise_percent.value)
    return replace(fine, verdict=Verdict.WITHHOLD) if risen else fine


def _glucose(seen: Seen, _drug: Watched, found: Finding, plain: Judged | None) -> Judged | None:
    """Two raised values within a day are treated."""
    if plain is None or plain.verdict is Verdict.IN_RANGE:
        return plain
    (figure,) = plain.because
    raised = [
        (each.day, other.at)
        for each in seen.visits
        if (other := each.found(Measure.GLUCOSE)) and other.value > figure.value
    ]
    rule = seen.guideline.cutoffs.glucose.pair_hours
    apart = timedelta(hours=rule.value)
    here = (seen.now.day, found.at)
    near = [each for each in raised if _within(each, here, apart)]
    return replace(plain, verdict=Verdict.CALL, because=(figure, rule)) if near[1:] else plain


Moment = tuple[Any, time | None]


def _within(one: Moment, other: Moment, apart: timedelta) -> bool:
    """Whether two moments are known to be no further apart; those of one day are near."""
    if one[0] == other[0]:
        return True
    if one[1] is None or other[1] is None:
        return False
    first, second = (
        datetime.combine(day, at) for day, at in ((one[0], one[1]), (other[0], other[1]))
    )
    return abs(first - second) <= apart


def _pressure(seen: Seen, drug: Watched, _found: Finding, plain: Judged | None) -> Judged | None:
    """Raised in systemic sclerosis at the dose that is watched: a renal crisis is thought of."""
    watch = seen.guideline.monitoring.steroid.renal_crisis_mg
    crisis = (
        drug is Watched.STEROID
        and seen.taken.sclerosis is True
        and seen.taken.steroid_mg >= watch.value
    )
    if plain is None or plain.verdict is Verdict.IN_RANGE or not crisis:
        return plain
    facts: tuple[Fact[Any], ...] = (seen.guideline.cutoffs.sclerosis, watch, *plain.because)
    return replace(plain, verdict=Verdict.CALL, because=facts)


def _cortisol(seen: Seen, drug: Watched, found: Finding, _plain: Judged | None) -> Judged | None:
    """Judged near the end of the taper, long enough after the last dose, and not before."""
    if drug is not Watched.STEROID:
        return None
    rule, gate = seen.guideline.cutoffs.cortisol, seen.guideline.exposure.gate_mg
    open_ = Judged(
        drug=drug, measure=found.measure, verdict=Verdict.NOT_JUDGED, because=(rule.hours, gate)
    )
    if seen.taken.steroid_mg > gate.value:
        return replace(open_, lacks="lower_dose")
    if found.hours is None:
        return replace(open_, lacks="hours_unknown")
    if found.hours < rule.hours.value:
        return replace(open_, lacks="hours_too_few")
    if found.value > rule.enough.value:
        return replace(open_, verdict=Verdict.IN_RANGE, because=(rule.enough,))
    return replace(open_, verdict=Verdict.REPEAT, because=(rule.low,))


BESIDE: Mapping[Measure, Beside] = {
    **dict.fromkeys(LIVER, _liver),
    Measure.CREATININE: _creatinine,
    Measure.GLUCOSE: _glucose,
    Measure.SYSTOLIC: _pressure,
    Measure.DIASTOLIC: _pressure,
    Measure.CORTISOL: _cortisol,
}
