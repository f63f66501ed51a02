"""Prescription text: one message for each item, exact, weekly where it must be weekly."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.page.parts import units
from bot.page.write import day
from bot.papers.prescription import has_items, items, text
from bot.papers.sheet import NoPaper, sheet
from tests.bot.papers.cases import CHILD, LONGEST, cases, due, steps, stop, view_of, views
from tests.lint.display import hits

VIEWS = {name: view for name, view in views() if name != "stopped"}
MESSAGE = 4_096


@pytest.mark.parametrize("name", VIEWS)
def test_each_item_is_one_message_written_right_and_complete_in_itself(name: str) -> None:
    of = sheet(VIEWS[name])
    for item in items(of):
        assert units(item) <= MESSAGE
        assert not hits(item, region=of.view.plan.case.region)
        assert of.head in item.splitlines()[-1]
    assert text(of).decode() == "\n\n".join(items(of)) + "\n"


@pytest.mark.parametrize("name", VIEWS)
def test_the_first_item_is_the_steroid_from_the_present_dose_on(name: str) -> None:
    of = sheet(VIEWS[name])
    lines = items(of)[0].splitlines()
    assert lines[0].startswith(of.view.steroid)
    doses = [line.partition(" mg (")[0] for line in lines if " mg (" in line]
    assert [Decimal(each) for each in doses] == [row.period.mg for row in of.ahead]


def test_before_any_day_is_given_the_whole_course_is_prescribed() -> None:
    of = sheet(view_of(LONGEST))
    assert of.ahead == of.rows
    assert "To dispense from 23-Nov-2026 on, if every step is confirmed:" in items(of)[0]
    assert "70 tablets of 50 mg" in items(of)[0]


def test_in_the_middle_of_a_course_what_was_taken_is_not_prescribed_again() -> None:
    case = cases()["V1"]
    of = sheet(view_of(case, *steps(case, 2), today=date(2027, 1, 10)))
    said = items(of)[0]
    assert "50 mg" not in said
    assert "30 mg (one 20 mg tablet and one 10 mg tablet): 04-Jan-2027 to 17-Jan-2027" in said
    assert "To dispense from 10-Jan-2027 on" in said


def test_methotrexate_has_an_item_of_its_own_with_folic_acid_beside_it() -> None:
    said = items(sheet(view_of(cases()["V1"])))[1].splitlines()
    assert said[0].startswith("methotrexate 15 mg once a week on Monday, never daily")
    assert said[1] == "Folic acid 1 mg once a day beside it"


def test_an_agent_that_still_waits_is_not_prescribed() -> None:
    said = "\n".join(items(sheet(view_of(cases()["V15"]))))
    assert "mycophenolate mofetil 500" not in said
    assert "twice a day" not in said


def test_prophylaxis_comes_with_its_published_dose_in_the_names_of_the_region() -> None:
    assert "atovaquone: 1,500 mg once a day" in items(sheet(view_of(cases()["V1"])))[2]
    uk = items(sheet(view_of(cases()["V15"] | {"region": "uk"})))[-1]
    assert "co-trimoxazole: 80 mg with 400 mg once a day" in uk
    assert len(items(sheet(view_of(cases()["V8"])))) == 2


def test_a_statin_that_brought_on_the_disease_is_stopped_in_an_item_of_its_own() -> None:
    case = LONGEST | {"subtype": "necrotizing", "statin": True}
    said = items(sheet(view_of(case)))[-1].splitlines()
    assert said[0].startswith("Stop the statin now and never restart any statin")
    for other in (case | {"statin": False}, LONGEST | {"statin": True}):
        assert "statin" not in "\n".join(items(sheet(view_of(other))))


def test_while_nothing_is_due_by_itself_only_the_present_dose_is_prescribed() -> None:
    said = items(sheet(VIEWS["reassess"]))[0]
    made = "one 20 mg tablet and one 10 mg tablet"
    assert f"30 mg ({made}): from 04-Jan-2027, until a prescriber decides" in said
    assert "No later dose has a date" in said


def test_where_there_is_nothing_to_prescribe_that_is_said() -> None:
    case = cases()["V1"]
    gone = view_of(case, *steps(case, 2), stop(due(case, *steps(case, 2))), begins=False)
    for view, why in ((view_of(CHILD), "no_schedule"), (gone, "over")):
        with pytest.raises(NoPaper, match=why):
            items(sheet(view))


def test_of_a_course_that_was_under_way_no_amount_of_the_agent_is_prescribed() -> None:
    said = "\n".join(items(sheet(VIEWS["joined"])))
    assert "25 mg (one 20 mg tablet and one 5 mg tablet): 23-Nov-2026 to 17-Jan-2027" in said
    assert not re.search(r"methotrexate \d", said)
    assert "methotrexate: not confirmed here" in said


@pytest.mark.parametrize("name", VIEWS)
def test_what_is_not_live_says_so_in_the_first_line_of_each_item(name):
    view = VIEWS[name]
    waits = replace(view, record=replace(view.record, live=False))
    for each in items(sheet(waits)):
        assert each.splitlines()[0].startswith("NOT LIVE: not to be prescribed")
    live = replace(view, record=replace(view.record, live=True))
    assert not any("NOT LIVE" in each for each in items(sheet(live)))


def test_what_is_dispensed_is_counted_in_tablets() -> None:
    for _, view in views():
        of = sheet(view)
        for item in items(of) if has_items(of) else ():
            _, dispense, counted = item.partition("To dispense from")
            lines = counted.splitlines()[1:-1] if dispense else ()
            counts = [line for line in lines if not line.startswith(("Dispense also", "Of these"))]
            assert all(re.fullmatch(r"[\d,.]+ tablets? of [\d.]+ mg", line) for line in counts)


def test_the_tablets_of_the_confirmed_days_have_a_sum_of_their_own() -> None:
    said = 0
    for name, view in views():
        of = sheet(view)
        if not of.ahead:
            continue
        sure = [row for row in of.ahead if row.sure]
        found = re.search(
            r"Of these, for the confirmed days .* (\S+):\n(.*)", items(of)[0], re.DOTALL
        )
        if found is None:
            assert sure[-1].open or len(sure) == len(of.ahead), name
            continue
        said += 1
        assert found[1] == day(sure[-1].period.last)
        counts = re.findall(r"([\d,.]+) tablets? of ([\d.]+) mg", found[2])
        mg = sum(Decimal(many.replace(",", "")) * Decimal(each) for many, each in counts)
        first = of.dispensed_from
        assert mg == sum(
            row.period.mg * ((row.period.last - max(row.period.first, first)).days + 1)
            for row in sure
        ), name
    assert said > 5
