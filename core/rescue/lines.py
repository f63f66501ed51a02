"""Severe, extensive or refractory disease: published ranges for the clinician, never orders."""

from functools import cache
from typing import Any

from core.answers import harms_a_child, is_child
from core.emergencies import emergencies, lungs_affected, lungs_fail, needs_admission
from core.evidence import Fact, Line, Section, stated
from core.guideline.schema import Guideline
from core.guideline.schema_treatment import Rescue
from core.patient import Case, Hbv, Ild, Severity, Subtype
from core.rescue.amounts import amounts
from core.rescue.weighed import TRIED_REASONS, Reason, Status, Treatment, Weighed

SEVERE = Section.SEVERE
ORDER = (Status.PREFERRED, Status.SHOWN, Status.NOT_PREFERRED, Status.CLOSED)
CLOTTING = (Subtype.DERMATOMYOSITIS, Subtype.JUVENILE)  # raise the risk of thrombosis
PULSE = Treatment.METHYLPREDNISOLONE
FITS = {"swallowing": Treatment.IMMUNOGLOBULIN, "refractory": Treatment.RITUXIMAB}
EARLY = (Treatment.IMMUNOGLOBULIN, Treatment.RITUXIMAB)  # in necrotizing myopathy of any severity

Facts = tuple[Fact[Any], ...]
Lines = tuple[Line, ...]


def lines(guideline: Guideline, case: Case, weighed: tuple[Weighed, ...]) -> Lines:
    """Emergencies and what the subtype or the lungs ask for; then each treatment as weighed."""
    rule = guideline.rescue
    severe, urgent = case.severity is Severity.SEVERE, needs_admission(case)
    shown = [each for each in in_order(weighed) if severe or urgent or each.treatment in EARLY]
    return (
        *_already_given(rule, case),
        *_early(rule, case, weighed),
        *_emergencies(rule, case),
        *_necrotizing(rule, case),
        *_lungs(rule, case),
        *((stated(SEVERE, rule.hospital),) if severe else ()),
        *(() if severe or urgent else (_not_severe(rule),)),
        *((_further(rule, case, weighed),) if severe or urgent else ()),
        *(line for each in shown for line in _card(guideline, case, each)),
        *(() if is_child(case) or not severe else _context(rule, weighed)),
        *_definition(rule),
    )


def in_order(weighed: tuple[Weighed, ...]) -> tuple[Weighed, ...]:
    """As they are shown: the preferred first, the closed last."""
    return tuple(sorted(weighed, key=lambda each: ORDER.index(each.status)))


def _further(rule: Rescue, case: Case, weighed: tuple[Weighed, ...]) -> Line:
    """How many further treatments, from when: one of those still open, or more for the lungs."""
    if case.mda5 is True:
        return stated(SEVERE, rule.two_from_the_start)
    if case.rapidly_progressive is True:
        return stated(SEVERE, rule.one_or_two_from_the_start)
    if is_child(case):
        return stated(SEVERE, rule.juvenile)
    still = tuple(
        each.treatment
        for each in in_order(weighed)
        if each.status is not Status.CLOSED and each.treatment is not PULSE
    )
    says, values = ("one_of", {"treatments": still}) if still else ("none_of", {})
    return Line(section=SEVERE, says=f"rescue_{says}", because=(rule.one_of,), values=values)


def _card(guideline: Guideline, case: Case, each: Weighed) -> Lines:
    """What the answers make of it and why; then its amounts, unless something closes it."""
    reasons = tuple(_reason(guideline, each.treatment, why) for why in each.because)
    weighed = () if each.status is Status.SHOWN else reasons
    head = (
        Line(
            section=SEVERE,
            says=f"rescue_{each.status}",
            because=weighed,
            values={"treatment": each.treatment},
        )
        for _ in weighed[:1]
    )
    return (
        *head,
        *(stated(SEVERE, fact) for fact in reasons),
        *(() if each.status is Status.CLOSED else amounts(guideline, case, each.treatment)),
    )


def _reason(guideline: Guideline, treatment: Treatment, why: Reason) -> Fact[Any]:
    """The statement behind a status."""
    if why in TRIED_REASONS:
        tried: Fact[Any] = getattr(guideline.agents.choice, why)
        return tried
    return guideline.rescue.reasons[treatment][why]


def _early(rule: Rescue, case: Case, weighed: tuple[Weighed, ...]) -> Lines:
    """On the card of necrotizing myopathy: what comes early, as far as it is open."""
    if case.subtype is not Subtype.NECROTIZING:
        return ()
    still = tuple(
        each.treatment
        for each in in_order(weighed)
        if each.treatment in EARLY and each.status is not Status.CLOSED
    )
    says = "necrotizing_early" if still else "necrotizing_closed"
    values = {"treatments": still} if still else {}
    because = (rule.necrotizing["never_alone"],)
    return (Line(section=Section.START, says=says, because=because, values=values),)


def _already_given(rule: Rescue, case: Case) -> Lines:
    """On the card: a drug that is given or planned although something forbids it."""
    hepatitis = case.rituximab is True and case.hbv is not Hbv.NEGATIVE
    carrying = case.cyclophosphamide is True and harms_a_child(case)
    return (
        *((stated(Section.START, rule.rituximab.hepatitis_b),) if hepatitis else ()),
        *((stated(Section.START, rule.cyclophosphamide.pregnancy),) if carrying else ()),
    )


def _emergencies(rule: Rescue, case: Case) -> Lines:
    """What is done beside admission, for each sign that was answered with yes."""
    well = not lungs_affected(case)
    names = (
        name
        for code in emergencies(case)
        for name in (code, *(("mda5_well",) if code == "mda5" and well else ()))
    )
    return tuple(stated(SEVERE, rule.emergency[name]) for name in names)


def _necrotizing(rule: Rescue, case: Case) -> Lines:
    """The early card of necrotizing myopathy, whatever the severity."""
    if case.subtype is not Subtype.NECROTIZING:
        return ()
    statin = (stated(SEVERE, rule.statin),) if case.statin is True else ()
    return (*statin, *(stated(SEVERE, fact) for fact in rule.necrotizing.values()))


def _lungs(rule: Rescue, case: Case) -> Lines:
    if case.ild is not Ild.YES:
        return ()
    failing = lungs_fail(case)
    kept = (fact for name, fact in rule.lung.items() if not (failing and name == "first"))
    return tuple(stated(SEVERE, fact) for fact in kept)


def _not_severe(rule: Rescue) -> Line:
    return Line(section=SEVERE, says="not_severe", because=tuple(rule.definition.values()))


@cache
def _definition(rule: Rescue) -> Lines:
    facts: Facts = (*rule.definition.values(), rule.refractory_months)
    return tuple(stated(SEVERE, fact) for fact in facts)


def _context(rule: Rescue, weighed: tuple[Weighed, ...]) -> Lines:
    """What fits when, of the treatments that nothing closes."""
    closed = {each.treatment for each in weighed if each.status is Status.CLOSED}
    return tuple(
        stated(SEVERE, fact) for name, fact in rule.context.items() if FITS[name] not in closed
    )
