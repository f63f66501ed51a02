"""Another team plans from here on: no paper and no screen says that a dose is stopped."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.page.plan.view import View
from bot.page.write import full_day
from bot.papers.calendar.file import calendar
from bot.papers.curve.chart import drawing
from bot.papers.pages.curve import curve
from bot.papers.pages.fit import Size
from bot.papers.pdf import _clinician, _patient
from bot.papers.sheet import sheet
from core.course.decisions import Reason
from core.evidence import Section
from tests.bot.page.screens import SEAT, opening_of
from tests.bot.papers.cases import cases, lived, steps, stop, view_of
from tests.bot.papers.outputs import papers, plain

NEVER = ("no predniSONE", "is over", "do not take", "none of it", "stopped on")
OPEN = "if every step is confirmed"
STOPS = (
    "no predniSONE", "predniSONE is over", "do not take", "none of it", "stopped on", ": stopped",
    '"stopped"', "none from", "no dose<", "once the last step is confirmed", OPEN,
)  # fmt: skip


def test_no_paper_says_that_a_dose_is_stopped() -> None:
    case = cases()["V1"]
    taken = steps(case, 4)
    end = taken[-1].on + timedelta(days=4)
    of = sheet(view_of(case, *taken, stop(end, Reason.MOVED), today=end))
    data, patient = _clinician(of, Size.A4, ""), _patient(of, Size.A4, "")
    (dose,) = data["dose"]
    assert dose.startswith("Nothing is planned here any more: predniSONE was followed up to")
    assert "on nothing is planned here" in data["schedule"]["rows"][-1]["note"]
    said = f"{data}{patient}{calendar(of).decode()}"
    assert [each for each in NEVER if each in said] == []


@pytest.mark.parametrize("reason", [Reason.MOVED, Reason.DIED])
@pytest.mark.parametrize("ahead", [0, 1], ids=["on that day", "the day before"])
def test_nothing_that_is_printed_or_shown_says_so(reason: Reason, ahead: int) -> None:
    case = cases()["V1"]
    taken = steps(case, 4)
    end = taken[-1].on + timedelta(days=4)
    view = view_of(case, *taken, stop(end, reason), today=end - timedelta(days=ahead))
    found = [(name, each) for name, said in outputs(view) for each in STOPS if each in said]
    assert found == []


@pytest.mark.parametrize("ahead", [0, 1], ids=["on that day", "the day before"])
def test_a_course_that_was_stopped_is_said_to_be_without_another_step_to_confirm(
    ahead: int,
) -> None:
    case = cases()["V1"]
    taken = steps(case, 4)
    end = taken[-1].on + timedelta(days=4)
    today = end - timedelta(days=ahead)
    said = dict(outputs(view_of(case, *taken, stop(end, Reason.REMISSION), today=today)))
    assert f"From {full_day(end)} no predniSONE." in said[Section.SCHEDULE]
    assert "once the last step is confirmed" not in " ".join(said.values())
    assert [name for name, each in said.items() if OPEN in each] == []
    assert ("To dispense" in said["record"]) == bool(ahead)


def outputs(view: View) -> Iterator[tuple[str, str]]:
    """Every paper of the plan, and what each of its sections opens with."""
    yield from papers(view)
    assert view.record is not None
    assert view.today is not None
    now = datetime.combine(view.today, time(11), UTC)
    for name, page in opening_of(view.record, replace(SEAT, now=now, zone=view.zone)):
        yield name, plain(page.text)


@pytest.mark.parametrize("reason", [None, Reason.MOVED, Reason.REMISSION])
def test_a_curve_falls_to_nothing_only_where_the_doses_end(reason: Reason | None) -> None:
    """Dashed where that is only planned."""
    case = cases()["V1"]
    taken = steps(case, 4)
    end = taken[-1].on + timedelta(days=4)
    ends = () if reason is None else (stop(end, reason),)
    of = sheet(view_of(case, *taken, *ends, today=end))
    falls = {None: {"sure": False}, Reason.MOVED: None, Reason.REMISSION: {"sure": True}}
    assert [drawing(of)["falls"], curve(of)["falls"]] == [falls[reason]] * 2


def test_no_curve_falls_where_a_dose_waits_for_somebody_to_reassess() -> None:
    of = sheet(dict(lived())["reassess"])
    assert of.view.waits
    assert [drawing(of)["falls"], curve(of)["falls"]] == [None] * 2
