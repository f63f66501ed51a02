"""What is kept of a live plan once its answers are others: nothing of what was taken changes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from core.agents.choice import WeeklyAgentDose
from core.answers import agent_begins
from core.course import shown
from core.course.decisions import Drug, Reason
from core.course.progress import Progress
from core.course.regimen.after import held_at_once
from core.course.regimen.drugs import Drugs, named_anew, speaks_against
from core.course.regimen.recovery import by_answers
from core.course.regimen.regimen import Regimen, State, Stretch
from core.edition.figures import by_rule, text_of
from core.edition.kept_plan import Answers, Kept, rule_now, seen
from core.emergencies import emergencies
from core.patient import Case
from core.plan import as_shown
from core.reading import as_kept


def answered(kept: Kept, answers: Answers, on: date) -> str:
    """What is kept once these are the answers, by the rules that the plan goes by.

    Doses that were taken or decided stay, and so do the start dose and its schedule. A drug that
    the answers close anew is held from this day on; one that was to begin later does not begin. An
    agent that is taken stays the one that is named, and none is begun. With a new emergency no
    step of the steroid has a date until a prescriber decides.
    """
    before, case = shown.read(kept.text), as_kept(answers, kept.rules)
    at_start = before.at_start(kept.plan.case)
    stands = _waiting(before.progress, kept.plan.case, case)
    drugs = _drugs(kept, case, on)
    now = replace(
        before,
        drugs=drugs,
        start_kg=at_start.weight_kg,
        start_severity=at_start.severity,
    )
    rule = rule_now(kept.rules, case, stands, now, drugs.regimens)
    now = replace(now, notices=rule.notices)
    plan = as_shown(kept.rules, case, seen(stands, case), now)
    still = {name: shown.parts(kept.text)[name] for name in ("edition", "since")}
    return text_of(kept.rules, plan, **still, **by_rule(plan, rule))


def newly_closed(kept: Kept, case: Case, drug: Drug) -> bool:
    """Whether these answers say something against the drug that the plan's own do not."""
    was, now = (speaks_against(kept.rules, each, drug) for each in (kept.plan.case, case))
    return bool({*now} - {*was})


def _waiting(stands: Progress | None, was: Case, now: Case) -> Progress | None:
    """The course; where an emergency is new it waits for a decision, as its end never does."""
    new = {*emergencies(now)} - {*emergencies(was)}
    if stands is None or not new or stands.ends is not None:
        return stands
    return replace(stands, reassess=True, urgent=True)


def _drugs(kept: Kept, case: Case, on: date) -> Drugs:
    """Every drug as these answers leave it; one that is only planned may be another one now."""
    drugs = kept.plan.drugs
    regimens, recorded = tuple(_regimens(kept, case, on)), drugs.recorded
    if not recorded:
        begins = agent_begins(kept.plan.case)
        recorded = begins > on
        if begins <= on and newly_closed(kept, case, Drug(str(drugs.agent.first))):
            regimens, recorded = (*regimens, _unrecorded(drugs, begins, on)), True
    regimens = by_answers(regimens, kept.plan.case, case, on)
    found = replace(drugs, regimens=regimens, recorded=recorded)
    return named_anew(kept.rules, case, found, on)


def _regimens(kept: Kept, case: Case, on: date) -> Iterator[Regimen]:
    for each in kept.plan.regimens:
        if not newly_closed(kept, case, each.drug):
            yield each
        elif each.begun <= on:
            yield held_at_once(each, on, Reason.CLOSED)


def _unrecorded(drugs: Drugs, begins: date, on: date) -> Regimen:
    """The agent that may be taken since the day that was planned, in an amount nobody recorded."""
    weekly = (e.dose.weekday for e in drugs.agent.doses if isinstance(e, WeeklyAgentDose))
    weekday = next(weekly, None)
    taken = Stretch(first=begins, state=State.TAKEN, weekday=weekday)
    regimen = Regimen(drug=Drug(str(drugs.agent.first)), stretches=(taken,))
    return held_at_once(regimen, on, Reason.CLOSED)
