"""An override is recorded once, with a reason and its conditions; nothing else may record it."""

import pytest

from bot.page.render import Seat
from core.evidence import Section
from flows.plan.overrides import REASONS, Override, recorded, waits
from flows.talk.replies import Note, ShowPlan
from flows.talk.turn import Deed
from tests.flows.following import (
    ADMIN,
    GROUP,
    MODERATE,
    NURSE,
    OTHER,
    OWNER,
    READY,
    STRANGER,
    planned,
    ward,
)
from tests.world.plan_record import LABEL

METHOTREXATE = MODERATE | READY | {"sulfa_allergy": "none", "g6pd": "normal"}
OWN_START = MODERATE | {"start_mg": "50"}
HAVE = {Override.TMP_SMX: METHOTREXATE, Override.START_DOSE: OWN_START}


def there_with(answers):
    return ward(planned(answers=answers))


@pytest.mark.parametrize("which", Override)
def test_a_reason_is_chosen_checked_and_only_then_recorded(which):
    for reason in REASONS[which]:
        there = there_with(HAVE[which])
        there.press(f"over.{which}")
        assert there.presses == [*(f"over.{which}.{each}" for each in REASONS[which]), "show"]
        turn = there.press(f"over.{which}.{reason}")
        assert not turn.keeps
        assert there.said == [f"override.check.{which}", "decision.check"]
        turn = there.press(f"over.{which}.{reason}.y")
        assert recorded(there.plan()) == (f"override.{which}.{reason}",)
        assert turn.deeds == (Deed(action="override", label=LABEL, reason=f"{which}_{reason}"),)
        assert there.plan().revision == 1
        turn = there.press(f"over.{which}.{reason}.y")
        assert (there.toast, turn.keeps) == ("not_now", ())


@pytest.mark.parametrize(
    ("changes", "lacks"),
    [
        ({"sulfa_allergy": None}, True),
        ({"sulfa_allergy": "none", "g6pd": None}, False),
        ({}, False),
    ],
)
def test_it_is_recorded_only_where_its_conditions_hold(changes, lacks):
    given = {**METHOTREXATE, **changes}
    answers = {key: value for key, value in given.items() if value is not None}
    there = there_with(answers)
    turn = there.press("over.tmp_smx.specialist.y")
    assert bool(turn.keeps) is not lacks
    assert ("override.lacks" in there.said) is lacks


@pytest.mark.parametrize(
    "changes",
    [{"egfr": 59}, {"g6pd": "deficient"}, {"sulfa_allergy": "mild"}, {"sulfa_allergy": "severe"}],
)
def test_where_it_is_not_offered_it_is_not_recorded(changes):
    there = there_with(METHOTREXATE | changes)
    turn = there.press("over.tmp_smx.specialist.y")
    assert (there.toast, turn.keeps) == ("not_now", ())


@pytest.mark.parametrize("which", Override)
def test_a_plan_without_it_records_nothing(which):
    there = there_with(MODERATE)
    turn = there.press(f"over.{which}.specialist.y")
    assert (there.toast, turn.keeps) == ("not_now", ())


@pytest.mark.parametrize("press", ["over", "over.x", "over.tmp_smx.frailty.y", "over.tmp_smx..y"])
def test_a_button_nobody_made_records_nothing(press):
    there = there_with(METHOTREXATE)
    assert not there.press(press).keeps


@pytest.mark.parametrize(
    ("who", "chat"), [(NURSE, 0), (STRANGER, 0), (OTHER, 0), (ADMIN, 0), (OWNER, GROUP)]
)
def test_nobody_records_it_but_who_may_decide_in_private(who, chat):
    there = there_with(METHOTREXATE)
    assert not there.press("over.tmp_smx.specialist.y", who=who, chat=chat).keeps


def test_a_revision_by_other_answers_keeps_what_was_recorded():
    there = there_with(OWN_START)
    there.press("over.start_dose.frailty.y")
    assert not waits(there.live().plan, there.plan(), Override.START_DOSE)
    there.until(28, "08:00")
    there.steps()
    assert recorded(there.plan()) == ("override.start_dose.frailty",)


@pytest.mark.parametrize(("answers", "offers"), [(METHOTREXATE, True), (MODERATE, False)])
def test_the_prevention_offers_to_record_it_while_it_waits(answers, offers):
    there = there_with(answers)
    seat = Seat(chat=OWNER, who=OWNER, now=there.now, zone=there.zone_name)
    (page,) = there.desk.pages.pages(
        ShowPlan(record=there.plan(), section=Section.PREVENTION), seat
    )
    assert ("Record an override" in [each.text for row in page.buttons for each in row]) is offers


def test_the_second_person_sees_what_was_recorded_and_what_has_no_reason():
    there = ward(planned(answers=OWN_START, live=False))
    there.press("check", who=NURSE)
    assert "override.no_reason" in there.said
    there = ward(
        planned(answers=OWN_START, live=False, confirmed=("override.start_dose.frailty",))
    )
    there.press("check", who=NURSE)
    assert "override.recorded" in there.said
    assert isinstance(there.note, Note)
