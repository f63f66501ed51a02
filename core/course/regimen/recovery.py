"""What a drug was held or stopped for counts as answered for all that is named, until over."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from core.amounts import A_DAY, UNKNOWN, Unknown
from core.answers import below
from core.course.decisions import Drug, Reason
from core.course.regimen.regimen import Regimen, Regimens, State, Stretch
from core.guideline.schema import Guideline
from core.patient import Case, Ild, Pregnancy

ANSWERED_BY: Mapping[Reason, str] = {
    Reason.LOW_COUNTS: "cytopenia",
    Reason.LIVER: "liver_disease",
    Reason.KIDNEY: "egfr",
    Reason.INFECTION: "active_infection",
    Reason.NEW_COUGH: "ild",
    Reason.PREGNANCY: "pregnancy",
}  # the answer that stands for the same
BY_TESTS = frozenset({Reason.LOW_COUNTS, Reason.LIVER, Reason.KIDNEY})  # that blood tests tell of


def unrecovered(regimen: Regimen, on: date | None = None) -> tuple[Stretch, ...]:
    """The holds and the stop for what counts as an answer that nobody has said to be over, as of
    this day; a drug that is taken again has recovered from them."""
    found: tuple[Stretch, ...] = ()
    for each in regimen.stretches:
        if on is not None and each.first > on:
            break
        if each.state is State.TAKEN:
            found = ()
        elif each.reason in ANSWERED_BY and each.recovered is None:
            found = (*found, each)
    return found


def told_days(regimen: Regimen) -> Iterator[date]:
    """The days on which such a hold began, or the drug was taken again after one."""
    held = False
    for each in regimen.stretches:
        again = held and each.state is State.TAKEN
        held = each.reason in ANSWERED_BY or (held and not again)
        if again or each.reason in ANSWERED_BY:
            yield each.first


def still(
    regimens: Regimens, on: date | None = None, *, but: Drug | None = None
) -> frozenset[Reason]:
    """What has not recovered; of a drug that is resumed itself what it was held for is aside."""
    return frozenset(
        each.reason
        for regimen in regimens
        if regimen.drug is not but or regimen.over(on)
        for each in unrecovered(regimen, on)
        if each.reason
    )


def as_answered(guideline: Guideline, case: Case, harms: frozenset[Reason]) -> Case:
    """The case as if each of these had been answered."""
    if not harms:
        return case
    low = guideline.agents.blocks.methotrexate.egfr_below_60.value
    kept = isinstance(case.egfr, Unknown) or below(case.egfr, low)
    free = case.pregnancy in (Pregnancy.NO, UNKNOWN)
    return replace(
        case,
        cytopenia=True if Reason.LOW_COUNTS in harms else case.cytopenia,
        liver_disease=True if Reason.LIVER in harms else case.liver_disease,
        active_infection=True if Reason.INFECTION in harms else case.active_infection,
        ild=Ild.UNKNOWN if Reason.NEW_COUGH in harms and case.ild is Ild.NO else case.ild,
        egfr=UNKNOWN if Reason.KIDNEY in harms and not kept else case.egfr,
        pregnancy=Pregnancy.PLANNING if Reason.PREGNANCY in harms and free else case.pregnancy,
    )


def recovered(
    regimens: Regimens, reasons: frozenset[Reason], on: date, *, of: Drug | None = None
) -> Regimens:
    """The same, each of these that began by this day being over; those of one drug only."""
    return tuple(
        each if of and each.drug is not of else _recovered(each, reasons, on, on)
        for each in regimens
    )


def by_tests(regimens: Regimens, tested: date | None) -> Regimens:
    """The same, once blood tests of this day, newer than what they tell of, were acceptable."""
    if tested is None:
        return regimens
    return tuple(_recovered(each, BY_TESTS, tested, tested - A_DAY) for each in regimens)


def by_answers(regimens: Regimens, was: Case, now: Case, on: date) -> Regimens:
    """The same once an answer is another one: from then on it speaks for itself."""
    told = (
        reason for reason, key in ANSWERED_BY.items() if getattr(was, key) != getattr(now, key)
    )
    return recovered(regimens, frozenset(told), on)


def _recovered(regimen: Regimen, reasons: frozenset[Reason], on: date, begun_by: date) -> Regimen:
    over = [each for each in unrecovered(regimen, begun_by) if each.reason in reasons]
    if not over:
        return regimen
    stretches = (replace(e, recovered=on) if e in over else e for e in regimen.stretches)
    return replace(regimen, stretches=tuple(stretches))


def repeated(regimen: Regimen) -> Iterator[tuple[date, date | None]]:
    """From when until when blood tests are repeated: held or stopped for what they tell of, or
    held for a possible overdose; without a last day where that is not over."""
    since, until = None, date.min
    for first, end in _spans(regimen):
        if since is not None and first > until:
            yield since, until
            since = None
        since, until = since or first, max(until, end)
    if since is not None:
        yield since, None if until == date.max else until


def _spans(regimen: Regimen) -> Iterator[tuple[date, date]]:
    """The same, stretch by stretch."""
    for place, each in enumerate(regimen.stretches):
        then = regimen.stretches[place + 1 :]
        again = (later.first for later in then if later.state is State.TAKEN)
        if each.state is State.HELD and each.reason is Reason.OVERDOSE:
            yield each.first, min((later.first for later in then), default=date.max)
        elif each.state is not State.TAKEN and each.reason in BY_TESTS:
            yield each.first, min(*again, each.recovered or date.max, date.max)
