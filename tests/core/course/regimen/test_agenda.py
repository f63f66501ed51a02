"""What falls due for the drugs of a plan, in days from the first dose of the steroid."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.guideline import shipped
from core.agenda import Due, Item, agenda
from core.agents.choice import Agent
from core.amounts import Weekday
from core.course.decisions import Decision, Drug, Move, Reason
from core.course.regimen.agenda import amount_values, laboratory_days, overdue_since
from core.course.regimen.regimen import Regimen, State, Stretch
from core.course.rescue_agenda import FOLLOWED, months_after
from core.guideline.schema import Guideline
from tests.core.deciding import FIRST, READY, followed, off_plan, on, step, stop
from tests.core.regimens import (
    PLAIN,
    Lived,
    begin,
    decision,
    end,
    plan,
    resume,
    rise,
    suspend,
)

AHEAD = 365


def due(lived: Lived, item: Item, ahead: int = AHEAD) -> list[Due]:
    until = on(lived.day + ahead)
    found = agenda(shipped(), lived.kept.plan, today=on(lived.day), until=until)
    return [each for each in found if each.item is item]


def days(lived: Lived, item: Item, ahead: int = AHEAD) -> list[int]:
    return [(each.day - FIRST).days for each in due(lived, item, ahead)]


def test_blood_tests_go_from_two_weeks_to_a_month_to_a_quarter_from_the_begin() -> None:
    late = plan(begins=False).at(35).then(begin(35))
    expected = [14, 28, 42, 70, 98, 126, 210, 294]
    assert days(plan(), Item.LABORATORY)[:8] == expected
    assert days(late, Item.LABORATORY)[:8] == [35 + day for day in expected]


@pytest.mark.parametrize("decisions", [(rise(55),), (suspend(50), resume(56))], ids=str)
def test_each_rise_and_each_resume_starts_the_blood_tests_again(
    decisions: tuple[Decision, ...],
) -> None:
    lived = plan()
    for each in decisions:
        lived = lived.at((each.on - FIRST).days).then(each)
    assert days(lived, Item.LABORATORY)[:9] == [14, 28, 42, 70, 84, 98, 126, 154, 182]


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (Reason.LOW_COUNTS, [14, 28, 42, 70, 98, 126, 147, 161, 175, 203]),
        (Reason.INTOLERANCE, [14, 28, 42, 70, 98, 126, 147, 161, 175, 203]),
        (Reason.REMISSION, [14, 28, 42, 70, 98, 126, 210, 294, 378]),
    ],
)
def test_an_amount_that_is_lowered_for_a_harm_starts_them_again_as_a_rise_does(
    reason: Reason, expected: list[int]
) -> None:
    lower = decision(Move.AMOUNT, 130, reason, mg="10")
    lived = plan().at(130).then(lower).at(150)
    assert days(lived, Item.LABORATORY)[: len(expected)] == expected
    friday = decision(Move.WEEKDAY, 150, Reason.SUITS_BETTER, weekday=Weekday.FRIDAY)
    assert days(lived.then(friday), Item.LABORATORY)[: len(expected)] == expected


@pytest.mark.parametrize(
    ("answers", "weekly"),
    [
        ({"cytopenia": True}, True),
        ({"egfr": 20}, True),
        ({"liver_disease": True}, True),
        ({"hbv": "pos"}, False),
        ({"alcohol_excess": True}, False),
    ],
    ids=str,
)
def test_a_drug_that_an_answer_holds_is_tested_each_week_where_it_tells_of_a_harm(
    answers: dict[str, Any], weekly: bool
) -> None:
    """On quarterly tests, the next one would be 70 days away."""
    held = plan().at(140).told(**answers).at(141)
    assert held.of().held
    found = [147, 154, 161] if weekly else [210, 294, 378]
    assert days(held, Item.LABORATORY)[6:9] == found
    over = dict.fromkeys(answers, False) if "egfr" not in answers else {"egfr": 90}
    if weekly:
        assert days(held.at(150).told(**over).at(151), Item.LABORATORY)[6:7] == [210]


def test_a_rise_that_comes_after_months_starts_them_again_too(guideline: Guideline) -> None:
    found = laboratory_days(guideline, (on(0), on(112)), on(200))
    tests = [(day - FIRST).days for day, _ in found]
    assert tests == [14, 28, 42, 70, 98, 126, 140, 154, 182]


def test_blood_tests_end_with_the_drug_and_go_on_while_it_is_held() -> None:
    held = plan().at(30).then(suspend(30)).at(60)
    assert days(held, Item.LABORATORY)[:8] == [14, 28, 37, 44, 51, 58, 65, 72]
    back = held.then(resume(60)).at(61)
    assert days(back.then(end(66)), Item.LABORATORY) == [14, 28, 37, 44, 51, 58]


@pytest.mark.parametrize("reason", [Reason.LIVER, Reason.OVERDOSE])
def test_a_hold_on_the_first_day_leaves_its_blood_tests(reason: Reason) -> None:
    held = plan().at(0).then(suspend(0, reason))
    assert days(held, Item.LABORATORY)[:4] == [7, 14, 21, 28]
    ended = days(held.at(30).then(end(30)), Item.LABORATORY)
    assert (ended == [7, 14, 21, 28]) == (reason is Reason.OVERDOSE)
    assert ended[:5] == [7, 14, 21, 28, 35][: len(ended)]


def test_a_weekly_dose_falls_on_its_weekday_with_the_amount_that_was_confirmed() -> None:
    lived = plan(methotrexate_weekday="thursday").at(30).then(rise(31, tested=30))
    found = due(lived, Item.METHOTREXATE, 30)[:6]
    assert [((each.day - FIRST).days, each.values["mg"]) for each in found] == [
        (3, 15), (10, 15), (17, 15), (24, 15), (31, 20), (38, 20),
    ]  # fmt: skip
    assert found[-1].values == {
        "mg": Decimal(20), "weekday": "thursday", "count": Decimal(8),
        "tablet_mg": Decimal("2.5"),
    }  # fmt: skip


def test_while_it_is_held_its_weekday_says_so_and_after_its_end_nothing_does() -> None:
    def amounts(lived: Lived) -> list[tuple[int, Any]]:
        found = due(lived, Item.METHOTREXATE, 60)
        return [((each.day - FIRST).days, each.values.get("mg")) for each in found]

    held = plan().at(30).then(suspend(30))
    taken = [(day, 15) for day in (0, 7, 14, 21, 28)]
    assert amounts(held)[:7] == [*taken, (35, None), (42, None)]
    assert amounts(held.at(40).then(end(40))) == [*taken, (35, None)]
    assert amounts(plan(begins=False)) == []


def test_a_rise_is_asked_for_and_its_blood_tests_before() -> None:
    lived = plan()
    assert (days(lived, Item.BEFORE_RISE), days(lived, Item.TITRATION)) == ([25], [28])
    (asked,) = due(lived, Item.TITRATION)
    assert asked.detail == "methotrexate.20"
    assert days(lived.at(34), Item.TITRATION) == [28]
    assert days(lived.at(35), Item.TITRATION) == [35]  # nobody answered: again, week by week
    assert days(lived.at(60), Item.TITRATION) == [56]
    assert days(lived.at(30).then(suspend(30)), Item.TITRATION) == []
    waits = lived.at(28).then(decision(Move.STAY, 28, Reason.ENOUGH, weeks=4))
    assert (days(waits, Item.BEFORE_RISE), days(waits, Item.TITRATION)) == ([53], [56])
    top = lived.at(27).then(rise(28, tested=27)).at(57).then(rise(57))
    assert days(top, Item.TITRATION) == []


def test_an_agent_that_is_ready_and_not_begun_is_asked_about_each_week() -> None:
    lived = plan(begins=False)
    assert [days(lived.at(day), Item.BEGIN) for day in (0, 7, 13, 14, 40)] == [
        [7], [7], [7], [14], [35],
    ]  # fmt: skip
    assert days(plan(), Item.BEGIN) == []
    assert days(lived.at(9).then(begin(9)), Item.BEGIN) == []
    assert days(lived.at(9).then(begin(9)).at(20).then(end(20)), Item.BEGIN) != []  # another one


def test_a_drug_that_is_held_is_asked_about() -> None:
    held = plan().at(30).then(suspend(30))
    assert [days(held.at(day), Item.HELD) for day in (30, 37, 44)] == [[37], [37], [44]]
    until = plan().at(30).then(suspend(30, until=60))
    assert days(until, Item.HELD) == [60]


@pytest.mark.parametrize(("ends", "asked"), [(36, []), (37, []), (38, [37])])
def test_a_drug_that_ends_before_the_question_about_its_hold_is_not_asked_about(
    ends: int, asked: list[int]
) -> None:
    held = plan().at(30).then(suspend(30)).then(end(ends))
    assert days(held, Item.HELD) == asked


def test_of_a_drug_that_was_stopped_before_its_first_day_no_blood_test_is_late(
    guideline: Guideline,
) -> None:
    stopped = Stretch(first=on(10), state=State.ENDED)
    never = Regimen(drug=Drug.METHOTREXATE, stretches=(stopped,))
    taken = Regimen(drug=Drug.METHOTREXATE, stretches=(replace(stopped, state=State.TAKEN),))
    assert overdue_since(guideline, never, None, on(100)) is None
    assert overdue_since(guideline, taken, None, on(100)) == on(24)


@pytest.mark.parametrize(
    "changed", [{"mg": None}, {"weekday": None}], ids=["no amount", "no weekday"]
)
def test_a_weekly_dose_has_an_amount_only_with_its_weekday(
    guideline: Guideline, changed: dict[str, None]
) -> None:
    lived = plan()
    weekly, case = lived.of().last, lived.standing.case
    assert amount_values(guideline, case, weekly)["mg"] == 15
    assert amount_values(guideline, case, replace(weekly, **changed)) == {}


def test_the_drug_outlives_the_steroid_and_its_owner_is_asked_once() -> None:
    short = {"start_mg": "5", "hold_weeks": 2}
    lived = plan(**short)
    for each in (step(14), step(28)):
        lived = lived.at((each.on - FIRST).days).of_the_steroid(each)
    later = lived.at(600)
    assert days(later, Item.STEROID_OVER) == [28]
    assert max(days(later, Item.METHOTREXATE, 84)) == 679
    assert max(days(later, Item.LABORATORY, 84)) == 630


def test_a_course_that_was_given_up_keeps_what_is_due_for_its_drugs() -> None:
    lived = plan().at(50).of_the_steroid(stop(50, Reason.INTOLERANCE))
    assert max(days(lived, Item.METHOTREXATE)) > 350
    assert days(lived.at(50), Item.REVIEW) == []
    gone = plan().at(50).of_the_steroid(stop(50, Reason.DIED))
    assert max(days(gone, Item.METHOTREXATE)) < 50


@pytest.mark.parametrize("reason", [Reason.DIED, Reason.MOVED])
@pytest.mark.parametrize(
    "lived",
    [
        plan().at(50),
        plan(begins=False).at(50),
        plan(immunosuppressants={}, hbv="pos").at(20).then(
            begin(20, Reason.RESCUE, drug=Drug.CYCLOPHOSPHAMIDE, weekday=None)).at(50),
        plan().at(40).then(
            begin(40, Reason.RESCUE, drug=Drug.RITUXIMAB, weekday=None)).at(50),
        plan().at(40).then(suspend(40)).at(50),
        plan().at(40).then(end(40, Reason.LOW_COUNTS)).at(50),
    ],
    ids=["taken", "not begun", "cyclophosphamide", "rituximab", "held", "stopped for a harm"],
)  # fmt: skip
def test_once_another_team_plans_or_the_patient_has_died_nothing_falls_due(
    lived: Lived, reason: Reason
) -> None:
    gone = lived.of_the_steroid(stop(50, reason))
    for day in (50, 57, 200):
        at = gone.at(day)
        found = agenda(at.kept.rules, at.kept.plan, today=on(day), until=on(day + 400))
        assert [each for each in found if each.day >= on(50)] == []
        assert at.kept.plan.agent.first is Agent.NONE
        assert not at.kept.differs


def test_who_has_come_back_and_begins_a_drug_is_followed_again() -> None:
    back = plan().at(50).of_the_steroid(stop(50, Reason.MOVED)).at(80)
    again = back.then(begin(85, Reason.SPECIALIST, drug=Drug.AZATHIOPRINE, mg="50", weekday=None))
    assert again.told(weight_kg="69").kept.plan.agent.first is Agent.PENDING  # one is taken
    assert days(again, Item.LABORATORY, 40)[-2:] == [99, 113]


def test_answers_given_anew_name_no_drug_for_whoever_moved() -> None:
    gone = plan().at(50).of_the_steroid(stop(52, Reason.MOVED))
    assert gone.told(hbv="pos").kept.plan.agent.first is Agent.NONE


def test_of_a_course_joined_on_its_way_no_amount_of_the_agent_is_assumed() -> None:
    """Under way for 9 weeks: an agent that begins now must not be told at its week 9 amount."""
    taken = off_plan(0, "25", 9, Reason.ALREADY_TAKEN)
    joined: dict[str, Any] = {"start_mg": "25", "severity": "moderate", **READY}
    for later in ((), (step(63),)):
        found = agenda(shipped(), followed(taken, *later, **joined))
        items = {each.item for each in found}
        assert not items & {Item.METHOTREXATE, Item.TITRATION, Item.INTERIM}
        assert Item.BEGIN in items
        tests = [(each.day - FIRST).days for each in found if each.item is Item.LABORATORY]
        assert tests[:4] == [77, 91, 105, 133]


# ------------------------------------------------------------------ rescue treatments


def rescued(drug: Drug, day: int, *ends: Decision, **answers: Any) -> Lived:
    lived = plan(**answers).at(day)
    lived = lived.then(begin(day, Reason.RESCUE, drug=drug, weekday=None))
    for each in ends:
        lived = lived.at((each.on - FIRST).days).then(each)
    return lived


def follow_up(lived: Lived, ahead: int = AHEAD) -> list[tuple[str, int]]:
    found = due(lived, Item.FOLLOW_UP, ahead)
    return [(each.detail, (each.day - FIRST).days) for each in found]


def test_what_follows_from_rituximab() -> None:
    assert follow_up(rescued(Drug.RITUXIMAB, 10)) == [
        ("second_infusion", 24),
        ("levels.3", 100),
        ("levels.6", 192),
    ]
    assert ("antiviral", 389) in follow_up(rescued(Drug.RITUXIMAB, 10, hbv="pos"), 500)
    early = decision(Move.GIVEN, 20, Reason.RESCUE, Drug.RITUXIMAB)
    given = follow_up(rescued(Drug.RITUXIMAB, 10, early, hbv="pos"), 500)
    assert ("antiviral", 385) in given  # a year after what was really the last one
    assert "second_infusion" not in dict(
        follow_up(rescued(Drug.RITUXIMAB, 10, end(15, drug=Drug.RITUXIMAB)))
    )


def test_what_follows_from_the_others() -> None:
    assert follow_up(rescued(Drug.IMMUNOGLOBULIN, 10)) == [
        ("next_course", 38),
        ("next_course", 66),
    ]
    cyclo = follow_up(rescued(Drug.CYCLOPHOSPHAMIDE, 10))
    assert cyclo[:4] == [("nadir", 20), ("before_pulse", 38), ("nadir", 48), ("before_pulse", 66)]
    again = decision(Move.GIVEN, 38, Reason.RESCUE, Drug.CYCLOPHOSPHAMIDE, mg="750")
    twice = follow_up(rescued(Drug.CYCLOPHOSPHAMIDE, 10, again))
    assert twice[:4] == [("nadir", 20), ("nadir", 48), ("before_pulse", 66), ("nadir", 76)]
    tested = follow_up(rescued(Drug.CALCINEURIN_INHIBITOR, 10))
    assert tested[:2] == [("calcineurin_tests", 24), ("calcineurin_tests", 38)]
    over = rescued(
        Drug.CYCLOPHOSPHAMIDE, 10, end(30, Reason.COMPLETED, drug=Drug.CYCLOPHOSPHAMIDE)
    )
    assert follow_up(over) == [("nadir", 20)]


@pytest.mark.parametrize("drug", [Drug.METHOTREXATE, *FOLLOWED])
def test_no_blood_test_is_late_that_was_never_asked_for(guideline: Guideline, drug: Drug) -> None:
    lived = plan() if drug is Drug.METHOTREXATE else rescued(drug, 10)
    lived = lived.at(70).then(suspend(70, drug=drug)).at(90).then(resume(90, drug=drug))
    asked = {each.day for each in due(lived, Item.LABORATORY) if each.values["agent"] is drug}
    regimen = next(each for each in lived.kept.plan.regimens if each.drug is drug)
    late = {
        overdue_since(guideline, regimen, tested, on(day))
        for day in range(10, 91)
        for tested in (None, *map(on, range(10, day, 3)))
    }
    assert late - {None} <= asked
    assert on(77) in late  # a week after it was held for low counts


def test_rituximab_that_was_given_keeps_pneumocystis_prophylaxis_going() -> None:
    found = due(rescued(Drug.RITUXIMAB, 10), Item.PNEUMOCYSTIS)
    assert [each.detail for each in found] == ["extend"]
    assert [each.detail for each in due(plan(), Item.PNEUMOCYSTIS)] == [""]


@pytest.mark.parametrize(
    ("first", "months", "expected"),
    [
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-11-23", 12, "2027-11-23"),
        ("2026-12-31", 6, "2027-06-30"),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_one(
    first: str, months: int, expected: str
) -> None:
    day = FIRST.fromisoformat(first)
    assert months_after(day, months) == FIRST.fromisoformat(expected)


def test_nothing_is_due_twice_on_one_day() -> None:
    lived = plan().at(28).then(rise(28)).at(40).then(suspend(40)).at(50).then(resume(50))
    for drug in (Drug.RITUXIMAB, Drug.CALCINEURIN_INHIBITOR):
        lived = lived.then(begin(50, Reason.RESCUE, drug=drug, weekday=None))
    found = agenda(shipped(), lived.kept.plan, today=on(50), until=on(50) + timedelta(days=400))
    assert len({(each.item, each.day, each.detail) for each in found}) == len(found)
    assert PLAIN["severity"] == "moderate"


@pytest.mark.parametrize("last", [0, 7, 40])
def test_the_next_agent_is_asked_about_a_week_after_the_last_one_has_ended(last: int) -> None:
    ended = plan(tpmt="normal", nudt15="normal").at(90).then(end(90 + last))
    for day in (90, 90 + last, 91 + last):
        asked = days(ended.at(day), Item.BEGIN, 30)
        assert asked in ([], [97 + last])
    assert days(ended.at(90 + last), Item.BEGIN, 30) == [97 + last]
    assert days(ended.at(104 + last), Item.BEGIN, 30) == [104 + last]


def test_an_agent_that_answers_make_ready_is_asked_about_a_week_after_them() -> None:
    ready = plan(hbv=None).at(50).told(hbv="neg")
    assert days(ready, Item.BEGIN, 30) == [57]
    assert days(ready.at(53).told(weight_kg="71"), Item.BEGIN, 30) == [57]
    assert days(ready.at(60), Item.BEGIN, 30) == [57]
