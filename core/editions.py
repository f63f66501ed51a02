"""A kept plan as it stands under the edition it was made by, and what a later one would differ in.

What was shown holds: later rules are asked only what they would do from here on. Where they would
do the same they are the plan's rules; where not, those of its own edition stay its rules until
somebody carries it over.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from zlib import crc32

from core import progress, revision, shown
from core.agenda import agenda
from core.choice import AgentChoice
from core.decisions import Decision, Move
from core.evidence import Value
from core.guideline.schema import Guideline
from core.patient import Case
from core.plan import KEPT, Given, Plan, as_key, as_shown, followed, make_plan, recalled
from core.pneumocystis import Pneumocystis
from core.progress import Progress
from core.reading import Refused, as_kept, read_case
from core.shown import Json, Shown, number

Answers = Mapping[str, object]


class NotPlanned(ValueError):
    """The rules refuse the case, or have no plan for it, so nothing can be kept of it."""


class Part(StrEnum):
    """What another edition would do otherwise."""

    REFUSED = "refused"  # it would not plan the case
    START = "start"
    DOSES = "doses"
    TIMES = "times"  # the same doses, for longer or shorter
    TABLETS = "tablets"  # the same doses, made of other tablets
    LADDER = "ladder"  # only what a course that goes back would follow
    MILESTONES = "milestones"
    SUMS = "sums"
    AGENT = "agent"
    AMOUNTS = "amounts"  # of the same agent
    CLEARED = "cleared"  # what the same agent waits for, or what closes others
    NOTICES = "notices"
    PNEUMOCYSTIS = "pneumocystis"
    FRACTURE_RISK = "fracture_risk"
    MONITORING = "monitoring"


@dataclass(frozen=True, slots=True, kw_only=True)
class Differs:
    """One part that other rules would make otherwise; with its figure on both sides, if short."""

    part: Part
    was: Value | None = None
    now: Value | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A kept plan on a day: its rules, and what the rules of today would do otherwise."""

    plan: Plan
    rules: Guideline
    newest: Guideline
    differs: tuple[Differs, ...]
    answers: Answers
    text: str

    @property
    def edition(self) -> str:
        """The edition that the plan goes by."""
        return shown.read(self.text).edition


def made(guideline: Guideline, answers: Answers, decisions: tuple[Decision, ...] = ()) -> str:
    """What is kept of a case by these rules after these decisions; raises NotPlanned."""
    plan = recalled(guideline, answers, decisions)
    if isinstance(plan, Refused):
        raise NotPlanned(plan.reason)
    return _text(guideline, plan)


def as_it_stands(
    guideline: Guideline, answers: Answers, text: str, *, not_before: date | None = None
) -> Kept:
    """The plan of this text; a step that nobody confirmed waits until `not_before`."""
    differs = _differs(guideline, as_key(answers), text)
    kept = shown.read(text)
    rules = rules_of(guideline, kept.edition) if differs else guideline
    return Kept(
        plan=_standing(rules, as_key(answers), text, not_before),
        rules=rules,
        newest=guideline,
        differs=differs,
        answers=answers,
        text=text,
    )


def decided(kept: Kept, decision: Decision) -> str:
    """What is kept after one decision more."""
    if decision.move is Move.CARRY_OVER:
        return _carried(kept.newest, as_key(kept.answers), kept.text)
    before, case = shown.read(kept.text), as_kept(kept.answers, kept.rules)
    stands = progress.after(kept.rules, case, _course_of(before), decision)
    now = revision.seen(stands, case.start_date)
    return _text(kept.rules, as_shown(kept.rules, case, now, before), edition=before.edition)


def answered(kept: Kept, answers: Answers) -> str:
    """What is kept once these are the answers: the doses as they are, the rest by its rules."""
    before, case = shown.read(kept.text), as_kept(answers, kept.rules)
    return _text(
        kept.rules, _anew(kept.rules, case, before.progress), before.start_mg, before.edition
    )


def may_be_carried(differs: tuple[Part, ...]) -> bool:
    """Whether there is a difference, and the newest rules plan the case at all."""
    return bool(differs) and Part.REFUSED not in differs


def fingerprint(guideline: Guideline, plan: Plan) -> str:
    """The same for two plans with the same figures, under whichever edition they were made."""
    figures = shown.parts(_text(guideline, plan)) | {"edition": ""}
    return hashlib.sha256(shown.written(figures).encode()).hexdigest()


def rules_of(guideline: Guideline, edition: str) -> Guideline:
    """The rules of this edition; those of today where it is not known."""
    return guideline.earlier.get(edition, guideline)


def _course_of(kept: Shown) -> Progress:
    if kept.progress is None:
        raise NotPlanned("a child has no course that a decision could change")
    return kept.progress


@lru_cache(KEPT)
def _standing(rules: Guideline, answers: Given, text: str, not_before: date | None) -> Plan:
    kept, case = shown.read(text), as_kept({key: value for key, _, value in answers}, rules)
    if kept.progress is None:
        return as_shown(rules, case, None, kept)
    now = revision.seen(kept.progress, case.start_date, not_before=not_before)
    return as_shown(rules, case, now, kept)


