"""One page to print: the clinician's sheet with its sources, the patient's in plain words."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any

from bot.page.card import weight
from bot.page.plain import plain
from bot.page.write import MONTHS, WEEKDAYS, day, full_day, number
from bot.papers.link import address, code
from bot.papers.sheet import Row, Sheet, milestones
from bot.papers.typesetting import pdf
from core.evidence import Fact, Line, Section, stated
from core.patient import Region
from core.tablets import Tablets


class Size(StrEnum):
    """The paper, by the name that the typesetter knows."""

    A4 = "a4"
    LETTER = "us-letter"


TEMPLATE = "page"
DAYS_A_WEEK = 7
MOST_BOXES = 6  # side by side; more go on below
SIZES = (11, 10.5, 10, 9.5, 9, 8.5, 8, 7.5, 7, 6.5)  # points
ROOM = {Size.A4: 771, Size.LETTER: 721}  # points between the margins
WIDTH = 510  # points
CHARACTER, LINE = 0.42, 1.1  # of the size: a character on average, a line with the gap after it
ROW, HEADING, TOP = 1.13, 1.9, 6  # lines: a row of the schedule, a heading, the head of the page
HASH = 12  # characters of the rules' hash that tell two editions apart


def size_for(region: Region) -> Size:
    """What lies in the printers of the region."""
    return Size.LETTER if region is Region.US else Size.A4


def clinician(sheet: Sheet, size: Size, bot: str = "") -> bytes:
    """The whole plan on one page, with tablets to dispense, sums and sources."""
    return pdf(TEMPLATE, _sized(_clinician(sheet, size, bot), size), sheet.revised_at)


def patient(sheet: Sheet, size: Size, bot: str = "") -> bytes:
    """The doses to tick off, what to do when ill, whom to call; a clinician checks and gives it."""
    return pdf(TEMPLATE, _sized(_patient(sheet, size, bot), size), sheet.revised_at)


def _clinician(sheet: Sheet, size: Size, bot: str) -> dict[str, Any]:
    view, guideline = sheet.view, sheet.view.guideline
    case = view.plan.case
    ill = guideline.prevention.adrenal
    start = view.lines(Section.START)
    shown = (*start, *_stated(ill.never_stop, *ill.sick_day.values()), *_stated(_call(sheet)))
    return _page(sheet, size, bot) | {
        "title": sheet.head,
        "under": [
            sheet.say("card.disease", subtype=case.subtype, severity=case.severity, ild=case.ild),
            plain(weight(view)),
        ],
        "blanks": [sheet.say("paper.blank.name"), sheet.say("paper.blank.born")],
        "schedule": _schedule(sheet, days=True),
        "dispensed": _dispensed(sheet),
        "beside": [
            *_block(sheet, "sums", _sums(sheet)),
            *_block(sheet, "dates", _dates(sheet)),
        ],
        "below": [
            *_block(sheet, "standing" if view.begun else "before", map(sheet.line, start)),
            *_block(sheet, "agent", _agent(sheet)),
            *_block(
                sheet, "ill", map(sheet.line, _stated(ill.never_stop, *ill.sick_day.values()))
            ),
            *_block(
                sheet,
                "check",
                map(sheet.line, _stated(_call(sheet), guideline.taper.gate.red_flag)),
            ),
        ],
        "last": [sheet.say("paper.sources", sources=_sources(shown))],
    }


def _patient(sheet: Sheet, size: Size, bot: str) -> dict[str, Any]:
    guideline, drug = sheet.view.guideline, sheet.view.steroid
    return _page(sheet, size, bot) | {
        "title": sheet.say("paper.patient.title", drug=drug),
        "under": [sheet.head],
        "blanks": [
            sheet.say("paper.blank.name"),
            sheet.say("paper.blank.phone"),
            sheet.say("paper.blank.checked"),
        ],
        "schedule": _schedule(sheet, days=False),
        "below": [
            *_block(sheet, "patient.take", _how(sheet)),
            *_block(sheet, "patient.ill", _when_ill(sheet)),
            *_block(
                sheet,
                "patient.call",
                map(sheet.line, _stated(*guideline.prevention.patient.call.values())),
            ),
        ],
    }


def _page(sheet: Sheet, size: Size, bot: str) -> dict[str, Any]:
    """What both pages share, and an empty place for what only one of them has."""
    view, label = sheet.view, sheet.label
    link = address(bot, label, sheet.revision) if bot and label else ""
    return {
        "lang": "en",
        "paper": size.value,
        "widest": MOST_BOXES,
        "qr": code(link) if link else "",
        "scan": sheet.say("paper.scan") if link else "",
        "dose": list(_dose(sheet)),
        "standing": list(_standing(sheet)),
        "dispensed": {"title": "", "head": [], "rows": [], "total": []},
        "beside": [],
        "last": [],
        "foot": sheet.say("paper.foot", head=sheet.head, day=full_day(sheet.revised_at.date())),
        "stamp": _stamp(view.guideline.stamp),
    }


def _sized(page: dict[str, Any], size: Size) -> dict[str, Any]:
    """The page with sizes to try: from a little above what its lines should come to."""
    first = next((points for points in SIZES if _height(page, points) <= ROOM[size]), SIZES[-1])
    return page | {"sizes": SIZES[max(0, SIZES.index(first) - 1) :]}


def _height(page: dict[str, Any], points: float) -> float:
    """About how high the page gets, in points."""
    blocks = [("", page["last"])] + [(each["head"], each["lines"]) for each in page["below"]]
    below = sum(_wrapped(lines, points, WIDTH) + HEADING for _, lines in blocks)
    beside = len(page["dispensed"]["rows"]) + sum(
        _wrapped(each["lines"], points, WIDTH / 3) + HEADING for each in page["beside"]
    )
    rows = max(ROW * len(page["schedule"]["rows"]), beside) + HEADING
    return points * LINE * (TOP + len(page["under"]) + rows + below)


def _wrapped(lines: Iterable[str], points: float, width: float) -> int:
    a_line = width / (points * CHARACTER)
    return sum(-(-len(line) // int(a_line)) for line in lines)


def _stamp(stamp: str) -> str:
    """Name and edition of the rules, with the beginning of their hash."""
    head, _, digest = stamp.rpartition(":")
    return f"{head}:{digest[:HASH]}"


def _dose(sheet: Sheet) -> Iterator[str]:
    """The dose that stands alone: of the day the paper is made for, or the first."""
    view = sheet.view
    row = view.period
    mg = row.mg if row else view.plan.start.mg if view.plan.start and not sheet.rows else None
    if mg is None:
        yield sheet.say("card.over", last=sheet.rows[-1].period.last, drug=view.steroid)
        return
    yield sheet.say("paper.dose", drug=view.steroid, mg=mg)
    if row is None or (
        sheet.rows and sheet.rows[-1].open and row.first == sheet.rows[-1].period.first
    ):
        yield sheet.say("card.from", first=row.first if row else sheet.first)
    else:
        yield sheet.say("card.dates", first=row.first, last=row.last, days=row.days)


def _standing(sheet: Sheet) -> Iterator[str]:
    """What would make somebody put the paper away, or not rely on its dates."""
    record = sheet.view.record
    if record is not None and record.closed_at is not None:
        yield sheet.say("paper.closed")
    elif record is not None and not record.live:
        yield sheet.say("card.waits")
    if not sheet.rows:
        yield sheet.say("card.milestones")
    elif sheet.rows[-1].open:
        yield sheet.say("card.reassess")


def _schedule(sheet: Sheet, *, days: bool) -> dict[str, Any]:
    head = ["", "dose", "tablets", "first", "last", *(("days",) if days else ())]
    return {
        "title": sheet.say("schedule.head", drug=sheet.view.steroid),
        "head": [sheet.say(f"paper.column.{name}") if name else "" for name in head],
        "rows": list(_rows(sheet, days=days)),
    }


def _rows(sheet: Sheet, *, days: bool) -> Iterator[dict[str, Any]]:
    """Decided doses, then those planned under a line that says so, then what comes after."""
    planned = False
    for row in sheet.rows:
        if not row.sure and not planned:
            planned = True
            yield {"note": sheet.say("schedule.planned")}
        yield _row(sheet, row, days=days)
    if sheet.rows and sheet.rows[-1].open:
        yield {"note": sheet.say("schedule.waits")}
    elif sheet.rows:
        yield {"note": sheet.say("schedule.last", day=sheet.end, drug=sheet.view.steroid)}


def _row(sheet: Sheet, row: Row, *, days: bool) -> dict[str, Any]:
    period = row.period
    return {
        "boxes": -(-period.days // DAYS_A_WEEK),
        "mg": f"{number(period.mg)} mg",
        "tablets": sheet.tablets(period.tablets),
        "first": _short(period.first) if days else full_day(period.first),
        "last": "" if row.open else _short(period.last) if days else full_day(period.last),
        "rest": [str(period.days)] if days else [],
    }


def _short(on: Any) -> str:
    return day(on)


def _dispensed(sheet: Sheet) -> dict[str, Any]:
    """How many tablets of each strength, by month and in all."""
    total = sheet.dispensed()
    strengths = [strength for strength, _ in total]
    return {
        "title": sheet.say("paper.head.dispensed", region=sheet.view.plan.case.region),
        "head": [sheet.say("paper.column.month"), *(f"{number(each)} mg" for each in strengths)],
        "rows": [
            [f"{MONTHS[first.month - 1]} {first.year}", *_counts(strengths, made)]
            for first, made in sheet.months()
        ],
        "total": [sheet.say("paper.column.total"), *_counts(strengths, total)],
    }


def _counts(strengths: Iterable[Any], made: Tablets) -> list[str]:
    counts = dict(made)
    return [number(counts[each]) if each in counts else "" for each in strengths]


def _sums(sheet: Sheet) -> Iterator[str]:
    """What adds up: so far where a day is given, and over the whole course."""
    view, limits = sheet.view, sheet.view.guideline.exposure
    periods = [row.period for row in sheet.rows]
    if not periods:
        return
    whole = sum(row.mg * row.days for row in periods)
    if view.today is not None and view.today > sheet.first:
        taken = [min(row.days, max(0, (view.today - row.first).days)) for row in periods]
        mg = sum(row.mg * days for row, days in zip(periods, taken, strict=True))
        yield sheet.say("paper.sum.taken", mg=mg, days=sum(taken), day=view.today)
    yield sheet.say("paper.sum.whole", mg=whole, days=sum(row.days for row in periods))
    for limit in (limits.high_mg, limits.moderate_mg, limits.low_mg):
        days = sum(row.days for row in periods if row.mg >= limit.value)
        yield sheet.say("paper.sum.days", mg=limit.value, days=days)


def _dates(sheet: Sheet) -> Iterator[str]:
    for stone in milestones(sheet):
        yield sheet.say("paper.stone.dated", day=day(stone.day), says=stone.says)


def _agent(sheet: Sheet) -> Iterator[str]:
    """The doses of the agent with what goes beside it; nothing where none is ready."""
    for line in sheet.view.lines(Section.AGENT):
        if line.says in DOSES:
            yield sheet.line(line)


DOSES = frozenset(
    {
        "methotrexate_week",
        "methotrexate_child",
        "folic_acid_daily",
        "folic_acid_weekly",
        "azathioprine_once",
        "azathioprine_twice",
        "mycophenolate_week",
        "agent_not_answered",
    }
)


def _how(sheet: Sheet) -> Iterator[str]:
    """How to take it, what the tick boxes are, and what goes with it every day."""
    guideline = sheet.view.guideline
    yield from map(sheet.line, _stated(guideline.steroid.start.once_daily))
    if sheet.rows:
        yield sheet.say("paper.patient.table", drug=sheet.view.steroid)
        yield sheet.say("paper.patient.boxes")
    yield sheet.say("paper.patient.confirm")
    yield from map(sheet.line, _stated(*guideline.prevention.patient.daily.values()))


def _when_ill(sheet: Sheet) -> Iterator[str]:
    rule = sheet.view.guideline.prevention
    yield from map(
        sheet.line, _stated(*rule.patient.ill.values(), *rule.adrenal.sick_day.values())
    )
    yield sheet.say("paper.patient.show")


def _call(sheet: Sheet) -> Fact[Any]:
    return sheet.view.guideline.taper.gate.questions


def _stated(*facts: Fact[Any]) -> tuple[Line, ...]:
    return tuple(stated(Section.PREVENTION, fact) for fact in facts)


def _block(sheet: Sheet, name: str, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The lines under their heading; nothing where there are none."""
    found = list(lines)
    if found:
        yield {"head": sheet.say(f"paper.head.{name}"), "lines": found}


def _sources(lines: Iterable[Line]) -> str:
    """Every publication behind the lines, once, in the order it is met."""
    sources = {fact.source.key: fact.source for line in lines for fact in line.because}
    return "; ".join(f"{each.title} ({each.edition})" for each in sources.values())
