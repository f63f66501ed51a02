"""A kept plan goes on as it was shown, and what later rules would do otherwise is named."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given

from bot.commands.plan_json import to_json
from bot.guideline import edition, shipped
from core.agenda import Item, agenda
from core.course import shown
from core.course.course import in_force
from core.course.decision_rules import refused
from core.course.decisions import Decision, Move, Reason
from core.edition import kept_plan
from core.edition.answered import answered
from core.edition.difference import Part
from core.edition.figures import NotPlanned
from core.edition.kept_plan import Kept, as_it_stands, made
from core.given import as_key
from core.guideline.schema import Guideline
from core.plan import Plan, plan_for, recalled
from core.reading import Refused, as_kept, read_case
from tests.campaigns import seed, size
from tests.core.course.test_any_course import ANY_ANSWERS, SILENCE, WISHES, allowed
from tests.core.deciding import ANSWERS, FIRST, READY, flare, hold, off_plan, on, step, stop
from tests.editions.changed import LATER, changed
from tests.oracle.chance import random_cases

CHILD = {"subtype": "juvenile", "weight_kg": "25"}
CARRY = Decision(move=Move.CARRY_OVER, on=on(30), reason=Reason.NEW_EDITION)
SOME = [
    (),
    (step(28),),
    (step(28), hold(42)),
    (step(28), flare(35, "70")),
    (off_plan(10, "37.5"),),
    (hold(28, 4), hold(50, 2)),
    (step(28), stop(30)),
]


def alone(guideline: Guideline) -> Guideline:
    """The same rules, with no memory of any edition before them."""
    return replace(guideline, earlier={})


def kept(
    *decisions: Decision,
    under: Guideline | None = None,
    not_before: int | None = None,
    **answers: Any,
) -> Kept:
    """A plan as the shipped edition keeps it, read under these rules."""
    given_answers = ANSWERS | answers
    text = made(shipped(), given_answers, decisions)
    waits = None if not_before is None else on(not_before)
    return as_it_stands(under or changed(), given_answers, text, not_before=waits)


def told(**answers: Any) -> set[Part]:
    return {each.part for each in kept(**answers).differs}


# ------------------------------------------------------------------ under its own rules


@given(ANY_ANSWERS, WISHES, SILENCE)
def test_under_its_own_rules_it_is_the_plan_of_its_answers_and_decisions(
    answers: dict[str, Any], wishes: list[Any], silence: int
) -> None:
    taken = allowed(answers, wishes)
    found = kept(*taken, under=shipped(), not_before=silence, **answers)
    assert found.differs == ()
    whole = ANSWERS | answers
    assert kept_plan.compared(shipped(), as_key(whole), made(shipped(), whole, taken)) == ()
    assert found.plan == recalled(shipped(), ANSWERS | answers, taken, not_before=on(silence))


@given(ANY_ANSWERS, WISHES)
def test_a_decision_leads_on_from_what_was_shown_as_if_all_were_worked_out_anew(
    answers: dict[str, Any], wishes: list[Any]
) -> None:
    *earlier, last = allowed(answers, wishes) or (None,)
    if last is not None:
        found = kept(*earlier, under=shipped(), **answers)
        whole = made(shipped(), ANSWERS | answers, (*earlier, last))
        assert kept_plan.decided(found, last) == whole


@given(ANY_ANSWERS, WISHES)
def test_the_text_holds_the_course_exactly(answers: dict[str, Any], wishes: list[Any]) -> None:
    taken = allowed(answers, wishes)
    plan = recalled(shipped(), ANSWERS | answers, taken)
    assert isinstance(plan, Plan)
    assert plan.course is not None
    read = shown.read(made(shipped(), ANSWERS | answers, taken))
    assert read.progress == plan.course.progress


@pytest.mark.parametrize(
    ("taken", "ahead"),
    [
        ((), 13),
        ((step(28),), 12),
        ((off_plan(10, "32.5"),), 10),
        ((off_plan(10, "1"),), 0),
        ((off_plan(10, "4"),), ["14 2 1*2"]),
    ],
)
def test_doses_to_come_are_a_count_where_they_are_the_end_of_the_ladder(
    taken: tuple[Decision, ...], ahead: object
) -> None:
    found = shown.parts(made(shipped(), ANSWERS, taken))["doses"]["ahead"]
    assert found == ahead


def test_what_was_shown_of_any_case_reads_back() -> None:
    for case in random_cases(size("kept"), seed(9)):
        plan = plan_for(shipped(), case)
        if isinstance(plan, Refused) or plan.start is None:
            continue
        read = shown.read(made(shipped(), case))
        assert (read.agent, read.notices) == (plan.agent, plan.notices)
        assert (read.milestones, read.start_mg) == (plan.milestones, plan.start.mg)
        found = as_it_stands(shipped(), case, made(shipped(), case), draft=True)
        assert found.plan == plan


def test_what_the_rules_have_just_made_they_would_not_do_otherwise() -> None:
    """It is taken as known, so it is worked out here."""
    for case in random_cases(size("kept"), seed(11)):
        for begins, recorded in ((True, True), (False, True), (True, False)):
            try:
                text = made(shipped(), case, begins=begins, recorded=recorded)
            except NotPlanned:
                continue
            assert kept_plan.compared(shipped(), as_key(case), text) == ()


def test_answers_that_were_accepted_read_the_same_without_their_limits() -> None:
    for case in random_cases(size("kept"), seed(10)):
        found = read_case(case, shipped())
        if not isinstance(found, Refused):
            assert as_kept(case, shipped()) == found


def test_a_case_that_is_not_planned_is_not_kept() -> None:
    with pytest.raises(NotPlanned, match="weight_outside_limits"):
        made(shipped(), ANSWERS | {"weight_kg": "500"})
    with pytest.raises(NotPlanned, match="inclusion_body"):
        made(shipped(), ANSWERS | {"subtype": "inclusion_body"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ("[]", "of another form"),
        ('{"form":0}', "of another form"),
        ("null", "of another form"),
        ('{"form":2}', "with other parts"),
        ('{"form":1}', "with other parts"),
    ],
)
def test_a_text_of_no_known_form_is_refused(text: str, said: str) -> None:
    with pytest.raises(shown.BadText, match=f"^{said}$"):
        shown.read(text)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('"due":"2026', '"due":"x'),
        ('"first":"pending"', '"first":"aspirin"'),
        ('"mg":"70"', '"mg":"seventy"'),
        ("2026-11-23 70", "2026-11-23"),
    ],
)
def test_a_text_with_a_value_that_is_none_is_refused(was: str, now: str) -> None:
    text = made(shipped(), ANSWERS)
    assert text.count(was) == 1
    with pytest.raises(shown.BadText, match=r"^\w+: ."):
        shown.read(text.replace(was, now))


# ------------------------------------------------------------------ under later rules


@pytest.mark.parametrize("rules", [changed(), alone(changed())], ids=["known", "unknown"])
@pytest.mark.parametrize("taken", SOME)
def test_the_dose_in_force_and_every_date_stay_as_they_were(
    taken: tuple[Decision, ...], rules: Guideline
) -> None:
    for day in range(0, 200, 7):
        before = kept(*taken, under=shipped(), not_before=day).plan
        after = kept(*taken, under=rules, not_before=day).plan
        assert before.course is not None
        assert after.course is not None
        assert in_force(after.course, on(day)) == in_force(before.course, on(day))
        assert (after.periods, after.course) == (before.periods, before.course)
        assert (after.agent, after.notices) == (before.agent, before.notices)


@pytest.mark.parametrize("taken", SOME)
@pytest.mark.parametrize("answers", [{}, READY, READY | {"ild": "yes", "subtype": "overlap"}])
def test_by_its_own_edition_everything_that_falls_due_stays_and_every_line(
    taken: tuple[Decision, ...], answers: dict[str, Any]
) -> None:
    for day in (0, 28, 60, 200):
        before = kept(*taken, under=shipped(), not_before=day, **answers)
        after = kept(*taken, not_before=day, **answers)
        assert after.plan == before.plan
        assert agenda(after.rules, after.plan) == agenda(before.rules, before.plan)


@given(ANY_ANSWERS, WISHES)
def test_every_decision_is_taken_on_the_doses_that_were_shown(
    answers: dict[str, Any], wishes: list[Any]
) -> None:
    """The edition of its day decides the same whether it is the newest or not."""
    taken = allowed(answers, wishes)
    text = made(shipped(), ANSWERS | answers)
    for each in taken:
        found = as_it_stands(changed(), ANSWERS | answers, text)
        text = kept_plan.decided(found, each)
    assert text == made(shipped(), ANSWERS | answers, taken)


@pytest.mark.parametrize("mg", ["80", "67.5", "63", "41", "22.5", "11", "7", "1"])
def test_beside_the_ladder_of_rules_that_are_lost_no_dose_falls_further_than_either(
    mg: str,
) -> None:
    found = kept(under=alone(changed()), weight_kg="80")
    decision = off_plan(10, mg)
    text = kept_plan.decided(found, decision)
    after = as_it_stands(alone(changed()), found.answers, text).plan
    assert after.course is not None
    doses = [Decimal(mg), *(row.mg for row in after.periods[after.course.confirmed :])]
    for dose, later in pairwise(doses):
        rungs = shown.read(found.text).progress.ladder
        allowed_by_it = [rung.mg for rung in rungs if rung.mg < dose][:1]
        assert later >= max(allowed_by_it, default=Decimal(0))
    assert doses[-1] <= 5


def test_a_child_keeps_dose_and_milestones() -> None:
    before, after = kept(under=shipped(), **CHILD), kept(**CHILD)
    assert after.plan == before.plan
    assert (after.plan.start.mg, after.plan.course) == (Decimal(50), None)


def test_new_answers_leave_the_doses_as_they_are_and_the_rest_to_its_own_rules() -> None:
    found = kept(step(28), hold(42))
    text = answered(found, ANSWERS | READY, on(50))
    anew = shown.parts(made(shipped(), ANSWERS | READY, (step(28), hold(42)), begins=False))
    ready = {"agent": {**anew["agent"], "ready": on(50).isoformat()}}
    dates = {"monitoring": shown.parts(text)["monitoring"]}  # it is asked about a week after them
    assert shown.parts(text) == {**anew, **ready, **dates}


# ------------------------------------------------------------------ the differences


PARTS_OF_JSON = {
    "agent": {Part.AGENT, Part.AMOUNTS, Part.CLEARED},
    "milestones": {Part.MILESTONES},
    "start_options": {Part.START},
    "notices": {Part.NOTICES},
}


def test_the_parts_named_are_those_that_the_two_editions_answer_differently() -> None:
    """Against the planner's own answers of both editions; the start dose that was taken aside."""
    seen: set[Part] = set()
    for case in random_cases(size("kept"), seed(11)):
        first, later = plan_for(shipped(), case), plan_for(changed(), case)
        if isinstance(first, Refused) or first.start is None:
            continue
        found = {e.part for e in as_it_stands(changed(), case, made(shipped(), case)).differs}
        seen |= found
        if isinstance(later, Refused):
            assert found == {Part.REFUSED}
            continue
        was, now = to_json(first), to_json(later)
        if not was["start_options"]:  # a child has one dose by rule
            was["start_options"], now["start_options"] = was["start_mg"], now["start_mg"]
        for name, parts in PARTS_OF_JSON.items():
            if name == "notices" and first.start.mg != later.start.mg:
                continue  # they may hang on a start dose that was taken
            assert bool(found & parts) == (was[name] != now[name]), (case, name)
    assert seen >= {Part.REFUSED, Part.START, Part.DOSES, Part.SUMS, Part.AGENT, Part.MONITORING}


