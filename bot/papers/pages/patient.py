"""The patient's leaflet: the dose, what is taken beside it, what to do, a card, a calendar.

What a clinician checks before it is handed over stands on a leaf of its own, to be taken out.
"""

from collections.abc import Iterator
from typing import Any

from bot.page.write import counted, full_day, number
from bot.papers.drugs import drugs
from bot.papers.pages.boxes import BOXED, boxes, on_hold
from bot.papers.pages.fit import Size
from bot.papers.pages.ill import split_doses
from bot.papers.pages.months import months
from bot.papers.pages.shared import block, dose, shared, standing, stated_lines
from bot.papers.sheet import NoPaper, Row, Sheet
from bot.papers.span import ending, stands
from bot.papers.today import by_drip, in_force, made_on

PLANNED_SHOWN = 3  # of the doses that nobody has confirmed: each moves when one before it does
ROOM = {Size.A4: 266, Size.LETTER: 248}  # mm between the margins
WRITTEN_BY_THE_TEAM = (
    "paper.patient.write_infection",
    "paper.patient.write_bones",
    "paper.patient.write_more",
)
SPLIT = "high"  # the rule after which the split doses are counted in tablets
STILL = ("card", "vaccine")  # what the patient heeds after the last dose too
COLUMNS = ("mark", "dose", "tablets", "first", "last")


def leaflet(sheet: Sheet, size: Size, bot: str) -> dict[str, Any]:
    """Everything on it, in the order in which it is read."""
    if not sheet.rows:
        raise NoPaper("no_schedule")
    drug = sheet.view.steroid
    return shared(sheet, size, bot, scan="paper.patient.scan") | {
        "title": sheet.say("paper.patient.title", drug=drug),
        "under": [sheet.head],
        "blanks": [sheet.say(f"paper.blank.{each}") for each in ("name", "born", "number")],
        "now": _when(sheet),
        "dose": [*dose(sheet), *_tablets_now(sheet)],
        "standing": [*standing(sheet), *_swallowing(sheet), *on_hold(sheet)],
        "schedule": _schedule(sheet),
        "parts": list(_parts(sheet)),
        "card": _card(sheet),
        "months": months(sheet),
        "room": ROOM[size],
        "check": list(_check(sheet)),
        "checked": sheet.say("paper.blank.checked"),
        "foot": sheet.say("paper.patient.foot", stamp=sheet.stamp, edition=_edition(sheet)),
    }


def _when(sheet: Sheet) -> str:
    """What stands above the dose: that it is taken now, from which day on, or neither."""
    row = sheet.present
    if row is None:
        return sheet.say("paper.patient.dose")
    if in_force(sheet):
        return sheet.say("paper.patient.now")
    return sheet.say("paper.patient.from", first=row.period.first)


def _tablets_now(sheet: Sheet) -> Iterator[str]:
    row = sheet.present
    if row is not None:
        yield sheet.say("paper.patient.made_of", tablets=sheet.tablets(row.period.tablets))


def _swallowing(sheet: Sheet) -> Iterator[str]:
    """That no tablet is swallowed whole before the team has said in what form, while the steroid
    is taken: beside the dose, which counts tablets."""
    if sheet.present and sheet.view.plan.case.dysphagia is True:
        yield sheet.say("paper.patient.swallowing")


def _schedule(sheet: Sheet) -> dict[str, Any]:
    """The dose now and what is decided after it; of what is only planned the next few."""
    return {
        "title": sheet.say("paper.patient.doses", drug=sheet.view.steroid),
        "head": [sheet.say(f"paper.column.{name}") for name in COLUMNS],
        "rows": list(_rows(sheet)),
    }


def _rows(sheet: Sheet) -> Iterator[dict[str, Any]]:
    listed, planned = _listed(sheet), [row for row in sheet.ahead if not row.sure]
    yield from (_row(sheet, row) for row in listed if row.sure)
    if planned:
        yield {"note": sheet.say("paper.patient.planned")}
    yield from (_row(sheet, row) for row in listed if not row.sure)
    if planned[PLANNED_SHOWN:]:
        yield {"note": sheet.say("paper.patient.further", day=sheet.end)}
    else:
        yield {"note": ending(sheet)}


def _listed(sheet: Sheet) -> list[Row]:
    """What is decided, and the next few that are only planned."""
    sure = sum(row.sure for row in sheet.ahead)
    return [*sheet.ahead[: sure + PLANNED_SHOWN]]


