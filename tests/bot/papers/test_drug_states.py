"""A drug in every state on every paper and screen: the confirmed amount of that day, or none.

Not begun, begun, begun late, raised, held, held by itself, resumed, stopped, not recorded, and
decided ahead, each in every region, of each of the three agents.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest

from bot.page.plan.sections import blocks
from bot.page.plan.view import View
from bot.papers.prescription import text
from bot.papers.sheet import sheet
from core.course.decisions import Decision, Drug
from core.evidence import Section
from core.patient import Route
from tests.bot.papers.cases import (
    FIRST,
    KNOWN,
    begin,
    end,
    resume,
    rise,
    suspend,
    view_of,
)
from tests.bot.papers.outputs import amounts_in, card, papers, plain, requested, spoken
from tests.campaigns import size, some

REGIONS = ("us", "uk", "eu")
ADULT = KNOWN | {
    "weight_kg": 70, "subtype": "dermatomyositis", "severity": "moderate", "ild": "no", "age": 49,
    "sex": "M", "height_cm": 175, "immunosuppressants": {}, "tpmt": "normal", "nudt15": "normal",
}  # fmt: skip
CASES: Mapping[Drug, Mapping[str, Any]] = {
    Drug.METHOTREXATE: {},
    Drug.AZATHIOPRINE: {"alcohol_excess": True},
    Drug.MYCOPHENOLATE: {"ild": "yes"},
}
LADDERS = {  # as one confirmed amount after another is written
    Drug.METHOTREXATE: ("15", "20"),
    Drug.AZATHIOPRINE: ("50", "75"),
    Drug.MYCOPHENOLATE: ("1000", "1500"),
}
NEXT = {Drug.METHOTREXATE: 35, Drug.AZATHIOPRINE: 14, Drug.MYCOPHENOLATE: 14}  # days to a rise
TODAY = FIRST + timedelta(days=50)
LATE = FIRST + timedelta(days=35)


def on(day: int) -> date:
    return FIRST + timedelta(days=day)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How to come to it, which amounts may be named then, and what each paper says."""

    decisions: Callable[[Drug], tuple[Decision, ...]] = lambda _: ()
    more: Mapping[str, Any] = field(default_factory=dict)
    amounts: int = 0  # how many of the ladder, from the first; those before the last are past
    past: int = 0
    says: str = ""  # on every paper that names the drug
    patient: str = ""  # on the patient's page
    status: str = ""  # of the record


def first(drug: Drug, day: int) -> Decision:
    return begin(on(day), drug=drug)


def raised(drug: Drug) -> Decision:
    route = {"route": Route.MOUTH} if drug is Drug.METHOTREXATE else {}
    early = 1 if drug is Drug.METHOTREXATE else 0  # on a dose day it would begin a week later
    return rise(on(NEXT[drug] - early), drug=drug, **route)


STATES: Mapping[str, State] = {
    "not begun": State(
        more={"begins": False}, says="not begun, not taken",
        patient="until your team tells you to", status="draft",
    ),
    "begun": State(amounts=1, says="from {first}", patient="from {first}", status="active"),
    "begun late": State(
        decisions=lambda drug: (first(drug, 35),), more={"begins": False}, amounts=1,
        says="from {late}", patient="from {late}", status="active",
    ),
    "to begin": State(
        decisions=lambda drug: (first(drug, 56),), more={"begins": False}, amounts=1,
        says="from Monday 18-Jan-2027", patient="from Monday 18-Jan-2027", status="active",
    ),
    "raised": State(
        decisions=lambda drug: (raised(drug),), amounts=2, past=1,
        says="from {raised}", patient="from {raised}", status="active",
    ),
    "held": State(
        decisions=lambda drug: (suspend(on(30), drug=drug),),
        says="is held from {held} on (low blood counts): none of it",
        patient="ON HOLD from {held} on: do not take {drug} until your team says so",
        status="on-hold",
    ),
    "held later": State(
        decisions=lambda drug: (suspend(on(54), drug=drug),), amounts=1,
        says="is held from Saturday 16-Jan-2027 on", patient="ON HOLD from Saturday 16-Jan-2027",
        status="active",
    ),
    "resumed": State(
        decisions=lambda drug: (suspend(on(30), drug=drug), resume(on(42), drug=drug)),
        amounts=1, says="from {resumed}", patient="from {resumed}", status="active",
    ),
    "stopped": State(
        decisions=lambda drug: (end(on(30), drug=drug),),
        says="stopped on {held} (liver tests): none of it from then on",
        patient="Stopped on {held}: do not take {drug} any more", status="stopped",
    ),
    "not recorded": State(
        more={"recorded": False}, says="not confirmed here whether it was begun",
        patient="is not confirmed on this page", status="unknown",
    ),
}  # fmt: skip
BLIND = State(
    more={"tested": FIRST}, says="is held from {blind} on (blood tests overdue): none of it",
    patient="ON HOLD from {blind} on", status="on-hold",
)  # fmt: skip


