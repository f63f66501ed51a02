"""A prescriber decides: what is asked on the way, what becomes of the plan and its reminders."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.course.decisions import Drug, Move, Reason
from flows.plan.changes import last_change
from flows.talk.records import Stage
from flows.talk.replies import Note, ShowPlan
from flows.talk.turn import Deed
from tests.editions.changed import by_later_edition
from tests.flows.following import (
    CHILD,
    FIRST,
    GROUP,
    LABEL,
    MODERATE,
    OWNER,
    READY,
    at,
    planned,
    ward,
)

GATE = "gate.20261221.45"


def at_the_gate():
    """The morning of the first step, with its question in the group and in the owner's chat."""
    return ward().until(28, "08:00")


def decided(there):
    return there.plan().decisions[-1].decision


def test_the_menu_says_the_dose_in_force_and_what_is_due():
    there = ward().until(3)
    there.press("decide")
    assert there.said == ["decision.head", "stands.dose", "stands.next"]
    assert there.values("stands.dose")["mg"] == 55
    assert there.values("stands.next") == {"mg": Decimal("45"), "day": date(2026, 12, 21)}


def test_a_dose_that_nobody_confirmed_is_never_said_to_be_in_force():
    there = at_the_gate()
    there.press("decide")
    assert there.values("stands.dose")["mg"] == 55


def test_silence_is_told_with_the_first_day_that_is_left():
    there = ward().until(31, "13:00")
    there.press("decide")
    assert there.values("stands.moved") == {"day": date(2026, 12, 25)}


@pytest.mark.parametrize(("day", "offered"), [(25, False), (26, True), (28, True), (40, True)])
def test_a_step_is_offered_from_two_days_before_it_is_due(day, offered):
    there = ward().until(day, "06:00")
    there.press("decide")
    assert ("step" in there.presses) is offered
    assert ("decision.step_says" in there.said) is offered


def test_a_step_pressed_too_early_does_nothing():
    there = ward().until(20)
    there.steps()
    assert there.toast == "not_now"
    assert there.plan().revision == 1


def test_one_press_under_the_question_takes_the_step():
    there = at_the_gate()
    turn = there.steps(f"step.{GATE}")
    decision = decided(there)
    assert (decision.move, decision.on) == (Move.STEP, date(2026, 12, 21))
    assert decision.reason is Reason.RESPONSE
    assert there.said[:3] == ["stands.plan", "stands.stepped", "change.dose"]
    assert {"was": 55, "mg": 45}.items() <= there.values("change.dose").items()
    assert turn.deeds == (Deed(action="decided", label=LABEL, reason="step_response"),)


def test_the_decision_is_kept_with_who_when_and_the_revision_it_led_to():
    there = at_the_gate()
    there.steps(f"step.{GATE}")
    (taken,) = there.plan().decisions
    assert (taken.by, taken.name, taken.at) == (OWNER, "Owner", at(28, "08:00"))
    assert taken.revision == there.plan().revision == 2


@pytest.mark.parametrize(
    ("day", "clock", "on"),
    [
        (26, "15:00", date(2026, 12, 21)),
        (28, "11:59", date(2026, 12, 21)),
        (28, "12:00", date(2026, 12, 22)),
        (33, "09:00", date(2026, 12, 26)),
    ],
)
def test_an_early_answer_is_kept_and_one_by_noon_keeps_the_day(day, clock, on):
    there = ward().until(day, clock)
    there.steps()
    assert decided(there).on == on


def test_the_question_is_answered_everywhere():
    there = at_the_gate()
    shown = {(each.chat, each.message) for each in there.reminder("gate").deliveries}
    there.press(f"hold.2.{GATE}")
    there.press("hold.2.not_better")
    gate = there.reminders[f"{LABEL}/gate/2026-12-21/45"]
    assert (gate.stage, gate.by, gate.name) == (Stage.ANSWERED, OWNER, "Owner")
    for place in shown:
        note = there.screens[place]
        assert isinstance(note, Note)
        here = place[0] == OWNER  # where it was taken it stands once, in the answer
        assert note.blocks[0][1].says == ("reminder.over.answered" if here else "stands.decided")
        assert [each.press for row in note.choices for each in row] in ([], ["show"])


