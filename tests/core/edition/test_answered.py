"""Answers of a live plan, given anew: what was taken stays, what they close is taken no more."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from core.course import shown
from core.course.decisions import Decision, Drug, Reason
from core.course.regimen.drugs import AGENTS, speaks_against
from core.course.regimen.lines import given as confirmed
from core.course.regimen.regimen import Regimen, State, dose_days, latest
from core.edition.kept_plan import Kept
from core.emergencies import emergencies
from core.reading import as_kept
from core.steroid.start_dose import Because
from tests.core.edition.any_life import EVENTS, PLANS, Alive, lived
from tests.core.regimens import Lived, begin, end, plan, resume, rise, stretches, suspend

SUMS = frozenset({"start_dose", *(f"start_{why}" for why in Because)})
FAR = timedelta(days=400)


def changes(plan: Any, events: Any) -> Iterator[tuple[Alive, Alive]]:
    """The plan before and after each change of its answers."""
    for before, told in lived(plan, events):
        if told is not None:
            yield before, before.told(told)


def days(of: Alive) -> Iterator[date]:
    """Every day from before the first dose to long after this one."""
    first = of.kept.plan.case.start_date
    return (first + timedelta(days=n) for n in range((of.day + FAR - first).days))


def amounts(kept: Kept) -> set[tuple[Drug, Decimal]]:
    return {
        (each.drug, stretch.mg)
        for each in kept.plan.regimens
        for stretch in each.stretches
        if stretch.state is State.TAKEN and stretch.mg is not None
    }


def closes(before: Alive, after: Alive, drug: Drug) -> bool:
    rules = before.kept.rules
    was, now = (
        {*speaks_against(rules, as_kept(each.answers, rules), drug)} for each in (before, after)
    )
    return bool(now - was)


def pairs(before: Alive, after: Alive) -> Iterator[tuple[Regimen, Regimen | None]]:
    for each in before.kept.plan.regimens:
        yield (
            each,
            next(
                (
                    e
                    for e in after.kept.plan.regimens
                    if (e.drug, e.begun) == (each.drug, each.begun)
                ),
                None,
            ),
        )


def plan_with(*decided: Decision, day: int, **answers: Any) -> Lived:
    """Methotrexate from the first day, decided about and then closed by these answers."""
    now = plan().at(day)
    for each in decided:
        now = now.then(each)
    return now.told(**answers)


def test_what_was_decided_for_later_does_not_begin_on_its_day() -> None:
    risen = plan_with(rise(33, tested=28), day=28, egfr=40)
    assert stretches(risen.of()) == "taken 15@0 held 15@28"
    again = plan().at(30).then(suspend(30)).at(33).then(resume(36, tested=33)).told(egfr=40)
    assert stretches(again.of()) == "taken 15@0 held 15@30"
    vaccine = suspend(36, Reason.INFLUENZA_VACCINE, until=50)
    assert stretches(plan_with(vaccine, day=30, egfr=40).of()) == "taken 15@0 held 15@30"


def test_an_end_that_was_decided_for_later_stays_and_nothing_is_taken_until_then() -> None:
    ends = plan_with(end(34), day=30, egfr=40)
    assert stretches(ends.of()) == "taken 15@0 held 15@30 ended 15@34"


def test_a_treatment_of_severe_disease_is_held_by_what_closes_it() -> None:
    given_now = begin(10, Reason.RESCUE, drug=Drug.CYCLOPHOSPHAMIDE, weekday=None)
    held = plan_with(given_now, day=10, pregnancy="planning").at(10)
    assert held.of(Drug.CYCLOPHOSPHAMIDE).held is not None
    assert plan_with(given_now, day=10, diabetes=True).of(Drug.CYCLOPHOSPHAMIDE).held is None


@pytest.mark.parametrize("told", [{"active_infection": True}, {"rapidly_progressive": True}])
def test_an_infection_and_lungs_that_worsen_fast_hold_methotrexate(told: dict[str, Any]) -> None:
    assert plan_with(day=20, **told).of().held is not None


def test_a_new_weight_leaves_the_start_dose_to_the_weight_it_was_made_of() -> None:
    before, after = plan().at(20), plan_with(day=20, weight_kg="48")
    was, now = before.kept.plan, after.kept.plan
    assert (now.start, now.course) == (was.start, was.course)
    assert [each for each in now.lines if each.says in SUMS] == [
        each for each in was.lines if each.says in SUMS
    ]
    assert now.case.weight_kg == 48
    assert after.kept.differs == ()


@given(PLANS, EVENTS)
def test_doses_of_the_steroid_stay_as_they_were_taken_and_decided(plan: Any, events: Any) -> None:
    for before, after in changes(plan, events):
        was, now = shown.read(before.text), shown.read(after.text)
        assert now.start_mg == was.start_mg
        if was.progress is None or now.progress is None:
            assert was.progress is now.progress is None
            continue
        for name in ("doses", "ahead", "ladder", "due", "ends", "decided", "joined", "held_days"):
            assert getattr(now.progress, name) == getattr(was.progress, name), name


@given(PLANS, EVENTS)
def test_what_was_taken_of_a_drug_before_that_day_stays(plan: Any, events: Any) -> None:
    for before, after in changes(plan, events):
        for was, now in pairs(before, after):
            past = [each for each in was.stretches if each.first < before.day]
            assert not past or now is not None
            for each in days(before):
                if now and each < before.day:
                    assert now.on(each) == was.on(each)


@given(PLANS, EVENTS)
def test_no_amount_appears_that_was_not_confirmed(plan: Any, events: Any) -> None:
    for before, after in changes(plan, events):
        assert amounts(after.kept) <= amounts(before.kept)
        drugs = {each.drug for each in before.kept.plan.regimens}
        began = [each for each in after.kept.plan.regimens if each.drug not in drugs]
        assert all(each.held and not before.kept.plan.drugs.recorded for each in began)
        told = confirmed(after.kept.plan.regimens, after.day)
        named = confirmed(before.kept.plan.regimens, before.day)
        for drug, given_now in told.items():
            assert {*given_now} <= {*named.get(drug, ())}


@given(PLANS, EVENTS)
def test_what_is_closed_is_not_taken_from_that_day(plan: Any, events: Any) -> None:
    for before, after in changes(plan, events):
        for was, now in pairs(before, after):
            if not closes(before, after, was.drug):
                assert now == was
                continue
            if now is None:
                assert was.begun > before.day
                continue
            for each in days(before):
                stretch = now.on(each)
                assert each < before.day or not stretch or stretch.state is not State.TAKEN
            assert not dose_days(now, before.day, before.day + FAR)
            assert now.due is None
            assert now.ended == was.ended


@given(PLANS, EVENTS)
def test_a_drug_that_is_held_stays_held(plan: Any, events: Any) -> None:
    for before, after in changes(plan, events):
        for was, now in pairs(before, after):
            stretch = was.on(before.day)
            if stretch and stretch.state is State.HELD:
                assert now is not None
                assert now.on(before.day) == stretch


@given(PLANS, EVENTS)
def test_the_agent_that_is_taken_stays_named_and_none_is_begun(plan: Any, events: Any) -> None:
    for before, after in changes(plan, events):
        was, now = before.kept.plan, after.kept.plan
        going = (
            latest(now.regimens, Drug(str(was.agent.first))) if _is_drug(was.agent.first) else None
        )
        if (going and not going.ended) or not now.drugs.recorded:
            assert (now.agent.first, now.agent.doses) == (was.agent.first, was.agent.doses)
        if not was.drugs.recorded and not now.drugs.recorded:
            assert now.regimens == ()


@given(PLANS, EVENTS)
def test_a_new_emergency_leaves_no_step_a_date_and_nothing_else_does(
    plan: Any, events: Any
) -> None:
    for before, after in changes(plan, events):
        rules = before.kept.rules
        was, now = ({*emergencies(as_kept(each.answers, rules))} for each in (before, after))
        course, then = before.kept.plan.course, after.kept.plan.course
        assert not after.kept.plan.provisional
        if course is None or then is None:
            continue
        waits = bool(now - was) and course.ends is None
        assert then.reassess is (waits or course.reassess)


@given(PLANS, EVENTS)
def test_the_same_answers_change_nothing_and_no_edition_is_left(plan: Any, events: Any) -> None:
    for before, after in changes(plan, events):
        again = before.told({})
        assert again.kept.plan.regimens == before.kept.plan.regimens
        assert again.kept.plan.agent.first == before.kept.plan.agent.first
        assert after.kept.edition == before.kept.edition
        if not before.kept.differs:
            assert not again.kept.differs, (again.kept.differs, again.text, before.text)


def _is_drug(first: str) -> bool:
    return str(first) in {str(each) for each in AGENTS}