def named(view: View, drug: Drug) -> str:
    return view.writer.term(drug)


def filled(text: str, view: View, drug: Drug) -> str:
    """The words with the days of this test written in."""
    days = {
        "first": on(0), "late": LATE, "held": on(30), "resumed": on(42),
        "raised": on(NEXT[drug]), "blind": on(42),
    }  # fmt: skip
    said = {name: view.writer.value(day) for name, day in days.items()}
    return text.format(drug=named(view, drug), **said)


def outputs(view: View) -> Iterator[tuple[str, str]]:
    """The card, the section of the agent, and every paper, as plain text."""
    yield "card", card(view)
    yield "agent", plain("\n".join(blocks(view, Section.AGENT)))
    for name, output in papers(view):
        yield name, output if name == "record" else spoken(output)


def allowed(state: State, drug: Drug, kind: str) -> set[str]:
    """The amounts that this paper may name: in a calendar also those of past days."""
    ladder = LADDERS[drug]
    if kind == "calendar":
        return set(ladder[: max(state.amounts, 0 if state.more.get("begins") is False else 1)])
    return set(ladder[state.past : state.amounts])


GRID = [(name, drug, region) for name in STATES for drug in CASES for region in REGIONS]
IN_TURN = {
    (name, drug, REGIONS[(place + nth) % len(REGIONS)])
    for place, name in enumerate(STATES)
    for nth, drug in enumerate(CASES)
}  # every state of every drug, each in one of the regions


@pytest.mark.parametrize(
    ("name", "drug", "region"), some(GRID, size("states"), lambda each: each in IN_TURN)
)
def test_every_paper_says_how_the_drug_stands_and_names_no_other_amount(
    name: str, drug: Drug, region: str
) -> None:
    state = STATES[name]
    view = view_of(
        ADULT | CASES[drug] | {"region": region},
        *state.decisions(drug),
        today=TODAY,
        **state.more,
    )
    check(view, state, drug)


@pytest.mark.parametrize("drug", [Drug.METHOTREXATE, Drug.AZATHIOPRINE])
def test_a_drug_whose_blood_nobody_looked_at_is_held_on_every_paper(drug: Drug) -> None:
    view = view_of(ADULT | CASES[drug], today=TODAY, **BLIND.more)
    check(view, BLIND, drug)


def check(view: View, state: State, drug: Drug) -> None:
    written, cells = named(view, drug), 0
    says, patient = (filled(text, view, drug) for text in (state.says, state.patient))
    for kind, output in outputs(view):
        may = allowed(state, drug, kind)
        assert kind == "record" or amounts_in(output, written) <= may, kind
        cells += 1
        match kind:
            case "patient's page":
                assert patient in output
            case "record":
                status, amounts, said = requested(output, written)
                assert (status, amounts) == (state.status, may)
                assert amounts or says in said
            case "calendar":
                assert "mg once a week" not in future(output, view) or state.amounts
            case "prescription" | "card" | "agent" if not state.status.startswith(("on", "act")):
                pass  # an item only of what is taken or held; the screens have words of their own
            case "card" | "agent":
                assert says in output or state.amounts, kind
            case _:
                assert says in output, kind
    assert cells == 9


def future(calendar: str, view: View) -> str:
    """The events from the day of the paper on that are not cancelled."""
    assert view.today is not None
    events = calendar.split("BEGIN:VEVENT")[1:]
    since = f"{view.today:%Y%m%d}"
    return "\n".join(
        each
        for each in events
        if "STATUS:CANCELLED" not in each
        and (found := re.search(r"DTSTART;VALUE=DATE:(\d+)", each))
        and found[1] >= since
    )


@pytest.mark.parametrize("region", REGIONS)
def test_nothing_but_a_confirmed_amount_is_prescribed_on_day_50(region: str) -> None:
    case = ADULT | {"region": region}
    said = text(sheet(view_of(case, today=on(50)))).decode()
    assert re.findall(r"methotrexate ([\d.]+) mg", said) == ["15"]
    assert "20 mg once a week" not in said
