"""Papers: a plan to look at, print, import or copy; made beside the loop and kept for a while."""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from threading import Lock
from types import MappingProxyType

from bot.page.plan.view import View
from bot.papers.calendar.series import Series
from bot.papers.pages.fit import Size, size_for
from bot.papers.prescription import has_items
from bot.papers.sheet import NoPaper, Sheet, sheet
from bot.papers.visit.told import has_visits
from core.plan import Outcome
from core.steroid.supply import Supply
from flows.talk.records import Reminder

__all__ = ["NoPaper", "Order", "Paper", "PaperKind", "Series", "Size", "made", "offered", "paper"]

KEPT = 128  # papers, of about 100 KB each at most


class PaperKind(StrEnum):
    """What can be made of a plan, by the ending it is asked for with."""

    CHART = "png"
    TREND = "trend"  # dose and response
    SHEET = "pdf"  # for the clinician
    VISITS = "visits"  # the trend to print, with a table
    HANDOUT = "handout"  # for the patient
    CALENDAR = "ics"
    RECORD = "fhir"
    TABLE = "csv"
    TEXT = "txt"


OF_VISITS = frozenset({PaperKind.TREND, PaperKind.VISITS})
# without a schedule there is nothing else to show
OF_A_CHILD = OF_VISITS | {PaperKind.SHEET, PaperKind.RECORD, PaperKind.TABLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A file with its plain name, and what it says in words, as messages to copy."""

    name: str
    media_type: str
    data: bytes
    captions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Which paper of which plan; everything it is made from."""

    kind: PaperKind
    view: View
    before: tuple[View, ...] = ()  # earlier revisions, for the calendar to cancel what went
    supply: Supply | None = None  # None: the tablets of the plan
    reminders: tuple[Reminder, ...] = ()  # for the history in the table
    size: Size | None = None  # None: what the region prints on
    bot: str = ""  # the bot's user name, for the code to scan; empty: no code
    large: bool = False  # the patient's leaflet in large print
    series: Series | None = None  # of a case, for its calendars to follow each other


def offered(view: View) -> tuple[PaperKind, ...]:
    """The papers that this plan has."""
    if view.plan.provisional or view.plan.outcome is Outcome.DECLINED:
        return ()
    of = sheet(view)
    kinds = set(PaperKind) if view.plan.periods else OF_A_CHILD
    if not has_visits(of):
        kinds = kinds - OF_VISITS
    if view.plan.periods and not has_items(of):
        kinds = kinds - {PaperKind.TEXT}
    return tuple(kind for kind in PaperKind if kind in kinds)


async def paper(order: Order) -> Paper:
    """The paper, made by a worker of its own so that nobody waits; raises NoPaper."""
    return await asyncio.get_running_loop().run_in_executor(_worker(), made, order)


def made(order: Order) -> Paper:
    """The paper; the same order is made once while it is kept. Raises NoPaper, NoTablets."""
    key = _key(order)
    with LOCK:
        if key in SHELF:
            SHELF.move_to_end(key)
            return SHELF[key]
    found = MAKERS[order.kind](order, sheet(order.view, order.supply, order.series))
    with LOCK:
        SHELF[key] = found
        while len(SHELF) > KEPT:
            SHELF.popitem(last=False)
    return found


def _key(order: Order) -> str:
    """A hash of everything that the paper is made from; it is stamped to the minute."""
    parts: list[object] = [order.kind, order.supply, order.reminders, order.size, order.bot]
    parts += [order.large, order.series]
    for view in (order.view, *order.before):
        plan = view.plan
        parts += [plan.case, plan.course, plan.drugs, plan.guideline, view.record]
        parts += [view.today, view.zone, view.now and view.now.replace(second=0, microsecond=0)]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _chart(_order: Order, of: Sheet) -> Paper:
    from bot.papers.curve.chart import caption, chart_picture  # noqa: PLC0415 - loads the typesetter

    return Paper(
        name=f"{of.stem}.png",
        media_type="image/png",
        data=chart_picture(of),
        captions=caption(of),
    )


def _trend(_order: Order, of: Sheet) -> Paper:
    from bot.papers.visit.trend import trend_picture, trend_words  # noqa: PLC0415 - loads the typesetter

    return Paper(
        name=f"{of.stem}_trend.png",
        media_type="image/png",
        data=trend_picture(of),
        captions=trend_words(of),
    )


def _visits(order: Order, of: Sheet) -> Paper:
    from bot.papers.visit.pages import visits_pages  # noqa: PLC0415 - loads the typesetter

    data = visits_pages(of, _size(order))
    return Paper(name=f"{of.stem}_visits.pdf", media_type="application/pdf", data=data)


def _clinician(order: Order, of: Sheet) -> Paper:
    from bot.papers.pdf import clinician  # noqa: PLC0415 - loads the typesetter

    data = clinician(of, _size(order), order.bot)
    return Paper(name=f"{of.stem}.pdf", media_type="application/pdf", data=data)


def _patient(order: Order, of: Sheet) -> Paper:
    from bot.papers.pdf import patient  # noqa: PLC0415 - loads the typesetter

    data = patient(of, _size(order), order.bot, large=order.large)
    return Paper(name=f"{of.stem}_patient.pdf", media_type="application/pdf", data=data)


def _calendar(order: Order, of: Sheet) -> Paper:
    from bot.papers.calendar.file import calendar  # noqa: PLC0415 - loads the calendar library

    data = calendar(of, tuple(sheet(view) for view in order.before))
    return Paper(name=f"{of.stem}.ics", media_type="text/calendar", data=data)


def _record(_order: Order, of: Sheet) -> Paper:
    from bot.papers.record.fhir import fhir  # noqa: PLC0415 - only where it is asked for

    return Paper(name=f"{of.stem}.json", media_type="application/fhir+json", data=fhir(of))


def _table(order: Order, of: Sheet) -> Paper:
    from bot.papers.table import table  # noqa: PLC0415 - only where it is asked for

    data = table(of, order.reminders)
    return Paper(name=f"{of.stem}.csv", media_type="text/csv", data=data)


def _text(_order: Order, of: Sheet) -> Paper:
    from bot.papers.prescription import items, text  # noqa: PLC0415 - only where it is asked for

    return Paper(name=f"{of.stem}.txt", media_type="text/plain", data=text(of), captions=items(of))


def _size(order: Order) -> Size:
    return order.size or size_for(order.view.plan.case.region)


@cache
def _worker() -> ThreadPoolExecutor:
    """One thread: papers queue behind each other and leave the other processor alone."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="papers")


MAKERS: Mapping[PaperKind, Callable[[Order, Sheet], Paper]] = MappingProxyType(
    {
        PaperKind.CHART: _chart,
        PaperKind.TREND: _trend,
        PaperKind.SHEET: _clinician,
        PaperKind.VISITS: _visits,
        PaperKind.HANDOUT: _patient,
        PaperKind.CALENDAR: _calendar,
        PaperKind.RECORD: _record,
        PaperKind.TABLE: _table,
        PaperKind.TEXT: _text,
    }
)
SHELF = OrderedDict[str, Paper]()  # in the order of their last use
LOCK = Lock()