def test_the_message_that_was_pressed_is_replaced_once():
    there = at_the_gate()
    shown = {each.chat: each.message for each in there.reminder("gate").deliveries}
    there.press(f"hold.2.{GATE}", chat=GROUP, message=shown[GROUP])
    turn = there.press("hold.2.red_flag", chat=GROUP, message=shown[GROUP])
    elsewhere = [each.message for each in turn.replies if isinstance(each, Note) and each.chat]
    assert shown[GROUP] not in elsewhere
    assert shown[OWNER] in elsewhere
    assert there.screens[GROUP, shown[GROUP]] == there.note


def test_every_open_reminder_is_of_the_new_revision():
    there = at_the_gate()
    there.steps()
    assert {each.revision for each in there.of() if each.stage.is_open} == {2}


def test_a_plain_step_leads_to_the_reminder_of_the_dose_and_to_no_other_message():
    there = at_the_gate()
    there.steps()
    assert f"{LABEL}/dose/2026-12-21/45" in there.open()
    assert not [each for each in there.open() if "/revised/" in each]


def test_anything_but_a_step_is_told_to_the_team():
    there = at_the_gate()
    there.press("hold.1.results_missing")
    assert f"{LABEL}/revised/2026-12-21/2" in there.open()


def test_hold_under_the_question_goes_straight_to_the_reason_and_leaves_the_question():
    there = at_the_gate()
    there.press(f"hold.2.{GATE}")
    assert (there.note.anew, there.said) == (True, ["decision.head", "decision.hold_reason"])
    assert "hold.2.red_flag" in there.presses


def test_hold_in_the_menu_asks_for_the_weeks_first():
    there = at_the_gate()
    there.press("hold")
    assert there.presses == ["hold.1", "hold.2", "hold.3", "hold.4", "decide"]
    there.press("hold.3")
    assert there.presses[-1] == "hold"


def test_a_hold_moves_every_later_date_and_says_so():
    there = at_the_gate()
    there.press("hold.2.not_better")
    assert there.live().course.due == date(2027, 1, 4) or there.live().course.reassess
    there = at_the_gate()
    there.press("hold.2.withdrawal")
    assert there.values("changes.later") == {"count": 12, "days": 14}
    assert there.values("changes.more") == {"mg": Decimal("770")}
    assert there.values("change.stays") == {"mg": Decimal("55")}
    assert there.values("changes.pneumocystis_review") == {"day": date(2027, 3, 15)}


def test_a_warning_sign_is_answered_with_what_to_do_the_same_day():
    there = at_the_gate()
    there.press("hold.1.red_flag")
    assert there.said[-2:] == ["after.red_flag", "undo.until"]


def test_strength_not_better_on_day_28_leaves_no_date():
    there = at_the_gate()
    there.press("hold.2.not_better")
    assert "change.reassess" in there.said
    assert not [each for each in there.open() if "/gate/" in each]
    there.press("decide")
    assert there.said[1:3] == ["stands.dose", "stands.reassess"]


def test_a_step_while_reassessing_is_confirmed_once_more():
    there = at_the_gate()
    there.press("hold.2.not_better")
    there.until(30)
    there.press("step")
    there.press("step.0")
    assert there.said[1] == "caution.step_while_reassess"
    assert there.plan().revision == 2
    there.press("step.0.261223")
    assert decided(there).on == date(2026, 12, 23)


def test_holds_beyond_the_rules_are_confirmed_once_more():
    there = at_the_gate()
    there.press("hold.4.results_missing")
    there.until(56, "08:00")
    there.press("hold.2.results_missing")
    assert there.said[1] == "caution.holds_over_plan"
    there.press("hold.2.results_missing.270118")
    assert there.plan().revision == 3


def flaring():
    """On 45 mg for three days."""
    there = at_the_gate()
    there.steps()
    return there.until(31)


def test_a_flare_asks_for_other_causes_first():
    there = flaring()
    there.press("flare")
    assert there.said[1:] == [
        "decision.flare_first",
        "decision.flare_infection",
        "decision.flare_dose",
    ]
    assert there.presses == ["flare.55", "decide"]


def test_a_flare_is_checked_with_its_arithmetic_before_it_is_taken():
    there = flaring()
    there.press("flare.55.4")
    assert there.values("decision.counted") == {"day": date(2026, 12, 24), "weeks": 4}
    assert there.values("change.next") == {"day": date(2027, 1, 21), "mg": 45}
    assert there.plan().revision == 2
    there.press("flare.55.4.261224")
    assert (decided(there).mg, decided(there).weeks) == (55, 4)


