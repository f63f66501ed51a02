"""A kept plan as it stands under the edition it was made by, and what a later one would differ in.

What was shown holds: later rules are asked only what they would do from here on. Where they would
do the same they are the plan's rules; where not, those of its own edition stay its rules until
somebody carries it over.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from core.course import course, progress, shown
from core.course.course import Course
from core.course.decisions import OF_A_DRUG, Decision, Move, Reason
from core.course.progress import Progress
from core.course.regimen import after as regimen_after
from core.course.regimen.agenda import held_blind
from core.course.regimen.drugs import Drugs, chosen, drugs_left, end_come, named_anew
from core.course.regimen.regimen import Regimens
from core.course.shown import Parts, Shown
from core.edition.difference import Differs, Part, differences
from core.edition.figures import NOT_OTHERWISE, NotPlanned, by_rule, text_of
from core.edition.just_made import is_made, remember
from core.given import Given, as_key, from_key
from core.guideline.schema import Guideline
from core.patient import Case
from core.plan import KEPT, Plan, as_shown, followed, recalled
from core.reading import Refused, as_kept, read_case

Answers = Mapping[str, object]
GIVEN_THEN = ("start_mg", "pulse_mg")  # doses that were given, each within the limits of its day


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A kept plan on a day: its rules, and what the rules of today would do otherwise."""

    plan: Plan
    rules: Guideline
    newest: Guideline
    differs: tuple[Differs, ...]
    answers: Answers
    text: str
    today: date | None = None

    @property
    def is_known(self) -> bool:
        """Whether its edition is one of this program, not one of a later program."""
        return self.edition == self.newest.edition or self.edition in self.newest.earlier

    @property
    def is_over(self) -> bool:
        """Whether its course has ended, so that no rule is asked any more."""
        return self.plan.ended

    @property
    def offered(self) -> bool:
        """Whether it can be carried over: never backwards, nor to rules that refuse the case."""
        refused = any(each.part is Part.REFUSED for each in self.differs)
        return bool(self.differs) and self.is_known and not (self.is_over or refused)

    @property
    def since(self) -> date | None:
        """From when it goes by that edition, where it was carried over."""
        return shown.read(self.text).since

    @property
    def edition(self) -> str:
        """The edition that the plan goes by."""
        return shown.read(self.text).edition


def made(
    guideline: Guideline,
    answers: Answers,
    decisions: tuple[Decision, ...] = (),
    *,
    begins: bool = True,
    recorded: bool = True,
) -> str:
    """What is kept of a case by these rules after these decisions; raises NotPlanned.

    An agent that is ready is begun on the day that the answers name, unless it is to wait, or
    unless nobody has recorded whether it was begun.
    """
    plan = recalled(guideline, answers, decisions)
    if isinstance(plan, Refused):
        raise NotPlanned(plan.reason)
    if not (begins and recorded):
        drugs = Drugs(agent=plan.agent, recorded=recorded or not plan.agent.doses)
        plan = replace(plan, drugs=drugs)
    for each in decisions:
        drugs = drugs_left(plan.drugs, each)
        if drugs is not plan.drugs:
            kept = replace(shown.read(text_of(guideline, plan)), drugs=drugs)
            plan = as_shown(guideline, plan.case, plan.course, kept)
    text = text_of(guideline, plan)
    remember(guideline, as_key(answers), text)
    return text


def as_it_stands(
    guideline: Guideline,
    answers: Answers,
    text: str,
    *,
    not_before: date | None = None,
    today: date | None = None,
    tested: date | None = None,
    draft: bool = False,
) -> Kept:
    """The plan of this text; a step that nobody confirmed waits until `not_before`.

    Today a drug whose blood tests are too late is held; `tested` is the day of the last ones. A
    draft is what was never made: rows for an admitting team.
    """
    differs = _differs(guideline, as_key(answers), text)
    kept = shown.read(text)
    rules = rules_of(guideline, kept.edition) if differs else guideline
    return Kept(
        plan=_standing(rules, as_key(answers), text, (not_before, today, tested), draft=draft),
        rules=rules,
        newest=guideline,
        differs=differs,
        answers=answers,
        text=text,
        today=today,
    )


def decided(kept: Kept, decision: Decision) -> str:
    """What is kept after one decision more."""
    if decision.move is Move.CARRY_OVER:
        carried = shown.parts(_carried(kept.newest, as_key(kept.answers), kept.text))
        return shown.written(carried | {"since": decision.on.isoformat()})
    before, case = shown.read(kept.text), as_kept(kept.answers, kept.rules)
    stands = before.progress
    if decision.move in OF_A_DRUG:
        before = replace(before, drugs=_drugs_after(kept, case, decision))
    else:
        stands = progress.after(kept.rules, case, _course_of(before), decision)
        before = replace(before, drugs=drugs_left(kept.plan.drugs, decision))
    plan = as_shown(kept.rules, case, seen(stands, case), before)
    ruled: Parts = {}
    if before.drugs is not kept.plan.drugs:
        rule = rule_now(kept.rules, case, stands, before, before.drugs.regimens)
        ruled = by_rule(plan, rule)
    return text_of(kept.rules, plan, **{**_still(kept.text), **ruled})


