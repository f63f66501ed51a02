"""What was found: three presses, kept with the plan, a suggestion with its reason, and no more."""

from datetime import date
from itertools import product

import pytest

from core.course.decisions import Move, Reason
from core.response.visit import EnteredBy, Sign, Strength, Trend
from flows.decision.button_code import wish
from flows.decision.finding.findings import LETTERS, SIGNS, signs_of, with_sign
from flows.plan.visit.found import fresh, visits
from flows.talk.records import Stage
from flows.talk.turn import Deed
from tests.flows.following import CHILD, GROUP, LABEL, NURSE, OTHER, OWNER, at, planned, ward

GATE = "gate.20261221.45"
INTERIM = "interim.20261207"


def at_the_gate():
    return ward().until(28, "08:00")


def found(there, *answers, **about):
    """These three answers, from the first question on."""
    there.press("visit", **about)
    return answered(there, *answers, **about)


def answered(there, *answers, **about):
    """These three, where the first of them is asked."""
    today = f"{there.live().today:%y%m%d}"
    press = f"visit.{len(there.plan().visited) + 1}_{today}"
    for answer in answers:
        press = f"{press}.{answer}"
        there.press(press, **about)
    return there


def test_a_step_takes_five_presses_and_nothing_is_decided_before_the_last():
    there = at_the_gate()
    there.press(f"step.{GATE}")
    assert there.said == ["found.head", "found.ask.strength_first"]
    for press in ("visit.1_261221.b", "visit.1_261221.b.f", "visit.1_261221.b.f.0"):
        assert press in there.presses
        there.press(press)
        assert there.plan().revision == 1
    assert there.said[:4] == ["decision.head", "found.said", "found.suggests.step", "change.dose"]
    assert there.presses == ["step.1.261221", "hold", "flare", "visit", "decide"]
    there.press("step.1.261221")
    (taken,) = there.plan().decisions
    assert (taken.decision.move, taken.decision.on) == (Move.STEP, date(2026, 12, 21))
    assert (taken.visit, taken.revision) == (1, 2)
    assert there.said[:4] == ["stands.plan", "stands.stepped", "found.said", "change.dose"]


def test_the_findings_are_kept_before_anything_is_decided_and_change_no_dose_or_date():
    there = at_the_gate()
    before, open_ = there.plan(), there.open()
    turn = found(there, "s", "r", "0").turn
    record = there.plan()
    (kept,) = record.visited
    assert (kept.by, kept.name, kept.at, kept.revision) == (OWNER, "Owner", at(28, "08:00"), 1)
    visit = kept.visit
    assert (visit.number, visit.day, visit.role) == (1, date(2026, 12, 21), EnteredBy.PRESCRIBER)
    assert (visit.strength, visit.ck_trend, visit.signs) == (Strength.SAME, Trend.RISING, ())
    assert (record.revision, record.serial) == (before.revision, before.serial + 1)
    assert (record.shown, record.decisions, there.open()) == (before.shown, (), open_)
    assert turn.deeds == (Deed(action="found", label=LABEL, reason="same_rising_none"),)


@pytest.mark.parametrize(
    ("answers", "suggests", "first"),
    [
        (("b", "f", "0"), "step", "step.1.261221"),
        (("s", "f", "0"), "hold", "hold.2.not_better"),
        (("b", "r", "0"), "hold", "hold.2.enzyme_rising"),
        (("b", "f", "f_", "f"), "hold", "hold.2.red_flag"),
        (("w", "r", "0"), "flare", "flare"),
        (("w", "f", "0"), "hold", "hold.2.not_better"),
        (("b", "-", "0"), "hold", "hold.2.results_missing"),
        (("-", "f", "0"), "hold", "hold.2.results_missing"),
        (("b", "f", "-"), "hold", "hold.2.results_missing"),
    ],
)
def test_what_is_suggested_stands_first_and_can_be_overruled(answers, suggests, first):
    there = at_the_gate()
    there.press("step")
    for count in range(1, len(answers) + 1):
        said = [answers[0], answers[1], *answers[2:count]] if count > 2 else answers[:count]
        last = said[2:][-1:]
        there.press(".".join(("visit.1_261221", *said[:2], *last)))
    assert f"found.suggests.{suggests}" in there.said
    assert ("found.all_the_same" in there.said) is (suggests != "step")
    assert there.presses[0] == first
    assert "step.1.261221" in there.presses
    there.press("step.1.261221")
    assert there.plan().decisions[-1].decision.move is Move.STEP


