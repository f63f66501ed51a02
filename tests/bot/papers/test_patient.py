"""What the patient's page says beside the doses."""

import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.papers.pages.fit import Size
from bot.papers.pages.patient import PLANNED_SHOWN
from bot.papers.pdf import _clinician, _patient
from bot.papers.prescription import items
from bot.papers.sheet import sheet
from core.course.decisions import Drug, Reason
from tests.bot.papers.cases import CHILD, FIRST, LONGEST, begin, cases, view_of, views
from tests.bot.papers.outputs import flat
from tests.bot.papers.reading_age import grade

RAISED = Decimal(10)  # mg a day: what a lower dose is raised to
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
TAKEN = LONGEST | {"immunosuppressants": {"methotrexate": "taking"}}


def _blocks(case: Any) -> dict[str, str]:
    data = _patient(sheet(view_of(case)), Size.A4, "")
    return {each["head"]: "\n".join(each["lines"]) for each in data["parts"]}


def _said(data: Any) -> list[str]:
    """Every sentence that the patient reads; the leaf of who checks it is none of theirs."""
    notes = (row["note"] for row in data["schedule"]["rows"] if "note" in row)
    card, parts = data["card"], (line for each in data["parts"] for line in each["lines"])
    return [*data["dose"], *notes, *parts, *card["until"], *card["lines"], *data["months"]["says"]]


@pytest.mark.parametrize("name", dict(views()))
def test_it_is_read_at_eleven_years_of_age(name: str) -> None:
    said = _said(_patient(sheet(dict(views())[name]), Size.A4, ""))
    assert len(said) > 20 or name == "stopped"
    assert grade(said) < 6


def test_what_a_clinician_writes_is_not_read_at_eleven() -> None:
    data = _clinician(sheet(view_of(LONGEST)), Size.A4, "")
    assert grade([line for each in data["below"] for line in each["lines"]]) > 7


def test_nothing_for_clinicians_stands_beside_what_the_patient_reads() -> None:
    view = view_of(LONGEST | {"pulse_days": 3, "pulse_mg": 1000})
    data = _patient(sheet(view), Size.A4, "")
    cautions = [line for each in data["check"] for line in each["lines"]]
    assert any("methylPREDNISolone" in line for line in cautions)
    assert set(cautions).isdisjoint(_said(data))


def test_the_card_is_carried_until_a_year_after_the_last_dose() -> None:
    taken, stopped = (
        _patient(sheet(dict(views())[name]), Size.A4, "")["card"] for name in ("late", "stopped")
    )
    for card in (taken, stopped):
        assert "until 12 months after the last dose" in card["until"][0]
        assert "by injection, in hospital" in card["lines"][-1]
    assert taken["lines"][:2] == [
        "I have taken a steroid, predniSONE, since Monday 23-Nov-2026.",
        "From Monday 01-Feb-2027 my dose is 20 mg a day.",
    ]
    assert stopped["lines"][0] == (
        "I took a steroid, predniSONE, up to and including Thursday 04-Feb-2027."
    )


PULSE = view_of(LONGEST | {"pulse_days": 3, "pulse_mg": 1000}, kept=False)


@pytest.mark.parametrize(
    ("days", "head", "mark", "takes"),
    [
        (-4, "From Monday 23-Nov-2026:", "", "I take a steroid, predniSONE, from"),
        (-1, "From Monday 23-Nov-2026:", "", "I take a steroid, predniSONE, from"),
        (0, "My dose now", "NOW", "I have taken a steroid, predniSONE, since"),
        (27, "My dose now", "NOW", "I have taken a steroid, predniSONE, since"),
        (28, "From Monday 23-Nov-2026:", "", "I have taken a steroid, predniSONE, since"),
        (900, "From Monday 23-Nov-2026:", "", "I have taken a steroid, predniSONE, since"),
    ],
)
def test_a_dose_is_that_of_now_on_its_own_days_alone(
    days: int, head: str, mark: str, takes: str
) -> None:
    on = datetime.combine(FIRST + timedelta(days=days), time(8), UTC)
    data = _patient(sheet(replace(PULSE, now=on)), Size.A4, "")
    assert data["now"] == head
    assert data["schedule"]["rows"][0]["cells"][0] == mark
    assert data["card"]["lines"][:2] == [
        f"{takes} Monday 23-Nov-2026" + (" on." if days < 0 else "."),
        "Before it: a steroid by drip, from Friday 20-Nov-2026 on.",
    ]


