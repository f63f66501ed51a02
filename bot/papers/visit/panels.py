"""The panels of the trend, each a plot over the same days: dose, strength, enzyme, score."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from bot.page.write import number
from bot.papers.curve.axis import Axis
from bot.papers.sheet import Row, Sheet
from bot.papers.visit.plot import HEADROOM_MM, Json, Point, amounts, drawn, line, panel
from bot.papers.visit.told import Told
from core.answers import is_child
from core.response.scale import end_of
from core.response.visit import STRENGTH, Finding, Measure, Strength, Trend

DOSE_MM, STRENGTH_MM, CK_MM, SCORE_MM, STRIP_MM = map(Decimal, ("44", "34", "38", "30", "5"))
GRID_MG, WHOLE = 20, Decimal(100)
FEW = 2  # decades, in which there is room for further lines
UP, LEVEL, DOWN = "up", "level", "down"
KINDS: Mapping[Strength | Trend, str] = {
    Strength.BETTER: UP,
    Strength.SAME: LEVEL,
    Strength.WORSE: DOWN,
    Trend.RISING: UP,
    Trend.FLAT: LEVEL,
    Trend.FALLING: DOWN,
}


def dose(sheet: Sheet, axis: Axis) -> Iterator[Json]:
    """The steps as far as the days go, an amount at the beginning of each."""
    rows = [row for row in sheet.rows if axis.at(row.period.first) < axis.days]
    if not rows:
        return
    limits = sheet.view.guideline.exposure
    most = max(row.period.mg for row in rows)
    mm = (DOSE_MM - HEADROOM_MM) / most
    marked = {each.value for each in (limits.moderate_mg, limits.gate_mg) if each.value <= most}
    every = GRID_MG // (2 if most <= 2 * GRID_MG else 1)
    grid = {Decimal(mg) for mg in range(0, int(most) + 1, every)} | marked
    yield panel(sheet.say("paper.trend.dose", drug=sheet.view.steroid), DOSE_MM) | {
        "grid": [line(mg * mm, number(mg), dashed=mg in marked) for mg in sorted(grid)],
        "steps": [_step(sheet, row, axis, mm) for row in rows],
        "labels": list(amounts(rows, axis, mm, DOSE_MM)),
    }


def strength(sheet: Sheet, axis: Axis, visits: Sequence[Told]) -> Iterator[Json]:
    """Each number as a share of its scale."""
    found = [(told, each) for told in visits for each in told.visit.findings]
    judged = [(told, each) for told, each in found if each.measure in STRENGTH]
    if not judged:
        return
    shares = {id(each): each.value * 100 / _scale(sheet, each) for _, each in judged}
    apart = len({(each.measure, each.of) for _, each in judged}) > 1
    lowest = min(WHOLE - GRID_MG, min(shares.values()) // GRID_MG * GRID_MG)
    mm = (STRENGTH_MM - HEADROOM_MM) / (WHOLE - lowest)
    points = [
        Point(
            told=told,
            y=(shares[id(each)] - lowest) * mm,
            text=_of_scale(sheet, each) if apart else number(each.value),
            of=(each.measure, str(each.of)),
        )
        for told, each in judged
    ]
    every = GRID_MG // (2 if lowest >= WHOLE - 2 * GRID_MG else 1)
    yield panel(sheet.say("paper.trend.strength"), STRENGTH_MM) | {
        "grid": [
            line((share - lowest) * mm, number(share))
            for share in map(Decimal, range(int(lowest), int(WHOLE) + 1, every))
        ],
        **drawn(points, axis, STRENGTH_MM),
    }


def enzyme(sheet: Sheet, axis: Axis, visits: Sequence[Told]) -> Iterator[Json]:
    """Creatine kinase on a scale of powers, with the upper limit where it is known."""
    known = [(told, each) for told in visits if (each := told.visit.found(Measure.CK))]
    if not known:
        return
    logs = [_log(each.value) for _, each in known] + [_log(of) for of in limits_of(visits)]
    low, high = math.floor(min(logs)), math.ceil(max(logs))
    high = max(high, low + 1)
    mm = (CK_MM - HEADROOM_MM) / (high - low)

    def up(amount: Decimal) -> Decimal:
        return (Decimal(_log(amount)) - low) * mm

    points = [
        Point(told=told, y=up(each.value), text=number(each.value), of=(Measure.CK, ""))
        for told, each in known
    ]
    within = (1, 2, 5) if high - low <= FEW else (1,)
    lines = [Decimal(n) * 10**power for power in range(low, high) for n in within]
    days = [*(told.day for told, _ in known), axis.end]
    yield panel(sheet.say("paper.trend.ck"), CK_MM) | {
        "grid": [line(up(each), number(each)) for each in (*lines, Decimal(10) ** high)],
        "limits": [
            {"from": axis.at(first) if place else 0, "to": axis.at(then), "y": float(up(each.of))}
            for place, ((_, each), (first, then)) in enumerate(
                zip(known, pairwise(days), strict=True)
            )
            if each.of
        ],
        **drawn(points, axis, CK_MM),
    }


def score(sheet: Sheet, axis: Axis, visits: Sequence[Told]) -> Iterator[Json]:
    """The Total Improvement Score with the thresholds of its categories."""
    known = [(told, total) for told in visits if (total := total_of(told)) is not None]
    if not known:
        return
    mm = (SCORE_MM - HEADROOM_MM) / WHOLE
    points = [
        Point(told=told, y=total * mm, text=number(total), of=("score", ""))
        for told, total in known
    ]
    ends = [line(each * mm, number(each)) for each in (Decimal(0), WHOLE)]
    reached = [line(each * mm, number(each), dashed=True) for each in thresholds(sheet)]
    yield panel(sheet.say("paper.trend.score"), SCORE_MM) | {
        "grid": [ends[0], *reached, ends[1]],
        **drawn(points, axis, SCORE_MM),
    }


def strength_said(sheet: Sheet, axis: Axis, visits: Sequence[Told]) -> Iterator[Json]:
    """What was said of strength in a word, as a row of marks."""
    said = [(each.day, each.visit.strength) for each in visits]
    yield from _said(sheet.say("paper.trend.in_a_word"), axis, said)


def enzyme_said(sheet: Sheet, axis: Axis, visits: Sequence[Told]) -> Iterator[Json]:
    """What was said of creatine kinase in a word, as a row of marks."""
    said = [(each.day, each.visit.ck_trend) for each in visits]
    yield from _said(sheet.say("paper.trend.ck_in_a_word"), axis, said)


def total_of(told: Told) -> Decimal | None:
    """The score of this visit, where it can be computed."""
    since = told.assessed.since_baseline
    return since.scored.total if since else None


def thresholds(sheet: Sheet) -> tuple[Decimal, ...]:
    """From how many points on each category is reached, lowest first."""
    rule = sheet.view.guideline.response.score
    return (rule.juvenile if is_child(sheet.view.plan.case) else rule.adult).value


def limits_of(visits: Iterable[Told]) -> tuple[Decimal, ...]:
    """The upper limits that creatine kinase came with, each once."""
    found = (told.visit.found(Measure.CK) for told in visits)
    return tuple(dict.fromkeys(each.of for each in found if each and each.of))


def scales_of(sheet: Sheet, visits: Iterable[Told], measure: Measure) -> tuple[Decimal, ...]:
    """The scales that strength was judged on, each once."""
    found = (told.visit.found(measure) for told in visits)
    return tuple(dict.fromkeys(_scale(sheet, each) for each in found if each))


def _scale(sheet: Sheet, found: Finding) -> Decimal:
    return end_of(sheet.view.guideline.response.score, found)


def _of_scale(sheet: Sheet, found: Finding) -> str:
    return sheet.say("paper.trend.of", value=found.value, of=_scale(sheet, found))


def _log(amount: Decimal) -> float:
    """Its power of ten; what is below one stands at the bottom."""
    return math.log10(max(amount, Decimal(1)))


def _said(
    title: str, axis: Axis, said: Iterable[tuple[date, Strength | Trend | None]]
) -> Iterator[Json]:
    marks = [{"at": axis.at(day), "kind": KINDS[word]} for day, word in said if word]
    if marks:
        yield panel(title, STRIP_MM) | {"marks": marks}


def _step(sheet: Sheet, row: Row, axis: Axis, mm: Decimal) -> Json:
    """One dose; where no later one has a date, it goes on as far as the days do."""
    last = axis.end if row.open and sheet.view.waits else row.period.last
    return axis.span(row.period.first, last) | {
        "mg": float(row.period.mg * mm),
        "sure": row.sure,
    }