def test_a_hold_that_is_suggested_is_decided_for_its_reason_and_rests_on_the_visit():
    there = found(at_the_gate(), "b", "r", "0")
    there.press("hold.2.enzyme_rising")
    (taken,) = there.plan().decisions
    assert (taken.decision.reason, taken.visit) == (Reason.ENZYME_RISING, 1)


def test_one_key_skips_the_findings_and_says_what_that_means():
    there = at_the_gate()
    there.press("step")
    assert "step.0" in there.presses
    there.press("step.0")
    assert there.said[1:3] == ["found.none", "decision.step_says"]
    there.press("step.0.261221")
    (taken,) = there.plan().decisions
    assert (taken.visit, there.plan().visited) == (0, ())


def test_nothing_that_was_looked_at_is_no_visit_and_leads_on_as_skipping_does():
    there = found(at_the_gate(), "-", "-", "-")
    assert there.plan().visited == ()
    assert there.said[1:3] == ["found.none", "decision.step_says"]
    there.press("step.0.261221")
    assert there.plan().revision == 2


def test_nothing_looked_at_again_leaves_the_step_on_what_was_found_before():
    there = found(at_the_gate(), "b", "f", "0")
    found(there, "-", "-", "-")
    assert "found.said" in there.said
    assert there.presses[0] == "step.1.261221"
    there.press("step.1.261221")
    (taken,) = there.plan().decisions
    assert (taken.decision.move, taken.visit) == (Move.STEP, 1)


def test_several_signs_are_named_one_by_one_and_taken_back_as_well():
    there = at_the_gate()
    there.press("visit")
    for press in ("b", "b.f", "b.f.f_", "b.f.bf_", "b.f.b_"):
        there.press(f"visit.1_261221.{press}")
    assert there.values("found.named") == {"signs": (Sign.BREATHING,)}
    assert {"visit.1_261221.b.f.b", "visit.1_261221.b.f._"} <= {*there.presses}
    assert not {"visit.1_261221.b.f.0", "visit.1_261221.b.f.-"} & {*there.presses}
    there.press("visit.1_261221.b.f.b")
    assert there.plan().visited[0].visit.signs == (Sign.BREATHING,)


def test_every_set_of_signs_has_a_press_of_its_own():
    assert len({*SIGNS}) == len(SIGNS) == 2 + 31 + 32
    for so_far, sign in product((each for each in SIGNS if each.endswith("_")), LETTERS):
        then = with_sign(so_far, sign)
        assert then in SIGNS
        assert {*signs_of(then)} == {*signs_of(so_far)} ^ {sign}


def test_the_last_check_is_confirmed_with_what_stood_on_it():
    """Whoever enters a sign in between takes nothing for what was found before it."""
    there = found(at_the_gate(), "b", "f", "0")
    found(there, "-", "-", "f", who=NURSE, chat=GROUP)
    there.press("step.1.261221")
    assert (there.toast, there.plan().revision) == ("moved_on", 1)
    assert "found.suggests.hold" in there.said
    there.press("step.2.261221")
    assert there.plan().decisions[-1].visit == 2


@pytest.mark.parametrize("before", [(), ("b", "f", "0")])
def test_a_check_that_is_asked_again_rests_on_what_it_shows(before):
    there = at_the_gate()
    if before:
        found(there, *before, who=NURSE, chat=GROUP)
    there.press("step")
    if not before:
        there.press("step.0")
    found(there, "-", "-", "f", who=NURSE, chat=GROUP)
    there.type("what?")
    assert "found.suggests.hold" in there.said
    number = len(there.plan().visited)
    assert f"step.{number}.261221" in there.presses
    there.press(f"step.{number}.261221")
    assert there.plan().decisions[-1].visit == number


