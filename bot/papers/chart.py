"""The dose curve as a picture, and the same in words."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bot.page.parts import parts
from bot.page.write import MONTHS, day, number
from bot.papers.dates import milestones
from bot.papers.drugs import stand
from bot.papers.phases import phases, phases_said
from bot.papers.sheet import NoPaper, Row, Sheet
from bot.papers.typesetting import pdf, png

TEMPLATE = "chart"
SIZES = (9, 8.5, 8, 7.5, 7)  # points, of the words under the curve
CAPTION = 1_024  # UTF-16 units that stand under a picture
MONTH_LABELS = 7  # as many names of months as fit side by side
LAST_LABEL = Decimal("0.96")  # of the width: a name further right would leave the page
GRID_MG = 20
HEADROOM_MG = 5
NARROW = Decimal("0.05")  # of the width: milestones nearer than this stand on different lanes


def chart_picture(sheet: Sheet) -> bytes:
    """The picture as PNG, upright for a phone."""
    return png(TEMPLATE, drawing(sheet))


def chart_page(sheet: Sheet) -> bytes:
    """The same picture as a page of text and lines, by which a test reads it."""
    return pdf(TEMPLATE, drawing(sheet), sheet.revised_at)


def caption(sheet: Sheet) -> tuple[str, ...]:
    """Everything the picture says, in words; more than fits under it follows in further parts."""
    return parts(tuple(_caption(sheet)), CAPTION)


def drawing(sheet: Sheet) -> dict[str, Any]:
    """What the template draws: places in days and mg, and every text."""
    if not sheet.rows:
        raise NoPaper("no_schedule")
    days = _days(sheet)
    stones = list(_stones(sheet, _shown(sheet), days))
    on = sheet.view.today
    return {
        "sizes": SIZES,
        "title": sheet.head,
        "lang": "en",
        "subtitle": sheet.say("paper.chart", drug=sheet.view.steroid),
        "days": days,
        "highest": _highest(sheet),
        "steps": [_step(sheet, row) for row in sheet.rows],
        "original": [_place(sheet, each.first, each.last, each.mg) for each in sheet.original],
        "labels": list(_labels(sheet, days)),
        "phases": [
            {"from": each.first, "to": each.end, "letter": each.letter}
            for each in phases(sheet, days)
        ],
        "doses": list(_doses(sheet)),
        "months": list(_months(sheet, days)),
        "checks": [_at(sheet, row.period.first) for row in sheet.rows if not row.sure],
        "stones": stones,
        "lanes": 1 + max((stone["lane"] for stone in stones), default=0),
        "on": {"at": _at(sheet, on)} if on and _is_shown(sheet, on) else None,
        "ends": not sheet.waits,
        "bar": sheet.say("paper.bar", first=sheet.first),
        "legend": [*_key(sheet), phases_said(sheet, days), *stand(sheet)],
        "foot": sheet.say("paper.foot_chart"),
    }


def _caption(sheet: Sheet) -> Iterator[str]:
    yield sheet.head
    yield sheet.say("paper.chart", drug=sheet.view.steroid)
    yield from sheet.beside_steroid
    for row, before in sheet.announced(sheet.rows):
        if before:
            yield before
        yield sheet.say("paper.dose_from", mg=row.period.mg, first=day(row.period.first))
    if not sheet.waits:
        yield sheet.ending()
    yield from _key(sheet)
    yield phases_said(sheet, _days(sheet))
    for order, (_, says) in enumerate(_shown(sheet), start=1):
        yield f"{order}: {says}"
    yield sheet.say("paper.bar", first=sheet.first)
    yield from stand(sheet)


def _key(sheet: Sheet) -> Iterator[str]:
    """What the kinds of lines mean; each only where it is drawn."""
    planned = any(not row.sure for row in sheet.rows)
    if planned:
        yield sheet.say("paper.key.planned")
    if sheet.waits:
        yield sheet.say("schedule.waits")
    if sheet.original:
        yield sheet.say("paper.key.original")
    on = sheet.view.today
    if on and _is_shown(sheet, on):
        yield sheet.say("paper.key.on", day=on)


def _step(sheet: Sheet, row: Row) -> dict[str, Any]:
    place = _place(sheet, row.period.first, row.period.last, row.period.mg)
    return place | {"sure": row.sure}


def _place(sheet: Sheet, first: date, last: date, mg: Decimal) -> dict[str, Any]:
    return {
        "from": _at(sheet, first),
        "to": _at(sheet, last + timedelta(days=1)),
        "mg": float(mg),
    }


def _at(sheet: Sheet, on: date) -> int:
    return (on - sheet.first).days


def _days(sheet: Sheet) -> int:
    """How many days the picture spans."""
    return (max(_ends(sheet)) - sheet.first).days


def _ends(sheet: Sheet) -> Iterator[date]:
    """The days that the picture must reach."""
    yield sheet.end
    yield from (each.last + timedelta(days=1) for each in sheet.original)


def _is_shown(sheet: Sheet, on: date) -> bool:
    return sheet.first <= on <= max(_ends(sheet))


def _shown(sheet: Sheet) -> tuple[tuple[date, str], ...]:
    """The days with milestones that the picture reaches, each with all that is said of it."""
    by_day = dict[date, list[str]]()
    for stone in milestones(sheet):
        if _is_shown(sheet, stone.day):
            by_day.setdefault(stone.day, []).append(stone.says)
    return tuple(
        (on, sheet.say("paper.stone.dated", day=on, says="; ".join(says)))
        for on, says in by_day.items()
    )


def _stones(
    sheet: Sheet, stones: Sequence[tuple[date, str]], days: int
) -> Iterator[dict[str, Any]]:
    """Numbered; those that stand close together on different lanes."""
    lanes = list[int]()
    for order, (on, says) in enumerate(stones, start=1):
        at = _at(sheet, on)
        free = (place for place, used in enumerate(lanes) if at - used > NARROW * days)
        lane = next(free, len(lanes))
        lanes[lane : lane + 1] = [at]
        yield {"at": at, "number": str(order), "lane": lane, "says": says}


def _highest(sheet: Sheet) -> int:
    """The top of the picture, a little above every dose."""
    doses = [row.period.mg for row in sheet.rows] + [each.mg for each in sheet.original]
    return (-(-int(max(doses)) // HEADROOM_MG) + 1) * HEADROOM_MG


def _doses(sheet: Sheet) -> Iterator[dict[str, Any]]:
    """The lines of the grid; those that rules turn on are marked."""
    limits = sheet.view.guideline.exposure
    marked = {limits.moderate_mg.value, limits.gate_mg.value}
    grid = {Decimal(mg) for mg in range(0, _highest(sheet), GRID_MG)}
    for mg in sorted(grid | marked):
        yield {"mg": float(mg), "label": number(mg), "marked": mg in marked}


def _months(sheet: Sheet, days: int) -> Iterator[dict[str, Any]]:
    """The first days of months, as many as have room; January with its year."""
    firsts = list[date]()
    at = sheet.first.replace(day=1)
    last = sheet.first + timedelta(days=int(days * LAST_LABEL))
    while (at := (at + timedelta(days=31)).replace(day=1)) < last:
        firsts.append(at)
    every = -(-len(firsts) // MONTH_LABELS) or 1
    for place, first in enumerate(firsts[::every]):
        name = MONTHS[first.month - 1]
        new = place == 0 or first.year != firsts[(place - 1) * every].year
        yield {"at": _at(sheet, first), "label": f"{name} {first.year}" if new else name}


def _labels(sheet: Sheet, days: int) -> Iterator[dict[str, Any]]:
    """An amount above the beginning of each row, raised where it would touch one before it."""
    taken = list[tuple[Decimal, Decimal, Decimal]]()  # left, right, height: in shares of the plot
    for row in sheet.rows:
        text = number(row.period.mg)
        left = Decimal(_at(sheet, row.period.first)) / days
        right = left + sum(map(_width, text), Decimal(0))
        height = row.period.mg / _highest(sheet)
        for up in range(4):
            at = height + up * Decimal("0.04")
            if all(
                right <= from_ or left >= to or abs(at - high) >= Decimal("0.029")
                for from_, to, high in taken
            ):
                taken.append((left, right, at))
                yield {
                    "at": _at(sheet, row.period.first),
                    "mg": float(row.period.mg),
                    "up": up,
                    "label": text,
                }
                break


def _width(character: str) -> Decimal:
    """How much of the plot's width a bold digit or point takes."""
    return Decimal("0.0075") if character == "." else Decimal("0.0155")
