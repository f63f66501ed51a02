"""From when and to when an amount is taken, wherever it is told: none that ends has no end."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.page.write import written
from bot.papers.sheet import sheet
from core.amounts import Weekday
from core.course.decisions import Decision, Drug, Move, Reason
from core.evidence import Section
from core.patient import Route
from flows.plan.live import Live
from flows.reminder.message.drugs import drugs_now
from tests.bot.papers.cases import FIRST, resume, rise, suspend, view_of
from tests.bot.papers.outputs import papers
from tests.bot.papers.record.test_fhir import of_drug, read
from tests.bot.papers.test_drug_states import ADULT

TOLD = ("card", "agent", "prescription", "patient's page", "clinician's page", "chart", "dose")
RAISED = rise(date(2026, 12, 26), route=Route.MOUTH)  # a Saturday


def on(day: int) -> date:
    return FIRST + timedelta(days=day)


def moved(day: int) -> Decision:
    return Decision(
        move=Move.WEEKDAY, on=on(day), reason=Reason.SUITS_BETTER, drug=Drug.METHOTREXATE,
        weekday=Weekday.THURSDAY,
    )  # fmt: skip


def told(*decisions: Decision, day: int) -> dict[str, str]:
    view = view_of(ADULT, *decisions, today=on(day), tested=on(day))
    found = dict(papers(view))
    for name, section in (("card", Section.START), ("agent", Section.AGENT)):
        found[name] = "\n".join(map(view.line, view.lines(section)))
    assert view.record is not None
    assert view.kept is not None
    live = Live(
        kept=view.kept, record=view.record, team=None, zone="UTC",
        now=datetime.combine(on(day), time(9), UTC),
    )  # fmt: skip
    found["dose"] = "\n".join(written(view.writer, each) for each in drugs_now(live, on(day)))
    return {name: " ".join(found[name].split()) for name in (*TOLD, "record")}


@pytest.mark.parametrize("name", TOLD)
def test_an_amount_that_another_one_follows_ends_with_its_last_dose(name: str) -> None:
    there = told(RAISED, day=30)[name]
    if name != "dose":  # there the amount of the day comes first, then what was decided
        assert "from Monday 23-Nov-2026 up to and including Monday 21-Dec-2026" in there
    assert re.search(r"20 mg once a week on Monday.{,60} from Monday 28-Dec-2026", there)


def test_the_record_ends_a_dosage_with_its_last_dose() -> None:
    found = of_drug(read(sheet(view_of(ADULT, RAISED, today=on(30)))), "methotrexate")
    spans = [each["timing"]["repeat"]["boundsPeriod"] for each in found["dosageInstruction"]]
    assert spans == [{"start": "2026-11-23", "end": "2026-12-21"}, {"start": "2026-12-28"}]


def test_a_daily_amount_ends_on_the_day_before_the_next_one() -> None:
    raised = rise(on(14), drug=Drug.AZATHIOPRINE)
    view = view_of(ADULT | {"alcohol_excess": True}, raised, today=on(10))
    lines = [view.line(each) for each in view.lines(Section.START) if each.says == "drug_daily"]
    ends = "from Monday 23-Nov-2026 up to and including Sunday 06-Dec-2026"
    assert [ends in each for each in lines] == [True, False]


@pytest.mark.parametrize("name", TOLD)
@pytest.mark.parametrize("day", [9, 11, 12])
def test_another_weekday_says_on_which_day_there_is_none(name: str, day: int) -> None:
    there = told(moved(day), day=day)[name]
    assert "from Thursday 10-Dec-2026; no methotrexate on Monday 07-Dec-2026" in there
    if day == 9 and name != "dose":  # later that one is over
        assert "from Monday 23-Nov-2026 up to and including Monday 30-Nov-2026" in there


@pytest.mark.parametrize(
    ("day", "weekday"), [(2, "Monday"), (7, "Monday"), (8, "Thursday"), (11, "Thursday")]
)
def test_the_day_of_the_page_is_that_of_the_next_dose(day: int, weekday: str) -> None:
    page = told(moved(8), day=day)["patient's page"]
    assert re.findall(r"Your day for methotrexate is (\w+)", page) == [weekday]


def test_the_day_that_fell_away_is_not_told_once_it_is_over() -> None:
    assert "no methotrexate on" not in told(moved(9), day=15)["card"]


@pytest.mark.parametrize("name", ["card", "clinician's page", "prescription"])
def test_a_hold_that_is_resumed_later_ends_with_the_day_before(name: str) -> None:
    there = told(suspend(on(16)), resume(on(19)), day=18)[name]
    assert "from Wednesday 09-Dec-2026 up to and including Sunday 13-Dec-2026" in there
    assert "until a prescriber resumes it" not in there.split("held", 1)[1].split("mg")[0]
    assert "from Monday 14-Dec-2026" in there


def test_the_page_says_on_hold_up_to_the_day_before_the_next_dose() -> None:
    page = told(suspend(on(16)), resume(on(19)), day=18)["patient's page"]
    assert "ON HOLD from Wednesday 09-Dec-2026 up to and including Sunday 13-Dec-2026" in page