def _anew(rules: Guideline, case: Case, stands: Progress | None) -> Plan:
    """Everything but the doses by these rules."""
    if stands is None:
        return make_plan(rules, case)
    return followed(rules, case, revision.seen(stands, case.start_date))


@lru_cache(KEPT)
def _carried(guideline: Guideline, answers: Given, text: str) -> str:
    """What would be kept if the plan went on by these rules; raises NotPlanned."""
    case = read_case({key: value for key, _, value in answers}, guideline)
    if isinstance(case, Refused):
        raise NotPlanned(case.reason)
    kept = shown.read(text)
    stands = kept.progress and progress.carried(guideline, case, kept.progress)
    return _text(guideline, _anew(guideline, case, stands), kept.start_mg)


@lru_cache(KEPT)
def _differs(guideline: Guideline, answers: Given, text: str) -> tuple[Differs, ...]:
    """Part by part what these rules would do otherwise from here on."""
    before = shown.parts(text)
    try:
        after = shown.parts(_carried(guideline, answers, text))
    except NotPlanned:
        return (Differs(part=Part.REFUSED),)
    named = (name for name in after if name in before and name not in APART)
    return (
        *_of_course(before, after),
        *(_part(name, before[name], after[name]) for name in named if before[name] != after[name]),
    )


def _part(name: str, was: Json, now: Json) -> Differs:
    """The part that these figures belong to, or what of it they are."""
    match name:
        case "start":
            return _of_start(was, now)
        case "agent":
            return _of_agent(shown.agent(was), shown.agent(now))
    return Differs(part=Part(name))


def _of_start(was: Json, now: Json) -> Differs:
    before, after = Decimal(was["by_rule"]), Decimal(now["by_rule"])
    same = before == after  # then only what else could be chosen
    return Differs(part=Part.START, was=None if same else before, now=None if same else after)


def _of_course(before: shown.Parts, after: shown.Parts) -> Iterator[Differs]:
    """The doses to come, how long they are taken and of what; else what is behind them."""
    if all(before[name] == after[name] for name in COURSE):
        return
    was, now = shown.progress(before).ahead, shown.progress(after).ahead
    doses = [tuple(rung.mg for rung in each) for each in (was, now)]
    days = [tuple(rung.days for rung in each) for each in (was, now)]
    if doses[0] != doses[1]:
        yield Differs(part=Part.DOSES, was=doses[0] or None, now=doses[1] or None)
    elif was == now:
        yield Differs(part=Part.LADDER)
    else:
        yield Differs(part=Part.TABLETS if days[0] == days[1] else Part.TIMES)


def _of_agent(was: AgentChoice, now: AgentChoice) -> Differs:
    if was.first is not now.first:
        return Differs(part=Part.AGENT, was=was.first, now=now.first)
    return Differs(part=Part.CLEARED if was.doses == now.doses else Part.AMOUNTS)


# ----------------------------------------------------------------------------------- text

COURSE = frozenset({"ladder", "doses"})
APART = COURSE | {"form", "edition"}
NO_DOSES: shown.Parts = {"ladder": [], "doses": None}


def _text(rules: Guideline, plan: Plan, start_mg: Decimal | None = None, edition: str = "") -> str:
    """Every part of the plan as it is kept; raises NotPlanned."""
    if plan.start is None:
        raise NotPlanned(plan.case.subtype.value)
    return shown.written(
        {
            "edition": edition or rules.edition,
            "start": {
                "mg": number(plan.start.mg if start_mg is None else start_mg),
                "by_rule": number(plan.start.suggested.mg),
                "offered": [number(option.mg) for option in plan.start.options],
            },
            **(shown.of_progress(plan.course.progress) if plan.course else NO_DOSES),
            "milestones": [shown.of_milestone(point) for point in plan.milestones],
            "sums": _sums(plan),
            "agent": shown.of_agent(plan.agent),
            "notices": [shown.of_notice(notice) for notice in plan.notices],
            "pneumocystis": _pneumocystis(plan.pneumocystis),
            "fracture_risk": plan.very_high_fracture_risk,
            "monitoring": _monitoring(rules, plan),
        }
    )


def _sums(plan: Plan) -> Json:
    found = plan.exposure
    return found and {
        "days": found.total_days,
        "mg": number(found.total_mg),
        "mg_first_year": number(found.mg_first_year),
        "days_high": found.days_ge_30,
        "days_moderate": found.days_ge_20,
        "below_moderate": found.first_below_20,
        "adrenal": found.first_at_5,
    }


def _pneumocystis(found: Pneumocystis | None) -> Json:
    return found and {
        "needed": found.needed,
        "start": found.start_offset,
        "review": found.review_offset,
        "extend": found.extend,
        "drugs": [*map(str, found.drugs)],
        "cautions": [*map(str, found.cautions)],
    }


def _monitoring(rules: Guideline, plan: Plan) -> str:
    """A short code of every dated task: one that moves makes another."""
    tasks = "\n".join(f"{due.item} {due.day} {due.detail}" for due in agenda(rules, plan))
    return f"{crc32(tasks.encode()):x}"