def test_the_day_of_a_paper_is_that_of_its_zone() -> None:
    late = datetime.combine(FIRST - timedelta(days=1), time(23, 30), UTC)
    here, there = (
        _patient(sheet(replace(PULSE, now=late, zone=zone)), Size.A4, "")["now"]
        for zone in ("Europe/Berlin", "America/New_York")
    )
    assert (here, there) == ("My dose now", "From Monday 23-Nov-2026:")


def test_after_the_last_dose_there_is_none_of_now() -> None:
    assert _patient(sheet(dict(views())["stopped"]), Size.A4, "")["now"] == "My dose"


def test_medicines_given_in_hospital_are_named_and_others_have_a_line_to_write_on() -> None:
    given = begin(FIRST, Reason.RESCUE, drug=Drug.RITUXIMAB)
    data = _patient(sheet(view_of(LONGEST, given, today=FIRST)), Size.A4, "")
    (lines,) = (each["lines"] for each in data["parts"] if each["head"] == "My other medicines")
    assert any("riTUXimab" in line for line in lines)
    assert sum("____" in line for line in lines) == 3


def test_it_says_how_long_the_card_is_carried_and_what_to_do_about_a_missed_dose() -> None:
    said = _blocks(LONGEST)["How to take it"]
    assert "until 12 months after the last dose" in said
    assert "missed dose" in said
    assert "two days' doses on one day" in said


def test_when_ill_the_dose_goes_up_and_back_and_nothing_is_injected_at_home() -> None:
    said = _blocks(LONGEST)["When you are ill"]
    assert "10 mg a day" in said
    assert "while you are ill, then go back" in said
    assert "go to hospital" in said
    assert "hydrocortisone" not in said


def test_each_dose_of_the_page_is_split_for_a_day_of_illness_in_the_tablets_of_that_dose() -> None:
    counted = 0
    for name, view in views():
        of = sheet(view)
        said = "\n".join(
            each["head"] + "\n" + "\n".join(each["lines"])
            for each in _patient(of, Size.A4, "")["parts"]
        )
        found = re.findall(r"^([\d.]+) mg a day, split in two: (.*)$", said, re.MULTILINE)
        rows = [*of.ahead][: PLANNED_SHOWN + sum(row.sure for row in of.ahead)]
        doses = dict.fromkeys(max(row.period.mg, RAISED) for row in rows)
        assert [Decimal(mg) for mg, _ in found] == list(doses), name
        for mg, parts in found:
            morning, evening = map(Decimal, re.findall(r"([\d.]+) mg in the", parts))
            assert morning + evening == Decimal(mg)
            if "Ask the pharmacist for tablets" in parts:
                assert "tablet" not in parts.partition("Ask")[0]
                continue
            counted += 1
            times = 2 if "each time" in parts else 1
            own = [dict(row.period.tablets) for row in rows if row.period.mg == Decimal(mg)]
            for number, strength in re.findall(r"(\w+) ([\d.]+) mg tablet", parts):
                many = times * NUMBERS[number]
                assert all(each.get(Decimal(strength), 0) >= many for each in own), (name, parts)
                assert own
    assert counted > 5


def test_what_days_of_illness_need_beside_the_course_is_dispensed() -> None:
    for name, view in views():
        of = sheet(view)
        if not of.ahead:
            continue
        handout = flat(_patient(of, Size.A4, ""))
        line = "Dispense also tablets of"
        for paper in (items(of)[0], flat(_clinician(of, Size.A4, ""))):
            assert (line in paper) or ("Ask the pharmacist" not in handout), name


@pytest.mark.parametrize("dysphagia", [True, False])
@pytest.mark.parametrize("name", cases())
def test_with_trouble_swallowing_no_tablet_is_swallowed_whole_before_the_team_says_how(
    name: str, dysphagia: bool
) -> None:
    data = _patient(sheet(view_of({**cases()[name], "dysphagia": dysphagia})), Size.A4, "")
    assert any("Swallow no tablet whole" in line for line in data["standing"]) is dysphagia
    assert grade(data["standing"] or ["Take it."]) < 6