def with_(**numbers: Any) -> Guideline:
    """The next edition, other than this one only in these taper numbers."""
    taper = shipped().taper
    facts = {name: replace(getattr(taper, name), value=each) for name, each in numbers.items()}
    now = shipped()
    taper = replace(taper, **facts)
    return replace(now, edition=LATER, earlier={now.edition: now}, taper=taper)


@pytest.mark.parametrize(
    ("rules", "parts"),
    [
        (with_(), []),
        (with_(interval_weeks=3), [Part.TIMES, Part.SUMS, Part.PNEUMOCYSTIS, Part.MONITORING]),
        (
            with_(fast=(Decimal(5), Decimal(30))),
            [Part.DOSES, Part.SUMS, Part.PNEUMOCYSTIS, Part.MONITORING],
        ),
    ],
)
def test_only_what_is_different_is_named(rules: Guideline, parts: list[Part]) -> None:
    found = as_it_stands(rules, ANSWERS, made(shipped(), ANSWERS))
    assert [each.part for each in found.differs] == parts
    assert found.rules is (shipped() if parts else rules)


def test_what_only_a_course_that_goes_back_would_follow_is_named_apart() -> None:
    low = tuple(step(28 + 14 * nth) for nth in range(7))
    found = as_it_stands(
        with_(fast=(Decimal(5), Decimal(30))), ANSWERS, made(shipped(), ANSWERS, low)
    )
    assert [each.part for each in found.differs] == [Part.LADDER]


