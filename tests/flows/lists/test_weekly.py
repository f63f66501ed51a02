"""The weekly dose in /today: when it was taken last, that none is taken on this day, the next."""

from datetime import date

import pytest

from tests.flows.following import OWNER
from tests.flows.reminder.drug_lives import weekly
from tests.flows.reminder.test_weekly_dose import DOSE, press, told

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
