"""What a drug was held or stopped for counts for everything that is named until it is over."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.guideline import shipped
from core.agenda import agenda
from core.agents.choice import Agent, Status, Withheld
from core.amounts import UNKNOWN
from core.course.decisions import REASONS, Decision, Drug, Move, Reason
from core.course.regimen.amounts import Refusal
from core.course.regimen.recovery import ANSWERED_BY, BY_TESTS, as_answered, by_tests
from core.due import Item
from core.patient import Ild, Pregnancy
from core.rescue.weighed import Treatment, weigh
from tests.core.deciding import on
from tests.core.regimens import (
    METHOTREXATE,
    WOMAN,
    Lived,
    begin,
    decision,
    end,
    plan,
    resume,
    stretches,
    suspend,
)

NONE = {"immunosuppressants": {}, "earlier_steroid": [{"mg": "60", "days": 35}]}
MARROW = {"sulfa_allergy": "none", "g6pd": "normal", "severity": "severe", **NONE}
TMP_SMX = "tmp_smx"
BOTH = [
    (move, reason)
    for move in (Move.SUSPEND, Move.END)
    for reason in ANSWERED_BY
    if reason in REASONS[move]
]
STOPS = [reason for reason in ANSWERED_BY if reason in REASONS[Move.END]]


@pytest.mark.parametrize(("day", "over"), [(29, False), (30, False), (31, True)])
@pytest.mark.parametrize("reason", sorted(BY_TESTS))
def test_blood_tests_tell_of_what_they_are_newer_than(
    reason: Reason, day: int, *, over: bool
) -> None:
    held = plan().at(30).then(suspend(30, reason)).kept.plan.regimens
    (now,) = by_tests(held, on(day))
    assert (now.last.recovered == on(day)) is over
    assert by_tests(held, None) == held


def of(**answers: Any) -> Lived:
    return plan(**{**WOMAN, **MARROW, **answers})


def after(move: Move, reason: Reason, **answers: Any) -> Lived:
    return of(**answers).at(30).then(decision(move, 30, reason)).at(32)


def recover(day: int, drug: Drug = METHOTREXATE, *, tested: bool = True) -> Decision:
    more = {"tested": day} if tested else {}
    return decision(Move.RECOVER, day, Reason.RECOVERED, drug, **more)


def waits(lived: Lived) -> bool:
    return Withheld.RECOVERY in lived.kept.plan.agent.withheld_for


def prophylaxis(lived: Lived) -> tuple[str, ...]:
    found = lived.kept.plan.pneumocystis
    assert found is not None
    return found.drugs


def blood_days(lived: Lived, drug: Drug = METHOTREXATE) -> list[int]:
    """The days on which blood is tested, within eight weeks of the present day."""
    kept, today = lived.kept, on(lived.day)
    due = agenda(kept.rules, kept.plan, today=today, until=today + timedelta(weeks=8))
    return [
        (each.day - on(0)).days
        for each in due
        if each.item is Item.LABORATORY and each.values["agent"] == drug and each.day > today
    ]


@pytest.mark.parametrize(("move", "reason"), BOTH)
def test_it_counts_as_the_answer_for_rescue_and_what_is_begun_beside(
    move: Move, reason: Reason
) -> None:
    there = after(move, reason)
    case = there.standing.lived_but(Drug.AZATHIOPRINE)
    key = ANSWERED_BY[reason]
    expected: dict[Reason, Any] = {
        Reason.KIDNEY: UNKNOWN,
        Reason.NEW_COUGH: Ild.UNKNOWN,
        Reason.PREGNANCY: Pregnancy.PLANNING,
    }
    assert getattr(case, key) == expected.get(reason, True)
    assert getattr(there.standing.case, key) != getattr(case, key)  # the answer itself stays


@pytest.mark.parametrize(("move", "reason"), BOTH)
def test_it_counts_at_once_before_the_first_day_of_its_drug_too(
    move: Move, reason: Reason
) -> None:
    """Methotrexate was to begin on day 7; on day 3 it is known why it does not."""
    there = plan(begins=False, **{**WOMAN, **MARROW}).at(2).then(begin(7)).at(3)
    there = there.then(decision(move, 3, reason))
    state = "held" if move is Move.SUSPEND else "ended"
    assert stretches(there.of()) == f"{state} 15@3"
    case = there.standing.lived_but(Drug.AZATHIOPRINE)
    key = ANSWERED_BY[reason]
    assert getattr(case, key) != getattr(there.standing.case, key)
    if reason in BY_TESTS:
        assert blood_days(there)[:2] == [10, 17]


@pytest.mark.parametrize(("move", "reason"), BOTH)
def test_rescue_is_weighed_by_it(move: Move, reason: Reason) -> None:
    found = {each.treatment: each for each in after(move, reason).kept.plan.rescue}
    why = found[Treatment.CYCLOPHOSPHAMIDE].because
    told = {Reason.LOW_COUNTS: "cytopenia", Reason.INFECTION: "active_infection",
            Reason.PREGNANCY: "pregnancy"}  # fmt: skip
    assert (reason not in told) or told[reason] in why


def test_after_a_new_cough_no_methotrexate_is_named_before_the_lungs_were_looked_at() -> None:
    """It may be the lungs, which methotrexate can inflame: they count as not known again."""
    taken = of(alcohol_excess=True, agent_start=None).told(alcohol_excess=False)
    there = taken.at(30).then(end(30, Reason.NEW_COUGH, drug=Drug.AZATHIOPRINE)).at(32)
    agent = there.kept.plan.agent
    assert (str(agent.first), agent.status) == ("mycophenolate", Status.CANDIDATE)
    assert "ild_unknown" in agent.blocked[Agent.METHOTREXATE]
    well = there.then(recover(32, Drug.AZATHIOPRINE, tested=False))
    agent = well.kept.plan.agent
    assert (str(agent.first), agent.status) == ("methotrexate", Status.READY)
    known = of(alcohol_excess=True, ild="yes").standing.case
    assert as_answered(shipped(), known, frozenset({Reason.NEW_COUGH})).ild is Ild.YES


@pytest.mark.parametrize("reason", STOPS)
def test_the_next_agent_waits_and_no_decision_as_planned_begins_it(reason: Reason) -> None:
    there = after(Move.END, reason)
    agent = there.kept.plan.agent
    assert agent.status is not Status.READY
    assert waits(there) or agent.status is None
    assert not agent.doses
    drug = Drug(str(agent.first)) if str(agent.first) in {*map(str, Drug)} else Drug.AZATHIOPRINE
    wanted = begin(32, drug=drug, weekday=None)
    assert there.refusal(wanted) is not None


@pytest.mark.parametrize("reason", STOPS)
def test_recovered_it_is_named_as_if_it_had_not_been(reason: Reason) -> None:
    there = after(Move.END, reason).at(40)
    back = there.then(recover(40))
    assert not waits(back)
    assert back.kept.plan.agent.status is Status.READY
    assert back.kept.plan.drugs.ready == on(40)
    assert back.refusal(recover(40)) is Refusal.NOTHING_TO_RECOVER
    assert back.standing.lived_but(Drug.AZATHIOPRINE).cytopenia is False


@pytest.mark.parametrize("reason", STOPS)
def test_only_what_blood_tests_tell_of_is_affirmed_by_blood_tests(reason: Reason) -> None:
    there = after(Move.END, reason)
    assert there.refusal(recover(32)) is None
    untested = there.refusal(recover(32, tested=False))
    assert untested == (Refusal.TESTS_MISSING if reason in BY_TESTS else None)
    old = decision(Move.RECOVER, 32, Reason.RECOVERED, tested=30)
    assert there.refusal(old) == (Refusal.TESTS_TOO_OLD if reason in BY_TESTS else None)
    ahead = decision(Move.RECOVER, 32, Reason.RECOVERED, tested=33)
    assert there.refusal(ahead) == (Refusal.TESTS_IN_FUTURE if reason in BY_TESTS else None)
    assert there.refusal(recover(31)) is Refusal.IN_THE_PAST
    assert there.refusal(recover(33)) is Refusal.TOO_FAR_AHEAD


@pytest.mark.parametrize(
    ("reason", "told", "back"),
    [
        (Reason.LOW_COUNTS, {"cytopenia": True}, {"cytopenia": False}),
        (Reason.LIVER, {"liver_disease": True}, {"liver_disease": False}),
        (Reason.KIDNEY, {"egfr": 70}, {"egfr": 90}),
        (Reason.INFECTION, {"active_infection": True}, {"active_infection": False}),
        (Reason.PREGNANCY, {"pregnancy": "yes"}, {"pregnancy": "no"}),
    ],
)
def test_an_answer_given_anew_speaks_from_then_on(
    reason: Reason, told: dict[str, Any], back: dict[str, Any]
) -> None:
    there = after(Move.END, reason).told(**told).at(40).told(**back)
    assert not waits(there)
    assert there.kept.plan.agent.status is Status.READY


def test_of_a_drug_that_is_held_nothing_is_to_recover_before_it_is_resumed() -> None:
    there = after(Move.SUSPEND, Reason.LOW_COUNTS)
    assert there.refusal(recover(32)) is Refusal.NOTHING_TO_RECOVER
    assert there.refusal(resume(32)) is None  # its own hold is no answer against it
    taken = there.then(resume(32)).at(40)
    assert taken.standing.lived_but(Drug.AZATHIOPRINE).cytopenia is False


def test_tests_affirmed_for_one_drug_tell_of_what_another_was_stopped_for() -> None:
    there = plan(**{**WOMAN, **MARROW}).at(20)
    azathioprine = begin(20, Reason.BESIDE, drug=Drug.AZATHIOPRINE, weekday=None, mg="50")
    there = there.then(azathioprine).at(40)
    there = there.then(end(40, Reason.LOW_COUNTS, drug=Drug.AZATHIOPRINE)).at(45)
    there = there.then(suspend(45, Reason.MOUTH_ULCERS)).at(50)
    assert there.standing.lived_but(METHOTREXATE).cytopenia is True
    back = there.then(resume(50))
    assert back.standing.lived_but(METHOTREXATE).cytopenia is False


@pytest.mark.parametrize("move", [Move.SUSPEND, Move.END])
def test_no_trimethoprim_is_offered_after_low_counts_until_they_have_recovered(move: Move) -> None:
    before = of().at(20)
    assert prophylaxis(before)[0] == "atovaquone"
    there = after(move, Reason.LOW_COUNTS)
    assert not any(each.startswith(TMP_SMX) for each in prophylaxis(there))
    found = there.kept.plan.pneumocystis
    assert found is not None
    assert "tmp_smx_low_counts" in found.cautions
    if move is Move.END:
        assert prophylaxis(there.at(40).then(recover(40)))[0] == TMP_SMX
        assert prophylaxis(after(move, Reason.NEW_COUGH))[0] == TMP_SMX


REPEATED = [*BY_TESTS, Reason.OVERDOSE]


@pytest.mark.parametrize("reason", REASONS[Move.SUSPEND])
def test_blood_tests_are_repeated_each_week_of_a_hold_they_tell_of(reason: Reason) -> None:
    there = plan().at(30).then(suspend(30, reason))
    weekly = blood_days(there)[:4] == [37, 44, 51, 58]
    assert weekly == (reason in REPEATED)
    back = there.at(40).then(resume(40))
    assert [day for day in blood_days(back) if day < 80] == [42, 56, 70]


@pytest.mark.parametrize("reason", STOPS)
def test_after_a_stop_they_go_on_until_it_has_recovered(reason: Reason) -> None:
    there = after(Move.END, reason)
    assert bool(blood_days(there)) == (reason in BY_TESTS)
    assert not blood_days(there.at(40).then(recover(40)))


def test_a_treatment_of_severe_disease_is_no_exception() -> None:
    tacrolimus = Drug.CALCINEURIN_INHIBITOR
    there = of().at(9).then(begin(9, Reason.RESCUE, drug=tacrolimus, weekday=None, mg="5"))
    there = there.at(30).then(end(30, Reason.KIDNEY, drug=tacrolimus)).at(32)
    assert there.standing.lived_but(METHOTREXATE).egfr is UNKNOWN
    assert blood_days(there, tacrolimus)[:2] == [37, 44]
    assert there.at(37).then(recover(37, tacrolimus)).standing.lived.egfr == Decimal(90)


def test_a_hold_that_a_stop_follows_is_still_to_recover() -> None:
    there = after(Move.SUSPEND, Reason.LOW_COUNTS).at(35).then(end(35, Reason.REMISSION)).at(36)
    assert waits(there)
    assert not any(each.startswith(TMP_SMX) for each in prophylaxis(there))
    assert blood_days(there)[:2] == [37, 44]
    assert not waits(there.at(40).then(recover(40)))


def test_what_is_kept_of_it_reads_back() -> None:
    there = after(Move.END, Reason.LOW_COUNTS).at(40).then(recover(40))
    assert there.of().last.recovered == on(40)
    assert weigh(shipped(), there.standing.case)