def test_doses_and_start_are_told_with_their_figures() -> None:
    found = {each.part: each for each in kept().differs}
    assert (found[Part.START].was, found[Part.START].new) == (Decimal(70), Decimal("62.5"))
    assert found[Part.DOSES].was[:2] == (Decimal(60), Decimal(50))
    assert found[Part.DOSES].new[:2] == (Decimal(65), Decimal(60))


# ------------------------------------------------------------------ carried over


@pytest.mark.parametrize("taken", SOME)
def test_carried_over_the_doses_taken_and_the_next_day_stay_and_nothing_differs_any_more(
    taken: tuple[Decision, ...],
) -> None:
    found = kept(*taken)
    text = kept_plan.decided(found, CARRY)
    after = as_it_stands(changed(), found.answers, text)
    was, now = shown.read(found.text).progress, shown.read(text).progress
    assert was is not None
    assert now is not None
    assert (now.doses, now.due, now.ends, now.decided) == (
        was.doses, was.due, was.ends, was.decided,
    )  # fmt: skip
    assert (after.edition, after.differs, after.rules) == (LATER, (), changed())
    assert after.plan.course is not None
    if was.ends is None:
        assert now.ahead != was.ahead


@pytest.mark.parametrize("taken", SOME)
def test_carrying_over_to_the_same_rules_changes_nothing(taken: tuple[Decision, ...]) -> None:
    plain = recalled(shipped(), ANSWERS, taken)
    assert recalled(shipped(), ANSWERS, (*taken, CARRY)) == plain


