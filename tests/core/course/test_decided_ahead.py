"""An end that was decided for a later day: until then the drug is taken, and may be held."""

import pytest

from core.course.decisions import REASONS, Drug, Move, Reason
from core.course.drugs import as_lived
from core.course.regimen_amounts import Refusal
from core.course.regimen_lines import TRIED
from core.patient import Experience, Immunosuppressant
from tests.core.deciding import on
from tests.core.regimens import begin, decision, end, plan, resume, stretches, suspend

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


@pytest.mark.parametrize("reason", [each for each in REASONS[Move.END] if each not in KEPT_OPEN])
def test_why_it_is_not_named_again_is_the_reason_that_was_given(reason: Reason) -> None:
    lived = plan().at(90).then(end(90, reason))
    tried = [line for line in lived.kept.plan.lines if line.says in (*TRIED, "drug_stopped")]
    assert [line.says for line in tried] == ["drug_stopped"]
    assert tried[0].values == {"drug": "methotrexate", "reason": reason}
