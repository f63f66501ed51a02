"""Plans for papers: worked examples, the longest taper, and what has decisions behind it."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from bot.guideline import shipped
from bot.page.plan.view import View
from bot.page.write import Writer
from bot.words import catalogue
from core.amounts import Weekday
from core.course.decisions import Decision, Drug, Move, Reason
from core.edition import kept_plan
from core.plan import Outcome, Plan, recalled
from flows.talk.records import Decided, PlanRecord
from tests.bot.page.screens import record_of
from tests.oracle.worked import KNOWN

VIGNETTES = Path(__file__).parents[2] / "core" / "vignettes.toml"
LONGEST = KNOWN | {
    "weight_kg": 80, "subtype": "polymyositis", "severity": "severe", "ild": "no",
    "tail": "slow4w",
}  # fmt: skip
CHILD = KNOWN | {
    "weight_kg": 25, "subtype": "juvenile", "severity": "moderate", "ild": "no", "age": 8,
    "height_cm": 125, "sex": "F",
}  # fmt: skip
FIRST = date(2026, 11, 23)
OF_METHOTREXATE: Mapping[str, Any] = {"drug": Drug.METHOTREXATE}


@cache
def cases() -> Mapping[str, Mapping[str, Any]]:
    """Every worked example that has a schedule, and the longest taper, in every region."""
    named = tomllib.loads(VIGNETTES.read_text("utf-8"))["vignette"]
    found = {
        each["name"].split()[0]: (each["case"] if each.get("rest") else KNOWN | each["case"])
        for each in named
        if each["expect"]["outcome"] == Outcome.PLAN
    }
    longest = {f"longest_{region}": LONGEST | {"region": region} for region in ("us", "uk", "eu")}
    return found | longest


def view_of(
    case: Mapping[str, Any],
    *decisions: Decision,
    kept: bool = True,
    today: date | None = None,
    name: str = "Dr Example",
    begins: bool = True,
    recorded: bool = True,
    tested: date | None = None,
) -> View:
    """The plan of a case after these decisions; a revision for each, under a label or not kept.

    Blood is tested as it should be, unless a day of the last tests is given.
    """
    before = recalled(shipped(), case)
    assert isinstance(before, Plan)
    decided = tuple(
        Decided(decision=each, by=7, name=name, at=datetime.combine(each.on, time(9), UTC))
        for each in decisions
    )
    if not kept or before.start is None:
        plan = recalled(shipped(), case, decisions, not_before=today)
        assert isinstance(plan, Plan)
        return _seen(plan, None, None, today)
    joins = tuple(each for each in decisions[:1] if _joins(each))  # it was made with its plan
    first = kept_plan.made(shipped(), case, joins, begins=begins, recorded=recorded)
    texts = (*[first] * len(joins), *_texts(case, first, decisions[len(joins) :]))
    record = replace(
        record_of(case, before, entered="154 lb"),
        revision=len(texts),
        decisions=decided,
        shown=texts[-1],
        before="" if len(texts) == 1 else texts[-2],
        tested=tested or today,
    )
    found = _stands(case, record.shown, today, record.tested, draft=before.provisional)
    return _seen(found.plan, record, found, today)


TEXTS: dict[tuple[str, str, tuple[Decision, ...]], tuple[str, ...]] = {}  # each is made once


def _texts(
    case: Mapping[str, Any], first: str, decisions: tuple[Decision, ...]
) -> tuple[str, ...]:
    """What is kept of the plan, and after each of the decisions."""
    if not decisions:
        return (first,)
    if (key := (repr(case), first, decisions)) not in TEXTS:
        *before, last = decisions
        texts = _texts(case, first, tuple(before))
        kept = _stands(case, texts[-1], last.on, last.on)
        TEXTS[key] = (*texts, kept_plan.decided(kept, last))
    return TEXTS[key]


def _joins(decision: Decision) -> bool:
    return (decision.move, decision.reason) == (Move.OFF_PLAN, Reason.ALREADY_TAKEN)


def _stands(
    case: Mapping[str, Any],
    text: str,
    today: date | None,
    tested: date | None,
    *,
    draft: bool = False,
) -> kept_plan.Kept:
    return kept_plan.as_it_stands(
        shipped(), case, text, not_before=today, today=today, tested=tested, draft=draft
    )


def _seen(
    plan: Plan, record: PlanRecord | None, kept: kept_plan.Kept | None, today: date | None
) -> View:
    return View(
        writer=Writer(catalogue(), plan.case.region),
        guideline=kept.rules if kept else shipped(),
        plan=plan,
        kept=kept,
        record=record,
        today=today,
        zone="Europe/Berlin",
        now=None if today is None else datetime.combine(today, time(12), UTC),
    )


def step(on: date) -> Decision:
    return Decision(move=Move.STEP, on=on, reason=Reason.RESPONSE)


def hold(on: date, weeks: int) -> Decision:
    return Decision(move=Move.HOLD, on=on, reason=Reason.RESULTS_MISSING, weeks=weeks)


def flare(on: date, mg: int, weeks: int = 4) -> Decision:
    reason = Reason.ACTIVE_DISEASE
    return Decision(move=Move.FLARE, on=on, reason=reason, mg=Decimal(mg), weeks=weeks)


def already(on: date, mg: int, weeks: int) -> Decision:
    reason = Reason.ALREADY_TAKEN
    return Decision(move=Move.OFF_PLAN, on=on, reason=reason, mg=Decimal(mg), weeks=weeks)


def off_plan(on: date, mg: int) -> Decision:
    reason = Reason.INTOLERANCE
    return Decision(move=Move.OFF_PLAN, on=on, reason=reason, mg=Decimal(mg), weeks=4)


def stop(on: date, reason: Reason = Reason.REMISSION) -> Decision:
    return Decision(move=Move.STOP, on=on, reason=reason)


def begin(on: date, reason: Reason = Reason.AS_PLANNED, **more: Any) -> Decision:
    """Methotrexate, unless another drug is named."""
    drug = more.pop("drug", Drug.METHOTREXATE)
    weekday = Weekday.MONDAY if drug is Drug.METHOTREXATE else None
    found = {"drug": drug, "weekday": weekday, **more}
    return Decision(move=Move.BEGIN, on=on, reason=reason, **found)


def rise(on: date, **more: Any) -> Decision:
    return Decision(
        move=Move.RISE,
        on=on,
        reason=Reason.RESULTS_GOOD,
        **{**OF_METHOTREXATE, **more, "tested": on},
    )


def suspend(on: date, reason: Reason = Reason.LOW_COUNTS, **more: Any) -> Decision:
    return Decision(move=Move.SUSPEND, on=on, reason=reason, **{**OF_METHOTREXATE, **more})


def resume(on: date, **more: Any) -> Decision:
    found = {**OF_METHOTREXATE, **more, "tested": on}
    return Decision(move=Move.RESUME, on=on, reason=Reason.RECOVERED, **found)


def end(on: date, reason: Reason = Reason.LIVER, **more: Any) -> Decision:
    return Decision(move=Move.END, on=on, reason=reason, **{**OF_METHOTREXATE, **more})


def steps(case: Mapping[str, Any], many: int, *before: Decision) -> tuple[Decision, ...]:
    """So many steps more, each on the day that it is due."""
    found = before
    for _ in range(many):
        found = (*found, step(due(case, *found)))
    return found


def due(case: Mapping[str, Any], *decisions: Decision) -> date:
    """The day that the next step is due."""
    course = view_of(case, *decisions).plan.course
    assert course is not None
    assert course.due is not None
    return course.due


@cache
def lived() -> tuple[tuple[str, View], ...]:
    """Courses with a history: held, flared twice, waiting, late, given up."""
    return tuple(_lived())


def _lived() -> Iterator[tuple[str, View]]:
    case = cases()["V1"]
    two = steps(case, 2)
    late = due(case, *two)
    yield "held", view_of(case, *two, hold(late, 2), today=late + timedelta(days=3))
    four = steps(case, 4)
    flared = (*four, flare(four[-1].on + timedelta(days=9), 50))
    yield "flared", view_of(case, *flared, today=flared[-1].on + timedelta(days=30))
    on = steps(case, 3, *flared)
    twice = (*on, flare(on[-1].on + timedelta(days=5), 40, 2))
    yield "flared_twice", view_of(case, *twice, today=twice[-1].on)
    yield "late", view_of(case, *four, today=four[-1].on + timedelta(days=45))
    waits = two
    for _ in range(3):
        waits = (*waits, hold(due(case, *waits), 2))
    yield "reassess", view_of(case, *waits, today=late + timedelta(days=50))
    yield "stopped", view_of(case, *four, stop(four[-1].on + timedelta(days=4)))
    on = FIRST + timedelta(days=10)
    many = [
        off_plan(on + timedelta(days=2 * n), mg) for n, mg in enumerate((45, 50, 45, 40, 45, 40))
    ]
    yield "crowded", view_of(case, *many, today=many[-1].on)
    joined = case | {"start_mg": 25, "start_date": FIRST.isoformat()}
    taken = already(FIRST, 25, 8)
    yield "joined", view_of(joined, taken, today=FIRST + timedelta(days=50))
    long = steps(LONGEST, 12)
    long = steps(LONGEST, 6, *long, flare(long[-1].on + timedelta(days=3), 60))
    yield "long_flared", view_of(LONGEST, *long, today=long[-1].on)


@cache
def views() -> tuple[tuple[str, View], ...]:
    """All of them."""
    return (*((name, view_of(case)) for name, case in cases().items()), *lived())
