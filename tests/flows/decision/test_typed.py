"""What can be typed on the way of a decision, and what a button may say was."""

from datetime import timedelta

import pytest

from core.course.decisions import Drug
from flows.decision.button_code import Wish
from flows.decision.typed import is_typed, read
from flows.talk.typed import Unreadable
from tests.flows.decision.drug_life import METHOTREXATE, of
from tests.flows.following import FIRST

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
