"""The printed pages: one each, whole, right, and with a way back to the live plan."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import product
from typing import Any

import pytest

from bot.page.write import counted, day
from bot.papers.fit import SIZES, Size, sized
from bot.papers.link import address
from bot.papers.pdf import _clinician, _patient, clinician, patient
from bot.papers.sheet import NoPaper, sheet
from core.steroid.exposure import before
from core.steroid.supply import Fewest, supply
from core.steroid.taper import DosePeriod
from flows.talk.paper_link import PaperLink, read_payload
from tests.bot.papers.cases import CHILD, FIRST, LONGEST, cases, hold, steps, view_of, views
from tests.bot.papers.reading import Page, ink_at_edges, outside, overlaps, page_of
from tests.campaigns import size, some
from tests.lint.display import hits

pytestmark = pytest.mark.wide
BOT = "myotaper_bot"
AMOUNT = re.compile(r"[\d.,]*\d mg\b")
VIEWS = dict(views()) | {"child": view_of(CHILD)}
KINDS = {"clinician": clinician, "patient": patient}
PRINTED = [
    each for each in product(VIEWS, KINDS, Size) if (each[0], each[1]) != ("child", "patient")
]
FULLEST = {"child", "crowded", "longest_us", "longest_uk", "longest_eu", "long_flared"}
EVERY = some(PRINTED, size("pages"), lambda each: each[0] in FULLEST)
SMALLEST = 7  # points that are still read without a glass
MARGIN = 20  # points
FULL = re.compile(r"[A-Z][a-z]+day \d\d-[A-Z][a-z]{2}-\d{4}")


@cache
def printed(name: str, kind: str, size: Size) -> Page:
    return page_of(KINDS[kind](sheet(VIEWS[name]), size, BOT))


@pytest.mark.parametrize(("name", "kind", "size"), EVERY)
def test_a_page_is_one_page_with_nothing_cut_or_covered_and_its_code_opens_the_plan(
    name: str, kind: str, size: Size
) -> None:
    record = VIEWS[name].record
    assert record is not None
    page = printed(name, kind, size)
    across, up = {Size.A4: (595, 842), Size.LETTER: (612, 792)}[size]
    assert (round(page.width), round(page.height)) == (across, up)
    assert outside(page, MARGIN) == []
    assert overlaps(page) == []
    assert not ink_at_edges(page.picture, 0.02)
    code = page.code()
    made_at = sheet(VIEWS[name]).made_at
    assert code == address(BOT, record.label, record.revision, made_at)
    link = PaperLink(label=record.label, revision=record.revision, at=made_at)
    assert read_payload(code.partition("?start=")[2]) == link


@pytest.mark.parametrize(("name", "kind", "size"), EVERY)
def test_a_page_is_written_right(name: str, kind: str, size: Size) -> None:
    region = VIEWS[name].plan.case.region
    data = (_clinician if kind == "clinician" else _patient)(sheet(VIEWS[name]), size, BOT)
    for text in texts({key: part for key, part in data.items() if key not in {"qr", "paper"}}):
        assert hits(text, region=region, fragment=True) == []
    whole = "up to and including" in data["dose"][-1]
    assert hits("\n".join(data["dose"]), region=region, fragment=not whole) == []


@pytest.mark.parametrize(("name", "kind", "size"), EVERY)
def test_no_amount_is_broken_at_the_end_of_a_line(name: str, kind: str, size: Size) -> None:
    """20 mg must not end as 2 with 0 mg below it."""
    data = (_clinician if kind == "clinician" else _patient)(sheet(VIEWS[name]), size, BOT)
    written = {found for text in texts(data) for found in AMOUNT.findall(text)}
    lines = printed(name, kind, size).lines
    assert {found for line in lines for found in AMOUNT.findall(line)} <= written


def texts(part: Any) -> Iterator[str]:
    """Every string of nested data."""
    match part:
        case str():
            yield part
        case dict():
            for each in part.values():
                yield from texts(each)
        case list() | tuple():
            for each in part:
                yield from texts(each)


@pytest.mark.parametrize("name", dict.fromkeys(name for name, _, _ in EVERY))
def test_every_dose_stands_on_both_pages_with_its_days_and_tablets(name: str) -> None:
    of = sheet(VIEWS[name])
    for kind in KINDS if of.rows else ():
        lines = printed(name, kind, Size.A4).text
        for row in of.rows:
            dose = f"{row.period.mg} mg"
            words = re.sub(r"\s+", " ", lines)  # a row may go on in a second line
            assert re.search(rf"{dose}[^:]{{1,60}}{day(row.period.first)}", words)
            assert counted(of.writer, row.period.tablets) in words


@pytest.mark.parametrize(("name", "kind", "size"), EVERY)
def test_the_text_is_large_enough_to_read(name: str, kind: str, size: Size) -> None:
    data = (_clinician if kind == "clinician" else _patient)(sheet(VIEWS[name]), size, BOT)
    assert sized(data, size)["sizes"][0] >= SMALLEST


def test_a_paper_of_a_case_that_is_not_kept_has_no_code_and_was_never_made() -> None:
    of = sheet(view_of(LONGEST, kept=False))
    for make in KINDS.values():
        page = page_of(make(of, Size.A4, BOT))
        assert page.code() == ""
        assert "not kept, as it stands on 23-Nov-2026" in " ".join(page.text.split())
        assert ", made " not in page.text
    assert page_of(clinician(sheet(view_of(LONGEST)), Size.A4)).code() == ""


def test_what_is_decided_stands_above_what_is_only_planned() -> None:
    lines = printed("flared", "patient", Size.A4).lines
    (line,) = (place for place, text in enumerate(lines) if text.startswith("Planned from here"))
    rows = [place for place, text in enumerate(lines) if len(FULL.findall(text)) == 2]
    rows += [
        place
        for place, text in enumerate(lines)
        if text.endswith("until your team confirms the next dose")
    ]
    course = VIEWS["flared"].plan.course
    assert course is not None
    assert sum(place < line for place in rows) == course.confirmed


def test_a_dose_that_nobody_confirmed_is_in_force_on_no_day() -> None:
    """The step has been due for a month: the dose is the one before it, with no last day."""
    assert printed("late", "patient", Size.A4).lines[3:5] == [
        "predniSONE DOSE 20 mg by mouth once a day in the morning",
        "from Monday 01-Feb-2027 until your team confirms the next dose",
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"closed_at": datetime(2027, 1, 1, tzinfo=UTC)}, "Closed: nobody is reminded of it."),
        ({"live": False}, "Not live yet: a second person has to check it."),
        ({}, None),
    ],
)
def test_a_plan_that_is_not_followed_says_so(changes: dict[str, Any], said: str | None) -> None:
    view = view_of(cases()["V1"])
    assert view.record is not None
    of = sheet(replace(view, record=replace(view.record, **changes)))
    assert _patient(of, Size.A4, BOT)["standing"] == ([said] if said else [])


def test_while_nothing_is_due_by_itself_no_later_dose_has_a_date() -> None:
    page = printed("reassess", "clinician", Size.A4)
    assert "No later dose has a date" in page.text
    assert "2.5 mg" not in page.text.replace("2.5 mg tablets", "")


def test_after_a_stop_there_is_no_dose() -> None:
    data = _clinician(sheet(VIEWS["stopped"]), Size.A4, BOT)
    assert data["dose"] == [
        "The course of predniSONE is over; the last dose was on Thursday 04-Feb-2027."
    ]
    assert data["schedule"]["rows"][-1] == {"note": "From Friday 05-Feb-2027 no predniSONE."}


def test_tablets_by_month_add_up_to_those_of_the_course() -> None:
    for name, view in VIEWS.items():
        of = sheet(view)
        months = list(of.months())
        total = dict(of.dispensed())
        for strength, count in total.items():
            assert sum(dict(made).get(strength, 0) for _, made in months) == count, name
        mg = sum(strength * count for strength, count in total.items())
        since = view.today or of.first
        every = tuple(row.period for row in of.rows)
        to_come = _sum(every) - _sum(before(every, since))
        assert mg == (to_come if of.ahead else 0), name


def _sum(periods: Sequence[DosePeriod]) -> Decimal:
    return sum((each.mg * each.days for each in periods), Decimal(0))


def test_the_sums_tell_what_was_taken_by_the_day_of_the_paper() -> None:
    of = sheet(view_of(cases()["V1"], *steps(cases()["V1"], 1), today=date(2027, 1, 4)))
    said = list(texts(_clinician(of, Size.A4, BOT)["beside"]))
    assert "Taken before Monday 04-Jan-2027: 1,960 mg by mouth over 42 days" in said
    assert "Days at 30 mg a day or more: 56" in said
    assert "Days at 7.5 mg a day or more: 154" in said


def test_tablets_are_those_in_stock() -> None:
    view = view_of(cases()["V1"] | {"region": "uk"})
    stock = supply(view.guideline, view.plan.case.region, stock=map(Decimal, ("5", "20")))
    assert "three and a half 5 mg" in page_of(patient(sheet(view, stock), Size.A4)).text
    few = supply(view.guideline, view.plan.case.region, fewest=Fewest.STRENGTHS)
    assert len(sheet(view, few).dispensed()) == 1


def test_what_a_user_wrote_is_never_read_as_markup() -> None:
    name = '#panic("x") *bold* $x$ #image("/etc/passwd") \\ <label> @ref'
    view = view_of(cases()["V1"], hold(FIRST + timedelta(28), 2), name=name)
    assert "panic" not in page_of(clinician(sheet(view), Size.A4, BOT)).text
    data = _clinician(sheet(view), Size.A4, BOT) | {"title": name}
    from bot.papers.typesetting import pdf  # noqa: PLC0415 - the only test of the template itself

    said = page_of(pdf("page", sized(data, Size.A4), sheet(view).revised_at)).text
    assert name.split("\\", maxsplit=1)[0].strip() in said


def test_the_same_page_has_the_same_bytes() -> None:
    of = sheet(view_of(LONGEST))
    assert clinician(of, Size.A4, BOT) == clinician(of, Size.A4, BOT)


def test_a_child_has_no_page_for_the_patient() -> None:
    with pytest.raises(NoPaper, match="no_schedule"):
        patient(sheet(VIEWS["child"]), Size.A4)
    assert "Day 61, 23-Jan-2027: 1 mg per kg a day" in printed("child", "clinician", Size.A4).text


def test_a_draft_and_a_declined_case_have_no_paper() -> None:
    for case, why in (
        (LONGEST | {"myocarditis": True}, "draft"),
        (LONGEST | {"subtype": "amyopathic"}, "declined"),
    ):
        with pytest.raises(NoPaper, match=why):
            sheet(view_of(case))


def test_the_smallest_size_that_is_tried_is_never_needed() -> None:
    assert SIZES[-1] < SMALLEST
