"""A drug along its course: what is confirmed from which day on, held, ended and named again."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.guideline import shipped
from core.agents.choice import Agent, Status
from core.amounts import Weekday
from core.course import shown
from core.course.decisions import FOR_LESS, HARMS, REASONS, Decision, Drug, Move, Reason
from core.course.regimen.after import NoRegimen, after, begun, held_at_once
from core.course.regimen.regimen import dose_days
from core.edition.kept_plan import decided, made
from core.evidence import Section
from core.patient import Route
from core.sayable import Medicine
from tests.core.deciding import ANSWERS, FIRST, on, stop
from tests.core.regimens import (
    METHOTREXATE,
    PLAIN,
    Lived,
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


def dose_days_of(lived: Lived, first: int, last: int) -> list[tuple[int | None, Decimal | None]]:
    found = dose_days(lived.of(), on(first), on(last))
    return [(day_of(day), each.mg) for day, each in found]


def says(lived: Lived) -> list[str]:
    return [line.says for line in lived.kept.plan.lines]


def test_an_agent_that_is_ready_begins_with_the_steroid_and_rises_only_by_decision() -> None:
    lived = plan()
    assert stretches(lived.of()) == "taken 15@0"
    assert (day_of(lived.of().due), lived.of().following_mg) == (28, 20)
    silent = lived.at(200)
    assert dose_days_of(silent, 190, 200) == [(196, Decimal(15))]


@pytest.mark.parametrize("reason", [Reason.MOVED, Reason.DIED])
def test_another_team_stops_no_drug_so_what_does_not_go_with_it_is_cautioned(
    reason: Reason,
) -> None:
    left = plan().at(30).of_the_steroid(stop(30, reason)).at(31).kept.plan
    assert left.pneumocystis is not None
    assert "tmp_smx_plus_methotrexate" in left.pneumocystis.cautions
    assert "tmp_smx" not in left.pneumocystis.drugs
    assert not {line.says for line in left.lines} & {"drug_ended", "drug_failed"}


def test_a_drug_that_another_team_goes_on_with_is_taken_and_no_other_is_named() -> None:
    there = plan().at(30).then(end(30, Reason.MOVED)).at(31).kept.plan
    assert (there.agent.first, there.agent.status) == (Agent.PENDING, None)
    assert there.pneumocystis is not None
    assert "tmp_smx_plus_methotrexate" in there.pneumocystis.cautions


def test_nothing_is_held_of_what_has_not_begun_or_has_ended() -> None:
    lived = plan()
    assert held_at_once(lived.of(), on(-1), Reason.CLOSED) is lived.of()
    ended = lived.at(5).then(end(5)).at(9).of()
    assert held_at_once(ended, on(9), Reason.CLOSED) is ended


def test_cleared_five_weeks_late_it_begins_with_its_first_amount() -> None:
    waits = plan(begins=False)
    assert waits.kept.plan.regimens == ()
    lived = waits.at(35).then(begin(35))
    assert stretches(lived.of()) == "taken 15@35"
    assert day_of(lived.of().due) == 63
    assert lived.of().rises == (on(35),)


def test_a_confirmed_rise_is_the_next_amount_of_the_ladder() -> None:
    lived = plan().at(27).then(rise(28, tested=27))
    assert stretches(lived.of()) == "taken 15@0 taken 20@28"
    again = lived.at(60).then(rise(60))
    assert stretches(again.of()) == "taken 15@0 taken 20@28 taken 25@63"
    assert again.of().due is None


@pytest.mark.parametrize("answer", [False, True])
def test_on_a_dose_day_a_new_amount_begins_with_the_next_one_unless_it_was_missed(
    answer: bool,
) -> None:
    lived = plan().at(28)
    own = decision(Move.AMOUNT, 28, Reason.INTOLERANCE, mg="10", missed=answer)
    first = 28 if answer else 35
    assert stretches(lived.then(rise(28, missed=answer)).of()) == f"taken 15@0 taken 20@{first}"
    assert stretches(lived.then(own).of()) == f"taken 15@0 taken 10@{first}"
    assert dose_days_of(lived.then(own), 22, 34) == [(28, Decimal(10 if answer else 15))]


def test_on_a_dose_day_that_was_missed_another_weekday_may_come_the_day_after() -> None:
    move = decision(Move.WEEKDAY, 14, Reason.SUITS_BETTER, weekday=Weekday.TUESDAY, missed=True)
    moved = plan().at(14).then(move)
    assert [found for found, _ in dose_days_of(moved, 7, 29)] == [7, 15, 22, 29]


def test_a_hold_leaves_no_dose_and_a_resume_takes_up_the_amount_it_had() -> None:
    held = plan().at(30).then(suspend(30))
    assert dose_days_of(held, 0, 100) == [(day, Decimal(15)) for day in (0, 7, 14, 21, 28)]
    assert held.of().due is None
    back = held.at(45).then(resume(45))
    assert stretches(back.of()) == "taken 15@0 held 15@30 taken 15@49"
    assert (back.of().due, back.of().rises) == (None, (on(0), on(49)))


@pytest.mark.parametrize("reason", REASONS[Move.SUSPEND])
@pytest.mark.parametrize("mg", ["15", "10"])
def test_after_a_harm_no_rise_is_asked_for_until_a_prescriber_raises_it(
    reason: Reason, mg: str
) -> None:
    back = plan().at(30).then(suspend(30, reason)).at(45).then(resume(45, mg=mg))
    harm = reason in (*HARMS, Reason.CLOSED)
    assert (back.of().due is None) == harm
    assert ("drug_next_not_asked" in says(back)) == harm
    vaccinated = back.at(60).then(suspend(60, Reason.INFLUENZA_VACCINE)).at(75).then(resume(75))
    assert (vaccinated.of().due is None) == harm
    more = decision(Move.AMOUNT, 60, Reason.SPECIALIST, mg="17.5", tested=60, route=Route.MOUTH)
    raised = back.at(60).then(more)
    assert (day_of(raised.of().due), raised.of().following_mg) == (91, 20)


@pytest.mark.parametrize("reason", FOR_LESS)
def test_the_same_after_an_amount_that_was_lowered_for_a_harm(reason: Reason) -> None:
    low = plan().at(30).then(decision(Move.AMOUNT, 30, reason, mg="10"))
    assert (low.of().due is None) == (reason in HARMS)
    assert low.kept.text == low.at(31).kept.text


def test_a_lower_amount_can_be_resumed() -> None:
    back = plan().at(30).then(suspend(30)).at(45).then(resume(45, mg="10"))
    assert stretches(back.of()) == "taken 15@0 held 15@30 taken 10@49"
    assert back.of().following_mg == 15


def test_to_stay_moves_the_question_and_nothing_else() -> None:
    lived = plan().at(28).then(decision(Move.STAY, 28, Reason.ENOUGH, weeks=4))
    assert (stretches(lived.of()), day_of(lived.of().due)) == ("taken 15@0", 56)


@pytest.mark.parametrize(
    ("day", "weekday", "expected"),
    [
        (9, Weekday.WEDNESDAY, [7, 16, 23]),  # Monday of day 7, then from the second Wednesday
        (9, Weekday.SUNDAY, [7, 20, 27]),
        (13, Weekday.TUESDAY, [7, 15, 22]),
        (14, Weekday.TUESDAY, [7, 14, 22]),  # on a dose day: its dose may be taken already
    ],
)
def test_another_weekday_leaves_a_week_between_two_doses(
    day: int, weekday: Weekday, expected: list[int]
) -> None:
    moved = plan().at(day).then(decision(Move.WEEKDAY, day, Reason.SUITS_BETTER, weekday=weekday))
    assert [found for found, _ in dose_days_of(moved, 7, 29)][:3] == expected


def test_a_stop_names_another_agent_and_begins_none() -> None:
    lived = plan().at(100).then(end(100, Reason.NO_EFFECT))
    assert stretches(lived.of()) == "taken 15@0 ended 15@100"
    assert len(lived.kept.plan.regimens) == 1
    agent = lived.kept.plan.agent
    assert agent.first is Agent.AZATHIOPRINE
    assert agent.blocked[Agent.METHOTREXATE] == ("failed",)
    assert "drug_ended" in says(lived)
    assert "agents.life.washout.methotrexate" in says(lived)


def test_of_a_harm_the_drug_counts_as_not_tolerated() -> None:
    lived = plan().at(40).then(end(40, Reason.LIVER))
    assert lived.kept.plan.agent.blocked[Agent.METHOTREXATE] == ("liver_disease", "not_tolerated")


def test_an_agent_named_after_earlier_drugs_were_never_asked_for_is_a_candidate() -> None:
    given = {key: each for key, each in PLAIN.items() if key != "immunosuppressants"}
    text = made(shipped(), given)
    lived = Lived(answers=given, text=text, day=0).then(begin(0, Reason.ALREADY_TAKEN, mg="10"))
    stopped = lived.at(20).then(end(20))
    agent = stopped.kept.plan.agent
    assert (agent.status, agent.doses) == (Status.CANDIDATE, ())


def test_a_drug_already_taken_is_recorded_with_its_own_amount_and_no_ladder() -> None:
    lived = plan(immunosuppressants={"methotrexate": "taking"})
    assert lived.kept.plan.agent.first is Agent.PENDING
    taken = lived.then(begin(-60, Reason.ALREADY_TAKEN, mg="17.5", route=Route.SKIN))
    assert stretches(taken.of()) == "taken 17.5@-56"
    assert taken.of().following_mg is None


def test_a_second_drug_is_recorded_and_no_dose_of_it_computed() -> None:
    beside = begin(100, Reason.BESIDE, drug=Drug.CALCINEURIN_INHIBITOR, weekday=None)
    lived = plan().at(100).then(beside)
    assert lived.of(Drug.CALCINEURIN_INHIBITOR).last.mg is None
    assert "drug_recorded" in says(lived)


def test_whoever_moved_or_died_takes_no_drug() -> None:
    lived = plan().at(50)
    text = decided(lived.kept, stop(50, Reason.DIED))
    after_it = Lived(answers=lived.answers, text=text, day=60)
    assert stretches(after_it.of()) == "taken 15@0 ended 15@50"


def test_a_drug_that_had_ended_before_a_death_keeps_its_own_day_and_reason() -> None:
    ended = plan().at(40).then(end(40)).at(50)
    after_it = replace(ended, text=decided(ended.kept, stop(50, Reason.DIED)), day=60)
    assert stretches(after_it.of()) == "taken 15@0 ended 15@40"
    assert after_it.of().last.reason is Reason.INTOLERANCE


def test_a_decision_about_a_drug_that_was_never_begun_is_an_error() -> None:
    with pytest.raises(NoRegimen):
        after(plan().kept.plan.agent, (), suspend(3))


@pytest.mark.parametrize(
    "wanted",
    [
        decision(Move.WEEKDAY, 14, Reason.SUITS_BETTER, weekday=None),
        decision(Move.STEP, 14, Reason.RESULTS_GOOD),
    ],
    ids=["no weekday", "a move of the steroid"],
)
def test_a_decision_that_a_drug_cannot_have_is_an_error(wanted: Decision) -> None:
    kept = plan().at(14).kept.plan
    with pytest.raises(NoRegimen):
        after(kept.agent, kept.regimens, wanted)


def test_a_decision_that_names_no_drug_begins_none_and_changes_none() -> None:
    kept = plan().at(14).kept.plan
    assert after(kept.agent, kept.regimens, stop(14, Reason.REMISSION)) == kept.regimens
    with pytest.raises(NoRegimen):
        begun(kept.agent, replace(begin(14), drug=None))


def test_a_child_s_methotrexate_has_the_same_life() -> None:
    child = plan(subtype="juvenile", weight_kg="25", height_cm=125, age=8)
    held = child.at(30).then(suspend(30))
    assert stretches(held.of()) == "taken 12.5@0 held 12.5@30"


# ------------------------------------------------------------------ by itself


@pytest.mark.parametrize(
    "answer",
    [{"egfr": 40}, {"cytopenia": True}, {"ild": "yes"}, {"hbv": "pos"}, {"liver_disease": True}],
    ids=str,
)
def test_an_answer_that_closes_the_drug_holds_it_from_that_day(answer: dict[str, Any]) -> None:
    lived = plan().at(40).told(**answer)
    assert stretches(lived.of()) == "taken 15@0 held 15@40"
    assert lived.of().last.reason is Reason.CLOSED
    assert lived.kept.plan.agent.first is Agent.METHOTREXATE  # nothing else is named as begun
    back = lived.at(60).told(**{key: PLAIN[key] for key in answer})
    assert back.of().held is not None


def test_an_answer_that_closes_nothing_holds_nothing() -> None:
    lived = plan().at(40).told(weight_kg="80")
    assert stretches(lived.of()) == "taken 15@0"


def test_an_emergency_holds_every_further_step_of_the_steroid() -> None:
    lived = plan().at(20).told(respiratory_weakness=True)
    course = lived.kept.plan.course
    assert course is not None
    assert course.reassess
    assert not lived.kept.plan.provisional  # a plan that was made is no draft


@pytest.mark.parametrize(
    ("day", "tested", "held"),
    [(41, None, False), (42, None, True), (60, 36, False), (97, 36, False), (98, 36, True)],
)
def test_blood_tests_four_weeks_late_hold_the_drug(
    day: int, tested: int | None, held: bool
) -> None:
    """Due on days 14, 28, 42, 70, ...: the one of day 14 is 28 days late on day 42."""
    lived = Lived(answers=PLAIN, text=plan().text, day=day, tested=tested)
    assert (lived.of().held is not None) is held


def test_mycophenolate_is_not_held_for_late_blood_tests() -> None:
    lived = plan(ild="yes").at(80)
    assert lived.of(Drug.MYCOPHENOLATE).held is None


# ------------------------------------------------------------------ what is said


def doses(lived: Lived, medicine: Medicine = Medicine.METHOTREXATE) -> list[Decimal]:
    return [
        line.values["mg"]  # type: ignore[misc]
        for each in lived.kept.plan.said
        if each.medicine is medicine
        for line in each.doses
    ]


def test_what_may_be_printed_is_the_amount_of_the_day_and_what_was_decided_for_later() -> None:
    lived = plan().at(26).then(suspend(26, Reason.INFLUENZA_VACCINE)).at(29).then(resume(29))
    assert doses(plan()) == [15]
    assert doses(plan().at(26).then(suspend(27))) == [15]  # held from tomorrow on
    assert doses(plan().at(26).then(suspend(26))) == []
    assert doses(lived) == [15]
    assert doses(plan(begins=False)) == []
    assert doses(plan().at(40).then(end(40))) == []


def test_of_a_ready_agent_that_is_not_begun_no_amount_is_said() -> None:
    lived = plan(begins=False)
    agent = [line for line in lived.kept.plan.lines if line.section is Section.AGENT]
    assert "agent_ready" in says(lived)
    assert "agents.life.begin" in [line.says for line in agent]
    assert not [line for line in agent if "mg" in line.values and line.says != "folic_acid_daily"]


def test_a_hold_says_since_when_and_why() -> None:
    lived = plan().at(30).then(suspend(30, Reason.NEW_COUGH, until=44))
    (held,) = [line for line in lived.kept.plan.lines if line.says == "drug_held_until"]
    assert held.values == {
        "drug": METHOTREXATE, "date": on(30), "reason": Reason.NEW_COUGH, "until": on(44),
    }  # fmt: skip


# ------------------------------------------------------------------ as it is kept


def test_the_text_of_a_plan_holds_its_drugs_exactly() -> None:
    lived = plan().at(28).then(rise(28)).at(40).then(suspend(40, until=50)).at(55).then(resume(55))
    read = shown.read(lived.text)
    assert shown.of_regimens(read.drugs) == shown.parts(lived.text)["regimens"]
    assert read.drugs.regimens == lived.kept.plan.regimens


def test_a_text_of_the_first_form_does_not_say_whether_the_agent_was_begun() -> None:
    parts = dict(shown.parts(made(shipped(), PLAIN)))
    del parts["regimens"]
    text = shown.written(parts | {"form": 1})
    lived = Lived(answers=PLAIN, text=text, day=60)
    assert not lived.kept.plan.drugs.recorded
    assert doses(lived) == []
    assert "agents.life.not_confirmed" in says(lived)
    known = lived.then(begin(0, Reason.ALREADY_TAKEN, mg="20", route=Route.MOUTH))
    assert doses(known) == [20]
    assert known.of().following_mg == 25


def test_without_an_agent_there_is_nothing_to_record() -> None:
    lived = Lived(answers=ANSWERS, text=made(shipped(), ANSWERS))
    assert lived.kept.plan.drugs.recorded
    assert lived.kept.plan.regimens == ()
    assert on(0) == FIRST
