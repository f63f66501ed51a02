"""The dose curve as a picture, and the same in words."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bot.page.parts import parts
from bot.page.write import day, number
from bot.papers.axis import Axis, Label, Room
from bot.papers.dates import milestones
from bot.papers.drugs import stand
from bot.papers.phases import phases, phases_said
from bot.papers.sheet import NoPaper, Row, Sheet
from bot.papers.typesetting import pdf, png
from core.steroid.taper import DosePeriod

TEMPLATE = "chart"
SIZES = (9, 8.5, 8, 7.5, 7)  # points, of the words under the curve
CAPTION = 1_024  # UTF-16 units that stand under a picture
GRID_MG = 20
HEADROOM_MG = 5
HEIGHT_MM = 80  # of the plot
RAISED_MM = [each * Decimal("3.2") for each in range(4)]  # where an amount may stand


def chart_picture(sheet: Sheet) -> bytes:
    """The picture as PNG, upright for a phone."""
    return png(TEMPLATE, drawing(sheet))


def chart_page(sheet: Sheet) -> bytes:
    """The same picture as a page of text and lines, by which a test reads it."""
    return pdf(TEMPLATE, drawing(sheet), sheet.made_at)


def caption(sheet: Sheet) -> tuple[str, ...]:
    """Everything the picture says, in words; more than fits under it follows in further parts."""
    return parts(tuple(_caption(sheet)), CAPTION)


def drawing(sheet: Sheet) -> dict[str, Any]:
    """What the template draws: places in days and mg, and every text."""
    if not sheet.rows:
        raise NoPaper("no_schedule")
    axis = _axis(sheet)
    stones = list(_stones(axis, _shown(sheet)))
    on = sheet.view.today
    return {
        "sizes": SIZES,
        "title": sheet.head,
        "lang": "en",
        "subtitle": sheet.say("paper.chart", drug=sheet.view.steroid),
        **axis.drawn,
        "highest": _highest(sheet),
        "steps": [_step(axis, row) for row in sheet.rows],
        "original": [_place(axis, each) for each in sheet.original],
        "labels": list(_labels(sheet, axis)),
        "phases": [
            {"from": each.first, "to": each.end, "letter": each.letter}
            for each in phases(sheet, axis.days)
        ],
        "doses": list(_doses(sheet)),
        "months": list(axis.months()),
        "checks": [axis.at(row.period.first) for row in sheet.rows if not row.sure],
        "stones": stones,
        "lanes": 1 + max((stone["lane"] for stone in stones), default=0),
        "on": {"at": axis.at(on)} if on and axis.reaches(on) else None,
        "ends": not sheet.waits,
        "bar": sheet.say("paper.bar", first=sheet.first),
        "legend": [*_key(sheet), phases_said(sheet, axis.days), *stand(sheet)],
        "foot": _foot(sheet),
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
    yield phases_said(sheet, _axis(sheet).days)
    for order, (_, says) in enumerate(_shown(sheet), start=1):
        yield f"{order}: {says}"
    yield sheet.say("paper.bar", first=sheet.first)
    yield from stand(sheet)
    yield _foot(sheet)


def _foot(sheet: Sheet) -> str:
    """Which plan it shows, as it stands when, and what it is not."""
    return sheet.say("paper.foot_chart", stamp=sheet.stamp)


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
    if on and _axis(sheet).reaches(on):
        yield sheet.say("paper.key.on", day=on)


def _step(axis: Axis, row: Row) -> dict[str, Any]:
    place = _place(axis, row.period)
    return place | {"sure": row.sure}


def _place(axis: Axis, period: DosePeriod) -> dict[str, Any]:
    return axis.span(period.first, period.last) | {"mg": float(period.mg)}


def _axis(sheet: Sheet) -> Axis:
    """The days that the picture spans."""
    return Axis(first=sheet.first, days=(max(_ends(sheet)) - sheet.first).days)


def _ends(sheet: Sheet) -> Iterator[date]:
    """The days that the picture must reach."""
    yield sheet.end
    yield from (each.last + timedelta(days=1) for each in sheet.original)


def _shown(sheet: Sheet) -> tuple[tuple[date, str], ...]:
    """The days with milestones that the picture reaches, each with all that is said of it."""
    by_day = dict[date, list[str]]()
    for stone in milestones(sheet):
        if _axis(sheet).reaches(stone.day):
            by_day.setdefault(stone.day, []).append(stone.says)
    return tuple(
        (on, sheet.say("paper.stone.dated", day=on, says="; ".join(says)))
        for on, says in by_day.items()
    )


def _stones(axis: Axis, stones: Sequence[tuple[date, str]]) -> Iterator[dict[str, Any]]:
    """Numbered; those that stand close together on different lanes."""
    lanes = axis.lanes(on for on, _ in stones)
    for order, ((on, says), lane) in enumerate(zip(stones, lanes, strict=True), start=1):
        yield {"at": axis.at(on), "number": str(order), "lane": lane, "says": says}


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


def _labels(sheet: Sheet, axis: Axis) -> Iterator[dict[str, Any]]:
    """An amount above the beginning of each row, raised where it would touch one before it."""
    room = Room()
    for row in sheet.rows:
        text, height = number(row.period.mg), row.period.mg / _highest(sheet) * HEIGHT_MM
        label = Label(text=text, x=axis.mm(row.period.first), y=height)
        up = room.place(label, RAISED_MM)
        if up is not None:
            at = axis.at(row.period.first)
            yield {"at": at, "mg": float(row.period.mg), "up": float(up), "label": text}
