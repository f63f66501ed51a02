"""What a question about a drug is asked of, where a drug has less than most."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.course.decisions import Drug, Move, Reason
from flows.decision.button_code import Wish
from flows.decision.drug.of_drug import NoDrug, OfDrug, moves
from flows.decision.drug.options import options
from flows.decision.table import Choosing, NoCourse
from tests.flows.decision.drug.life import AZATHIOPRINE, METHOTREXATE, NOT_YET, of
from tests.flows.following import CHILD, FIRST
from tests.flows.reminder import drug_lives as lives

TACROLIMUS = Drug.CALCINEURIN_INHIBITOR


def asked(there, verb, drug):
    return OfDrug(wish=Wish(verb, drug=drug), live=there.live())


def test_what_names_no_drug_is_an_error():
    with pytest.raises(NoDrug, match="rise"):
        _ = asked(of(METHOTREXATE), "rise", None).drug


def test_a_decision_about_the_steroid_of_a_child_is_an_error():
    with pytest.raises(NoCourse, match="step"):
        _ = Choosing(wish=Wish("step"), live=of(CHILD).live()).course


def test_lower_amounts_are_those_of_the_ladder_of_a_drug_whose_amount_is_known():
    there = of(METHOTREXATE).until(date(2026, 12, 22))
    assert asked(there, "retake", TACROLIMUS).lower == ()
    lives.decide(there, lives.drug(Move.BEGIN, there.live().today, Reason.BESIDE, drug=TACROLIMUS))
    assert asked(there, "retake", TACROLIMUS).lower == ()
    rise = lives.drug(Move.RISE, date(2026, 12, 24), Reason.RESULTS_GOOD, tested=FIRST)
    lives.decide(there, rise)
    assert asked(there, "retake", Drug.METHOTREXATE).lower == (Decimal(15),)


def test_an_amount_of_ones_own_is_for_agents_alone():
    there = of(METHOTREXATE)
    lives.decide(there, lives.drug(Move.BEGIN, FIRST, Reason.RESCUE, drug=TACROLIMUS))
    assert moves(asked(there, "drug", TACROLIMUS)) == ("halt", "end")
    assert moves(asked(there, "drug", Drug.METHOTREXATE)) == ("halt", "own", "move", "end")


@pytest.mark.parametrize(
    ("answers", "drug", "days"),
    [
        (AZATHIOPRINE | {"agent_start": None}, Drug.AZATHIOPRINE, (0, 1, 7)),
        (NOT_YET, Drug.METHOTREXATE, (3, 0, 1, 2, 4, 5, 6)),  # a Thursday first
    ],
)
def test_a_daily_drug_begins_on_one_of_three_days_and_a_weekly_one_on_any_weekday(
    answers, drug, days
):
    expected = tuple(f"{FIRST + timedelta(days=each):%y%m%d}" for each in days)
    assert options(asked(of(answers), "begin", drug), "begin_day") == expected
