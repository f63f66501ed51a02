"""What is followed and when, with dates from the first day, and what each drug can do."""

from datetime import date, timedelta
from functools import cache
from typing import Any

from core.agents.choice import Agent, AgentChoice, Used, in_use
from core.agents.titration import week_begins
from core.amounts import UNKNOWN, Unknown
from core.answers import at_least, below, is_child
from core.emergencies import needs_admission
from core.evidence import Fact, Line, Section, stated
from core.guideline.schema import Guideline
from core.guideline.schema_treatment import Laboratory, Monitoring
from core.patient import Antibody, Case, Ild, Immunosuppressant, Severity, Sex, Subtype

MONITORING = Section.MONITORING
PULSE = "pulse"
CANCER = frozenset({Antibody.TIF1G, Antibody.NXP2})
SYNTHETASE = frozenset({Antibody.JO1, Antibody.OTHER_SYNTHETASE})
NAMED = (Agent.METHOTREXATE, Agent.AZATHIOPRINE, Agent.MYCOPHENOLATE)

Facts = tuple[Fact[Any], ...]
Lines = tuple[Line, ...]


def lines(guideline: Guideline, case: Case, choice: AgentChoice, *, begun: date | None) -> Lines:
    """Reviews, measures, blood tests of the agent, the steroid, baseline, harms."""
    rule = guideline.monitoring
    return (
        *_mimic(rule, case),
        *_reviews(rule, case),
        *_measures(rule, case),
        *_adult(rule, case),
        *_laboratory(rule.laboratory, begun),
        *_steroid(guideline, case),
        *_baseline(rule, case),
        *_harms(rule, case, in_use(case, choice)),
        *_reading(rule),
    )


def glucose_begins(guideline: Guideline, case: Case) -> date:
    """The day that the weeks of glucose count from: of a pulse, where the rules count that too."""
    counts = PULSE in guideline.monitoring.steroid.glucose_counts.value
    return _after(case, -case.pulse_days) if counts else case.start_date


def _mimic(rule: Monitoring, case: Case) -> Lines:
    """The look-alike of polymyositis, on the card where sex and age fit; unless they do not."""
    young = below(case.age, rule.mimic_years.value + 1)
    if case.subtype is not Subtype.POLYMYOSITIS or case.sex is Sex.FEMALE or young:
        return ()
    fits = case.sex is Sex.MALE and not isinstance(case.age, Unknown)
    return (stated(Section.START if fits else MONITORING, rule.mimic_years),)


def _after(case: Case, days: int) -> date:
    return case.start_date + timedelta(days=days)


def _reviews(rule: Monitoring, case: Case) -> Lines:
    """A date for each review, and what a failed one means."""
    reviews = tuple(
        Line(
            section=MONITORING,
            says="review",
            because=(rule.review_days,),
            values={"date": _after(case, days), "days": days},
        )
        for days in rule.review_days.value
    )
    return (*reviews, stated(MONITORING, rule.review))


def _measures(rule: Monitoring, case: Case) -> Lines:
    """What is measured, how often until the first review, and how often after it."""
    fewest, most = rule.often_weeks.value
    rarely, rarest = rule.later_months.value
    often = Line(
        section=MONITORING,
        says="measured",
        because=(rule.often_weeks, rule.later_months),
        values={
            "fewest": fewest,
            "most": most,
            "date": _after(case, rule.review_days.value[0]),
            "later_fewest": rarely,
            "later_most": rarest,
        },
    )
    measures = rule.juvenile.measures if is_child(case) else rule.measures
    return (stated(MONITORING, measures), often)


def _laboratory(rule: Laboratory, begun: date | None) -> Lines:
    """Blood tests of the agent, with the first date where one was begun."""
    if begun is None:
        return (stated(MONITORING, rule.weeks), *_act(rule))
    first = Line(
        section=MONITORING,
        says="laboratory",
        because=(rule.weeks, rule.stable_weeks),
        values={
            "weeks": rule.weeks.value,
            "date": week_begins(begun, rule.weeks.value),
            "stable_weeks": rule.stable_weeks.value,
        },
    )
    return (first, *_act(rule))


@cache
def _act(rule: Laboratory) -> Lines:
    facts: Facts = (rule.months, rule.then_months, rule.again, *rule.act.values())
    return tuple(stated(MONITORING, fact) for fact in facts)


