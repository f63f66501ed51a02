"""Severe, extensive or refractory disease: published ranges for the clinician, never orders."""

from functools import cache
from typing import Any

from core.agents.lines import tried
from core.amounts import UNKNOWN
from core.answers import harms_a_child, is_child
from core.emergencies import emergencies, lungs_affected, lungs_fail, needs_admission
from core.evidence import Fact, Line, Section, stated
from core.guideline.schema import Guideline
from core.guideline.schema_treatment import Rescue
from core.patient import Case, Hbv, Ild, Severity, Subtype
from core.rescue.amounts import amounts
from core.rescue.weighed import (
    TRIED_REASONS,
    Reason,
    Status,
    Treatment,
    Weighed,
    counts_against,
    speaks_for,
    taken_already,
)

SEVERE = Section.SEVERE
ORDER = (Status.PREFERRED, Status.SHOWN, Status.NOT_PREFERRED, Status.CLOSED)
CLOTTING = (Subtype.DERMATOMYOSITIS, Subtype.JUVENILE)  # raise the risk of thrombosis
PULSE = Treatment.METHYLPREDNISOLONE
FITS = {"swallowing": Treatment.IMMUNOGLOBULIN, "refractory": Treatment.RITUXIMAB}
AGAINST = (Status.CLOSED, Status.NOT_PREFERRED)
EARLY = (Treatment.IMMUNOGLOBULIN, Treatment.RITUXIMAB)  # in necrotizing myopathy of any severity

Facts = tuple[Fact[Any], ...]
Lines = tuple[Line, ...]


def lines(guideline: Guideline, case: Case, weighed: tuple[Weighed, ...]) -> Lines:
    """Emergencies and what the subtype or the lungs ask for; then each treatment as weighed."""
    rule = guideline.rescue
    severe, urgent = case.severity is Severity.SEVERE, needs_admission(case)
    shown = [each for each in in_order(weighed) if severe or urgent or each.treatment in EARLY]
    further = (_further(rule, case, weighed),) if severe or urgent else ()
    at_once = _lungs_alone(case)
    return (
        *_already_given(rule, case),
        *_early(rule, case, weighed),
        *(further if at_once else ()),
        *_emergencies(rule, case),
        *_necrotizing(rule, case),
        *_lungs(rule, case),
        *((stated(SEVERE, rule.hospital),) if severe else ()),
        *(() if severe or urgent else (_not_severe(rule),)),
        *(() if at_once else further),
        *(line for each in shown for line in _card(guideline, case, each)),
        *(() if is_child(case) or not severe else _context(rule, case, weighed)),
        *_definition(rule),
    )


def in_order(weighed: tuple[Weighed, ...]) -> tuple[Weighed, ...]:
    """As they are shown: the preferred first, the closed last."""
    return tuple(sorted(weighed, key=lambda each: ORDER.index(each.status)))


def behind(guideline: Guideline, each: Weighed) -> Lines:
    """The answers that its status comes of; of what is only shown there are none."""
    if each.status is Status.SHOWN:
        return ()
    counts = speaks_for if each.status is Status.PREFERRED else counts_against
    found = (why for why in each.because if counts(why, each.treatment))
    return tuple(_reason(guideline, each.treatment, why) for why in found)


def _further(rule: Rescue, case: Case, weighed: tuple[Weighed, ...]) -> Line:
    """How many further treatments, from when: one of those still open, or more for the lungs."""
    if case.mda5 is True:
        return stated(SEVERE, rule.two_from_the_start)
    if _lungs_alone(case):
        return stated(SEVERE, rule.one_or_two_from_the_start)
    if is_child(case):
        return stated(SEVERE, rule.juvenile)
    still = tuple(each for each in _still_open(case, weighed) if each is not PULSE)
    says = ("one_of" if still[1:] else "only") if still else "none_of"
    values = {"treatments": still} if still else {}
    return Line(section=SEVERE, says=f"rescue_{says}", because=(rule.one_of,), values=values)


def _still_open(case: Case, weighed: tuple[Weighed, ...]) -> tuple[Treatment, ...]:
    """What may still be begun, in the order it is shown: not closed, and not taken already."""
    return tuple(
        each.treatment
        for each in in_order(weighed)
        if each.status is not Status.CLOSED and not taken_already(case, each.treatment)
    )


