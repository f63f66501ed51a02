"""What record and table say of the state of each line, in every state that a plan can be in."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from bot.page.plan.view import View
from bot.papers.record.fhir import fhir
from bot.papers.sheet import sheet
from bot.papers.table import table
from core.course.decisions import Decision, Drug, Move, Reason
from tests.bot.papers.cases import steps, view_of
from tests.bot.papers.test_drug_states import ADULT, on
from tests.bot.papers.test_table import read

AGENT = "methotrexate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """What each line is to say in the record, and in the table which states occur in a part."""

    view: Callable[[], View]
    care: str
    steroid: str
    agent: str
    proposed: str = "draft"
    doses: set[str] = field(default_factory=lambda: {"decided", "planned"})
    drugs: set[str] = field(default_factory=lambda: {"confirmed"})


@cache
def tapered() -> tuple[Decision, ...]:
    """Every step up to the end of the course."""
    return steps(ADULT, len(sheet(view_of(ADULT)).rows))


def after_the_end(*more: Decision) -> View:
    decisions = sorted((*tapered(), *more), key=lambda each: each.on)
    return view_of(ADULT, *decisions, today=tapered()[-1].on + timedelta(days=40))


def known(view: View, **record: Any) -> View:
    assert view.record is not None
    return replace(view, record=replace(view.record, **record))


def of_agent(move: Move, day: int, reason: Reason) -> Decision:
    return Decision(move=move, on=on(day), reason=reason, drug=Drug.METHOTREXATE)


NOT_IN_FORCE = {"decided, not in force", "planned, not in force"}
CLOSED = datetime(2026, 12, 30, 12, tzinfo=UTC)
TABLE: Mapping[str, Stands] = {
    "a case that is not kept": Stands(
        view=lambda: view_of(ADULT, kept=False), care="draft", steroid="draft", agent="draft",
        doses=NOT_IN_FORCE, drugs={"not in force"},
    ),
    "waits for its check": Stands(
        view=lambda: known(view_of(ADULT, today=on(3)), live=False), care="draft",
        steroid="draft", agent="draft", doses=NOT_IN_FORCE, drugs={"not in force"},
    ),
    "before its first day": Stands(
        view=lambda: view_of(ADULT, today=on(-2)), care="active", steroid="active",
        agent="active",
    ),
    "on its way": Stands(
        view=lambda: view_of(ADULT, *steps(ADULT, 3), today=on(60)), care="active",
        steroid="active", agent="active",
    ),
    "agent not begun": Stands(
        view=lambda: view_of(ADULT, begins=False, today=on(3)), care="active", steroid="active",
        agent="draft", drugs={"not begun"},
    ),
    "agent held": Stands(
        view=lambda: view_of(ADULT, of_agent(Move.SUSPEND, 5, Reason.LIVER), today=on(6)),
        care="active", steroid="active", agent="on-hold", drugs={"on hold"},
    ),
    "agent stopped": Stands(
        view=lambda: view_of(ADULT, of_agent(Move.END, 5, Reason.LIVER), today=on(6)),
        care="active", steroid="active", agent="stopped", drugs={"stopped", "not begun"},
    ),
    "tapered, agent goes on": Stands(
        view=after_the_end, care="active", steroid="completed", agent="active",
        doses={"decided"},
    ),
    "tapered, agent stopped": Stands(
        view=lambda: after_the_end(of_agent(Move.END, 50, Reason.LIVER)), care="completed",
        steroid="completed", agent="stopped", doses={"decided"}, drugs={"stopped", "not begun"},
    ),
    "given up, agent goes on": Stands(
        view=lambda: view_of(
            ADULT, Decision(move=Move.STOP, on=on(10), reason=Reason.REMISSION), today=on(20)
        ),
        care="active", steroid="stopped", agent="active", doses={"decided"},
    ),
    "given up, all of it": Stands(
        view=lambda: view_of(
            ADULT,
            of_agent(Move.END, 9, Reason.LIVER),
            Decision(move=Move.STOP, on=on(10), reason=Reason.REMISSION),
            today=on(20),
        ),
        care="revoked", steroid="stopped", agent="stopped", doses={"decided"},
        drugs={"stopped", "not begun"},
    ),
    "its end is decided and to come": Stands(
        view=lambda: view_of(ADULT, *tapered(), today=tapered()[-1].on - timedelta(days=1)),
        care="active", steroid="active", agent="active", doses={"decided"},
    ),
    "closed on its way": Stands(
        view=lambda: known(
            view_of(ADULT, *steps(ADULT, 1), today=CLOSED.date()), closed_at=CLOSED
        ),
        care="unknown", steroid="unknown", agent="unknown", proposed="unknown",
        doses={
            "decided", "decided, no longer followed here", "planned, no longer followed here",
        },
        drugs={"no longer followed here"},
    ),
    "closed after its end": Stands(
        view=lambda: known(
            after_the_end(of_agent(Move.END, 50, Reason.LIVER)),
            closed_at=datetime(2027, 12, 30, 12, tzinfo=UTC),
        ),
        care="completed", steroid="completed", agent="stopped", proposed="unknown",
        doses={"decided"}, drugs={"stopped", "no longer followed here"},
    ),
}  # fmt: skip


def in_record(view: View) -> Mapping[str, set[str]]:
    """The states in the record, by what they are of."""
    found = defaultdict[str, set[str]](set)
    for entry in json.loads(fhir(sheet(view)))["entry"]:
        each = entry["resource"]
        if each["resourceType"] == "CarePlan":
            found["care"].add(each["status"])
        if each["resourceType"] != "MedicationRequest":
            continue
        name = each["medicationCodeableConcept"]["text"]
        kind = "steroid" if "pred" in name else "agent" if name == AGENT else "proposed"
        found[kind].add(each["status"])
    return found


def in_table(view: View, part: str) -> set[str]:
    return {row["state"] for row in read(table(sheet(view))) if row["part"] == part}


@pytest.mark.parametrize("name", TABLE)
def test_each_state_is_true_of_the_plan_on_that_day(name: str) -> None:
    stands = TABLE[name]
    view = stands.view()
    found = in_record(view)
    assert found["care"] == {stands.care}
    assert found["steroid"] == {stands.steroid}
    assert found["agent"] == {stands.agent}
    assert found["proposed"] <= {stands.proposed}
    assert in_table(view, "dose") == stands.doses
    assert in_table(view, "drug") == stands.drugs


@pytest.mark.parametrize("day", [0, 100, 200])
def test_a_day_that_is_past_is_not_said_to_wait(day: int) -> None:
    (care,) = (
        entry["resource"]
        for entry in json.loads(fhir(sheet(view_of(ADULT, today=on(day)))))["entry"]
        if entry["resource"]["resourceType"] == "CarePlan"
    )
    for each in (each["detail"] for each in care["activity"] if "detail" in each):
        past = each["scheduledPeriod"]["start"] < on(day).isoformat()
        assert each["status"] == ("unknown" if past else "not-started")