def _drugs_after(kept: Kept, case: Case, decision: Decision) -> Drugs:
    """The drugs once this is decided too; what is only named is chosen anew beside them."""
    drugs = kept.plan.drugs
    found = Drugs(
        agent=drugs.agent,
        regimens=regimen_after.after(drugs.agent, drugs.regimens, decision, kept.today),
        recorded=drugs.recorded or str(decision.drug) == str(drugs.agent.first),
        ready=drugs.ready,
    )
    return named_anew(kept.rules, case, found, kept.today)


def fingerprint(guideline: Guideline, plan: Plan) -> str:
    """The same for two plans with the same figures, under whichever edition they were made."""
    figures = shown.parts(text_of(guideline, plan)) | {"edition": ""}
    return hashlib.sha256(shown.written(figures).encode()).hexdigest()


def rules_of(guideline: Guideline, edition: str) -> Guideline:
    """The rules of this edition; those of today where it is not known."""
    return guideline.earlier.get(edition, guideline)


def _still(text: str) -> Parts:
    """What no decision about a dose changes, as it was."""
    found = shown.parts(text)
    return {name: found[name] for name in ("edition", "since", *NOT_OTHERWISE)}


def seen(stands: Progress | None, case: Case) -> Course | None:
    """The course that stands there; a child has none."""
    return course.seen(stands, case.start_date) if stands else None


def _course_of(kept: Shown) -> Progress:
    if kept.progress is None:
        raise NotPlanned("a child has no course that a decision could change")
    return kept.progress


@lru_cache(KEPT)
def _standing(
    rules: Guideline,
    answers: Given,
    text: str,
    days: tuple[date | None, date | None, date | None],
    *,
    draft: bool,
) -> Plan:
    """As of these days: the soonest of a step, today, and that of the last blood tests."""
    not_before, today, tested = days
    kept, case = shown.read(text), as_kept(from_key(answers), rules)
    blind = today and _held_blind(rules, kept.drugs, today, tested)
    if blind:
        kept = replace(kept, drugs=blind)
    ended = today and end_come(kept.drugs, today)
    if ended:
        kept = replace(kept, drugs=named_anew(rules, case, kept.drugs, today, since=ended))
    stands = kept.progress
    lived = course.seen(stands, case.start_date, not_before=not_before) if stands else None
    return as_shown(rules, case, lived, kept, today, draft=draft)


def _held_blind(rules: Guideline, drugs: Drugs, today: date, tested: date | None) -> Drugs | None:
    """The drugs, each whose blood tests are too late held; None where all are as they were."""
    regimens = drugs.regimens
    for each in regimens:
        since = held_blind(rules, each, tested, today)
        if since:
            hold = Decision(
                move=Move.SUSPEND, on=since, reason=Reason.TESTS_OVERDUE, drug=each.drug
            )
            regimens = regimen_after.after(drugs.agent, regimens, hold)
    return None if regimens is drugs.regimens else replace(drugs, regimens=regimens)


@lru_cache(KEPT)
def _carried(guideline: Guideline, answers: Given, text: str) -> str:
    """What is kept if the plan goes on by these rules; raises NotPlanned.

    An agent whose amounts were shown stays with them, and so do the milestones of a child: nobody
    says here what of them was given.
    """
    kept = shown.read(text)
    case = _accepted(guideline, from_key(answers), kept)
    stands = kept.progress and progress.carried(guideline, case, kept.progress)
    rule = rule_now(guideline, case, stands, kept, kept.drugs.regimens)
    drugs = kept.drugs if kept.agent.doses else replace(kept.drugs, agent=rule.agent)
    holds = as_shown(
        guideline,
        case,
        rule.course,
        replace(kept, drugs=drugs, notices=rule.notices),
    )
    return text_of(guideline, holds, **by_rule(holds, rule))


def _accepted(guideline: Guideline, answers: Mapping[str, Any], kept: Shown) -> Case:
    """The case as these rules take it; raises NotPlanned. What was given is judged by the weight
    that it was given for."""
    for each in (GIVEN_THEN, ()):
        then = {"weight_kg": str(kept.start_kg)} if kept.start_kg and not each else {}
        asked = {name: value for name, value in answers.items() if name not in each}
        found = read_case({**asked, **then}, guideline)
        if isinstance(found, Refused):
            raise NotPlanned(found.reason)
    return as_kept(answers, guideline)


def rule_now(
    guideline: Guideline, case: Case, stands: Progress | None, kept: Shown, regimens: Regimens
) -> Plan:
    """What these rules make of the case: the agent that they name beside what was recorded."""
    rule = followed(guideline, case, seen(stands, case), kept.start_mg, kept.at_start(case))
    named = kept.drugs.agent if kept.drugs.is_over else chosen(guideline, case, regimens)
    return replace(rule, drugs=replace(rule.drugs, agent=named))


def _differs(guideline: Guideline, answers: Given, text: str) -> tuple[Differs, ...]:
    """Part by part what these rules would do otherwise from here on."""
    known = is_made(guideline, answers, text)
    return () if known else compared(guideline, answers, text)


@lru_cache(KEPT)
def compared(guideline: Guideline, answers: Given, text: str) -> tuple[Differs, ...]:
    """The same, worked out."""
    before = shown.parts(text)
    try:
        after = shown.parts(_carried(guideline, answers, text))
    except NotPlanned:
        return (Differs(part=Part.REFUSED),)
    return tuple(differences(before, after))