def test_a_check_of_the_morning_holds_no_longer_after_noon():
    there = found(at_the_gate(), "b", "f", "0").until(28, "12:30")
    there.press("step.1.261221")
    assert (there.toast, there.presses[0]) == ("moved_on", "step.1.261222")
    assert there.plan().revision == 1


def test_answers_of_another_day_or_of_an_entry_that_was_made_begin_anew():
    there = at_the_gate()
    for press in ("visit.1_261220.b", "visit.2_261221.b.f", "visit.1_261220.b.f.0"):
        there.press(press)
        assert (there.toast, there.said[1]) == ("moved_on", "found.ask.strength_first")
    assert there.plan().visited == ()


def test_a_second_tap_keeps_nothing_twice():
    there = found(at_the_gate(), "b", "f", "0")
    there.press("visit.1_261221.b.f.0")
    assert there.toast == "moved_on"
    assert len(there.plan().visited) == 1


def test_what_the_same_person_enters_on_the_same_day_stands_for_what_it_was():
    there = found(at_the_gate(), "w", "r", "f")
    there.press("visit")
    assert "found.again" in there.said
    answered(there, "b", "f", "0")
    assert there.plan().visited[-1].visit.corrects == 1
    assert fresh(there.live()).signs == ()
    assert "found.suggests.step" in there.said


def test_another_persons_answers_of_the_day_stand_beside():
    there = found(at_the_gate(), "-", "f", "-", who=NURSE, chat=GROUP)
    assert "found.again" not in found(there, "b", "-", "0").said
    seen = fresh(there.live())
    assert (seen.strength, seen.ck_trend, seen.signs) == (Strength.BETTER, Trend.FALLING, ())
    assert "found.suggests.step" in there.said


# ------------------------------------------------------------------------ the check in between


def at_the_check():
    return ward().until(14, "09:00")


def test_the_check_in_between_keeps_the_same_three_answers_and_is_answered_by_them():
    there = at_the_check()
    assert there.reminder("interim").stage.is_told
    there.press(f"visit.{INTERIM}", who=NURSE, chat=GROUP)
    assert there.note.anew
    answered(there, "b", "f", "0", who=NURSE, chat=GROUP)
    done = there.reminder("interim")
    assert (done.stage, done.by, done.name) == (Stage.ACKNOWLEDGED, NURSE, "Nurse")
    (kept,) = there.plan().visited
    assert (kept.visit.role, kept.name) == (EnteredBy.CARE_TEAM, "Nurse")
    assert there.said == ["stands.plan", "found.said", "found.kept"]
    assert there.presses == []


def test_it_can_be_ended_without_findings():
    there = at_the_check()
    there.press(f"ack.{INTERIM}", who=NURSE, chat=GROUP)
    assert there.reminder("interim").stage is Stage.ACKNOWLEDGED
    assert there.plan().visited == ()


def test_the_visit_of_the_check_is_shown_at_the_gate_and_takes_nothing_by_itself():
    there = found(at_the_check(), "b", "f", "0", who=NURSE, chat=GROUP).until(28, "08:00")
    there.press(f"step.{GATE}")
    assert there.values("found.said")["day"] == date(2026, 12, 7)
    assert (there.plan().revision, there.presses[0]) == (1, "step.1.261221")


def test_a_visit_of_more_than_14_days_ago_is_asked_for_again():
    there = found(at_the_check(), "b", "f", "0").until(29, "08:00")
    there.press("step")
    assert there.said[1] == "found.ask.strength"


def test_a_visit_that_a_decision_rests_on_is_asked_for_again_at_the_next():
    there = found(at_the_gate(), "b", "f", "0")
    there.press("step.1.261221")
    there.until(42, "08:00")
    there.press("step")
    assert there.said[1] == "found.ask.strength"
    answered(there, "s", "f", "0")
    assert "found.suggests.step" in there.said  # the gain is kept


def test_a_gain_at_the_check_is_enough_for_the_same_strength_at_the_first_step():
    there = found(at_the_check(), "b", "f", "0").until(28, "08:00")
    assert "found.suggests.step" in found(there, "s", "f", "0").said


