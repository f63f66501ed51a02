"""The columns of the clinician's page: every dose, and tablets to dispense by month."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from bot.page.write import MONTHS, counted, day, number
from bot.papers.sheet import Row, Sheet
from bot.papers.span import ending, span
from core.steroid.tablets import Tablets

HEAD = ("amount", "tablets", "first", "last", "days")


def schedule(sheet: Sheet) -> dict[str, Any]:
    """Every dose with its tablets and its days; the one of the day is marked, the past is grey."""
    return {
        "title": sheet.say("schedule.head_alone", drug=sheet.view.steroid),
        "head": [sheet.say(f"paper.column.{name}") for name in HEAD],
        "rows": list(_rows(sheet)),
    }


def _rows(sheet: Sheet) -> Iterator[dict[str, Any]]:
    """Decided doses, then those planned under a line that says so, then what comes after."""
    for row, before in sheet.announced(sheet.rows):
        if before:
            yield {"note": before}
        yield _row(sheet, row)
    if sheet.rows:
        yield {"note": ending(sheet)}


def _row(sheet: Sheet, row: Row) -> dict[str, Any]:
    period, today = row.period, sheet.view.today
    return {
        "now": row == sheet.present,
        "past": row != sheet.present and today is not None and period.last < today,
        "cells": [
            f"{number(period.mg)} mg",
            counted(sheet.writer, period.tablets),
            *([span(sheet, row)] if row.open else _days(row)),
        ],
    }


def _days(row: Row) -> tuple[str, ...]:
    period = row.period
    return day(period.first), day(period.last), str(period.days)


def dispensed(sheet: Sheet) -> dict[str, Any]:
    """How many tablets of each strength, by month and in all."""
    total = sheet.dispensed()
    strengths = [strength for strength, _ in total]
    if not total:
        return {"title": "", "head": [], "rows": [], "total": [], "widest": []}
    rows = [
        [f"{MONTHS[first.month - 1]} {first.year}", *_counts(strengths, made)]
        for first, made in sheet.months()
    ]
    return {
        "title": sheet.say("paper.head.dispensed", region=sheet.view.plan.case.region),
        "head": [sheet.say("paper.column.month"), *(f"{number(each)} mg" for each in strengths)],
        "rows": rows,
        "total": [sheet.say("paper.column.total"), *_counts(strengths, total)],
        "widest": [max(column, key=len) for column in zip(*rows, strict=True)],
    }


def _counts(strengths: Iterable[Decimal], made: Tablets) -> list[str]:
    counts = dict(made)
    return [number(counts[each]) if each in counts else "" for each in strengths]
