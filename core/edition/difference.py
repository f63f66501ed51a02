"""What one edition of the rules would do otherwise than another, part by part."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.agents.choice import AgentChoice
from core.course import shown
from core.course.shown import Json, Parts
from core.evidence import Value

COURSE = frozenset({"ladder", "doses"})
RULED = frozenset({"agent", "milestones"})  # by rule, where something else was named and holds
APART = COURSE | RULED | {
    "form", "edition", "since", "start", "agent_by_rule", "milestones_by_rule", "regimens",
}  # fmt: skip


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
    new: Value | None = None


def differences(before: Parts, after: Parts) -> Iterator[Differs]:
    """Every part that is another one; both are of the same form."""
    yield from _of_course(before, after)
    was, new = _ruled(before), _ruled(after)
    if was["milestones"] != new["milestones"]:
        yield Differs(part=Part.MILESTONES)
    if was["agent"] != new["agent"]:
        yield _of_agent(shown.agent(was["agent"]), shown.agent(new["agent"]))
    if before["start"] != after["start"]:
        yield _of_start(before["start"], after["start"])
    for name in after:
        if name not in APART and before[name] != after[name]:
            yield Differs(part=Part(name))


def _ruled(parts: Parts) -> Parts:
    """What the rule names, also where something else was named before, and holds."""
    return {name: parts[f"{name}_by_rule"] or parts[name] for name in RULED}


def _of_start(was: Json, new: Json) -> Differs:
    before, after = Decimal(was["by_rule"]), Decimal(new["by_rule"])
    same = before == after  # then only what else could be chosen
    return Differs(part=Part.START, was=None if same else before, new=None if same else after)


def _of_course(before: Parts, after: Parts) -> Iterator[Differs]:
    """The doses to come, how long they are taken and of what; else what is behind them."""
    if all(before[name] == after[name] for name in COURSE):
        return
    was, new = shown.progress(before).ahead, shown.progress(after).ahead
    doses = [tuple(rung.mg for rung in each) for each in (was, new)]
    days = [tuple(rung.days for rung in each) for each in (was, new)]
    if doses[0] != doses[1]:
        yield Differs(part=Part.DOSES, was=doses[0] or None, new=doses[1] or None)
    elif was == new:
        yield Differs(part=Part.LADDER)
    else:
        yield Differs(part=Part.TABLETS if days[0] == days[1] else Part.TIMES)


def _of_agent(was: AgentChoice, new: AgentChoice) -> Differs:
    if was.first is not new.first:
        return Differs(part=Part.AGENT, was=was.first, new=new.first)
    return Differs(part=Part.CLEARED if was.doses == new.doses else Part.AMOUNTS)