def test_a_check_that_waited_over_noon_is_shown_again():
    there = flaring()
    there.press("flare.55.4")
    there.until(31, "12:00")
    there.press("flare.55.4.261224")
    assert there.toast == "moved_on"
    assert there.values("decision.counted")["day"] == date(2026, 12, 25)
    assert there.plan().revision == 2


def test_where_no_dose_was_higher_none_is_offered():
    there = at_the_gate()
    there.press("flare")
    assert there.said[-1] == "decision.flare_none"
    assert there.presses == ["off", "decide"]
    there.press("off")
    assert there.said[-1] == "decision.off_dose"
    assert there.presses == ["decide"]


def test_an_off_plan_dose_is_typed_dated_given_a_reason_and_confirmed():
    there = flaring()
    there.press("off")
    there.type("40 mg")
    assert there.presses == ["off.40.261224", "off.40.261225", "off"]
    there.press("off.40.261225")
    assert there.presses[1] == "off.40.261225.2"
    there.press("off.40.261225.4")
    there.press("off.40.261225.4.intolerance")
    assert there.said[1] == "caution.off_plan_faster"
    there.press("off.40.261225.4.intolerance.y")
    assert (decided(there).mg, decided(there).on) == (40, date(2026, 12, 25))
    assert decided(there).reason is Reason.INTOLERANCE


def test_half_milligrams_travel_in_a_button():
    there = flaring()
    there.press("off")
    there.type("42,5")
    assert there.presses[0] == "off.42_5.261224"
    there.press("off.42_5.261224.2.other_treatment.y")
    assert decided(there).mg == Decimal("42.5")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("forty", "refused.digits"),
        ("4O", "refused.number"),
        ("-5", "refused.number"),
        ("17.25", "refused.number"),
        ("0", "declined.mg_not_above_zero"),
        ("81", "declined.mg_over_80"),
        ("75", "declined.mg_over_1_mg_per_kg"),
        ("17.3", "declined.mg_without_tablets"),
        ("\u200b", "refused.characters"),
    ],
)
def test_a_dose_that_is_none_is_asked_again(text, fault):
    there = flaring()
    there.press("off")
    there.type(text)
    assert there.said == ["decision.head", "decision.off_dose", fault]
    there.type("40")
    assert there.presses[0] == "off.40.261224"


@pytest.mark.parametrize(("over", "taken"), [(0, True), (1, False)])
def test_a_dose_that_is_typed_is_taken_for_ten_minutes_and_no_second_more(over, taken):
    there = flaring()
    there.press("off")
    there.now += timedelta(minutes=10, seconds=over)
    there.type("40")
    (reply,) = there.answers
    if taken:
        assert there.presses[0] == "off.40.261224"
    else:
        assert reply.says == "decision.off_late"
    question = there.session_of(OWNER).question
    assert (question and question.held["press"]) == ("off.40" if taken else None)


def test_a_dose_typed_for_a_revision_that_is_gone_is_not_taken():
    there = flaring()
    there.press("off")
    there.press("hold.1.results_missing", chat=GROUP)
    there.type("40")
    assert there.answers[0].says == "toast.decided_since"
    assert there.session_of(OWNER).question is None


def test_a_dose_is_typed_in_private_only():
    there = flaring()
    there.press("off", chat=GROUP)
    assert there.toast == "type_in_private"


def test_after_back_from_the_typed_dose_none_is_read_any_more():
    there = flaring()
    there.press("off")
    there.press("decide")
    there.type("40")
    assert there.said[-1] == "refused.choice"


def test_a_stop_that_is_abrupt_is_refused():
    there = at_the_gate()
    there.press("stop.remission")
    assert there.said == ["decision.head", "declined.stop_abrupt"]
    assert there.presses == ["stop"]
    assert there.plan().revision == 1


def test_a_stop_says_that_earlier_steroid_is_not_known_and_names_its_end_without_another_step():
    there = ward(planned(answers={**MODERATE, **READY})).until(2)
    there.press("stop.infection")
    said = there.said
    assert {"caution.stop_alone", "changes.not_fragile_alone", "changes.ends_decided"} <= {*said}
    assert not {"changes.not_fragile", "changes.ends"} & {*said}


