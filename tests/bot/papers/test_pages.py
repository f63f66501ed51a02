"""The printed pages: whole, right, large enough, used, and with a way back to the live plan."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache, partial
from itertools import pairwise, product
from typing import Any

import pytest

from bot.page.write import counted, day, full_day
from bot.papers.link import address
from bot.papers.pages.fit import Size
from bot.papers.pages.patient import PLANNED_SHOWN
from bot.papers.pdf import _clinician, _patient, clinician, patient
from bot.papers.sheet import NoPaper, sheet
from bot.papers.today import in_force
from bot.words import catalogue
from core.course.decisions import Drug, Reason
from core.patient import Region, Route
from core.steroid.exposure import before
from core.steroid.supply import Fewest, supply
from core.steroid.taper import DosePeriod
from flows.talk.paper_link import PaperLink, read_payload
from tests.bot.papers.cases import (
    CHILD,
    FIRST,
    LONGEST,
    begin,
    cases,
    hold,
    rise,
    steps,
    suspend,
    view_of,
    views,
)
from tests.bot.papers.reading import (
    Page,
    bold_in,
    ink_at_edges,
    outside,
    overlaps,
    pages_of,
    words_of,
)
from tests.campaigns import size, some
from tests.lint.display import hits

pytestmark = pytest.mark.wide
BOT = "myotaper_bot"
AMOUNT = re.compile(r"[\d.,]*\d mg\b")
NUMBERS = [catalogue()[f"numbers.{count}"] for count in range(1, 11)]
COUNT = re.compile(rf"\b(?:{'|'.join(NUMBERS)}|half a)$")
CASE = LONGEST | {"pulse_days": 3, "subtype": "necrotizing", "statin": True}
DRUGS = view_of(
    CASE,
    rise(FIRST + timedelta(days=28), route=Route.MOUTH),
    begin(FIRST + timedelta(days=40), Reason.RESCUE, drug=Drug.RITUXIMAB),
    suspend(FIRST + timedelta(days=50)),
    today=FIRST + timedelta(days=60),
)
ELSEWHERE = {
    f"{name} in {region}": view_of(case | {"region": region})
    for name, case in cases().items()
    for region in Region
    if not name.startswith("longest") and region != case.get("region", "us")
}  # what a case of one region prints in another
SIX_WEEKS = LONGEST | {"start_date": "2027-08-01"}  # a Sunday: its month takes six rows
THREE_LINES = {"weight_kg": 58, "severity": "moderate"}  # of tablets in each box
TALLEST = {
    f"{name} in {region}": view_of(SIX_WEEKS | case | {"region": region})
    for name, case in {
        "sunday": {"weight_kg": 100},
        "sunday_three": THREE_LINES,
        "sunday_halves": {"start_mg": "17.5", "severity": "moderate"},
        "sunday_pulse": {"pulse_days": 3, "weight_kg": 81},
    }.items()
    for region in Region
}  # months that take the most room
VIEWS = dict(views()) | {"child": view_of(CHILD), "drugs": DRUGS} | ELSEWHERE | TALLEST
KINDS = {"clinician": clinician, "patient": patient, "large": partial(patient, large=True)}
DATA = {"clinician": _clinician, "patient": _patient, "large": _patient}
PRINTED = [
    each
    for each in product(VIEWS, KINDS, Size)
    if (each[0] != "child" or each[1] == "clinician")
    and (each[0] not in TALLEST or each[1] != "clinician")
]
FULLEST = {"child", "crowded", "drugs", "longest_us", "longest_uk", "longest_eu", "long_flared"}
# A month is the tallest for its paper on the shorter of the two.
ALWAYS = {
    each for each in PRINTED
    if each[0] in FULLEST or (each[0] in TALLEST and each[2] is Size.LETTER)
}  # fmt: skip
EVERY = some(PRINTED, size("pages"), ALWAYS.__contains__)
SMALLEST = {"clinician": 9, "patient": 12, "large": 18}  # points
MARGIN = 20  # points
FOOT = 55  # points: nothing but the foot stands below
MOST = {"clinician": 2, "patient": 6, "large": 12}  # pages
NO_SCREEN = re.compile(r"(?i)\b(?:press|tap|button|key|screen|scroll|see More|see Medicines)\b")


@cache
def printed(name: str, kind: str, size: Size) -> tuple[Page, ...]:
    return pages_of(KINDS[kind](sheet(VIEWS[name]), size, BOT))


@cache
def data_of(name: str, kind: str, size: Size) -> dict[str, Any]:
    return DATA[kind](sheet(VIEWS[name]), size, BOT)


@pytest.mark.parametrize(("name", "kind", "size"), EVERY)
def test_a_page_has_nothing_cut_or_covered_and_its_code_opens_the_plan(
    name: str, kind: str, size: Size
) -> None:
    record = VIEWS[name].record
    assert record is not None
    pages = printed(name, kind, size)
    across, up = {Size.A4: (595, 842), Size.LETTER: (612, 792)}[size]
    assert len(pages) <= MOST[kind]
    for page in pages:
        lies = kind == "large" and page.width > page.height  # a month in large letters
        assert (round(page.width), round(page.height)) == ((up, across) if lies else (across, up))
        assert outside(page, MARGIN) == []
        assert overlaps(page) == []
        assert not ink_at_edges(page.picture, 0.02)
    made_at = sheet(VIEWS[name]).made_at
    code = pages[0].code()
    assert code == address(BOT, record.label, record.revision, made_at)
    link = PaperLink(label=record.label, revision=record.revision, at=made_at)
    assert read_payload(code.partition("?start=")[2]) == link


@pytest.mark.parametrize(("name", "kind", "size"), EVERY)
def test_what_the_patient_reads_under_one_heading_stands_on_one_page(
    name: str, kind: str, size: Size
) -> None:
    if kind == "clinician":
        return
    data = data_of(name, kind, size)
    said = ["".join(page.text.replace("•", "").split()) for page in printed(name, kind, size)]
    days = data["months"]
    together = [[each["head"], *each["lines"]] for each in data["parts"]]
    for month in days["shown"][:1]:
        together.append([days["title"], *days["says"], month["title"], *days["head"]])
    for each in together:
        assert [page for page in said if "".join("".join(each).split()) in page], each


@pytest.mark.parametrize(("name", "kind", "size"), EVERY)
def test_the_text_is_large_enough_to_read(name: str, kind: str, size: Size) -> None:
    sizes = [each.size for page in printed(name, kind, size) for each in page.characters]
    assert min(sizes) >= SMALLEST[kind] - 0.01


@pytest.mark.parametrize(("name", "kind", "size"), EVERY)
def test_no_half_of_the_clinicians_pages_is_left_blank(name: str, kind: str, size: Size) -> None:
    if kind != "clinician":
        return
    for page in printed(name, kind, size):
        lowest = min(each.bottom for each in page.characters if each.bottom > FOOT)
        assert lowest < page.height / 2


@pytest.mark.parametrize(("name", "kind", "size"), EVERY)
def test_no_word_points_to_a_screen_and_nothing_is_cut_short(
    name: str, kind: str, size: Size
) -> None:
    assert NO_SCREEN.findall(words_of(printed(name, kind, size))) == []


@pytest.mark.parametrize(("name", "kind", "size"), EVERY)
def test_a_page_is_written_right(name: str, kind: str, size: Size) -> None:
    region = VIEWS[name].plan.case.region
    data = data_of(name, kind, size)
    for text in texts({key: part for key, part in data.items() if key not in {"qr", "paper"}}):
        assert hits(text, region=region, fragment=True) == []
    dose = data["dose"][:2]
    whole = "up to and including" in dose[-1]
    assert hits("\n".join(dose), region=region, fragment=not whole) == []


@pytest.mark.parametrize(("name", "kind", "size"), EVERY)
def test_no_amount_is_broken_at_the_end_of_a_line(name: str, kind: str, size: Size) -> None:
    """20 mg must not end as 2 with 0 mg below it, nor a date after its day."""
    written = {
        found for text in texts(data_of(name, kind, size)) for found in AMOUNT.findall(text)
    }
    lines = [line for page in printed(name, kind, size) for line in page.lines]
    assert not [line for line in lines if re.search(r"\b\d\d-(?!\w)", line)]
    assert {found for line in lines for found in AMOUNT.findall(line)} <= written


@pytest.mark.parametrize(("name", "kind", "size"), EVERY)
def test_no_count_of_tablets_is_broken_before_its_strength(
    name: str, kind: str, size: Size
) -> None:
    """A line that begins with 20 mg must not have its "one" at the end of the line above."""
    for page in printed(name, kind, size):
        for line, below in pairwise(page.lines):
            assert not (COUNT.search(line) and AMOUNT.match(below)), (line, below)


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
def test_every_dose_stands_on_the_clinicians_page_with_its_days_and_tablets(name: str) -> None:
    of = sheet(VIEWS[name])
    rows = [
        each["cells"]
        for each in _clinician(of, Size.A4, BOT)["schedule"]["rows"]
        if "cells" in each
    ]
    assert len(rows) == len(of.rows)
    for row, (mg, tablets, first, *_) in zip(of.rows, rows, strict=True):
        assert mg == f"{row.period.mg} mg"
        assert tablets == counted(of.writer, row.period.tablets)
        assert day(row.period.first) in first
    words = words_of(printed(name, "clinician", Size.A4))
    assert all(day(row.period.first) in words for row in of.rows)


@pytest.mark.parametrize(
    "name", dict.fromkeys(name for name, kind, _ in EVERY if kind == "patient")
)
def test_the_patient_reads_the_dose_now_what_is_decided_and_the_next_planned_ones(
    name: str,
) -> None:
    of = sheet(VIEWS[name])
    planned = [row for row in of.ahead if not row.sure][:PLANNED_SHOWN]
    wanted = [*(row for row in of.ahead if row.sure), *planned]
    rows = [each for each in _patient(of, Size.A4, BOT)["schedule"]["rows"] if "cells" in each]
    assert [each["sure"] for each in rows] == [row.sure for row in wanted]
    assert [each["now"] for each in rows] == [in_force(of) and row == of.present for row in wanted]
    for row, each in zip(wanted, rows, strict=True):
        mark, mg, tablets, first, *_ = each["cells"]
        assert mark == ("NOW" if each["now"] else "" if row.sure else "not confirmed")
        assert (mg, tablets) == (f"{row.period.mg} mg", counted(of.writer, row.period.tablets))
        assert full_day(row.period.first) in first


def test_a_paper_of_a_case_that_is_not_kept_has_no_code_and_was_never_made() -> None:
    of = sheet(view_of(LONGEST, kept=False))
    for make in KINDS.values():
        pages = pages_of(make(of, Size.A4, BOT))
        assert {page.code() for page in pages} == {""}
        assert "not kept, as it stands on 23-Nov-2026" in words_of(pages)
        assert ", made " not in words_of(pages)
    assert pages_of(clinician(sheet(view_of(LONGEST)), Size.A4))[0].code() == ""


def test_what_is_decided_stands_above_what_is_only_planned() -> None:
    rows = _clinician(sheet(VIEWS["flared"]), Size.A4, BOT)["schedule"]["rows"]
    (line,) = (
        place for place, row in enumerate(rows) if row.get("note", "").startswith("Planned")
    )
    course = VIEWS["flared"].plan.course
    assert course is not None
    assert line == course.confirmed


@pytest.mark.parametrize(
    "name", dict.fromkeys(name for name, kind, _ in EVERY if kind == "patient")
)
def test_of_all_doses_the_present_one_alone_stands_out(name: str) -> None:
    of = sheet(VIEWS[name])
    bold = bold_in(clinician(of, Size.A4, BOT))
    stands_out = [row for row in of.rows if day(row.period.first) in bold]
    assert stands_out == ([of.present] if of.present else [])


def test_a_dose_that_nobody_confirmed_is_in_force_on_no_day() -> None:
    """The step has been due for a month: the dose is the one before it, with no last day."""
    for kind in KINDS:
        assert data_of("late", kind, Size.A4)["dose"][:2] == [
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
def test_a_plan_that_is_not_followed_says_so_and_has_no_calendar(
    changes: dict[str, Any], said: str | None
) -> None:
    view = view_of(cases()["V1"])
    assert view.record is not None
    of = sheet(replace(view, record=replace(view.record, **changes)))
    data = _patient(of, Size.A4, BOT)
    assert data["standing"] == ([said] if said else [])
    assert bool(data["months"]["shown"]) == (said is None)


def test_while_nothing_is_due_by_itself_no_later_dose_has_a_date() -> None:
    words = words_of(printed("reassess", "clinician", Size.A4))
    assert "No later dose has a date" in words
    assert "2.5 mg" not in words.replace("2.5 mg tablets", "")


def test_after_a_stop_there_is_no_dose_to_take_and_nothing_of_a_step() -> None:
    data = _clinician(sheet(VIEWS["stopped"]), Size.A4, BOT)
    assert data["dose"] == [
        "The course of predniSONE is over; the last dose was on Thursday 04-Feb-2027."
    ]
    assert data["schedule"]["rows"][-1] == {"note": "From Friday 05-Feb-2027 no predniSONE."}
    heads = {each["head"] for each in data["below"]}
    assert heads & {"Before every step", "Before you start", "Pneumocystis"} == set()
    after = _patient(sheet(VIEWS["stopped"]), Size.A4, BOT)
    assert after["months"]["shown"] == []
    assert "What still holds" in {each["head"] for each in after["parts"]}


HEADS = {
    "longest_us": {
        "Severe disease: pulse and rescue", "Agent and other drugs", "Pneumocystis", "Bone",
        "Monitoring and when to act", "When ill", "Before every step",
    },
    "V1": {"Agent and other drugs", "Pneumocystis", "Bone", "Monitoring and when to act"},
}  # fmt: skip


@pytest.mark.parametrize("name", HEADS)
def test_the_clinician_reads_each_treatment_with_its_cut_offs(name: str) -> None:
    data = data_of(name, "clinician", Size.A4)
    blocks = {each["head"]: " ".join(each["lines"]) for each in data["below"]}
    assert blocks.keys() >= HEADS[name]
    assert ("Severe disease: pulse and rescue" in blocks) == (name != "V1")
    assert "Next amount of methotrexate" in blocks["Agent and other drugs"]
    assert "Calcium" in blocks["Bone"]
    assert "Withhold the agent and call" in blocks["Monitoring and when to act"]
    assert data["curve"]["steps"][0]["sure"]
    assert not data["curve"]["steps"][-1]["sure"]


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
    assert "three and a half 5 mg" in words_of(pages_of(clinician(sheet(view, stock), Size.A4)))
    few = supply(view.guideline, view.plan.case.region, fewest=Fewest.STRENGTHS)
    assert len(sheet(view, few).dispensed()) == 1


@pytest.mark.parametrize("template", ["clinician", "patient"])
def test_what_a_user_wrote_is_never_read_as_markup(template: str) -> None:
    name = '#panic("x") *bold* $x$ #image("/etc/passwd") \\ <label> @ref'
    view = view_of(cases()["V1"], hold(FIRST + timedelta(28), 2), name=name)
    assert "panic" not in words_of(pages_of(KINDS[template](sheet(view), Size.A4, BOT)))
    sizes = {"sizes": [12], "pages": 0}
    data = DATA[template](sheet(view), Size.A4, BOT) | {"title": name} | sizes
    from bot.papers.typesetting import pdf  # noqa: PLC0415 - the only test of the template itself

    said = words_of(pages_of(pdf(template, data, sheet(view).made_at)))
    assert "".join(name.split("\\", maxsplit=1)[0].split()) in "".join(said.split())


@pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)
def test_the_same_page_has_the_same_bytes(make: Any) -> None:
    of = sheet(view_of(LONGEST))
    assert make(of, Size.A4, BOT) == make(of, Size.A4, BOT)


def test_a_child_has_no_page_for_the_patient() -> None:
    with pytest.raises(NoPaper, match="no_schedule"):
        patient(sheet(VIEWS["child"]), Size.A4)
    words = words_of(printed("child", "clinician", Size.A4))
    assert "Day 61, 23-Jan-2027: 1 mg per kg a day" in words


def test_a_draft_and_a_declined_case_have_no_paper() -> None:
    for case, why in (
        (LONGEST | {"myocarditis": True}, "draft"),
        (LONGEST | {"subtype": "amyopathic"}, "declined"),
    ):
        with pytest.raises(NoPaper, match=why):
            sheet(view_of(case))
