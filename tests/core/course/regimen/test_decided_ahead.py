"""An end that was decided for a later day: until then the drug is taken, and may be held."""

from itertools import pairwise

import pytest

from core.amounts import Weekday
from core.course.decisions import GONE, REASONS, Drug, Move, Reason
from core.course.regimen.amounts import Refusal
from core.course.regimen.drugs import as_lived
from core.course.regimen.lines import TRIED
from core.course.regimen.regimen import dose_days
from core.patient import Experience, Immunosuppressant
from tests.core.deciding import on
from tests.core.regimens import (
    begin,
    day_of,
    decision,
    end,
    plan,
    resume,
    rise,
    stretches,
    suspend,
)

KEPT_OPEN = (Reason.COMPLETED,)  # given as it was meant: it may be named again
AHEAD = plan().at(30).then(end(40, Reason.REMISSION))


def experience(lived, day):
    case = as_lived(lived.standing.case, lived.standing.regimens, on(day))
    return dict(case.immunosuppressants).get(Immunosuppressant.METHOTREXATE)


def test_until_its_end_it_can_be_held_and_resumed_and_the_end_stays() -> None:
    held = AHEAD.then(suspend(30))
    assert stretches(held.of()) == "taken 15@0 held 15@30 ended 15@40"
    back = held.at(32).then(resume(32))
    assert stretches(back.of()) == "taken 15@0 held 15@30 taken 15@35 ended 15@40"
    assert back.of().due is None


def test_it_can_end_sooner_and_from_its_end_on_nothing_is_decided() -> None:
    assert stretches(AHEAD.at(33).then(end(33)).of()) == "taken 15@0 ended 15@33"
    assert AHEAD.refusal(suspend(40)) is Refusal.NOT_BEGUN
    assert AHEAD.refusal(end(41)) is Refusal.NOT_BEGUN
    assert AHEAD.at(40).refusal(suspend(40)) is Refusal.NOT_BEGUN
    again = begin(45, Reason.SPECIALIST, mg="10")
    assert AHEAD.refusal(again) is Refusal.ALREADY_BEGUN
    assert AHEAD.at(45).refusal(again) is None


def test_it_counts_as_taken_until_its_day_and_the_choice_runs_on_that_day() -> None:
    assert experience(AHEAD, 39) is Experience.TAKING
    assert experience(AHEAD, 40) is Experience.FAILED
    before, after = AHEAD.at(39).kept.plan, AHEAD.at(40).kept.plan
    assert (before.drugs.begun(on(39)), after.drugs.begun(on(40))) == (on(0), None)
    assert str(before.agent.first) == "methotrexate"
    assert str(after.agent.first) == "azathioprine"


def test_it_is_held_for_want_of_blood_tests_until_its_end() -> None:
    lived = plan().at(30).then(end(60, Reason.REMISSION))
    blind = type(lived)(answers=lived.answers, text=lived.text, day=42, tested=None)
    assert stretches(blind.of()) == "taken 15@0 held 15@42 ended 15@60"


def test_another_agent_begins_beside_it_only_from_its_end_on() -> None:
    mmf = decision(Move.BEGIN, 40, Reason.SPECIALIST, Drug.MYCOPHENOLATE, mg="500")
    aza = plan(alcohol_excess=True).at(30).then(end(40, drug=Drug.AZATHIOPRINE))
    assert aza.refusal(mmf) is None
    sooner = decision(Move.BEGIN, 39, Reason.SPECIALIST, Drug.MYCOPHENOLATE, mg="500")
    assert aza.refusal(sooner) is Refusal.NEVER_TOGETHER


STOPPED = [each for each in REASONS[Move.END] if each not in (*KEPT_OPEN, *GONE)]


@pytest.mark.parametrize("reason", STOPPED)
def test_why_it_is_not_named_again_is_the_reason_that_was_given(reason: Reason) -> None:
    lived = plan().at(90).then(end(90, reason))
    tried = [line for line in lived.kept.plan.lines if line.says in (*TRIED, "drug_stopped")]
    assert [line.says for line in tried] == ["drug_stopped"]
    assert tried[0].values == {"drug": "methotrexate", "reason": reason}


MOVED = plan().at(16).then(decision(Move.WEEKDAY, 16, Reason.SUITS_BETTER, weekday=Weekday.FRIDAY))


@pytest.mark.parametrize("day", range(16, 26))
def test_after_another_weekday_was_decided_everything_else_still_is(day: int) -> None:
    """Doses on Mondays 0, 7 and 14; then on Friday 25."""
    there = MOVED.at(day)
    stays = there.then(decision(Move.STAY, day, Reason.ENOUGH, weeks=4))
    assert day_of(stays.of().due) == 60  # four weeks after Friday 32
    lower = there.then(decision(Move.AMOUNT, day, Reason.LIVER, mg="10"))
    on_25 = 15 if day == 25 else 10  # the dose of this day counts as taken
    assert [(day_of(each), s.mg) for each, s in dose_days(lower.of(), on(0), on(38))] == [
        (0, 15), (7, 15), (14, 15), (25, on_25), (32, 10),
    ]  # fmt: skip
    held = there.then(suspend(day))
    back = held.at(day + 3).then(resume(day + 3))
    doses = [day_of(each) for each, _ in dose_days(back.of(), on(0), on(60))]
    assert {each % 7 for each in doses[3:]} == {4}
    assert all(then - was >= 7 for was, then in pairwise(doses))


@pytest.mark.parametrize("more", [(), (decision(Move.AMOUNT, 16, Reason.LIVER, mg="10"),)])
def test_a_hold_before_its_day_keeps_the_weekday_that_was_decided_last(more: tuple) -> None:
    then = MOVED
    for each in more:
        then = then.then(each)
    held = then.at(17).then(suspend(17)).of()
    assert held.last.weekday is Weekday.FRIDAY
    assert [day_of(day) for day, _ in dose_days(held, on(0), on(40))] == [0, 7, 14]


def test_what_is_held_is_held_up_to_an_end_that_was_decided() -> None:
    held = plan().at(17).then(suspend(17)).then(end(40, Reason.REMISSION))
    (regimen,) = held.at(20).kept.plan.regimens
    assert regimen.ended == on(40)
    assert regimen.held is not None
    assert day_of(regimen.held.first) == 17


def test_it_rises_on_the_day_it_is_due_though_the_weekday_has_just_changed() -> None:
    moved = (
        plan().at(30).then(decision(Move.WEEKDAY, 30, Reason.SUITS_BETTER, weekday=Weekday.FRIDAY))
    )
    assert moved.at(32).refusal(rise(32)) is None
