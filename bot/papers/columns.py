"""The columns of a page: doses to tick off, and tablets to dispense by month."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from bot.page.write import MONTHS, counted, day, full_day, number
from bot.papers.sheet import Row, Sheet
from core.steroid.tablets import Tablets

DAYS_A_WEEK = 7


def schedule(sheet: Sheet, *, days: bool) -> dict[str, Any]:
    """Every dose with its tablets, its dates, a box for each week and, asked for, its days."""
    head = ["", "dose", "tablets", "first", "last", *(("days",) if days else ())]
    return {
        "title": sheet.say("schedule.head", drug=sheet.view.steroid),
        "head": [sheet.say(f"paper.column.{name}") if name else "" for name in head],
        "rows": list(_rows(sheet, days=days)),
    }


def _rows(sheet: Sheet, *, days: bool) -> Iterator[dict[str, Any]]:
    """Decided doses, then those planned under a line that says so, then what comes after."""
    for row, before in sheet.announced(sheet.rows):
        if before:
            yield {"note": before}
        yield _row(sheet, row, days=days)
    if sheet.rows:
        yield {"note": sheet.ending()}


def _row(sheet: Sheet, row: Row, *, days: bool) -> dict[str, Any]:
    period = row.period
    return {
        "boxes": -(-period.days // DAYS_A_WEEK),
        "mg": f"{number(period.mg)} mg",
        "tablets": counted(sheet.writer, period.tablets),
        "first": day(period.first) if days else full_day(period.first),
        "last": _last(sheet, row, days=days),
        "rest": [str(period.days)] if days else [],
    }


def _last(sheet: Sheet, row: Row, *, days: bool) -> str:
    """Its last day; of one that lasts until somebody decides, that."""
    if row.open:
        return sheet.say("paper.open" if sheet.waits else "paper.open_due")
    return day(row.period.last) if days else full_day(row.period.last)


def dispensed(sheet: Sheet) -> dict[str, Any]:
    """How many tablets of each strength, by month and in all."""
    total = sheet.dispensed()
    strengths = [strength for strength, _ in total]
    if not total:
        return {"title": "", "head": [], "rows": [], "total": []}
    return {
        "title": sheet.say("paper.head.dispensed", region=sheet.view.plan.case.region),
        "head": [sheet.say("paper.column.month"), *(f"{number(each)} mg" for each in strengths)],
        "rows": [
            [f"{MONTHS[first.month - 1]} {first.year}", *_counts(strengths, made)]
            for first, made in sheet.months()
        ],
        "total": [sheet.say("paper.column.total"), *_counts(strengths, total)],
    }


def _counts(strengths: Iterable[Decimal], made: Tablets) -> list[str]:
    counts = dict(made)
    return [number(counts[each]) if each in counts else "" for each in strengths]