def test_nothing_can_be_decided_about_doses_that_a_child_has_not() -> None:
    with pytest.raises(NotPlanned, match="no course"):
        kept_plan.decided(kept(**CHILD), step(28))


def test_a_warning_about_the_dose_that_is_taken_outlives_a_rule_that_would_start_lower() -> None:
    start = shipped().steroid.start
    lower = replace(start, severe=replace(start.severe, value=Decimal("0.7")))
    rules = replace(with_(), steroid=replace(shipped().steroid, start=lower))
    found = kept(under=rules)
    assert [each.part for each in found.differs] == [Part.START]
    after = as_it_stands(rules, found.answers, kept_plan.decided(found, CARRY))
    assert after.differs == ()
    assert (after.plan.start.mg, after.plan.start.suggested.mg) == (70, Decimal(50))
    assert "start_above_60" in [notice.code for notice in after.plan.notices]


def test_a_child_is_carried_over_with_the_dose_that_is_given() -> None:
    found = kept(**CHILD)
    after = as_it_stands(changed(), found.answers, kept_plan.decided(found, CARRY))
    assert (after.plan.start.mg, after.differs) == (Decimal(50), ())
    assert after.plan.milestones == found.plan.milestones
    assert "start_earlier" in [line.says for line in after.plan.lines]


