"""Another team plans from here on: no paper says that a dose is stopped."""

from datetime import timedelta

from bot.papers.calendar.file import calendar
from bot.papers.pages.fit import Size
from bot.papers.pdf import _clinician, _patient
from bot.papers.sheet import sheet
from core.course.decisions import Reason
from tests.bot.papers.cases import FIRST, begin, cases, steps, stop, view_of

NEVER = ("no predniSONE", "is over", "do not take", "none of it", "stopped on")


def test_no_paper_says_that_a_dose_is_stopped() -> None:
    case = cases()["V1"]
    taken = steps(case, 4, begin(FIRST))
    end = taken[-1].on + timedelta(days=4)
    of = sheet(view_of(case, *taken, stop(end, Reason.MOVED), today=end))
    data, patient = _clinician(of, Size.A4, ""), _patient(of, Size.A4, "")
    (dose,) = data["dose"]
    assert dose.startswith("Nothing is planned here any more: predniSONE was followed up to")
    assert "on nothing is planned here" in data["schedule"]["rows"][-1]["note"]
    said = f"{data}{patient}{calendar(of).decode()}"
    assert [each for each in NEVER if each in said] == []
