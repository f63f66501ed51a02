"""The calendar of boxes: each day once, a dose only where one is decided, nothing of the past."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.page.plan.view import View
from bot.page.write import MONTHS, counted
from bot.papers.pages.months import MOST, months
from bot.papers.sheet import sheet
from bot.papers.today import by_drip, made_on
from core.amounts import A_DAY
from tests.bot.papers.cases import cases, due, lived, steps, stop, view_of, views

VIEWS = dict(views())
NOT_CONFIRMED, NO_DOSE = "as before, until told", "no dose"


def days(view: View) -> dict[date, dict[str, Any]]:
    """Every box with its day; that it stands under its weekday."""
    found = dict[date, dict[str, Any]]()
    for month in months(sheet(view))["shown"]:
        name, year = month["title"].split()
        for week in month["weeks"]:
            assert len(week) == 7
            for place, cell in enumerate(week):
                if cell["day"]:
                    on = date(int(year), MONTHS.index(name) + 1, int(cell["day"]))
                    assert on.weekday() == place
                    assert on not in found
                    found[on] = cell
    return found


@pytest.mark.parametrize("name", VIEWS)
def test_a_day_has_a_dose_exactly_where_one_is_decided(name: str) -> None:
    of, found = sheet(VIEWS[name]), days(VIEWS[name])
    since = max(of.first, of.stands_on)
    for on, cell in found.items():
        rows = [
            row
            for row in of.rows
            if row.sure
            and row.period.first <= on
            and on <= (max(row.period.last, of.stands_on) if row.open else row.period.last)
        ]
        if on < since or not rows:
            assert "mg" not in cell, on
        else:
            (row,) = rows
            assert cell["mg"] == f"{row.period.mg} mg"
            assert ", ".join(cell["tablets"]) == counted(of.writer, row.period.tablets)
        if on >= since and not rows:
            assert cell["says"] == (
                NO_DOSE if of.view.plan.ended and on >= of.end else NOT_CONFIRMED
            )


@pytest.mark.parametrize("name", [name for name in VIEWS if name != "stopped"])
def test_it_reaches_from_the_day_of_the_paper_to_the_first_day_that_waits(name: str) -> None:
    of, found = sheet(VIEWS[name]), days(VIEWS[name])
    last = [row for row in of.ahead if row.sure][-1].period.last
    since = max(of.first, of.stands_on)
    assert found[since]["mg"]
    assert 1 <= len(months(of)["shown"]) <= MOST
    if len(months(of)["shown"]) < MOST:
        assert last in found
        assert last + A_DAY in found or last + A_DAY >= of.end
    drips = [on for on in by_drip(of) if on >= made_on(of)]
    assert min(found) > min([since, *drips]) - timedelta(days=7)


def test_while_a_step_is_overdue_the_day_of_the_paper_has_the_old_dose_and_no_later_one() -> None:
    late = dict(lived())["late"]
    assert late.today is not None
    found = days(late)
    assert found[late.today]["mg"] == "20 mg"
    assert found[late.today + A_DAY]["says"] == NOT_CONFIRMED


@pytest.mark.parametrize(("before", "drips"), [(5, 3), (3, 3), (1, 1), (0, 0)])
def test_the_days_of_a_pulse_to_come_say_that_no_tablet_is_taken(before: int, drips: int) -> None:
    first = date(2027, 8, 1)
    case = cases()["V1"] | {"start_date": first.isoformat(), "pulse_days": 3}
    now = datetime.combine(first - timedelta(days=before), time(8), UTC)
    found = days(replace(view_of(case, kept=False), now=now))
    said = [on for on, cell in found.items() if cell.get("says") == "drip, no tablets"]
    assert said == [first - timedelta(days=n) for n in range(drips, 0, -1)]
    assert found[first]["mg"]


def test_after_a_decided_end_a_day_says_that_there_is_no_dose() -> None:
    case = cases()["V1"]
    four = steps(case, 4)
    on = due(case, *four) - timedelta(days=5)
    found = days(view_of(case, *four, stop(on), today=on - A_DAY))
    assert found[on - A_DAY]["mg"] == "20 mg"
    assert {cell.get("says") for at, cell in found.items() if at >= on} == {NO_DOSE}
