"""A calendar with a box for each day: the dose where one is decided, elsewhere that none is."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from bot.page.write import MONTHS, WEEKDAYS, counted, number
from bot.papers.sheet import Row, Sheet
from bot.papers.today import by_drip, made_on
from core.amounts import A_DAY

DAYS_A_WEEK = 7
MOST = 3  # months: what lies further ahead is printed once it is decided
A_MONTH = timedelta(days=31)  # from its first day on it ends in the next one

Cell = dict[str, Any]


def months(sheet: Sheet) -> dict[str, Any]:
    """From the month of the paper to that of the first dose which waits to be confirmed."""
    return {
        "title": sheet.say("paper.months.title", drug=sheet.view.steroid),
        "says": [sheet.say("paper.months.says"), sheet.say("paper.months.waits")],
        "head": list(WEEKDAYS),
        "shown": [_month(sheet, first) for first in _shown(sheet)],
    }


def _shown(sheet: Sheet) -> Iterator[date]:
    """The first day of each month that has a box to fill; none where nothing is in force."""
    record = sheet.view.record
    if sheet.present is None or sheet.closed or (record is not None and not record.live):
        return
    first = min((_begins(sheet), *_drips(sheet)))
    at, last = first.replace(day=1), min(_sure_until(sheet), sheet.end - A_DAY)
    for _ in range(MOST):
        yield at
        at = (at + A_MONTH).replace(day=1)
        if at > last:
            return


def _begins(sheet: Sheet) -> date:
    return max(sheet.first, sheet.stands_on)


def _drips(sheet: Sheet) -> Iterator[date]:
    """The days of the pulse that are still to come."""
    return (on for on in by_drip(sheet) if on >= made_on(sheet))


def _sure_until(sheet: Sheet) -> date:
    """The day after the last one with a decided dose."""
    return [row for row in sheet.ahead if row.sure][-1].period.last + A_DAY


def _month(sheet: Sheet, first: date) -> dict[str, Any]:
    """Its weeks, Monday first; a box that belongs to another month is empty."""
    until = (first + A_MONTH).replace(day=1)
    cells: list[Cell] = [{"day": ""}] * first.weekday()
    cells += (_cell(sheet, first + timedelta(days=n)) for n in range((until - first).days))
    cells += [{"day": ""}] * (-len(cells) % DAYS_A_WEEK)
    weeks = [cells[at : at + DAYS_A_WEEK] for at in range(0, len(cells), DAYS_A_WEEK)]
    return {
        "title": f"{MONTHS[first.month - 1]} {first.year}",
        "weeks": [week for week in weeks if any(cell.get("open") for cell in week)],
    }


def _cell(sheet: Sheet, on: date) -> Cell:
    """A day that has passed, one of the pulse, with its dose, after the end, or that waits."""
    name = str(on.day)
    if on in _drips(sheet):
        return {"day": name, "open": True, "says": sheet.say("paper.months.drip")}
    if on < _begins(sheet):
        return {"day": name}
    row = _sure_on(sheet, on)
    if row is not None:
        tablets = counted(sheet.writer, row.period.tablets).split(", ")
        mg = f"{number(row.period.mg)} mg"
        return {"day": name, "open": True, "mg": mg, "tablets": tablets}
    none = sheet.view.end_says == "ended" and on >= sheet.end
    says = sheet.say("paper.months.none" if none else "paper.months.open")
    return {"day": name, "open": not none, "says": says}


def _sure_on(sheet: Sheet, on: date) -> Row | None:
    """The decided dose of the day; while a step is due the one before it, up to the day of the
    paper."""
    for row in sheet.ahead:
        last = max(row.period.last, sheet.stands_on) if row.open else row.period.last
        if row.sure and row.period.first <= on <= last:
            return row
    return None
