"""The alarm of a perhaps twofold dose names its days wherever it is told; what is pressed first
under what follows from it is never to resume."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.flows.following import GROUP, OWNER
from tests.flows.reminder.drug_lives import text
from tests.flows.reminder.press.test_weekly_dose import DOSE, NEXT, NEXT_DOSE, press, told

CLOSE = "taken on Sunday 06-Dec-2026 and again on Tuesday 08-Dec-2026"
DOUBLED = "the dose of Tuesday 01-Dec-2026 was taken more than once"


def two_close():
    there = told(NEXT)
    press(there, f"took.261206.{DOSE}")
    press(there, f"taken.{NEXT_DOSE}")
    return there


def late_said_last():
    there = told(NEXT)
    press(there, f"taken.{NEXT_DOSE}")
    press(there, f"took.261206.{DOSE}")
    return there


def doubled():
    there = told()
    press(there, f"double.{DOSE}")
    return there


def doubled_late():
    there = told(date(2026, 12, 3))
    press(there, f"took.261202.{DOSE}")
    press(there, f"double.{DOSE}")
    return there


CASES = [(two_close, CLOSE), (late_said_last, CLOSE), (doubled, DOUBLED), (doubled_late, DOUBLED)]


def alarm_in(there):
    notes = [each for each in there.turn.replies if hasattr(each, "blocks")]
    return next(text(each) for each in notes if each.blocks[0][0].says == "overdose.head")


def shown_to(there, chat):
    """What this chat was sent of the call, the last message last."""
    notes = [each for (at, _), each in there.screens.items() if at == chat]
    return [text(e) for e in notes if e.blocks and e.blocks[0][0].says == "overdose.head"]


@pytest.mark.parametrize(("happens", "days"), CASES, ids=[each.__name__ for each, _ in CASES])
def test_the_alarm_and_each_message_of_its_call_name_the_days_that_were_answered(happens, days):
    there = happens()
    assert days in alarm_in(there)
    for minutes in (16, 40, 24 * 60):
        there.passes(there.now + timedelta(minutes=minutes))
        for chat in (OWNER, GROUP):
            assert days in shown_to(there, chat)[-1]


def test_a_call_that_was_kept_without_its_day_names_none():
    there = two_close().until(NEXT, "10:30")
    there.put(replace(there.reminder("urgent"), taken_on=None))
    press(there, "rem.urgent.20261208.overdose", who=OWNER, chat=OWNER)
    assert "Two weekly doses less than 6 days apart, or more than one at once" in text(there.note)
    assert "06-Dec-2026" not in text(there.note)


def test_under_a_hold_the_first_key_is_that_it_stays_and_the_last_to_resume_it_once_it_may_be():
    there = two_close()
    question = "rem.held.20261208.methotrexate"

    def keys(chat):
        there.press(question, who=OWNER, chat=chat)
        return [each.partition(".")[0] for each in there.presses]

    there.tick()
    assert keys(OWNER) == ["ack", "end", "later"]  # no blood test can be newer than the hold yet
    there.until(NEXT + timedelta(days=1), "10:00")
    assert keys(OWNER) == ["ack", "end", "retake", "later"]
    assert keys(GROUP) == ["ack", "ask", "end", "later"]
