"""Vaccines: what is given at once, what waits for a lower dose, and what is never given."""

from datetime import timedelta
from typing import Any

from core.agents.choice import ANTIMETABOLITES, GIVEN_UP, AgentChoice, Used, in_use
from core.answers import experience, is_child, is_young
from core.evidence import Fact, Line, Section, stated
from core.guideline.schema import Guideline
from core.guideline.schema_treatment import Vaccines
from core.patient import Case, Immunosuppressant, Pregnancy, Region
from core.steroid.exposure import Exposure

PREVENTION = Section.PREVENTION
STEROID = "steroid"  # how the waits after it begin, which differ by age and region

Lines = tuple[Line, ...]


def lines(
    guideline: Guideline, case: Case, exposure: Exposure | None, choice: AgentChoice
) -> Lines:
    """Before the start, after it with a date, by agent; then the lists."""
    rule = guideline.prevention.vaccines
    return (
        stated(PREVENTION, rule.at_once, rule.lead_weeks),
        _after_the_start(guideline, case, exposure),
        *_by_agent(rule, case, in_use(case, choice)),
        *_always(guideline, case),
    )


def _after_the_start(guideline: Guideline, case: Case, exposure: Exposure | None) -> Line:
    """The date from which non-live vaccines are given, where a schedule gives one."""
    rule, dose = guideline.prevention.vaccines, guideline.exposure.moderate_mg
    if exposure is None:
        return stated(PREVENTION, rule.deferred)
    waits = exposure.first_below_20 > 0
    return Line(
        section=PREVENTION,
        says="vaccines_deferred" if waits else "vaccines_not_deferred",
        because=(rule.deferred, dose),
        values={
            "date": case.start_date + timedelta(days=exposure.first_below_20),
            "mg": dose.value,
        },
    )


def _by_agent(rule: Vaccines, case: Case, used: Used) -> Lines:
    tried = experience(case, Immunosuppressant.RITUXIMAB) in GIVEN_UP
    holds = (
        (Immunosuppressant.METHOTREXATE in used, rule.after_influenza_days),
        (not ANTIMETABOLITES.isdisjoint(used), rule.no_hold),
        (case.rituximab is True, rule.rituximab),
        (tried, rule.rituximab_earlier),
        (case.pregnancy is Pregnancy.YES, rule.pregnancy),
    )
    return tuple(stated(PREVENTION, fact) for held, fact in holds if held)


def _always(guideline: Guideline, case: Case) -> Lines:
    """The lists, without the vaccines of adults for a young child."""
    rule = guideline.prevention.vaccines
    young = is_young(case, guideline.monitoring.juvenile.young_years.value)
    grown = () if is_child(case) else (rule.zoster[case.region],)
    facts = (
        rule.not_deferred,
        *(() if young else (rule.non_live, *grown)),
        rule.live,
        *_waits(rule, case),
    )
    return tuple(stated(PREVENTION, fact) for fact in facts)


def _waits(rule: Vaccines, case: Case) -> tuple[Fact[Any], ...]:
    """How long a live vaccine waits after each drug; after the steroid by age and region."""
    child = "_child" if is_child(case) else ""
    region = "_uk" if case.region is Region.UK else ""
    after = rule.live_after
    steroid = after.get(f"{STEROID}{child}{region}", after[STEROID])
    others = (fact for name, fact in after.items() if not name.startswith(STEROID))
    return (steroid, *others)
