"""Papers as they are ordered: by a worker, once, and never in the way of anybody."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import typst

from bot import papers
from bot.guideline import shipped
from bot.papers import NoPaper, Order, PaperKind, Size, made, offered, paper, typesetting
from core.patient import Region
from core.steroid.supply import Supply, supply
from core.steroid.tablets import NoTablets
from tests.bot.papers.cases import CHILD, LONGEST, cases, lived, steps, view_of
from tests.bot.papers.visit.visited import with_visit

V1 = cases()["V1"]
MANY = 20  # papers at once
NAMES = {
    PaperKind.CHART: ("taper_K7Q-2M3_rev1.png", "image/png", b"\x89PNG"),
    PaperKind.TREND: ("taper_K7Q-2M3_rev1_trend.png", "image/png", b"\x89PNG"),
    PaperKind.VISITS: ("taper_K7Q-2M3_rev1_visits.pdf", "application/pdf", b"%PDF"),
    PaperKind.SHEET: ("taper_K7Q-2M3_rev1.pdf", "application/pdf", b"%PDF"),
    PaperKind.HANDOUT: ("taper_K7Q-2M3_rev1_patient.pdf", "application/pdf", b"%PDF"),
    PaperKind.CALENDAR: ("taper_K7Q-2M3_rev1.ics", "text/calendar", b"BEGIN:VCALENDAR"),
    PaperKind.RECORD: ("taper_K7Q-2M3_rev1.json", "application/fhir+json", b"{"),
    PaperKind.TABLE: ("taper_K7Q-2M3_rev1.csv", "text/csv", b"\xef\xbb\xbf"),
    PaperKind.TEXT: ("taper_K7Q-2M3_rev1.txt", "text/plain", b"predniSONE"),
}


def stock(*strengths: str) -> Supply:
    return supply(shipped(), Region.US, stock=map(Decimal, strengths))


@pytest.mark.parametrize("kind", PaperKind)
async def test_each_kind_is_a_file_with_a_plain_name(kind: PaperKind) -> None:
    found = await paper(Order(kind=kind, view=with_visit(V1), bot="myotaper_bot"))
    name, media_type, beginning = NAMES[kind]
    assert (found.name, found.media_type) == (name, media_type)
    assert found.data.startswith(beginning)
    says = {PaperKind.CHART, PaperKind.TREND, PaperKind.TEXT}
    assert bool(found.captions) == (kind in says)


async def test_the_same_order_is_made_once_and_another_one_anew() -> None:
    order = Order(kind=PaperKind.SHEET, view=view_of(V1))
    first = await paper(order)
    assert await paper(replace(order, view=view_of(V1))) is first
    others = (
        replace(order, size=Size.A4),
        replace(order, bot="myotaper_bot"),
        replace(order, view=view_of(V1, *steps(V1, 1))),
        replace(order, view=view_of(V1, today=date(2026, 12, 1))),
        replace(order, view=with_visit(V1)),
        replace(order, view=replace(view_of(V1), zone="Asia/Tokyo")),
        replace(
            order,
            supply=stock("1", "2.5", "5", "20"),
        ),
        replace(order, before=(view_of(V1),)),
    )
    for other in others:
        assert await paper(other) is not first


def test_only_the_latest_papers_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "KEPT", 2)
    orders = [
        Order(kind=PaperKind.TABLE, view=replace(view_of(V1), zone=zone))
        for zone in ("UTC", "Europe/Paris", "Europe/Rome")
    ]
    first, *_ = [made(order) for order in orders]
    assert len(papers.SHELF) == 2
    assert made(orders[0]) is not first


@dataclass(slots=True)
class Turning:
    """A typesetter, and how often the loop turned while it set each page."""

    setter: typst.Compiler
    turns: int = 0
    within: list[int] = field(default_factory=list)

    def compile(self, *of: Any, **how: Any) -> Any:
        before = self.turns
        try:
            return self.setter.compile(*of, **how)
        finally:
            self.within.append(self.turns - before)


@pytest.mark.wide
async def test_nobody_waits_while_many_papers_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reminder that is due meanwhile is not late: the loop turns while a page is being set.

    Turns are counted and no time is taken: how long a turn takes is the machine's.
    """
    views = [view_of(LONGEST, today=date(2026, 11, 24) + timedelta(n)) for n in range(MANY)]
    kinds = (
        PaperKind.CHART,
        PaperKind.SHEET,
        PaperKind.HANDOUT,
        PaperKind.CALENDAR,
        PaperKind.RECORD,
    )
    orders = [Order(kind=kinds[n % 5], view=view, bot=f"bot{n}") for n, view in enumerate(views)]
    turning = Turning(typst.Compiler(ignore_system_fonts=True))
    monkeypatch.setattr(typesetting, "_compiler", lambda: turning)
    done = asyncio.Event()

    async def watch() -> None:
        while not done.is_set():
            await asyncio.sleep(0)
            turning.turns += 1

    watcher = asyncio.create_task(watch())
    found = await asyncio.gather(*map(paper, orders))
    done.set()
    await watcher
    assert len({id(each) for each in found}) == MANY
    assert len(turning.within) >= 3 * MANY // 5  # three of five kinds are pages
    assert sum(turning.within) > 10 * len(turning.within)


def test_what_is_offered_is_what_can_be_made() -> None:
    cases_ = {
        "adult": view_of(V1),
        "adult with a visit": with_visit(V1),
        "child": view_of(CHILD),
        "child with a visit": with_visit(CHILD),
        "draft": view_of(LONGEST | {"myocarditis": True}),
        "declined": view_of(LONGEST | {"subtype": "amyopathic"}),
        "stopped": dict(lived())["stopped"],
    }
    for name, view in cases_.items():
        for kind in PaperKind:
            order = Order(kind=kind, view=view)
            if kind in offered(view):
                assert made(order).data, name
            else:
                with pytest.raises(NoPaper):
                    made(order)


def test_the_trend_and_the_table_are_offered_once_there_is_a_visit() -> None:
    for case in (V1, CHILD):
        without, with_one = set(offered(view_of(case))), set(offered(with_visit(case)))
        assert with_one - without == {PaperKind.TREND, PaperKind.VISITS}
        assert without <= with_one


def test_a_stock_that_cannot_make_a_dose_makes_no_paper() -> None:
    view = view_of(V1)
    order = Order(
        kind=PaperKind.TABLE,
        view=view,
        supply=stock("20"),
    )
    with pytest.raises(NoTablets, match="50 mg"):
        made(order)


def test_the_calendar_cancels_what_earlier_revisions_had() -> None:
    before, after = view_of(V1), dict(lived())["stopped"]
    data = made(Order(kind=PaperKind.CALENDAR, view=after, before=(before,))).data
    assert data.count(b"STATUS:CANCELLED") > 5