def _steroid(guideline: Guideline, case: Case) -> Lines:
    """Glucose and eyes with dates, systemic sclerosis where it may be, then the rest."""
    rule, steroid = guideline.monitoring, guideline.monitoring.steroid
    early, late = steroid.eyes_days.value
    first = glucose_begins(guideline, case)
    glucose = Line(
        section=MONITORING,
        says="glucose",
        because=(steroid.glucose_weeks, steroid.glucose_counts),
        values={"dates": tuple(week_begins(first, week) for week in steroid.glucose_weeks.value)},
    )
    eyes = Line(
        section=MONITORING,
        says="eyes",
        because=(steroid.eyes_days,),
        values={"first": _after(case, early), "last": _after(case, late)},
    )
    return (*_sclerosis(rule, case), glucose, *_sugar(rule, case), eyes, *_watch(rule))


def _sugar(rule: Monitoring, case: Case) -> Lines:
    """How glucose is measured and when it is treated: the figures are those of adults."""
    steroid = rule.steroid
    known = (stated(MONITORING, steroid.diabetes),) if case.diabetes is True else ()
    for_all = ("before", "again")
    facts = (
        fact for name, fact in steroid.glucose.items() if name in for_all or not is_child(case)
    )
    return (*known, *(stated(MONITORING, fact) for fact in facts))


def _adult(rule: Monitoring, case: Case) -> Lines:
    """What an adult does from the start; a child has its own list."""
    if is_child(case):
        return ()
    skin = case.subtype is Subtype.DERMATOMYOSITIS
    kept = (fact for name, fact in rule.adult.items() if skin or name != "sun")
    return tuple(stated(MONITORING, fact) for fact in kept)


def _sclerosis(rule: Monitoring, case: Case) -> Lines:
    """Known, or to be asked for in an overlap."""
    if case.ssc_overlap is True:
        return (stated(MONITORING, rule.steroid.renal_crisis_mg, rule.steroid.systemic_sclerosis),)
    if case.ssc_overlap is UNKNOWN and case.subtype is Subtype.OVERLAP:
        return (stated(MONITORING, rule.steroid.systemic_sclerosis),)
    return ()


@cache
def _watch(rule: Monitoring) -> Lines:
    return tuple(stated(MONITORING, fact) for fact in rule.steroid.watch.values())


def _baseline(rule: Monitoring, case: Case) -> Lines:
    """What every patient has once; the lungs again by antibodies; cancer in adults only."""
    lung = (rule.lung,) if case.ild is Ild.YES else ()
    found = case.subtype is Subtype.ANTISYNTHETASE or not SYNTHETASE.isdisjoint(_found(case))
    synthetase = (rule.synthetase,) if found else ()
    cancer = () if is_child(case) else (rule.cancer_years, *_cancer(rule, case))
    facts: Facts = (*lung, *synthetase, *rule.every_patient.values(), *cancer)
    return tuple(stated(MONITORING, fact) for fact in facts)


def _found(case: Case) -> frozenset[Antibody]:
    """The antibodies that were found, as far as was answered."""
    return frozenset() if isinstance(case.antibodies, Unknown) else frozenset(case.antibodies)


def _cancer(rule: Monitoring, case: Case) -> Facts:
    """How high the risk of cancer is by what was answered, and when a scan is named."""
    found, skin = _found(case), case.subtype is Subtype.DERMATOMYOSITIS
    older = at_least(case.age, rule.cancer_above_years.value + 1)
    factors = sum((skin, not CANCER.isdisjoint(found), older, case.dysphagia is True))
    if not factors:
        return ()
    if factors == 1:
        return (rule.cancer["moderate"],)
    scan = skin and older and Antibody.TIF1G in found
    return (
        rule.cancer["high"],
        *((rule.cancer["scan"],) if scan else ()),
        rule.cancer["scan_later"],
    )


def _harms(rule: Monitoring, case: Case, used: Used) -> Lines:
    """Of the agent that is named, of drugs given, and of what is offered: in severe disease, in an
    emergency, and early in necrotizing myopathy."""
    severe = case.severity is Severity.SEVERE or needs_admission(case)
    adult = severe and not is_child(case)
    early = severe or case.subtype is Subtype.NECROTIZING
    holds = {
        **{name: Immunosuppressant(name) in used for name in map(str, NAMED)},
        "rituximab": early or case.rituximab is True,
        "cyclophosphamide": adult
        or case.cyclophosphamide is True
        or Immunosuppressant.CYCLOPHOSPHAMIDE in used,
        "calcineurin": adult or Immunosuppressant.CALCINEURIN_INHIBITOR in used,
        "immunoglobulin": early or Immunosuppressant.IMMUNOGLOBULIN in used,
    }
    return tuple(stated(MONITORING, rule.harms[name]) for name, held in holds.items() if held)


@cache
def _reading(rule: Monitoring) -> Lines:
    return tuple(stated(MONITORING, fact) for fact in rule.reading.values())
