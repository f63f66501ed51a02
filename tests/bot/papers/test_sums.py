"""What adds up along a course is counted by the plan alone, and is the same on every paper."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.page.plan.view import View
from bot.page.write import number
from bot.papers.calendar.file import calendar
from bot.papers.curve.chart import caption
from bot.papers.pages.fit import Size
from bot.papers.pdf import _clinician, _patient
from bot.papers.prescription import items
from bot.papers.record.fhir import fhir
from bot.papers.sheet import sheet
from bot.papers.table import table
from core.steroid.taper import DosePeriod
from tests.bot.papers.cases import cases, lived, view_of
from tests.bot.papers.test_pages import texts

BOT = "myotaper_bot"
PULSES = ({}, {"pulse_days": 3}, {"pulse_days": 5, "pulse_mg": 500})
COUNTED = re.compile(r"Days at ([\d.]+) mg a day or more: ([\d,]+)")


@pytest.mark.parametrize("pulse", PULSES, ids=len)
@pytest.mark.parametrize("name", sorted(cases()))
def test_what_adds_up_on_any_paper_is_what_the_plan_says(
    name: str, pulse: Mapping[str, int]
) -> None:
    """Of every paper that counts days: each pulse day is one of them."""
    view = view_of(cases()[name] | pulse)
    sums, of = view.plan.exposure, sheet(view)
    assert sums is not None
    wanted = {
        "30": sums.days_ge_30,
        "20": sums.days_ge_20,
        "7.5": view.plan.case.pulse_days
        + len([day for day, mg in daily(view.plan.periods) if mg >= Decimal("7.5")]),
    }
    pages = [_clinician(of, Size.A4, BOT), _patient(of, Size.A4, BOT)]
    said = [text for page in pages for text in texts(page | {"qr": ""})]
    said += [*items(of), *caption(of), table(of).decode("utf-8-sig"), calendar(of).decode()]
    counted = [found.groups() for text in said for found in COUNTED.finditer(text)]
    assert {mg for mg, _ in counted} == set(wanted)
    assert {(mg, int(days.replace(",", ""))) for mg, days in counted} == set(wanted.items())
    whole = f"Whole course: {number(sums.total_mg)} mg by mouth over {sums.total_days} days"
    assert whole in said
    pulses = [text for text in said if text.startswith("Pulse days entered before the first")]
    assert bool(pulses) is bool(view.plan.case.pulse_days)
    year = [text for text in said if text.startswith("Most in any 365 days")]
    assert [number(sums.mg_first_year) in text for text in year] == (
        [True] if view.plan.case.pulse_days else []
    )


@pytest.mark.parametrize(
    ("earlier", "ends"),
    [
        ([], ("{days}", "at most {year} mg in any 365 days in a row")),
        ([{"mg": "0", "days": 9}], ("{days}", "at most {year} mg in any 365 days in a row")),
        (
            [{"mg": "60", "days": 9}],
            ("{days}, earlier steroid counted", "Earlier steroid counted"),
        ),
        (None, ("{days} at least, earlier steroid is not known", "at least {year} mg in some")),
    ],
    ids=str,
)
def test_every_sum_says_whether_earlier_steroid_is_in_it(
    earlier: object, ends: tuple[str, str]
) -> None:
    view = view_of(cases()["V2"] | {"earlier_steroid": earlier})
    sums = view.plan.exposure
    assert sums is not None
    page = texts(_clinician(sheet(view), Size.A4, BOT))
    (days,) = [text for text in page if text.startswith("Days at 30 mg a day or more: ")]
    assert days.endswith(ends[0].format(days=sums.days_ge_30))
    said = [view.line(line) for line in view.plan.lines if "year_mg" in line.values]
    assert [ends[1].format(year=number(sums.mg_first_year)) in text for text in said] == [True]
    assert not [text for text in (*page, *said) if "first year" in text or "first 365" in text]


def daily(periods: Iterable[DosePeriod]) -> Iterator[tuple[date, Decimal]]:
    """Every day of the course with its dose."""
    for row in periods:
        yield from ((row.first + timedelta(days=at), row.mg) for at in range(row.days))


LIVED = dict(lived())
DISPENSED = re.compile(r"([\d.,]+) tablets? of ([\d.]+) mg")


def days_of(view: View) -> list[tuple[date, Decimal]]:
    """Every day with its dose; of a course that waits, those that were decided."""
    course, periods = view.plan.course, view.plan.periods
    waits = course is not None and course.reassess
    return list(daily(periods[: course.confirmed] if course and waits else periods))


@pytest.mark.parametrize("name", LIVED)
def test_what_adds_up_on_a_paper_of_a_lived_course_is_what_its_days_say(name: str) -> None:
    view = LIVED[name]
    of, days = sheet(view), days_of(view)
    page = texts(_clinician(of, Size.A4, BOT)["beside"])
    counted = {mg: int(many) for text in page for mg, many in COUNTED.findall(text)}
    assert counted == {
        mg: sum(dose >= Decimal(mg) for _, dose in days) for mg in ("30", "20", "7.5")
    }


@pytest.mark.parametrize("name", [*LIVED, "longest_us", "longest_uk", "longest_eu"])
def test_the_same_tablets_are_dispensed_on_every_paper_and_make_the_doses_to_come(
    name: str,
) -> None:
    view = LIVED[name] if name in LIVED else view_of(cases()[name] | PULSES[1])
    of = sheet(view)
    since = view.today or of.first
    taken = [mg for on, mg in days_of(view) if on >= since] if of.ahead else []
    rx = (
        dict(map(reversed, DISPENSED.findall(items(of)[0].partition("Of these")[0])))
        if of.ahead
        else {}
    )
    record = json.loads(fhir(of))
    steroid = next(
        each["resource"] for each in record["entry"] if each["resource"].get("dosageInstruction")
    )
    notes = " ".join(each["text"] for each in steroid.get("note", ()))
    table_of = _clinician(of, Size.A4, BOT)["dispensed"]
    heads = [each.removesuffix(" mg") for each in table_of["head"][1:]]
    assert dict(map(reversed, DISPENSED.findall(notes))) == rx
    assert dict(zip(heads, table_of["total"][1:], strict=True)) == rx
    counts = {Decimal(mg): Decimal(many.replace(",", "")) for mg, many in rx.items()}
    assert sum(mg * many for mg, many in counts.items()) == sum(taken)


def test_of_a_course_that_waits_only_what_was_decided_is_counted() -> None:
    """No date follows by itself, so nobody knows the whole."""
    view = dict(lived())["reassess"]
    beside = _clinician(sheet(view), Size.A4, BOT)["beside"]
    (sums,) = (each for each in beside if each["head"] == "Sums")
    days = sum(row.period.days for row in sheet(view).rows if row.period.mg >= 30)
    assert f"Days at 30 mg a day or more: {days}" in sums["lines"]
    assert not [line for line in sums["lines"] if line.startswith("Whole course")]