def _card(guideline: Guideline, case: Case, each: Weighed) -> Lines:
    """What the answers make of it and why; then its amounts, unless something closes it.

    What speaks for a treatment that something else speaks against stands apart from that.
    """
    against = each.status in AGAINST
    apart = [why for why in each.because if against and speaks_for(why, each.treatment)]
    said = tuple(
        _reason(guideline, each.treatment, why) for why in each.because if why not in apart
    )
    reasons = tuple(fact for line in said for fact in line.because)
    otherwise = tuple(_reason(guideline, each.treatment, why) for why in apart)
    because = tuple(fact for line in otherwise for fact in line.because)
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
        *said,
        *(
            Line(
                section=SEVERE,
                says="rescue_otherwise",
                because=because,
                values={"treatment": each.treatment},
            )
            for _ in otherwise[:1]
        ),
        *otherwise,
        *_amounts(guideline, case, each),
    )


def _amounts(guideline: Guideline, case: Case, each: Weighed) -> Lines:
    """None of what is closed, and none of what is taken already."""
    if taken_already(case, each.treatment):
        because, values = (guideline.rescue.taken,), {"treatment": each.treatment}
        return (Line(section=SEVERE, says="rescue_taken", because=because, values=values),)
    if each.status is Status.CLOSED:
        return ()
    return amounts(guideline, case, each.treatment)


def _reason(guideline: Guideline, treatment: Treatment, why: Reason) -> Line:
    """What is said of the answer behind a status."""
    if why in TRIED_REASONS:
        return tried(SEVERE, guideline.agents.choice, why, treatment)
    return stated(SEVERE, guideline.rescue.reasons[treatment][why])


def _early(rule: Rescue, case: Case, weighed: tuple[Weighed, ...]) -> Lines:
    """On the card of necrotizing myopathy: what comes early, as far as it is open."""
    if case.subtype is not Subtype.NECROTIZING:
        return ()
    still = tuple(each for each in _still_open(case, weighed) if each in EARLY)
    taken = tuple(each for each in EARLY if taken_already(case, each))
    says = "early" if still else "taken" if taken else "closed"
    values = {"treatments": still or taken} if still or taken else {}
    because = (rule.necrotizing["never_alone"],)
    return (
        Line(section=Section.START, says=f"necrotizing_{says}", because=because, values=values),
    )


def _already_given(rule: Rescue, case: Case) -> Lines:
    """On the card: a drug that is given or planned although something forbids it."""
    hepatitis = case.rituximab is True and case.hbv is not Hbv.NEGATIVE
    carrying = case.cyclophosphamide is True and harms_a_child(case)
    return (
        *((stated(Section.START, rule.rituximab.hepatitis_b),) if hepatitis else ()),
        *((stated(Section.START, rule.cyclophosphamide.pregnancy),) if carrying else ()),
    )


def _emergencies(rule: Rescue, case: Case) -> Lines:
    """What is done beside admission, for each sign that was answered with yes; of lungs that alone
    worsen fast how many treatments they need stands before it."""
    well, said = not lungs_affected(case), "rapidly_progressive_ild"
    names = (
        name
        for code in emergencies(case)
        if code != said or not _lungs_alone(case)
        for name in (code, *(("mda5_well",) if code == "mda5" and well else ()))
    )
    return tuple(stated(SEVERE, rule.emergency[name]) for name in names)


def _lungs_alone(case: Case) -> bool:
    """Whether the lungs worsen fast, and no antibody asks for more."""
    return case.rapidly_progressive is True and case.mda5 is not True


def _necrotizing(rule: Rescue, case: Case) -> Lines:
    """The early card of necrotizing myopathy, whatever the severity."""
    if case.subtype is not Subtype.NECROTIZING:
        return ()
    stop = (stated(SEVERE, rule.statin),) if case.statin is True else ()
    ask = Line(section=SEVERE, says="statin_unknown", because=(rule.statin,))
    facts = (stated(SEVERE, fact) for fact in rule.necrotizing.values())
    return (*stop, *facts, *((ask,) if case.statin is UNKNOWN else ()))


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


def _context(rule: Rescue, case: Case, weighed: tuple[Weighed, ...]) -> Lines:
    """What fits when, of the treatments that are still open."""
    still = _still_open(case, weighed)
    return tuple(
        stated(SEVERE, fact) for name, fact in rule.context.items() if FITS[name] in still
    )
