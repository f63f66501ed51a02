"""What goes on beside the dose, as bars below its curve; and the pulses across it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.page.write import day
from bot.papers.curve.axis import Axis
from bot.papers.dates import milestones
from bot.papers.sheet import Sheet
from core.agenda import Item
from core.amounts import A_DAY
from core.course.decisions import Drug
from core.course.regimen.drugs import AGENTS
from core.course.regimen.regimen import Regimen, State
from core.prevention.pneumocystis import beside_the_dose

HATCHED, FILLED, EMPTY = "hatched", "filled", "empty"
OF_STATES = {State.TAKEN: FILLED, State.HELD: EMPTY}  # nothing is drawn once it has ended

Part = tuple[date, date, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One bar with its words, in parts from one day up to another, that one left out."""

    says: str
    parts: tuple[Part, ...]

    def drawn(self, axis: Axis) -> dict[str, Any]:
        """Its parts in days of the axis."""
        parts = [axis.span(first, end - A_DAY) | {"how": how} for first, end, how in self.parts]
        return {"says": self.says, "parts": [each for each in parts if each["from"] < each["to"]]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """Days on which much more is given by vein, which no scale of doses by mouth shows."""

    first: date
    days: int

    @property
    def end(self) -> date:
        """The day after its last one."""
        return self.first + timedelta(days=self.days)


def bands(sheet: Sheet, end: date) -> tuple[Band, ...]:
    """No live vaccine, prophylaxis where it is needed, each agent that was begun by this day."""
    says = sheet.say("paper.bar", first=sheet.begins)
    return (
        Band(says=says, parts=((sheet.begins, end, HATCHED),)),
        *_prophylaxis(sheet, end),
        *_agents(sheet, end),
    )


def pulses(sheet: Sheet) -> tuple[Pulse, ...]:
    """The one that was answered, and those that were recorded along the course."""
    days = sheet.view.plan.case.pulse_days
    first = Pulse(first=sheet.first - timedelta(days=days or 0), days=days or 0)
    recorded = (
        Pulse(first=stretch.first, days=stretch.days)
        for regimen in sheet.view.plan.regimens
        if regimen.drug is Drug.METHYLPREDNISOLONE
        for stretch in regimen.stretches
    )
    return tuple(each for each in (first, *recorded) if each.days)


def pulses_said(sheet: Sheet) -> Iterator[str]:
    """What the letter over them stands for."""
    for each in pulses(sheet):
        yield sheet.say("paper.key.pulse", first=day(each.first), days=each.days)


def _prophylaxis(sheet: Sheet, end: date) -> Iterator[Band]:
    found = sheet.view.plan.pneumocystis
    if found is None or not found.needed or found.start_offset is None:
        return
    first = sheet.view.on(found.start_offset)
    stones = milestones(sheet, frozenset({Item.PNEUMOCYSTIS}))
    goes_on = bool(beside_the_dose(sheet.view.plan.lived))
    last = stones[0].day if stones else end
    reviewed = "paper.band.prophylaxis_extended" if goes_on else "paper.band.prophylaxis"
    key = reviewed if stones else "paper.band.prophylaxis_open"
    says = sheet.say(key, first=day(first), last=day(last))
    yield Band(says=says, parts=((first, end if goes_on else last, FILLED),))


def _agents(sheet: Sheet, end: date) -> Iterator[Band]:
    """Filled while one is taken, empty while it is held, nothing after its end."""
    regimens = [each for each in sheet.view.plan.regimens if each.drug in AGENTS]
    for drug in dict.fromkeys(each.drug for each in regimens):
        own = (part for each in regimens if each.drug is drug for part in _parts(each, end))
        parts = tuple(part for part in own if part[0] < end)
        held = any(how == EMPTY for _, _, how in parts)
        if parts:
            key = "paper.band.agent_held" if held else "paper.band.agent"
            yield Band(says=sheet.say(key, drug=drug), parts=parts)


def _parts(regimen: Regimen, end: date) -> Iterator[Part]:
    stretches = regimen.stretches
    ends = (*(each.first for each in stretches[1:]), end)
    for each, until in zip(stretches, ends, strict=True):
        if each.state in OF_STATES:
            yield each.first, until, OF_STATES[each.state]
