"""Dose and response over the same days as a picture, and the same in words."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from bot.page.parts import parts
from bot.page.write import day
from bot.papers.curve.axis import Axis
from bot.papers.drugs import drugs
from bot.papers.sheet import NoPaper, Sheet
from bot.papers.typesetting import pdf, png, svg
from bot.papers.visit import panels
from bot.papers.visit.told import Told, line, told
from core.course.decisions import Decision, Move
from core.course.regimen.lines import lived
from core.response.score import Category
from core.response.visit import Measure

TEMPLATE = "trend"
SIZES = (9,)  # points, of the words below: the picture gets as high as it must
WORDS = 3_500  # UTF-16 units in one message
LEFT_MM, WIDTH_MM = 14, 107
BESIDE = 50  # one so many'th of the days is left free at either end
FEWEST_DAYS, IN_WEEKS = 28, 75  # days: the shortest axis, and up to where it names weeks
SCALES = {Measure.MMT: "paper.trend.scale_mmt", Measure.CMAS: "paper.trend.scale_cmas"}
PANELS = (
    panels.strength,
    panels.strength_said,
    panels.enzyme,
    panels.enzyme_said,
    panels.score,
)
MARKED = (Move.HOLD, Move.FLARE, Move.OFF_PLAN, Move.STOP)

Marks = tuple[tuple[date, str], ...]


def trend_picture(sheet: Sheet) -> bytes:
    """The picture as PNG, as wide as a phone."""
    return png(TEMPLATE, drawing(sheet))


def trend_page(sheet: Sheet) -> bytes:
    """The same picture as a page of text and lines, by which a test reads it."""
    return pdf(TEMPLATE, drawing(sheet), sheet.made_at)


def trend_drawn(sheet: Sheet) -> str:
    """The same picture as lines and areas, to stand on a page."""
    return svg(TEMPLATE, drawing(sheet))


def trend_words(sheet: Sheet) -> tuple[str, ...]:
    """Everything the picture says, in words, in messages; then every visit."""
    return parts(tuple(_words(sheet)), WORDS)


def drawing(sheet: Sheet) -> dict[str, Any]:
    """What the template draws: places in days and millimetres, and every text."""
    visits, axis = _begun(sheet)
    marks = marks_on(sheet, axis)
    lanes = list(axis.lanes(on for on, _ in marks))
    on = sheet.view.today
    return {
        "sizes": SIZES,
        "title": sheet.head,
        "subtitle": sheet.say("paper.trend.title"),
        "lang": "en",
        **axis.drawn,
        "panels": [
            *panels.dose(sheet, axis),
            *(panel for drawn in PANELS for panel in drawn(sheet, axis, visits)),
        ],
        "months": list(axis.weeks() if axis.days < IN_WEEKS else axis.months()),
        "visits": [axis.at(each.day) for each in visits],
        "marks": [
            {"at": axis.at(on), "number": str(place), "lane": lane, "says": says}
            for place, ((on, says), lane) in enumerate(zip(marks, lanes, strict=True), start=1)
        ],
        "lanes": 1 + max(lanes, default=-1),
        "on": {"at": axis.at(on)} if on and axis.reaches(on) else None,
        "legend": [*_key(sheet, axis, visits), *_cautions(sheet)],
        "foot": sheet.say("paper.trend.foot", stamp=sheet.stamp),
    }


def marks_on(sheet: Sheet, axis: Axis) -> Marks:
    """Holds, flares, other decisions that leave the schedule, and everything decided of drugs,
    each with its day and in their order."""
    view = sheet.view
    of_steroid = (
        (each.decision.on, _decided(sheet, each.decision))
        for each in sheet.decisions
        if each.decision.drug is None and each.decision.move in MARKED
    )
    of_drugs = (
        (on, sheet.line(line))
        for on, line in lived(view.guideline, view.plan.case, view.plan.regimens)
    )
    found = sorted((*of_steroid, *of_drugs), key=lambda each: each[0])
    return tuple((on, says) for on, says in found if axis.reaches(on))


def axis_of(sheet: Sheet, visits: Sequence[Told]) -> Axis:
    """From the first dose or visit to the last visit, and to the day that the plan stands on
    while its course goes on; a little further at either end."""
    begins, ends = min(sheet.first, visits[0].day), max(sheet.first, visits[-1].day)
    today = sheet.view.today
    if today is not None and sheet.rows:
        ends = max(ends, today if sheet.view.waits else min(today, sheet.end))
    days = max(FEWEST_DAYS, (ends - begins).days)
    beside = 1 + days // BESIDE
    return Axis(
        first=begins - timedelta(days=beside),
        days=days + 2 * beside,
        left_mm=LEFT_MM,
        width_mm=WIDTH_MM,
    )


def _begun(sheet: Sheet) -> tuple[tuple[Told, ...], Axis]:
    visits = told(sheet)
    if not visits:
        raise NoPaper("no_visits")
    return visits, axis_of(sheet, visits)


def _words(sheet: Sheet) -> Iterator[str]:
    visits, axis = _begun(sheet)
    yield sheet.head
    yield sheet.say("paper.trend.title")
    if sheet.rows:
        yield sheet.say("paper.trend.dose", drug=sheet.view.steroid)
        yield from sheet.beside_steroid
        for row, before in sheet.announced(sheet.rows):
            if axis.at(row.period.first) < axis.days:
                if before:
                    yield before
                yield sheet.say("paper.dose_from", mg=row.period.mg, first=day(row.period.first))
    yield from _key(sheet, axis, visits)
    for place, (_, says) in enumerate(marks_on(sheet, axis), start=1):
        yield f"{place}: {says}"
    for each in visits:
        yield line(sheet, each)
    yield from _cautions(sheet)
    yield sheet.say("paper.trend.foot", stamp=sheet.stamp)


def _key(sheet: Sheet, axis: Axis, visits: Sequence[Told]) -> Iterator[str]:
    """What the kinds of lines and marks mean; each only where it is drawn."""
    if not sheet.rows:
        yield sheet.say("paper.trend.no_course")
    elif any(not row.sure and axis.at(row.period.first) < axis.days for row in sheet.rows):
        yield sheet.say("paper.key.planned")
    on = sheet.view.today
    if on and axis.reaches(on):
        yield sheet.say("paper.key.on", day=on)
    for measure, says in SCALES.items():
        if scales := panels.scales_of(sheet, visits, measure):
            yield sheet.say(says, of=scales)
    if any(each.visit.strength for each in visits):
        yield sheet.say("paper.trend.words")
    if any(each.visit.ck_trend for each in visits):
        yield sheet.say("paper.trend.ck_words")
    if limits := panels.limits_of(visits):
        yield sheet.say("paper.trend.ck_limit", of=limits)
    scored = [each for each in visits if panels.total_of(each) is not None]
    if scored and (baseline := scored[0].assessed.baseline.visit):
        names = tuple(
            sheet.say("paper.trend.score_from", category=category, points=points)
            for category, points in zip(tuple(Category)[1:], panels.thresholds(sheet), strict=True)
        )
        yield sheet.say("paper.trend.scored", day=day(baseline.day), names=names)
    yield sheet.say("paper.trend.visits")


def _cautions(sheet: Sheet) -> Iterator[str]:
    """What the answers say of the drugs whose amounts stand here, once."""
    yield from dict.fromkeys(each for drug in drugs(sheet) for each in drug.cautions)


def _decided(sheet: Sheet, decision: Decision) -> str:
    return sheet.say(
        f"paper.trend.{decision.move}",
        day=day(decision.on),
        mg=decision.mg or 0,
        weeks=decision.weeks or 0,
        reason=decision.reason,
    )
