"""A plan of an earlier edition: it goes on, and is carried over once the difference was seen."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.guideline import shipped
from bot.page.plan.pages import Seat
from core.course.decisions import Move, Reason
from core.edition.difference import Part
from flows.reminder.message.note import told
from flows.reminder.recipients import Recipients
from flows.talk.records import Matter, Stage
from flows.talk.replies import Note, Quoted, ShowPlan
from tests.bot.page.screens import PAGES
from tests.editions.changed import LATER, changed
from tests.flows.following import (
    CHILD,
    GROUP,
    LABEL,
    MODERATE,
    NURSE,
    OTHER,
    OWNER,
    READY,
    Ward,
    at,
    planned,
    ward,
)
from tests.lint.display import hits

HEAVY = MODERATE | {"weight_kg": "210"}  # more than edition 2 plans for
TABLETS = "tablets that are not"


def updated(there: Ward | None = None) -> Ward:
    """The program was brought up to edition 2 while the plan was running."""
    there = there or ward().until(3)
    there.rules = changed()
    return there


def test_nothing_is_changed_by_the_update_itself():
    before = ward().until(3)
    reminders, plan = dict(before.reminders), before.plan()
    there = updated(before).until(20)
    assert there.plan() == plan
    assert {each.id for each in there.reminders.values()} == set(reminders)


def test_the_difference_is_seen_first():
    there = updated()
    there.press("carry")
    assert there.plan().revision == 1
    assert there.said[0] == "carry.head"
    assert there.values("carry.head") == {
        "label": LABEL,
        "newest": LATER,
        "made": shipped().edition,
    }
    lines = there.note.blocks[1]
    differs = there.live().kept.differs
    assert len(lines) == len(differs)
    named = [each.part for each in differs if each.was is None]
    assert [each.values["part"] for each in lines if each.says == "carry.part"] == named
    assert there.values("carry.start") == {"was": Decimal(55), "new": Decimal("42.5")}
    assert there.values("carry.doses")["new"][:2] == (50, 45)
    assert there.values("change.stays") == {"mg": 55}
    assert there.presses == [f"carry.{LATER}", "show"]


def test_a_second_press_makes_the_next_revision_and_the_doses_taken_stay():
    there = updated(ward().until(28, "08:00"))
    there.steps()
    there.press("carry")
    turn = there.press(f"carry.{LATER}")
    plan, course = there.plan(), there.live().course
    assert (plan.revision, plan.guideline) == (3, changed().stamp)
    decided = plan.decisions[-1]
    assert (decided.decision.move, decided.decision.reason) == (
        Move.CARRY_OVER,
        Reason.NEW_EDITION,
    )
    assert (decided.by, decided.name) == (OWNER, "Owner")
    assert [(row.mg, row.first) for row in course.periods[:2]] == [
        (Decimal(55), at(0).date()), (Decimal(45), at(28).date()),
    ]  # fmt: skip
    assert course.due == at(42).date()
    assert course.following_mg == 40
    assert there.live().kept.differs == ()
    assert there.live().kept.since == at(28).date()
    assert turn.deeds[-1].reason == "carry_over_new_edition"
    assert there.reminder(Matter.REVISED).stage is Stage.PENDING


def test_the_next_step_is_by_the_new_edition_then():
    there = updated(ward().until(27))
    there.press(f"carry.{LATER}")
    there.until(28, "08:00").steps()
    assert there.live().course.present.mg == 50


def test_the_group_is_told_what_was_carried_over():
    there = updated()
    there.press(f"carry.{LATER}")
    there.until(4)
    place = max(place for place in there.about("revised") if place[0] == GROUP)
    said = [each.says for block in there.screens[place].blocks for each in block]
    assert "reminder.over.decided" in said


def test_a_child_is_carried_over_too():
    there = updated(ward(planned(answers=CHILD)).until(3))
    there.press("carry")
    assert Part.MILESTONES in [each.part for each in there.live().kept.differs]
    there.press(f"carry.{LATER}")
    assert there.plan().revision == 2
    assert there.live().kept.differs == ()


@pytest.mark.parametrize("press", ["carry", f"carry.{LATER}", "carry.3", "carry.x"])
def test_with_nothing_different_there_is_nothing_to_carry_over(press):
    there = ward().until(3)
    there.press(press)
    assert (there.toast, there.plan().revision) == ("not_now", 1)


def test_the_button_of_an_edition_that_is_not_the_newest_shows_the_difference_again():
    there = updated()
    there.press("carry.7")
    assert (there.said[0], there.plan().revision) == ("carry.head", 1)


def test_what_the_new_edition_refuses_goes_on_and_is_not_carried_over():
    there = updated(ward(planned(answers=HEAVY)).until(3))
    there.press(f"carry.{LATER}")
    assert (there.toast, there.plan().revision) == ("not_now", 1)
    there.until(28, "08:00").steps()
    assert there.live().course.present.mg == 70


def test_only_who_may_decide_carries_over():
    there = updated()
    there.press(f"carry.{LATER}", who=NURSE, chat=GROUP)
    assert (there.toast, there.plan().revision) == ("may_not_decide", 1)
    there.press(f"carry.{LATER}", who=OTHER)
    assert (there.toast, there.plan().revision) == ("no_such_plan", 1)


def test_an_old_button_does_nothing():
    there = updated(ward().until(28, "08:00"))
    there.steps()
    there.press(f"carry.{LATER}", number=1)
    assert (there.toast, there.plan().revision) == ("decided_since", 2)


def test_a_draft_and_a_closed_plan_are_not_carried_over():
    there = updated(ward(planned(live=False)))
    there.press(f"carry.{LATER}")
    assert there.toast == "not_live"
    there = updated(ward(replace(planned(), closed_at=at(1))))
    there.press(f"carry.{LATER}")
    assert there.toast == "closed"


def test_the_question_about_the_next_step_stays_open_where_it_is_the_same():
    """The step to 45 mg is that of both editions: nobody has answered it by carrying over."""
    rules = changed()
    fast = replace(rules.taper.fast, value=(Decimal(10), Decimal(30)))
    weeks = replace(rules.taper.interval_weeks, value=2)
    there = ward().until(28, "08:00")
    gate = there.reminder("gate")
    there.rules = replace(rules, taper=replace(rules.taper, fast=fast, interval_weeks=weeks))
    there.press(f"carry.{LATER}")
    assert there.reminder("gate").id == gate.id
    assert there.reminder("gate").stage.is_open


def test_what_the_new_edition_dates_before_that_day_is_not_asked_late():
    there = updated(ward().until(40))
    known = set(there.reminders)
    there.press(f"carry.{LATER}")
    fresh = [each for name, each in there.reminders.items() if name not in known]
    asked = [each.matter for each in fresh if each.day < at(40).date()]
    assert set(asked) <= {Matter.GATE, Matter.HEADS_UP}


def test_to_reassess_stays_asked():
    there = ward().until(28, "08:00")
    there.press("hold.4.not_better.261221")
    there.until(60)
    reassess = there.reminder("reassess")
    assert there.live().course.reassess
    updated(there).press(f"carry.{LATER}")
    assert there.reminder("reassess").id == reassess.id
    assert there.reminder("reassess").stage.is_open


def test_a_course_that_has_ended_is_not_carried_over():
    there = ward().until(3)
    there.press("stop.moved.261126")
    updated(there).press(f"carry.{LATER}")
    assert there.toast == "not_now"


def test_in_the_history_it_has_its_line():
    there = updated()
    there.press(f"carry.{LATER}")
    there.press("decide.history")
    assert isinstance(there.note, Note)
    assert there.values("history.decided")["move"] is Move.CARRY_OVER


def test_the_first_step_still_asks_for_a_gain_after_it():
    there = updated(ward().until(27))
    there.press(f"carry.{LATER}")
    there.press("decide")
    first = changed().taper.gate.first.statement
    assert there.values("decision.step_says") == {"statement": Quoted(first)}


def test_the_question_of_the_first_step_asks_for_a_gain_after_it():
    there = updated(ward().until(26))
    there.press(f"carry.{LATER}")
    there.until(28, "08:00")
    live, gate = there.live(), there.reminder(Matter.GATE)
    recipients = Recipients(group=GROUP, owner=OWNER)
    note = told(gate, live.record, live, recipients, chat=GROUP, now=there.now)
    assert "reminder.ask.first" in {each.says for block in note.blocks for each in block}


def test_more_answers_are_taken_by_the_rules_that_the_plan_goes_by():
    there = updated()
    there.press("answer")
    assert there.session_of(OWNER).draft.edition == shipped().edition
    there.rules = replace(changed(), earlier={})
    assert there.live().kept.rules is there.rules


@pytest.mark.parametrize("answers", [MODERATE, MODERATE | READY, CHILD, HEAVY])
def test_every_screen_of_it_is_written_right(answers):
    there = updated(ward(planned(answers=answers, entered="")).until(3))
    pages = replace(PAGES, guideline=changed())
    seat = Seat(chat=OWNER, who=OWNER, now=there.now, zone="Europe/Berlin")
    cards = [ShowPlan(record=there.plan(), anew=True)]
    replies = []
    for press in ("carry", f"carry.{LATER}"):
        there.press(press)
        replies += [each for each in there.turn.replies if isinstance(each, Note)][:1]
    cards.append(ShowPlan(record=there.plan(), anew=True))
    # the card of a child has a day that its dose begins, and none that it ends
    for reply in (*replies, *(cards if answers is not CHILD else ())):
        for page in pages.pages(reply, seat):
            # by these rules the tablets of methotrexate have another strength too
            found = [each for each in hits(page.text, region="us") if TABLETS not in each.excerpt]
            assert found == []
            assert len(page.text) < 3_000
