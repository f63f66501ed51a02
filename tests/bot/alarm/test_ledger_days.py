"""What the alarm keeps of a plan between two looks is never that of another day."""

from dataclasses import replace
from datetime import date, timedelta

from bot.alarm.ledger import Ledger
from flows.talk.records import Matter
from tests.flows.following import BERLIN, at
from tests.flows.reminder.drug_lives import of, tidied, weekly

DUE = date(2026, 12, 8)  # the first blood test, which nobody says was done
HELD = DUE + timedelta(days=28)


def test_a_hold_that_begins_at_midnight_holds_in_the_morning_of_one_process() -> None:
    """An afternoon and the morning after it have the same soonest day of a confirmed dose."""
    there = tidied(weekly().until(date(2026, 11, 24)))
    ledger = Ledger(
        store=there.store,
        reader=there.desk.reader,
        guideline=there.rules,
        zone_name=BERLIN,
        clock=there.utc,
    )
    row = next(
        each for each in of(there, Matter.METHOTREXATE) if each.day == HELD and not each.detail
    )
    late = replace(row, due=at(HELD - timedelta(days=1), "15:00"))
    there.now = at(HELD - timedelta(days=1), "15:00")
    assert ledger.intent(late).claim is not None
    there.now = at(HELD, "09:00")
    assert ledger.intent(row).claim is None


def test_a_hold_that_begins_on_a_day_of_blood_tests_is_told_and_asked_about_on_that_day() -> None:
    """Whatever is looked at first on that morning: the hold takes the place of the weekly dose."""
    there = weekly().until(HELD - timedelta(days=1), "20:00").until(HELD, "09:30")
    day = [each for each in there.of() if each.day == HELD and each.stage.is_told]
    assert {(each.matter, each.detail) for each in day} >= {
        (Matter.LABORATORY, ""),
        (Matter.METHOTREXATE, "held"),
        (Matter.HELD, "methotrexate"),
    }
    assert not [each for each in day if (each.matter, each.detail) == (Matter.METHOTREXATE, "")]
