"""Every paper says at which moment it stands, and no row ends on the day it is printed."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from bot.guideline import shipped
from bot.papers import Order, PaperKind, made
from bot.papers.curve.chart import chart_page
from bot.papers.pages.fit import Size
from bot.papers.pdf import clinician, patient
from bot.papers.prescription import items
from bot.papers.record.fhir import fhir
from bot.papers.sheet import sheet
from bot.papers.visit.trend import trend_page
from tests.bot.papers.cases import cases, due, lived, steps, view_of
from tests.bot.papers.outputs import papers
from tests.bot.papers.reading import page_of, pages_of, words_of
from tests.bot.papers.visit.visited import seen
from tests.core.response.visits import visit

NOW = datetime(2027, 2, 5, 8, 41, 30, tzinfo=timezone(timedelta(hours=1)))
STAMP = "Plan K7Q-2M3, revision 1, as it stands on 05-Feb-2027 08:41 Europe/Berlin"
STAMPED = {"clinician's page", "patient's page", "calendar", "prescription"}
ALL_STAMPED = STAMPED | {"chart", "record", "table", "trend"}
LATE = dict(lived())["late"]


def of_now(now: datetime = NOW):
    return replace(view_of(cases()["V1"], today=date(2027, 2, 5)), now=now)


def test_every_paper_is_stamped_with_day_time_and_zone() -> None:
    view = seen(of_now(), visit(0, ck=820))
    stamped = {name for name, said in papers(view) if STAMP in said}
    assert stamped == ALL_STAMPED
    of = sheet(view)
    for picture in (chart_page, trend_page):
        assert STAMP in words_of([page_of(picture(of))])
    assert json.loads(fhir(of))["timestamp"] == "2027-02-05T07:41:30Z"
    assert all(STAMP in item for item in items(sheet(of_now())))
    for make in (clinician, patient):
        for page in pages_of(make(sheet(of_now()), Size.A4)):
            words = words_of([page])
            assert STAMP in words
            assert f"iim {shipped().edition}" in words


def test_a_paper_is_never_stamped_before_its_revision() -> None:
    of = sheet(of_now(datetime(2026, 1, 1, tzinfo=UTC)))
    assert of.made_at == of.revised_at


def test_a_paper_asked_for_again_is_the_same_within_its_minute_and_another_one_after_it() -> None:
    first, again, later = (
        made(Order(kind=PaperKind.SHEET, view=of_now(NOW + timedelta(seconds=more))))
        for more in (0, 20, 40)
    )
    assert first is again
    assert later.data != first.data


@pytest.mark.parametrize("days", [0, 1, 45])
def test_while_a_step_is_overdue_no_row_ends_on_the_day_of_the_paper(days: int) -> None:
    case = cases()["V1"]
    decided = steps(case, 4)
    today = due(case, *decided) + timedelta(days=days)
    for name, said in papers(view_of(case, *decided, today=today)):
        assert f"up to and including {today:%d-%b-%Y}" not in said, name
        assert not re.search(rf"up to and including \w+day {today:%d-%b-%Y}", said), name
        if name in STAMPED:
            assert "until your team confirms the next dose" in said, name
