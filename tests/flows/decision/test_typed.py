"""What can be typed on the way of a decision, and what a button may say was."""

from datetime import timedelta

import pytest

from core.course.decisions import Drug
from flows.decision.button_code import Wish
from flows.decision.typed import is_typed, read
from flows.talk.typed.text import Unreadable
from tests.flows.decision.drug.life import METHOTREXATE, of
from tests.flows.following import FIRST, ward

HALT = Wish("halt", ("liver",), drug=Drug.METHOTREXATE)


@pytest.mark.parametrize(
    ("value", "can_be"), [("261130", True), ("261131", False), ("261301", False), ("26113", False)]
)
def test_a_button_carries_a_day_only_where_there_is_one(value, can_be):
    assert is_typed("begin_day", value) is can_be


@pytest.mark.parametrize(("text", "carried"), [("0.5 mg", "0_5"), ("0.25 g", "250")])
def test_an_amount_with_its_unit_is_carried_in_tenths_of_a_milligram(text, carried):
    wish = Wish("rescue", ("261123",), drug=Drug.RITUXIMAB)
    assert read(text, "rescue_mg", wish, of(METHOTREXATE).live()) == carried


def test_a_finer_amount_than_a_tenth_of_a_milligram_is_none():
    wish = Wish("rescue", ("261123",), drug=Drug.RITUXIMAB)
    with pytest.raises(Unreadable) as fault:
        read("0.25 mg", "rescue_mg", wish, of(METHOTREXATE).live())
    assert fault.value.reason == "number"


@pytest.mark.parametrize(
    ("days", "fault"), [(0, "day_over"), (1, ""), (999, ""), (1000, "day_far")]
)
def test_a_hold_lasts_until_a_day_to_come_that_a_button_can_carry(days, fault):
    live = of(METHOTREXATE).until(FIRST + timedelta(days=10)).live()
    text = (live.today + timedelta(days=days)).isoformat()
    if not fault:
        assert read(text, "halt_until", HALT, live) == str(days)
        return
    with pytest.raises(Unreadable) as found:
        read(text, "halt_until", HALT, live)
    assert found.value.reason == fault


OWN = Wish("own", drug=Drug.METHOTREXATE)


@pytest.mark.parametrize(
    "text", ["15", "15 mg", "15 mg weekly", "15 mg once a week", "15 MG per week"]
)
def test_a_weekly_amount_is_read_with_its_week(text):
    assert read(text, "own_mg", OWN, of(METHOTREXATE).live()) == "15"


@pytest.mark.parametrize(
    "text",
    ["15 mg daily", "15 mg a day", "15 mg once a day", "15 mg od", "15 mg every day", "15 mg/d"],
)
def test_a_weekly_drug_has_no_daily_amount(text):
    with pytest.raises(Unreadable):
        read(text, "own_mg", OWN, of(METHOTREXATE).live())


@pytest.mark.parametrize(
    ("text", "days"), [("2 weeks", "14"), ("for 2 wks", "14"), ("10 days", "10"), ("1 week", "7")]
)
def test_a_hold_lasts_as_many_weeks_or_days_as_were_typed(text, days):
    assert read(text, "halt_until", HALT, of(METHOTREXATE).live()) == days


def test_a_weekday_that_can_be_two_days_is_asked_for_by_its_date():
    with pytest.raises(Unreadable) as fault:
        read("next monday", "halt_until", HALT, of(METHOTREXATE).live())
    assert fault.value.reason == "date_next"


def test_a_day_is_typed_by_its_words_and_leads_on():
    """What is said in words does what its button does."""
    there = of(METHOTREXATE).until(8)
    there.press("rescue.i")
    there.type("23 November 2026")
    assert there.turn.session.question.held["state"] == "rescue_mg"
    there.type("leave it out")
    assert there.turn.session.question.held["state"] == "rescue_days"
    there.type("2 days")
    assert there.said[-1] == "decision.check"


@pytest.mark.parametrize(
    ("press", "text", "state"),
    [
        ("decide", "hold", "hold_weeks"),
        ("decide", "other drugs", "drugs"),
        ("decide", "methotrexate", "moves"),
        ("drug.m", "another amount", "own_mg"),
        ("hold", "back", "menu"),
        ("halt.m", "liver", "halt_until"),
    ],
)
def test_the_words_of_a_button_lead_where_it_does(press, text, state):
    there = of(METHOTREXATE).until(8)
    there.press(press)
    there.type(text)
    assert there.turn.session.question.held["state"] == state


@pytest.mark.parametrize(
    ("press", "text", "reason"),
    [
        ("hold", "weeks", "several"),
        ("decide", "plan", "press"),
        ("decide", "nothing of this", "choice"),
        ("decide", "John Smith", "identifier"),
        ("hold.1", "not better", "press"),
        ("halt.m.liver.0", "confirm", "press"),
    ],
)
def test_no_decision_is_taken_by_words(press, text, reason):
    there = of(METHOTREXATE).until(8)
    there.press(press)
    there.type(text)
    assert (there.said[-1], there.plan().revision) == (f"refused.{reason}", 1)


def test_words_beside_buttons_that_are_long_past_open_the_plan():
    there = of(METHOTREXATE).until(8)
    there.press("decide")
    there.now += timedelta(minutes=11)
    (reply,) = there.type("hold").replies
    assert reply.record.label == there.plan().label
    assert there.session_of(7).question is None


def test_weeks_that_no_button_offers_are_no_choice():
    there = ward().until(28, "08:00")
    there.press("hold")
    there.type("9 weeks")
    assert there.said[-1] == "refused.choice"