def test_an_agent_whose_amounts_were_shown_keeps_them_and_the_difference_is_named() -> None:
    found = kept(step(28), **READY)
    assert found.plan.agent.doses
    assert Part.AMOUNTS in {each.part for each in found.differs}
    after = as_it_stands(changed(), found.answers, kept_plan.decided(found, CARRY))
    assert after.plan.agent == found.plan.agent
    assert (after.differs, after.since) == ((), CARRY.on)
    later = kept_plan.decided(after, hold(42))
    assert as_it_stands(changed(), found.answers, later).differs == ()
    assert shown.read(later).since == CARRY.on


def test_an_agent_that_waits_is_chosen_by_the_new_rules() -> None:
    found = kept(step(28), ild="unknown")
    after = as_it_stands(changed(), found.answers, kept_plan.decided(found, CARRY))
    anew = plan_for(changed(), found.answers)
    assert after.plan.agent == anew.agent


def test_a_course_that_has_ended_and_a_later_edition_are_not_carried_over() -> None:
    assert kept(step(28)).offered
    assert not kept(step(28), stop(30)).offered
    text = made(changed(), ANSWERS)
    backwards = as_it_stands(shipped(), ANSWERS, text)
    assert backwards.differs
    assert (backwards.offered, backwards.is_known) == (False, False)


def test_what_later_rules_refuse_goes_on_and_cannot_be_carried_over() -> None:
    found = kept(weight_kg="32", start_mg="20")
    assert told(weight_kg="32", start_mg="20") == {Part.REFUSED}
    assert not found.offered
    assert found.plan.periods[0].mg == 20
    with pytest.raises(NotPlanned, match="weight_outside_limits"):
        kept_plan.decided(found, CARRY)
    assert refused(found.rules, found.plan.case, found.plan.course, step(28)) is None


def test_a_case_without_a_label_has_a_code_that_no_edition_changes() -> None:
    first, later = plan_for(shipped(), ANSWERS), plan_for(with_(), ANSWERS)
    assert kept_plan.fingerprint(shipped(), first) == kept_plan.fingerprint(with_(), later)
    other = plan_for(shipped(), ANSWERS | {"tail": "slow2w"})
    assert kept_plan.fingerprint(shipped(), other) != kept_plan.fingerprint(shipped(), first)


def test_a_day_of_the_course_is_never_lost() -> None:
    """Carried over in a silence: the present dose goes on until a step is decided."""
    found = kept(step(28), not_before=60)
    after = as_it_stands(
        changed(), found.answers, kept_plan.decided(found, CARRY), not_before=on(60)
    )
    assert after.plan.course.present.last == on(59)
    assert after.plan.periods[after.plan.course.confirmed].first == on(60)
    assert FIRST + timedelta(days=42) == after.plan.course.due


# ------------------------------------------------------------------ an edition and the next


@pytest.mark.parametrize("earlier", ["2", "3"])
@pytest.mark.parametrize("decisions", SOME)
def test_a_plan_of_an_earlier_edition_goes_on_by_the_newest(
    decisions: tuple[Decision, ...], earlier: str
) -> None:
    """It would do nothing otherwise: the same doses, and its sentences are those of today."""
    text = made(edition(earlier), ANSWERS, decisions)
    now = as_it_stands(shipped(), ANSWERS, text)
    assert (now.differs, now.rules) == ((), shipped())
    before = as_it_stands(edition(earlier), ANSWERS, text)
    assert [(each.first, each.mg) for each in now.plan.periods] == [
        (each.first, each.mg) for each in before.plan.periods
    ]


def test_after_a_pulse_the_third_edition_tests_glucose_on_other_days() -> None:
    """A running plan keeps its days until somebody carries it over."""
    answers = ANSWERS | {"pulse_days": 3}
    text = made(edition("2"), answers)
    running = as_it_stands(shipped(), answers, text)
    assert [each.part for each in running.differs] == [Part.MONITORING]
    assert running.offered
    assert glucose(running) == [0, 14, 28]
    carried = as_it_stands(shipped(), answers, kept_plan.decided(running, CARRY))
    assert (carried.differs, glucose(carried)) == ((), [-3, 11, 25])


def glucose(of: Kept) -> list[int]:
    due = (each for each in agenda(of.rules, of.plan) if each.item is Item.GLUCOSE)
    return [(each.day - FIRST).days for each in due]