@pytest.mark.parametrize("answers", [("w", "f", "0"), ("b", "f", "c"), ("w", "r", "-")])
def test_what_a_prescriber_has_to_know_asks_the_prescriber_at_once(answers):
    there = found(at_the_check(), *answers, who=NURSE, chat=GROUP)
    assert there.said[-1] == "found.asked"
    matter = "urgent" if answers[-1] == "c" else "asked"  # a sign is for the same day
    asked = there.reminder(matter)
    assert (asked.detail, asked.name, asked.stage.is_open) == ("interim", "Nurse", True)
    there.press("hold.2.red_flag")
    assert there.reminder(matter).stage is Stage.ANSWERED


def test_nobody_is_asked_twice_nor_where_a_prescriber_has_entered_it():
    there = found(at_the_check(), "w", "r", "0")
    assert not [each for each in there.of() if each.matter == "asked"]
    found(there, "w", "r", "0", who=NURSE, chat=GROUP)
    found(there, "w", "r", "f", who=NURSE, chat=GROUP)
    assert len([each for each in there.of() if each.matter == "asked"]) == 1


def test_a_prescriber_goes_on_to_the_decisions_where_no_step_is_due():
    there = found(at_the_check(), "w", "r", "0")
    assert there.said == ["stands.plan", "found.said", "found.kept", "found.suggests.flare"]
    assert there.presses == ["decide", "show"]
    there.press("decide")
    assert there.said[-2:] == ["found.said", "found.suggests.flare"]
    there = found(at_the_check(), "b", "f", "0")
    there.press("decide")
    assert there.said[-1] == "found.said"
    assert "visit" in there.presses


def test_nothing_examined_at_the_check_keeps_nothing():
    there = found(at_the_check(), "-", "-", "-", who=NURSE, chat=GROUP)
    assert there.said == ["stands.plan", "found.nothing"]
    assert there.plan().visited == ()
    assert there.reminder("interim").stage.is_told


# ------------------------------------------------------------------------------------ who may


@pytest.mark.parametrize("press", ["step", "step.0", "step.0.261221", "step.1.261221"])
def test_a_nurse_enters_findings_and_never_decides(press):
    there = at_the_gate()
    found(there, "b", "f", "0", who=NURSE, chat=GROUP)
    assert (len(there.plan().visited), there.presses) == (1, [])
    there.press(press, who=NURSE, chat=GROUP)
    assert (there.toast, there.plan().revision) == ("may_not_decide", 1)


def test_somebody_without_a_part_in_the_plan_enters_nothing():
    there = at_the_gate()
    there.press("visit.1_261221.b.f.0", who=OTHER, chat=GROUP)
    assert (there.toast, there.plan().visited) == ("may_not_acknowledge", ())


def test_a_child_has_no_findings_to_decide_by():
    there = ward(planned(answers=CHILD)).until(3)
    there.press("visit")
    assert (there.toast, there.plan().visited) == ("no_course", ())


def test_a_nurse_is_offered_no_way_that_is_not_hers():
    there = at_the_gate()
    there.press("visit", who=NURSE, chat=GROUP)
    assert {wish(each).verb for each in there.presses} == {"visit"}


# ---------------------------------------------------------------------------------- by words


def test_the_answers_can_be_typed_but_for_the_last_that_keeps_them():
    there = at_the_gate()
    there.press("step")
    there.type("better")
    assert there.said[1] == "found.ask.ck"
    there.type("falling")
    assert there.said[1] == "found.ask.signs"
    turn = there.type("no warning sign")
    assert (turn.keeps, there.plan().visited) == ((), ())
    assert there.said[-1] == "refused.press"


def test_the_way_back_leads_through_the_questions():
    there = at_the_gate()
    there.press("visit.1_261221.b.f")
    assert there.presses[-1] == "visit.1_261221.b"
    there.press("visit.1_261221.b")
    assert there.presses[-1] == "visit.1_261221"
    there.press("visit.1_261221")
    assert there.presses[-1] == "decide"


def test_the_entries_of_a_plan_are_in_their_order():
    there = found(at_the_check(), "b", "f", "0").until(28, "08:00")
    found(there, "s", "l", "0")
    assert [each.number for each in visits(there.plan())] == [1, 2]