def test_the_clinicians_page_splits_the_present_dose() -> None:
    data = _clinician(sheet(view_of(LONGEST | {"start_mg": "62.5"})), Size.A4, "")
    (ill,) = (each["lines"] for each in data["below"] if each["head"] == "When ill")
    assert ill[-1] == (
        "62.5 mg a day, split in two: 32.5 mg in the morning (one 20 mg tablet, one 10 mg tablet "
        "and one 2.5 mg tablet) and 30 mg in the evening (one 20 mg tablet and one 10 mg tablet)."
    )


@pytest.mark.parametrize("day", ["Monday", "Friday"])
def test_methotrexate_has_a_box_of_its_own_with_the_confirmed_amount(day: str) -> None:
    said = _blocks(LONGEST | {"methotrexate_weekday": day.lower()})["Methotrexate"]
    assert f"methotrexate 15 mg once a week on {day}, never daily" in said
    assert f"Your day for methotrexate is {day}" in said
    assert "Folic acid" in said
    assert "Stop it and call" in said


@pytest.mark.parametrize("answers", [{"methotrexate_weekday": "friday"}, {}])
def test_of_methotrexate_that_is_taken_already_no_amount_is_named(answers: Any) -> None:
    said = _blocks(TAKEN | answers)["Methotrexate"]
    assert "not confirmed on this page" in said
    assert "never daily" in said
    assert "Stop it and call" in said
    assert not re.search(r"\d mg", said)
    assert ("Friday" in said) if answers else ("____" in said and "Monday" not in said)


@pytest.mark.parametrize(
    "answers", [{"ild": "yes"}, {"hbv": "pos"}, {"immunosuppressants": {"azathioprine": "taking"}}]
)
def test_without_methotrexate_there_is_no_box_of_it(answers: dict[str, Any]) -> None:
    assert "Methotrexate" not in _blocks(LONGEST | answers)


MYCOPHENOLATE = {"ild": "yes"}
AZATHIOPRINE = {"alcohol_excess": True, "height_cm": 175}


@pytest.mark.parametrize(
    ("answers", "head", "says"),
    [
        ({}, "Methotrexate", "until 6 months after the last dose"),
        (AZATHIOPRINE, "azaTHIOprine", "Stop it and call with fever"),
        (MYCOPHENOLATE, "Mycophenolate mofetil", "until 6 weeks after the last dose"),
        (
            {"immunosuppressants": {"azathioprine": "taking"}},
            "azaTHIOprine",
            "no allopurinol and no febuxostat",
        ),
        ({"immunosuppressants": {"mycophenolate": "taking"}}, "Mycophenolate mofetil", "90 days"),
        ({"immunosuppressants": {"cyclophosphamide": "taking"}}, "Cyclophosphamide", "no pregnan"),
        ({"subtype": "necrotizing", "statin": True}, "Statin", "no statin again"),
    ],
    ids=str,
)
def test_each_drug_that_is_taken_or_begun_has_its_box(
    answers: dict[str, Any], head: str, says: str
) -> None:
    boxes = _blocks(LONGEST | answers)
    assert says in boxes[head]
    drugs = {"Methotrexate", "azaTHIOprine", "Mycophenolate mofetil", "Cyclophosphamide", "Statin"}
    extra = {"Methotrexate"} if head == "Statin" else set()
    assert drugs & {*boxes} == {head} | extra


def test_a_drug_that_only_waits_has_no_box() -> None:
    assert "Mycophenolate mofetil" not in _blocks(LONGEST | MYCOPHENOLATE | {"hbv": "pos"})
    assert "Statin" not in _blocks(LONGEST | {"statin": True})


def test_every_milestone_of_a_heavy_child_names_its_limit() -> None:
    data = _clinician(sheet(view_of(CHILD | {"weight_kg": 110, "age": 15})), Size.A4, "")
    (stones,) = [
        each["lines"] for each in data["below"] if each["head"].startswith("Published milestones")
    ]
    dosed = [line for line in stones if "mg per kg" in line]
    assert len(dosed) == 3
    for line in dosed:
        assert "at most 60 mg a day and never above the dose in force" in line


@pytest.mark.parametrize("answers", [{}, MYCOPHENOLATE])
def test_the_own_counts_of_mycophenolate_stand_where_the_blood_tests_refer_to_them(
    answers: dict[str, Any],
) -> None:
    data = _clinician(sheet(view_of(LONGEST | answers)), Size.A4, "")
    (lines,) = (
        each["lines"] for each in data["below"] if each["head"] == "Monitoring and when to act"
    )
    assert any("under 1.3: interrupt" in line for line in lines) is bool(answers)
