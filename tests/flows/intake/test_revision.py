"""What an agent waits for is answered on the plan itself, and makes its next revision."""

from dataclasses import replace

import pytest

from bot.guideline import shipped
from core.plan import Plan, plan_for
from flows.intake.details import waited_for
from flows.talk.records import Person
from flows.talk.replies import Ask, Note, Review, ShowPlan
from flows.talk.turn import Pressed
from tests.flows.chat import ME, Chat, at_review


@pytest.fixture
def made() -> Chat:
    chat = at_review()
    chat.make()
    return chat


def plan_of(chat: Chat) -> Plan:
    (record,) = chat.plans.values()
    plan = plan_for(shipped(), record.answers)
    assert isinstance(plan, Plan)
    return plan


def answering(chat: Chat) -> Chat:
    (record,) = chat.plans.values()
    chat.press_plan("answer", record)
    return chat


def test_the_page_asks_for_what_the_agent_waits_for_and_nothing_else(made):
    waits = waited_for(plan_of(made))
    answering(made)
    shown = [choice.press for row in made.reply.choices for choice in row]
    assert [press for press in shown if press.startswith("key.")] == [f"key.{k}" for k in waits]


def test_the_answers_become_the_next_revision_and_the_course_stays(made):
    (first,) = made.plans.values()
    answering(made)
    made.press("key.pregnancy")
    made.press("set.no")
    made.press("back")
    assert isinstance(made.reply, Review)
    made.make()
    (second,) = made.plans.values()
    assert (second.label, second.revision) == (first.label, 2)
    assert second.answers == {**first.answers, "pregnancy": "no"}
    assert made.session.draft is None


def test_why_the_signs_are_asked_says_what_they_do_to_the_plan_that_is_live(made):
    answering(made).answer("[back]", "[open.change]", "[open.signs]", "[why]")
    assert made.prompt.why == "why_asked.signs_change"
    new = at_review()
    new.answer("[open.change]", "[open.severity]", "[set.severe]", "[open.signs]", "[why]")
    assert new.prompt.why == "why_asked.signs"


def test_a_revision_leaves_course_and_first_answers_alone(made):
    answering(made)
    made.press("back")
    shown = [choice.press for row in made.reply.choices for choice in row]
    assert [press for press in shown if press.startswith("open.")] == [
        "open.change", "open.details",
    ]  # fmt: skip
    for press in (
        "open.start_dose",
        "open.first_step",
        "open.first_day",
        "open.tail",
        "open.agent",
    ):
        before = made.draft
        made.press(press)
        assert (made.toast, made.draft) == ("not_now", before)


def test_a_first_day_that_is_over_stays_in_a_revision(made):
    (first,) = made.plans.values()
    made.wait(days=20)
    answering(made)
    made.press("key.pregnancy")
    made.press("set.no")
    made.press("back")
    made.make()
    (second,) = made.plans.values()
    assert second.answers["start_date"] == first.answers["start_date"]


def test_a_button_of_the_revision_before_changes_nothing(made):
    (first,) = made.plans.values()
    answering(made)
    made.press("key.pregnancy")
    made.press("set.no")
    made.press("back")
    made.make()
    made.press_plan("answer", first)
    assert made.toast == "other_revision"
    assert made.session.draft is None


def test_no_button_of_an_earlier_draft_of_the_label_acts_on_a_revision(made):
    answering(made)
    made.press("key.pregnancy")
    before = made.draft
    for number in range(1, 200):
        made.hear(Pressed(label=before.label, number=number, press="set.no"))
        assert made.draft == before


def test_no_button_of_a_discarded_revision_acts_on_the_next_one(made):
    answering(made)
    made.press("key.pregnancy")
    old = made.draft.serial
    made.press("cancel")
    made.press("discard")
    answering(made)
    made.press("key.pregnancy")
    before = made.draft
    made.hear(Pressed(label=before.label, number=old, press="set.no"))
    assert made.draft == before


def test_an_unfinished_plan_is_asked_about_first(made):
    (record,) = made.plans.values()
    made.answer("/new", "70")
    made.press_plan("answer", record)
    assert isinstance(made.reply, Ask)
    assert made.reply.says == "parked.begin"
    assert made.draft.label != record.label


def test_leaving_a_revision_leaves_the_plan_as_it_was(made):
    before = dict(made.plans)
    answering(made)
    made.press("cancel")
    made.press("discard")
    assert made.reply.says == "home.unchanged"
    assert made.plans == before
    assert made.session.draft is None


def test_a_revision_left_for_a_week_is_gone_and_says_that_the_plan_stays(made):
    answering(made)
    made.wait(days=8)
    made.type("no")
    assert made.reply.says == "ended.unchanged"


def test_a_plan_of_somebody_else_cannot_be_answered(made):
    (record,) = made.plans.values()
    made.store.rows.plans.clear()
    made.hear(Pressed(label=record.label, number=1, press="answer"))
    assert made.toast == "no_such_plan"


def test_the_card_can_be_read_while_its_revision_is_made(made):
    (record,) = made.plans.values()
    answering(made)
    draft = made.draft
    made.press_plan("show.agent", record)
    assert isinstance(made.reply, ShowPlan)
    assert made.draft == draft


def test_what_is_waited_for_can_be_answered_before_the_plan_is_made():
    chat = at_review()
    chat.press("open.details")
    chat.press("group.waited_for")
    assert isinstance(chat.reply, Ask)
    assert chat.reply.says == "intake.group.waited_for"
    chat.press("back")
    assert isinstance(chat.reply, Review)


def test_nothing_is_waited_for_where_the_answers_come_to_no_plan():
    chat = at_review()
    chat.press("open.details")
    chat.press("group.waited_for")
    chat.session = replace(
        chat.session, draft=replace(chat.draft, answers={**chat.draft.answers, "age": 9})
    )
    chat.press("why")
    shown = [choice.press for row in chat.reply.choices for choice in row]
    assert not [press for press in shown if press.startswith("key.")]


def test_a_plan_that_changed_meanwhile_is_looked_at_again_as_it_is_now(made):
    (first,) = made.plans.values()
    answering(made)
    made.press("key.pregnancy")
    made.press("set.no")
    made.press("back")
    made.put(replace(first, revision=2, serial=first.serial + 1))
    turn = made.make()
    assert (turn.made, made.refused, made.draft.revises) == (None, "changed", 2)
    made.make()
    (third,) = made.plans.values()
    assert (third.revision, third.answers["pregnancy"]) == (3, "no")


def test_a_closed_plan_is_not_answered(made):
    (record,) = made.plans.values()
    closed = replace(record, closed_at=record.made_at)
    made.put(closed)
    made.press_plan("answer", closed)
    assert made.toast == "not_now"
    assert made.session.draft is None


@pytest.mark.parametrize("press", ["papers", "paper.pdf"])
def test_nobody_is_given_the_papers_of_a_plan_that_they_may_not_open(made, press):
    (record,) = made.plans.values()
    made.person = Person(who=ME)
    turn = made.press_plan(press, record)
    assert (made.toast, turn.deeds) == ("no_such_plan", ())


def test_who_is_no_prescriber_any_more_leaves_the_draft_as_it_is(made):
    answering(made)
    before, made.person = made.session, Person(who=ME)
    made.type("72 kg")
    assert isinstance(made.reply, Note)
    assert made.reply.blocks[0][0].says == "say.may_not_make"
    made.press("key.pregnancy")
    assert made.toast == "may_not_make"
    assert made.session.draft == before.draft
