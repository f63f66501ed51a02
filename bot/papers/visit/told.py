"""The visits of a plan as its papers tell them: what was found, what it says, who entered it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.page.findings import findings
from bot.page.write import day, moment
from bot.papers.sheet import Sheet
from core.answers import is_child
from core.response.assessed import Assessed, Since, assessed
from core.response.direction import Direction
from core.response.visit import Visit, by_day
from flows.talk.history import Visited


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was found on one day, all entries in force together, and what it says."""

    visit: Visit
    found: tuple[str, ...]
    assessed: Assessed
    response: tuple[str, ...]

    @property
    def day(self) -> date:
        """The day that it was found on."""
        return self.visit.day


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry; where a later one stands for it, that too."""

    visited: Visited
    by: Visited | None  # who corrected it

    @property
    def visit(self) -> Visit:
        """What it says was found."""
        return self.visited.visit


def has_visits(sheet: Sheet) -> bool:
    """Whether anything was entered."""
    return bool(sheet.view.record and sheet.view.record.visited)


def told(sheet: Sheet) -> tuple[Told, ...]:
    """Every day with a visit, the earliest first."""
    view = sheet.view
    every = tuple(each.visit for each in view.record.visited) if view.record else ()
    return tuple(_told(sheet, every, each) for each in by_day(every))


def entries(sheet: Sheet) -> tuple[Entry, ...]:
    """Every entry by the day it is of, those that were corrected among them."""
    record = sheet.view.record
    if record is None:
        return ()
    mended = {each.visit.corrects: each for each in record.visited}
    ordered = sorted(record.visited, key=lambda each: (each.visit.day, each.visit.number))
    return tuple(Entry(visited=each, by=mended.get(each.visit.number)) for each in ordered)


def found_in(sheet: Sheet, visit: Visit) -> tuple[str, ...]:
    """Everything that was found, in words; that there was nothing, where there was."""
    return findings(sheet.writer, visit) or (sheet.say("finding.nothing"),)


def entered(sheet: Sheet, visited: Visited) -> str:
    """By whom, and when."""
    zone = sheet.view.zone
    at = moment(visited.at, ZoneInfo(zone), zone)
    return sheet.say("paper.visits.entered", name=visited.name, role=visited.visit.role, moment=at)


def corrected(sheet: Sheet, by: Visited) -> str:
    """By whom, and when, an entry was corrected."""
    zone = sheet.view.zone
    at = moment(by.at, ZoneInfo(zone), zone)
    return sheet.say("paper.visits.corrected", name=by.name, moment=at)


def line(sheet: Sheet, of: Told) -> str:
    """One visit in one line: its day, what was found, what it says."""
    found = "; ".join(of.found)
    if of.response:
        found = sheet.say("paper.trend.said", found=found, response="; ".join(of.response))
    return sheet.say("paper.trend.visit", day=day(of.day), found=found)


def _told(sheet: Sheet, every: tuple[Visit, ...], visit: Visit) -> Told:
    view = sheet.view
    case = view.plan.case
    found = assessed(
        view.guideline,
        every,
        visit.day,
        first_dose=case.start_date - timedelta(days=case.pulse_days),
        juvenile=is_child(case),
        subtype=case.subtype,
    )
    return Told(
        visit=visit,
        found=found_in(sheet, visit),
        assessed=found,
        response=tuple(_response(sheet, found)),
    )


def _response(sheet: Sheet, found: Assessed) -> Iterator[str]:
    """Whether it is the baseline, the score with its category, where the disease has gone."""
    late = "_late" if found.baseline.begun else ""
    if found.baseline.visit == found.now:
        yield sheet.say(f"response.baseline{late}")
    if since := found.since_baseline:
        scored = since.scored
        if scored.total is not None and scored.category is not None:
            yield sheet.say(f"response.score{late}", score=scored.total, category=scored.category)
            if not scored.validated:
                yield sheet.say("response.not_validated")
        yield from _gone(sheet, since, "baseline")
    if (before := found.since_before) and not _is_same(since, before):
        yield from _gone(sheet, before, "before")
    if found.warnings:
        names = tuple(each.name for each in found.warnings)
        yield sheet.say("response.warning", names=names)


def _gone(sheet: Sheet, since: Since, which: str) -> Iterator[str]:
    """Better, stable or worse than then, by which measures; nothing where nothing tells it."""
    directed = since.directed
    if directed.direction is None:
        return
    stable = directed.direction is Direction.STABLE
    key = f"response.{'stable' if stable else 'since'}_{which}"
    yield sheet.say(key, direction=directed.direction, by=directed.by)


def _is_same(one: Since | None, other: Since) -> bool:
    return one is not None and one.visit == other.visit
