"""The weekly dose in /today: when it was taken last, that none is taken on this day, the next."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.course.decisions import Drug
from core.course.regimen.regimen import State, running
from flows.talk.records import Matter, Stage
from tests.flows.following import OWNER
from tests.flows.reminder.drug_lives import tidied, weekly
from tests.flows.reminder.press.test_weekly_dose import DOSE, press, told
from tests.flows.reminder.wanted.question_scenes import (
    anew,
    day,
    detail,
    drug_press,
    go,
    on_last_dose,
)

MONDAY = date(2026, 12, 7)


def lists(there):
    there.command("today", who=OWNER)
    found = (each for block in there.note.blocks for each in block)
    return {
        each.says.removeprefix("list.weekly_"): each.values["day"]
        for each in found
        if each.says.startswith("list.weekly_")
    }


def test_a_dose_that_is_due_stands_there_until_it_is_answered():
    there = told(date(2026, 12, 1))
    assert lists(there) == {"last": date(2026, 11, 24), "today": date(2026, 12, 1)}
    press(there, f"taken.{DOSE}")
    assert lists(there) == {"last": date(2026, 12, 1), "next": date(2026, 12, 8)}


@pytest.mark.parametrize(("taken", "left_out"), [(2, False), (6, True)])
def test_a_dose_left_out_after_a_late_one_is_none_on_its_day(taken, left_out):
    there = told(MONDAY)
    press(there, f"took.2612{taken:02}.{DOSE}")
    there.until(date(2026, 12, 8), "10:00")
    last = date(2026, 12, taken)
    if left_out:
        assert lists(there) == {
            "last": last,
            "none": date(2026, 12, 8),
            "next": date(2026, 12, 15),
        }
    else:
        assert lists(there) == {"last": last, "today": date(2026, 12, 8)}


def test_of_a_held_drug_no_day_is_named():
    there = told(MONDAY)
    press(there, f"double.{DOSE}")
    there.until(date(2026, 12, 9), "10:00")
    assert "next" not in lists(there)
    assert "today" not in lists(there)


def test_before_the_first_dose_was_answered_none_is_said_to_be_taken():
    there = weekly().until(date(2026, 11, 24), "10:00")
    assert lists(there) == {"today": date(2026, 11, 24)}


LEFT_OUT = {
    "held by a prescriber": lambda there: go(there, drug_press("halt")),
    "stopped by a prescriber": lambda there: go(there, drug_press("end")),
    "held after an overdose": on_last_dose("double"),
    "not this week's dose": on_last_dose("not_this"),
    "not taken": on_last_dose("missed"),
    "held by an answer": lambda there: anew(there, *detail("blood", "cytopenia", "true")),
}
LISTS = ("today", "plans", "plans.due", "upcoming", "dose", "hand")
NO_DOSE = {"list.ahead_no_dose", "list.weekly_none"}


def asked_of_a_dose(there):
    """The days of the weekly doses that any list asks about, or says are due."""
    there.command("plans", who=OWNER)  # what nobody took up is told above this one
    for name in LISTS:
        if name in {"hand", "plans.due"}:
            there.press(name, label="", number=0)
        else:
            there.command(name, who=OWNER)
        yield from (
            (name, each.says, each.values.get("day"))
            for block in there.note.blocks
            for each in block
            if each.values.get("matter") is Matter.METHOTREXATE and each.says not in NO_DOSE
        )


@pytest.mark.parametrize("left_out", LEFT_OUT.values(), ids=LEFT_OUT)
def test_no_list_asks_about_a_dose_that_was_settled_another_way(left_out):
    there = day(8)
    for each in there.of():
        if each.matter is Matter.METHOTREXATE and each.day < there.live().today:
            there.put(replace(each, stage=Stage.WITHDRAWN, due=None))
    assert {says for _, says, _ in asked_of_a_dose(there)} == {
        "list.told",
        "list.ahead",
        "hand.open",
    }
    assert left_out(there)
    settled = there.live().today
    for _ in range(14):
        tidied(there)
        regimen = running(there.live().plan.regimens, Drug.METHOTREXATE, there.live().today)
        now = regimen.on(there.live().today) if regimen else None
        taken = now is not None and now.state is State.TAKEN
        found = list(asked_of_a_dose(there))
        assert not [each for each in found if each[-1] == settled], there.now
        assert taken or not found, found
        there.passes(there.now + timedelta(days=1))


def test_a_dose_that_was_not_taken_may_be_for_two_days_more_and_is_left_out_then():
    there = told(date(2026, 12, 1))
    press(there, f"missed.{DOSE}")
    for later in (0, 1, 2, 3):
        there.until(date(2026, 12, 1) + timedelta(days=later), "20:00")
        found = lists(there)
        assert ("missed" in found, "none" in found) == (later < 3, False)
        assert found["next"] == date(2026, 12, 8)
