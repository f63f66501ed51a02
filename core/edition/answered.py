"""What is kept of a live plan once its answers are others: nothing of what was taken changes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from core import interlocks
from core.agents.choice import WeeklyAgentDose
from core.answers import agent_begins
from core.course import course, shown
from core.course.decisions import Drug, Reason
from core.course.drugs import Drugs, chosen, speaks_against, still_named
from core.course.progress import Progress
from core.course.regimen import Regimen, State, Stretch, held_at_once
from core.edition.figures import text_of
from core.edition.kept_plan import Answers, Kept
from core.emergencies import emergencies
from core.interlocks import Notice
from core.patient import Case
from core.plan import as_shown, followed
from core.reading import as_kept


def answered(kept: Kept, answers: Answers, on: date) -> str:
    """What is kept once these are the answers, by the rules that the plan goes by.

    Doses that were taken or decided stay, and so do the start dose and its schedule. A drug that
    the answers close anew is held from this day on; one that was to begin later does not begin. An
    agent that is taken stays the one that is named, and none is begun. With a new emergency no
    step of the steroid has a date until a prescriber decides.
    """
    before, case = shown.read(kept.text), as_kept(answers, kept.rules)
    stands = _waiting(before.progress, kept.plan.case, case)
    lived = course.seen(stands, case.start_date) if stands else None
    by_rule = followed(kept.rules, case, lived, before.start_mg)
    now = replace(
        before,
        drugs=_drugs(kept, case, on),
        notices=_notices(before.notices, by_rule.notices),
    )
    plan = as_shown(kept.rules, case, lived, now)
    since = shown.parts(kept.text)["since"]
    return text_of(kept.rules, plan, edition=before.edition, since=since)


def newly_closed(kept: Kept, case: Case, drug: Drug) -> bool:
    """Whether these answers say something against the drug that the plan's own do not."""
    was, now = (speaks_against(kept.rules, each, drug) for each in (kept.plan.case, case))
    return bool({*now} - {*was})


def _waiting(stands: Progress | None, was: Case, now: Case) -> Progress | None:
    """The course; where an emergency is new it waits for a decision, as its end never does."""
    new = {*emergencies(now)} - {*emergencies(was)}
    if stands is None or not new or stands.ends is not None:
        return stands
    return replace(stands, reassess=True)


def _drugs(kept: Kept, case: Case, on: date) -> Drugs:
    """Every drug as these answers leave it; what may be taken unrecorded is no other drug now."""
    drugs, rules = kept.plan.drugs, kept.rules
    regimens = tuple(_regimens(kept, case, on))
    if not drugs.recorded:
        begins = agent_begins(kept.plan.case)
        if begins <= on and newly_closed(kept, case, Drug(str(drugs.agent.first))):
            regimens = (*regimens, _unrecorded(drugs, begins, on))
        elif begins <= on:
            agent = still_named(rules, case, regimens, drugs.agent)
            return replace(drugs, agent=agent, regimens=regimens)
    going = {str(each.drug) for each in regimens if not each.ended}
    if str(drugs.agent.first) in going:
        agent = still_named(rules, case, regimens, drugs.agent)
    else:
        agent = chosen(rules, case, regimens)
    return Drugs(agent=agent, regimens=regimens)


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


def _notices(before: tuple[Notice, ...], now: tuple[Notice, ...]) -> tuple[Notice, ...]:
    """Those of the start dose as they were; all others as the answers are now."""
    of_the_start = [each for each in before if each.code in interlocks.OF_THE_START]
    others = [each for each in now if each.code not in interlocks.OF_THE_START]
    return tuple(sorted((*of_the_start, *others), key=interlocks.place))
