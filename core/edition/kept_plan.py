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

from core.course import course, progress, regimen, shown
from core.course.course import Course
from core.course.decision_rules import NO_FALL
from core.course.decisions import OF_A_DRUG, Decision, Move, Reason
from core.course.drugs import AGENTS, Drugs, chosen, closed_for
from core.course.progress import Progress
from core.course.regimen import Regimens, State, running
from core.course.regimen_agenda import held_blind
from core.course.shown import Parts, Shown
from core.edition.difference import Differs, Part, differences
from core.edition.figures import NOT_OTHERWISE, NotPlanned, by_rule, text_of
from core.emergencies import needs_admission
from core.given import Given, as_key, from_key
from core.guideline.schema import Guideline
from core.patient import Case
from core.plan import KEPT, Plan, as_shown, followed, recalled
from core.reading import Refused, as_kept, read_case

Answers = Mapping[str, object]


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
        return self.plan.course is not None and self.plan.course.ends is not None

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
    return text_of(guideline, plan)


def as_it_stands(
    guideline: Guideline,
    answers: Answers,
    text: str,
    *,
    not_before: date | None = None,
    today: date | None = None,
    tested: date | None = None,
) -> Kept:
    """The plan of this text; a step that nobody confirmed waits until `not_before`.

    Today a drug whose blood tests are too late is held; `tested` is the day of the last ones.
    """
    differs = _differs(guideline, as_key(answers), text)
    kept = shown.read(text)
    rules = rules_of(guideline, kept.edition) if differs else guideline
    return Kept(
        plan=_standing(rules, as_key(answers), text, (not_before, today, tested)),
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
        before = replace(before, drugs=_drugs_ended(kept, decision))
    lived = _seen(stands, case)
    return text_of(kept.rules, as_shown(kept.rules, case, lived, before), **_still(kept.text))


def _drugs_after(kept: Kept, case: Case, decision: Decision) -> Drugs:
    """The drugs once this is decided too; after an end the choice of an agent runs again."""
    drugs = kept.plan.drugs
    regimens = regimen.after(drugs.agent, drugs.regimens, decision, kept.today)
    unsaid = running(drugs.regimens, decision.drug) is None if decision.drug else False
    ends = decision.move is Move.END and (decision.drug in AGENTS or unsaid)
    agent = chosen(kept.rules, case, regimens) if ends else drugs.agent
    recorded = drugs.recorded or decision.drug in AGENTS
    return Drugs(agent=agent, regimens=regimens, recorded=recorded)


def _drugs_ended(kept: Kept, decision: Decision) -> Drugs:
    """The drugs after a decision about the steroid: whoever moved or died takes none of them."""
    drugs = kept.plan.drugs
    if decision.move is not Move.STOP or decision.reason not in NO_FALL:
        return drugs
    regimens = drugs.regimens
    for each in regimens:
        if not each.ended:
            end = Decision(move=Move.END, on=decision.on, reason=decision.reason, drug=each.drug)
            regimens = regimen.after(drugs.agent, regimens, end)
    return replace(drugs, regimens=regimens)


def answered(kept: Kept, answers: Answers, on: date, *, live: bool = True) -> str:
    """What is kept once these are the answers: the doses as they are, the rest by its rules.

    Of a plan that is not live yet nothing was taken: an agent that was to begin with it begins as
    these answers name it.
    A drug that is taken and that they close is held from this day on; an agent that is taken
    stays the one that is named. An emergency holds every further step of the steroid.
    """
    before, case = shown.read(kept.text), as_kept(answers, kept.rules)
    if not live:
        plan = followed(kept.rules, case, _seen(before.progress, case), before.start_mg)
        found = {"edition": before.edition, "since": _still(kept.text)["since"]}
        if not before.drugs.regimens and plan.regimens:
            found["regimens"] = []  # it was to wait, or was not ready: it is begun for itself
        return text_of(kept.rules, plan, **found)
    regimens = _held_where_closed(kept, case, on)
    taken = any(each.drug in AGENTS and not each.ended for each in regimens)
    agent = kept.plan.agent if taken else chosen(kept.rules, case, regimens)
    drugs = replace(kept.plan.drugs, agent=agent, regimens=regimens)
    stands = before.progress
    if stands and needs_admission(case) and not needs_admission(kept.plan.case):
        stands = replace(stands, reassess=stands.ends is None)
    lived = _seen(stands, case)
    by_rule = followed(kept.rules, case, lived, before.start_mg)
    now = replace(before, drugs=drugs, notices=by_rule.notices)
    plan = as_shown(kept.rules, case, lived, now)
    return text_of(kept.rules, plan, edition=before.edition, since=_still(kept.text)["since"])


def _held_where_closed(kept: Kept, case: Case, on: date) -> Regimens:
    """The regimens, each of a drug that these answers close anew held from this day on."""
    regimens = kept.plan.regimens
    for each in regimens:
        was, now = (
            closed_for(kept.rules, answered, each.drug) for answered in (kept.plan.case, case)
        )
        if {*now} - {*was} and each.last.state is State.TAKEN:
            hold = Decision(move=Move.SUSPEND, on=on, reason=Reason.CLOSED, drug=each.drug)
            regimens = regimen.after(kept.plan.agent, regimens, hold)
    return regimens


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


def _seen(stands: Progress | None, case: Case) -> Course | None:
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
) -> Plan:
    """As of these days: the soonest of a step, today, and that of the last blood tests."""
    not_before, today, tested = days
    kept, case = shown.read(text), as_kept(from_key(answers), rules)
    blind = today and _held_blind(rules, kept.drugs, today, tested)
    if blind:
        kept = replace(kept, drugs=blind)
    stands = kept.progress
    lived = course.seen(stands, case.start_date, not_before=not_before) if stands else None
    return as_shown(rules, case, lived, kept, today)


def _held_blind(rules: Guideline, drugs: Drugs, today: date, tested: date | None) -> Drugs | None:
    """The drugs, each whose blood tests are too late held; None where all are as they were."""
    regimens = drugs.regimens
    for each in regimens:
        since = held_blind(rules, each, tested, today)
        if since:
            hold = Decision(
                move=Move.SUSPEND, on=since, reason=Reason.TESTS_OVERDUE, drug=each.drug
            )
            regimens = regimen.after(drugs.agent, regimens, hold)
    return None if regimens is drugs.regimens else replace(drugs, regimens=regimens)


@lru_cache(KEPT)
def _carried(guideline: Guideline, answers: Given, text: str) -> str:
    """What is kept if the plan goes on by these rules; raises NotPlanned.

    An agent whose amounts were shown stays with them, and so do the milestones of a child: nobody
    says here what of them was given.
    """
    case = read_case(from_key(answers), guideline)
    if isinstance(case, Refused):
        raise NotPlanned(case.reason)
    kept = shown.read(text)
    stands = kept.progress and progress.carried(guideline, case, kept.progress)
    rule = followed(guideline, case, _seen(stands, case), kept.start_mg)
    drugs = kept.drugs if kept.agent.doses else replace(kept.drugs, agent=rule.agent)
    holds = as_shown(
        guideline,
        case,
        rule.course,
        replace(kept, drugs=drugs, notices=rule.notices),
    )
    return text_of(guideline, holds, **by_rule(holds, rule))


@lru_cache(KEPT)
def _differs(guideline: Guideline, answers: Given, text: str) -> tuple[Differs, ...]:
    """Part by part what these rules would do otherwise from here on."""
    before = shown.parts(text)
    try:
        after = shown.parts(_carried(guideline, answers, text))
    except NotPlanned:
        return (Differs(part=Part.REFUSED),)
    return tuple(differences(before, after))
