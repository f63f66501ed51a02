"""Plans somewhere along their courses, each step taken on its day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from bot.guideline import shipped
from core.course.decisions import Decision, Move, Reason
from core.course.regimen.drugs import AGENTS
from core.course.regimen.regimen import Regimen, Regimens
from core.edition import kept_plan
from core.plan import recalled
from core.reading import Refused
from flows.plan.decided import as_decided
from flows.talk.records import Decided, PlanRecord
from tests.flows.following import READY
from tests.world.plan_record import plan_record

FIRST = date(2026, 11, 2)
OWNER = 7
CASES: tuple[dict[str, Any], ...] = (
    {"weight_kg": "70", "subtype": "dermatomyositis", "severity": "moderate", "ild": "no"},
    {"weight_kg": "80", "subtype": "polymyositis", "severity": "severe", "ild": "no"},
    {"weight_kg": "45", "subtype": "dermatomyositis", "severity": "severe", "ild": "no"},
    {"weight_kg": "60", "subtype": "polymyositis", "severity": "mild", "ild": "unknown"},
    READY
    | {"weight_kg": "72", "subtype": "dermatomyositis", "severity": "moderate", "ild": "no"},
    READY
    | {
        "weight_kg": "72", "subtype": "dermatomyositis", "severity": "moderate", "ild": "no",
        "liver_disease": True,
    },
)  # fmt: skip


def agent_now(regimens: Regimens, on: date) -> Regimen | None:
    """The agent that is taken or held on this day; None without one."""
    found = (each for each in reversed(regimens) if each.drug in AGENTS and not each.over(on))
    return next(found, None)


def made(case: int, today: date, label: str, team: int) -> PlanRecord:
    """A plan kept today for a course that began on the first day, with every step on its day."""
    return replace(_made(case, today), label=label, team=team)


@cache
def _made(case: int, today: date) -> PlanRecord:
    answers = CASES[case] | {"start_date": FIRST.isoformat(), "region": "us"}
    at = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC)
    decided = tuple(_steps(answers, today))
    kept = plan_record(answers, *decided, at=at, owner=OWNER, revision=1, before="")
    return _along_its_agent(kept, today)


def _along_its_agent(kept: PlanRecord, today: date) -> PlanRecord:
    """Every rise was taken on its day, and the blood tests are of last week."""
    known = today - timedelta(days=6)
    while True:
        stands = kept_plan.as_it_stands(shipped(), kept.answers, kept.shown)
        agent = agent_now(stands.plan.regimens, today)
        if agent is None:
            return kept
        if agent.due is None or agent.due >= today:
            return replace(kept, tested=known)
        rise = Decision(move=Move.RISE, on=agent.due, reason=Reason.RESULTS_GOOD,
                        drug=agent.drug, tested=agent.due)  # fmt: skip
        at = datetime(agent.due.year, agent.due.month, agent.due.day, 8, tzinfo=UTC)
        _, kept = as_decided(kept, stands, rise, by=OWNER, name="Dr A", at=at)
        kept = replace(kept, revision=1, serial=1, before="")


def _steps(answers: dict[str, Any], today: date) -> Iterator[Decided]:
    """Every step up to today."""
    taken: tuple[Decision, ...] = ()
    while True:
        plan = recalled(shipped(), answers, taken)
        assert not isinstance(plan, Refused)
        assert plan.course
        due = plan.course.due
        if due is None or due >= today:
            return
        taken = (*taken, Decision(move=Move.STEP, on=due, reason=Reason.RESPONSE))
        at = datetime(due.year, due.month, due.day, 8, tzinfo=UTC)
        yield Decided(decision=taken[-1], by=OWNER, name="Dr A", at=at, revision=len(taken) + 1)