def test_a_stop_of_the_steroid_says_which_drugs_go_on():
    answers = {**MODERATE, **READY, "agent_start": FIRST.isoformat()}
    there = ward(planned(answers=answers)).until(2)
    there.press("stop.infection")
    assert there.values("change.goes_on") == {"drugs": (Drug.METHOTREXATE,), "count": 1}
    there.press("halt.m.infection.0")
    there.press(there.presses[0])
    there.press("stop.infection")
    assert "change.goes_on" not in there.said
    there.press("stop.moved")
    assert "change.goes_on" not in there.said


def test_a_stop_after_known_steroid_says_nothing_of_what_is_not_known():
    known = {**MODERATE, **READY, "earlier_steroid": []}
    there = ward(planned(answers=known)).until(2)
    there.press("stop.infection")
    assert "changes.not_fragile" in there.said
    assert not [each for each in there.said if each.endswith("_alone")]


def test_a_stop_is_checked_and_ends_every_reminder_of_a_dose():
    there = at_the_gate()
    there.press("stop.moved")
    there.press("stop.moved.261221")
    assert decided(there).move is Move.STOP
    assert "change.moved" in there.said
    assert not [each for each in there.open() if "/gate/" in each or "/dose/" in each]
    there.press("decide")
    assert "stands.left" in there.said


def test_after_the_end_nothing_is_decided():
    there = at_the_gate()
    there.press("stop.died.261221")
    there.until(40)
    there.press("hold.2.red_flag")
    assert there.said == ["decision.head", "declined.course_over"]


def test_a_plan_that_waits_for_its_check_is_not_decided_about():
    there = ward(planned(live=False))
    there.press("decide")
    assert there.toast == "not_live"


def test_a_plan_of_another_edition_is_decided_about_on_the_doses_that_were_shown():
    there = ward(by_later_edition(planned())).until(28, "08:00")
    there.press("decide")
    assert there.values("stands.dose")["mg"] == Decimal("42.5")
    there.steps()
    assert there.plan().revision == 2
    course = there.live().course
    assert [row.mg for row in course.periods[:3]] == [Decimal("42.5"), Decimal("37.5"), 35]
    assert there.live().kept.differs


def test_a_child_has_no_doses_to_decide_about_but_drugs():
    there = ward(planned(answers=CHILD))
    there.press("decide")
    assert there.said[-1] == "stands.no_course"
    assert there.presses == ["drugs", "value", "decide.history", "show"]
    there.steps()
    assert (there.toast, there.said[-1]) == ("no_course", "stands.no_course")


def test_a_closed_plan_stays_as_it_is():
    there = ward(planned(closed_at=at(1)))
    there.press("decide")
    assert (there.toast, there.said) == ("closed", ["stands.plan", "stands.closed"])


def test_a_button_nobody_made_chooses_nothing():
    there = at_the_gate()
    there.press("hold.9.red_flag")
    assert (there.toast, there.said[-1]) == ("moved_on", "decision.hold_weeks")
    there.press("hold.2.remission")
    assert (there.toast, there.said[-1]) == ("moved_on", "decision.hold_reason")
    there.press("off.x.261221")
    assert there.said[-1] == "decision.off_dose"


def test_every_revision_is_listed_and_opens_marked_void():
    there = flaring()
    there.press("hold.1.results_missing")
    there.press("decide.history")
    assert there.said == [
        "history.head",
        "history.decided",
        "history.stepped",
        "history.made",
        "history.open",
    ]
    assert there.presses == ["decide.open.2", "decide.open.1", "decide"]
    there.press("decide.open.1")
    (shown,) = there.answers
    assert isinstance(shown, ShowPlan)
    assert (shown.record.revision, shown.replaced_by) == (1, 3)


def test_a_single_revision_has_none_to_open():
    there = ward()
    there.press("decide.history")
    assert there.said == ["history.head", "history.made"]
    there.press("decide.open.1")
    assert there.toast == "not_now"
    there.press("decide.open.x")
    assert there.toast == "not_now"


def test_revisions_that_came_of_answers_are_told_from_decisions():
    there = at_the_gate()
    there.steps()
    there.put(planned(revision=3, serial=3, decisions=there.plan().decisions))
    there.press("decide.history")
    assert there.said[1:4] == ["history.made", "history.stepped", "history.answers"]