def _row(sheet: Sheet, row: Row) -> dict[str, Any]:
    period, now = row.period, in_force(sheet) and row == sheet.present
    days = (full_day(period.first), full_day(period.last))
    return {
        "sure": row.sure,
        "now": now,
        "cells": [
            sheet.say("paper.mark.now")
            if now
            else ""
            if row.sure
            else sheet.say("paper.mark.plan"),
            f"{number(period.mg)} mg",
            counted(sheet.writer, period.tablets),
            *((stands(sheet, row),) if row.open else days),
        ],
    }


def _parts(sheet: Sheet) -> Iterator[dict[str, Any]]:
    """How to take it and when to call, a box for each drug, other medicines, illness."""
    rule = sheet.view.guideline.prevention.patient
    if sheet.present:
        yield from block(sheet, "patient.take", _how(sheet))
    else:
        still = (rule.daily[name] for name in STILL)
        yield from block(sheet, "patient.after", stated_lines(sheet, still))
    yield from block(sheet, "patient.call", stated_lines(sheet, rule.call.values()))
    for name, lines in boxes(sheet):
        yield from block(sheet, f"patient.{name}", lines, boxed=True)
    yield from block(sheet, "patient.others", _others(sheet))
    yield from block(sheet, "patient.ill", _ill(sheet))


def _ill(sheet: Sheet) -> Iterator[str]:
    """The rules of a day of illness, in tablets the doses of this page that they split."""
    for name, fact in sheet.view.guideline.prevention.patient.ill.items():
        yield from stated_lines(sheet, (fact,))
        if name == SPLIT:
            yield from split_doses(sheet, _listed(sheet))
    yield sheet.say("paper.patient.show")


def _how(sheet: Sheet) -> Iterator[str]:
    """How to take it, that a planned dose waits, and what goes with it every day."""
    guideline = sheet.view.guideline
    yield from stated_lines(sheet, (guideline.steroid.start.once_daily,))
    yield sheet.say("paper.patient.confirm")
    yield from stated_lines(sheet, guideline.prevention.patient.daily.values())


def _others(sheet: Sheet) -> Iterator[str]:
    """What is given in hospital, and a line for each medicine that the team writes here."""
    for drug in drugs(sheet):
        if drug.drug not in BOXED:
            yield from drug.lines
    yield from map(sheet.say, WRITTEN_BY_THE_TEAM)


def _infused(sheet: Sheet) -> list[str]:
    """The pulse before the first dose by mouth."""
    return [sheet.say("paper.steroid_card.pulse", first=first) for first in by_drip(sheet)[:1]]


def _card(sheet: Sheet) -> dict[str, Any]:
    """To cut out, and to be carried until a year after the last dose."""
    row, drug = sheet.present, sheet.view.steroid
    until = stated_lines(sheet, (sheet.view.guideline.prevention.patient.daily["card"],))
    if row is None:
        last = sheet.rows[-1].period.last
        takes = sheet.say("paper.steroid_card.took", drug=drug, last=last)
    else:
        says = "begins" if made_on(sheet) < sheet.first else "takes"
        takes = sheet.say(f"paper.steroid_card.{says}", drug=drug, first=sheet.first)
    return {
        "title": sheet.say("paper.steroid_card.title"),
        "blanks": [sheet.say(f"paper.blank.{each}") for each in ("name", "born", "number")],
        "lines": [
            takes,
            *_infused(sheet),
            *(
                sheet.say("paper.steroid_card.dose", mg=row.period.mg, first=row.period.first)
                for row in (row,)
                if row
            ),
            *(sheet.say(f"paper.steroid_card.{each}") for each in ("daily", "ill")),
        ],
        "until": list(until),
    }


def _check(sheet: Sheet) -> Iterator[dict[str, Any]]:
    """What the answers say of every medicine on these pages."""
    cautions = (each for drug in drugs(sheet) for each in drug.cautions)
    lines = dict.fromkeys((*sheet.beside_steroid, *cautions))
    yield from block(sheet, "checked", lines or (sheet.say("paper.patient.nothing_beside"),))


def _edition(sheet: Sheet) -> str:
    """The rules by their name and number alone."""
    return sheet.view.guideline.stamp.rpartition(" ")[0]
