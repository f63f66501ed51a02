"""The dose curve as a picture, and the same in words."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bot.page.parts import parts
from bot.page.write import day, number
from bot.papers.curve.axis import HIGH_MM, Axis, Box, Label, Room, width_mm
from bot.papers.curve.bands import Band, bands, pulses, pulses_said
from bot.papers.curve.phases import phases, phases_said
from bot.papers.dates import milestones
from bot.papers.drugs import stand
from bot.papers.sheet import NoPaper, Row, Sheet
from bot.papers.span import ending
from bot.papers.typesetting import MoreThanOnePage, pdf, png
from core.amounts import A_DAY
from core.steroid.taper import DosePeriod

TEMPLATE = "chart"
POINTS = (9, 8.5, 8, 7.5, 7)  # of the words under the curve: the first at which they fit
LESS_MM = (0, 12, 24)  # of the height of the plot, where they fit at none
CAPTION = 1_024  # UTF-16 units that stand under a picture
GRID_MG = 20
HEADROOM_MG = 5
HEIGHT_MM, BAND_MM = 79, 6  # of the plot with one band below it, and what each further one takes
LINE_MM = Decimal("0.5")  # half of what a line of the curve takes, beside it
BESIDE_MM, ABOVE_MM, APART_MM = map(Decimal, ("0.9", "0.9", "0.35"))  # of an amount
RAISED_MM = Decimal("3.2")
CHECK_MM = Decimal("2.2")  # what a triangle takes on the axis


def chart_picture(sheet: Sheet) -> bytes:
    """The picture as PNG, upright for a phone."""
    return _fitted(sheet, lambda data: png(TEMPLATE, data))


def chart_page(sheet: Sheet) -> bytes:
    """The same picture as a page of text and lines, by which a test reads it."""
    return _fitted(sheet, lambda data: pdf(TEMPLATE, data, sheet.made_at))


def _fitted(sheet: Sheet, made: Callable[[dict[str, Any]], bytes]) -> bytes:
    """With the highest plot that leaves room for the words."""
    for less in LESS_MM:
        with suppress(MoreThanOnePage):
            return made(drawing(sheet, less))
    raise MoreThanOnePage(TEMPLATE)


def caption(sheet: Sheet) -> tuple[str, ...]:
    """Everything the picture says, in words; more than fits under it follows in further parts."""
    return parts(tuple(_caption(sheet)), CAPTION)


def drawing(sheet: Sheet, less: int = 0) -> dict[str, Any]:
    """What the template draws: places in days and mg, and every text; its plot so many
    millimetres lower than usual."""
    if not sheet.rows:
        raise NoPaper("no_schedule")
    axis, height = _axis(sheet), _height(sheet) - less
    stones = list(_stones(axis, _shown(sheet)))
    on = sheet.view.today
    return {
        "sizes": POINTS[:1],
        "points": POINTS,
        "title": sheet.head,
        "lang": "en",
        "subtitle": sheet.say("paper.chart", drug=sheet.view.steroid),
        **axis.drawn,
        "highest": _highest(sheet),
        "steps": [_step(axis, row) for row in sheet.rows],
        "original": [_place(axis, each) for each in sheet.original],
        "labels": list(_labels(sheet, axis, height)),
        "phases": list(_phases(sheet, axis)),
        "pulses": [axis.span(each.first, each.end - A_DAY) for each in pulses(sheet)],
        "bands": [each.drawn(axis) for each in _bands(sheet)],
        "height": height,
        "doses": list(_doses(sheet)),
        "months": list(axis.months()),
        "checks": [axis.at(row.period.first) for row in sheet.rows if not row.sure],
        "stones": stones,
        "lanes": 1 + max((stone["lane"] for stone in stones), default=0),
        "on": {"at": axis.at(on)} if on and axis.reaches(on) else None,
        "begins": {"at": axis.at(sheet.first), "label": day(sheet.first)},
        "falls": sheet.falls,
        "ends": None if sheet.view.waits else {"at": axis.at(sheet.end), "label": _ends_on(sheet)},
        "legend": [" ".join(_key(sheet)), phases_said(sheet, axis.days), *stand(sheet)],
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
    if not sheet.view.waits:
        yield ending(sheet)
    yield from _key(sheet)
    yield phases_said(sheet, _axis(sheet).days)
    for order, (_, says) in enumerate(_shown(sheet), start=1):
        yield f"{order}: {says}"
    if not sheet.view.waits:
        yield _ends_on(sheet)
    yield from (each.says for each in _bands(sheet))
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
    if sheet.view.waits:
        yield sheet.say("schedule.waits")
    if sheet.original:
        yield sheet.say("paper.key.original")
    on = sheet.view.today
    if on and _axis(sheet).reaches(on):
        yield sheet.say("paper.key.on", day=on)
    if planned:
        yield sheet.say("paper.key.checks")
    marked = tuple(each["label"] for each in _doses(sheet) if each["marked"])
    yield sheet.say("paper.key.levels", amounts=marked)
    yield from pulses_said(sheet)


def _step(axis: Axis, row: Row) -> dict[str, Any]:
    place = _place(axis, row.period)
    return place | {"sure": row.sure}


def _place(axis: Axis, period: DosePeriod) -> dict[str, Any]:
    return axis.span(period.first, period.last) | {"mg": float(period.mg)}


def _axis(sheet: Sheet) -> Axis:
    """The days that the picture spans: from the first pulse day, where there was one."""
    first = min((sheet.first, *(each.first for each in pulses(sheet))))
    return Axis(first=first, days=(max(_ends(sheet)) - first).days)


def _phases(sheet: Sheet, axis: Axis) -> Iterator[dict[str, Any]]:
    """Those that have a letter: of what is not named nothing is drawn."""
    begins = axis.at(sheet.first)
    lines = [axis.at(on) for on, _ in _shown(sheet)]
    for each in phases(sheet, axis.days):
        if each.letter:
            first, end = begins + each.first, begins + each.end
            at = axis.between(first, end, lines)
            yield {"from": first, "to": end, "at": at, "letter": each.letter}


def _bands(sheet: Sheet) -> tuple[Band, ...]:
    return bands(sheet, _axis(sheet).end)


def _height(sheet: Sheet) -> int:
    """Of the plot, which leaves room for the bands."""
    return HEIGHT_MM - BAND_MM * (len(_bands(sheet)) - 1)


def _ends_on(sheet: Sheet) -> str:
    says = "paper.chart_left" if sheet.view.plan.left else "paper.chart_end"
    return sheet.say(says, day=day(sheet.end))


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


def _labels(sheet: Sheet, axis: Axis, height: int) -> Iterator[dict[str, Any]]:
    """An amount beside the beginning of each row; none where it would touch a line or another."""
    mm = Decimal(height) / _highest(sheet)
    room = Room(taken=list(_lines(sheet, axis, mm)))
    for row in sheet.rows:
        found = next((each for each in _beside(row, axis, mm) if room.takes(each, APART_MM)), None)
        if found:
            yield {"x": float(found.x), "y": float(found.y), "label": found.text}


def _lines(sheet: Sheet, axis: Axis, mm: Decimal) -> Iterator[Box]:
    """What the curve takes of the plot: each dose, and the way from one to the next."""
    before = None
    for row in sheet.rows:
        left, right = axis.mm(row.period.first), axis.mm(row.period.last + A_DAY)
        y = row.period.mg * mm
        yield left - LINE_MM, right + LINE_MM, y - LINE_MM, y + LINE_MM
        if before is not None:
            yield left - LINE_MM, left + LINE_MM, min(y, before), max(y, before)
        before = y
        if not row.sure:
            yield left - CHECK_MM / 2, left + CHECK_MM / 2, Decimal(0), CHECK_MM
    if not sheet.view.waits and before is not None:
        right = axis.mm(sheet.end)
        yield right - LINE_MM, right + LINE_MM, Decimal(0), before


def _beside(row: Row, axis: Axis, mm: Decimal) -> Iterator[Label]:
    """Where its amount may stand: above its line, left of it, below it, higher up."""
    text, y = number(row.period.mg), row.period.mg * mm
    wide, left = width_mm(text), axis.mm(row.period.first)
    right = min(left + BESIDE_MM, axis.width_mm + BESIDE_MM - wide)
    ends = axis.mm(row.period.last + A_DAY) - BESIDE_MM - wide
    above, below = y + ABOVE_MM, y - ABOVE_MM - HIGH_MM
    places = (
        (right, above),
        (left - BESIDE_MM - wide, y - HIGH_MM / 2),
        (right, below),
        (ends, below),
        (ends, above),
        (right, above + RAISED_MM),
    )
    for x, up in places:
        if x >= 0 and up >= 0:
            yield Label(text=text, x=x, y=up)