def test_leaving_the_menu_in_a_group_shows_the_plan_as_it_stands():
    there = at_the_gate()
    there.press("decide", chat=GROUP)
    assert there.presses[-1] == "decide.leave"
    there.press("decide.leave", chat=GROUP)
    assert there.said == ["stands.plan", "stands.dose", "stands.next"]
    assert there.presses == []


def test_a_dose_confirmed_ahead_is_told_beside_the_one_in_force():
    there = ward().until(26, "15:00")
    there.steps()
    there.press("decide")
    assert there.said[1:4] == ["stands.dose_until", "ahead.dose", "stands.next"]
    told = there.values("ahead.dose")
    assert (told["mg"], told["day"]) == (45, date(2026, 12, 21))


def test_a_step_confirmed_ahead_is_taken_back_by_another_dose_on_its_day():
    there = ward().until(26, "15:00")
    there.steps()
    there.press("flare")
    assert there.presses == ["flare.55", "decide"]
    there.press("flare.55.2.261221")
    assert [str(row.mg) for row in there.live().plan.periods[:3]] == ["55", "55", "45"]


def test_before_the_first_dose_the_menu_says_when_it_is():
    there = ward(now=at(-2))
    there.press("decide")
    assert there.said[1:3] == ["stands.to_begin", "stands.next"]


def test_the_last_step_ends_the_course():
    there = at_the_gate()
    there.press("off")
    there.type("2.5")
    there.press("off.2_5.261221.2.other_treatment.y")
    there.until(42)
    there.press("decide")
    assert there.note.choices[0][0].says == "pick.decision.step_end"
    assert "stands.next_end" in there.said
    there.steps()
    assert {"day": date(2027, 1, 4), "was": Decimal("2.5")} == there.values("change.ends")
    there.press("decide")
    assert there.said == ["decision.head", "stands.over"]


def test_an_end_that_is_decided_ahead_is_told():
    there = ward().until(28, "13:00")
    there.press("stop.died.261222")
    there.press("decide")
    assert there.said[1:] == ["stands.dose_until", "ahead.left"]


def test_a_decision_that_makes_the_fracture_risk_another_says_so():
    there = ward(planned(answers=MODERATE | {"start_mg": "30"})).until(14, "08:00")
    there.press("off")
    there.type("20")
    there.press("off.20.261207.2.intolerance")
    assert there.said[1] == "caution.off_plan_faster"
    assert "changes.less" in there.said
    there.press("off.20.261207.2.intolerance.y")
    there.until(35, "08:00")
    there.press("flare.30.4")
    assert "changes.fragile" in there.said


def test_dates_that_move_unlike_are_counted_only():
    there = flaring()
    there.press("off")
    there.type("17.5")
    there.press("off.17_5.261225.4.infection")
    assert there.values("changes.moved_unlike")["count"] > 1


def test_with_nothing_to_withdraw_nothing_is_said_of_it():
    there = at_the_gate()
    there.press("hold.2.not_better")
    there.until(29)
    for each in there.of():
        if each.matter != "reassess":
            there.reminders[each.id] = replace(each, stage=Stage.ACKNOWLEDGED)
    there.press("step.261222")
    assert "changes.withdrawn" not in there.said


def test_a_typed_dose_is_not_taken_where_the_plan_now_waits_for_its_check():
    there = flaring()
    there.press("off")
    there.put(replace(there.plan(), live=False))
    there.type("40")
    assert there.answers[0].says == "toast.not_live"


def test_the_team_is_told_the_difference_and_an_hour_later_the_same():
    there = at_the_gate()
    there.press("hold.2.withdrawal")
    there.tick()
    said = [there.screens[place] for place in sorted(there.about("revised"))]
    there.until(28, "17:00")
    again = [there.screens[place] for place in sorted(there.about("revised"))]
    moved = [
        [each.values for block in note.blocks for each in block if each.says == "changes.later"]
        for note in (said[0], again[-1])
    ]
    assert moved == [[{"count": 12, "days": 14}]] * 2


def test_a_revision_by_new_answers_has_no_difference_of_a_decision():
    there = at_the_gate()
    assert last_change(there.live()) == ()
    there.steps()
    assert last_change(there.live()) != ()
    there.put(planned(revision=3, serial=3, decisions=there.plan().decisions))
    assert last_change(there.live()) == ()
