"""The drugs of a plan in sentences: as they stand today, what is decided ahead, what is new."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from core.agents.choice import Status
from core.course.decisions import Decision, Drug
from core.course.regimen.as_given import as_given
from core.course.regimen.drugs import AGENTS
from core.course.regimen.regimen import Regimens, State, running
from core.due import Item
from core.evidence import Line
from core.sayable import Medicine, of
from flows.plan.live import Live
from flows.talk.replies import Sentence, Wording
from flows.talk.screens import Block, say

LETTERS: Mapping[Drug, str] = MappingProxyType(
    {
        Drug.METHOTREXATE: "m",
        Drug.AZATHIOPRINE: "a",
        Drug.MYCOPHENOLATE: "f",
        Drug.CALCINEURIN_INHIBITOR: "c",
        Drug.CYCLOPHOSPHAMIDE: "p",
        Drug.RITUXIMAB: "r",
        Drug.IMMUNOGLOBULIN: "i",
        Drug.METHYLPREDNISOLONE: "s",
        Drug.OTHER: "o",
    }
)  # of a drug, as a button carries it
OF_A_DRUG = "drug_"  # how the lines begin that say how a drug stands
NO_DRUG = frozenset({"drug_above", "drug_above_weekly"})  # what might follow far ahead
INFUSED = frozenset(
    {Drug.METHYLPREDNISOLONE, Drug.IMMUNOGLOBULIN, Drug.RITUXIMAB, Drug.CYCLOPHOSPHAMIDE}
)  # given, not taken day after day
OPEN = {Status.READY: "ready", Status.CANDIDATE: "candidate"}


def is_taken(live: Live, drug: Drug) -> bool:
    """Whether the drug is taken on this day, or is to begin: neither held nor ended."""
    return _is_taken(live.plan.regimens, drug, live.today)


def agents_taken(live: Live) -> tuple[Drug, ...]:
    """The agents of which that is so: blood that is not as it should be withholds them."""
    return taken_of(live.plan.regimens, live.today)


def taken_of(regimens: Regimens, today: date) -> tuple[Drug, ...]:
    """The agents among these that are taken on this day."""
    return tuple(each for each in AGENTS if _is_taken(regimens, each, today))


def _is_taken(regimens: Regimens, drug: Drug, today: date) -> bool:
    regimen = running(regimens, drug, today)
    now = (regimen.on(today) or regimen.stretches[0]) if regimen else None
    return now is not None and now.state is State.TAKEN


def drugs(live: Live, drug: Drug | None = None) -> Block:
    """Each drug as it stands today and as it was decided; of one only, where it is named."""
    plan = live.plan
    found = [line for line in _lines(live) if drug in {None, line.values["drug"]}]
    said = (*map(_sentence, found), *_folic_acid(live, found))
    agent = named(live)
    if plan.drugs.recorded or agent is None or drug not in {None, agent}:
        return said
    return (*said, say("stands.drug_not_recorded", drug=agent))


def named(live: Live) -> Drug | None:
    """The agent that the rules name, as a drug; None where they name none."""
    return next((each for each in AGENTS if str(each) == str(live.plan.agent.first)), None)


def often(drug: Drug) -> str:
    """How often an amount of the drug is taken."""
    if drug is Drug.METHOTREXATE:
        return "once_a_week"
    return "as_one_dose" if drug in INFUSED else "a_day"


def drug_changes(before: Live, after: Live) -> Block:
    """What is another now of the drugs: amounts, holds, ends, rises, blood tests, who is named."""
    was = {_key(line) for line in _lines(before)}
    new = [line for line in _lines(after) if _key(line) not in was]
    return (
        *map(_sentence, new),
        *_folic_acid(after, new),
        *_named(before, after),
        *_tests(before, after),
    )


def _lines(live: Live) -> Iterator[Line]:
    for line in live.plan.lines:
        if line.says.startswith(OF_A_DRUG) and line.says not in NO_DRUG:
            yield line


def _key(line: Line) -> tuple[object, ...]:
    return (line.says, *sorted((name, str(value)) for name, value in line.values.items()))


def _sentence(line: Line) -> Sentence:
    return Sentence(says=f"lines.{line.says}", values=line.values)


def given(decision: Decision, drug: Drug) -> Iterator[Sentence]:
    """How it is taken, where that was said; what was given stands in the lines of the plan."""
    if decision.route:
        yield say("change.drug_route", drug=drug, route=decision.route)


def amount(drug: Drug, mg: Decimal, days: int) -> Wording:
    """An amount with how often it is taken, or as it was given."""
    if drug in AGENTS:
        return Wording(f"decision.amount.{often(drug)}", {"mg": mg})
    form, values = as_given(drug, mg, days)
    return Wording(f"decision.amount.{form}", values)


def _folic_acid(live: Live, lines: Sequence[Line]) -> Iterator[Sentence]:
    """Folic acid stands beside every amount of methotrexate, as the plan has it."""
    weekly = [each for each in lines if each.values.get("drug") is Drug.METHOTREXATE]
    if not any("mg" in each.values for each in weekly):
        return
    beside = (line for each in of(live.plan.said, Medicine.FOLIC_ACID) for line in each.doses)
    with_amount = [line for line in beside if line.values]
    yield from map(_sentence, with_amount)
    if not with_amount:
        yield say("stands.folic_acid")


def _named(before: Live, after: Live) -> Iterator[Sentence]:
    """Which agent the rules name, where that is another one; nothing begins by itself."""
    was, now = before.plan.agent, after.plan.agent
    if (was.first, was.status) == (now.first, now.status) or after.plan.left:
        return
    agent = named(after)
    if agent is None or now.status not in OPEN:
        yield say("changes.agent_none")
    else:
        yield say(f"changes.agent_{OPEN[now.status]}", agent=agent)


def _tests(before: Live, after: Live) -> Iterator[Sentence]:
    was, now = _next_tests(before), _next_tests(after)
    for drug, day in now.items():
        if was.get(drug) != day:
            yield say("changes.laboratory", drug=drug, day=day)
    for drug in was.keys() - now.keys():
        says = "changes.no_laboratory" if drug in AGENTS else "changes.no_weekly_tests"
        yield say(says, drug=drug)


def _next_tests(live: Live) -> dict[Drug, date]:
    """The day of the next blood test of each drug."""
    found = dict[Drug, date]()
    for due in live.falls_due:
        if due.item is Item.LABORATORY and due.day >= live.today:
            drug = Drug(str(due.values["agent"]))
            found[drug] = min(due.day, found.get(drug, due.day))
    return found
