"""An answer that was lost on its way can be had again, and changes nothing."""

from dataclasses import replace

from flows.dialogue import repeated, step
from flows.talk.replies import Ask, Review, ShowPlan, Toast
from flows.talk.turn import Commanded, Pressed
from tests.flows.chat import Chat, at_review

NOTHING = Commanded(name="new", argument="")


def again(chat: Chat, label: str = ""):
    heard = Pressed(label=label, number=1, press="make.12345678") if label else NOTHING
    return repeated(chat.session, chat.context(heard))


def test_the_open_question_is_shown_again_under_its_own_number():
    chat = Chat().answer("/new", "72")
    (shown,) = again(chat).replies
    assert isinstance(shown, Ask)
    assert (shown, again(chat).session) == (replace(chat.reply, anew=shown.anew), chat.session)


def test_the_review_is_shown_again_with_the_button_that_makes_it():
    chat = at_review()
    (shown,) = again(chat).replies
    assert isinstance(shown, Review)
    assert (shown.number, shown.choices) == (chat.draft.serial, chat.prompt.choices)


def test_a_draft_that_is_set_aside_asks_again_whether_to_go_on():
    chat = Chat().answer("/new", "72")
    chat.wait(minutes=11)
    chat.type("DM")
    (shown,) = again(chat).replies
    assert isinstance(shown, Ask)
    assert {choice.press for row in shown.choices for choice in row} == {"resume", "discard"}


def test_a_plan_whose_card_was_lost_is_shown():
    chat = at_review()
    chat.make()
    (record,) = chat.plans.values()
    assert again(chat, record.label).replies == (ShowPlan(record=record, anew=True),)


def test_where_nothing_is_open_nothing_is_shown():
    assert again(Chat()).replies == ()


def test_an_old_button_brings_the_lost_question_back():
    chat = Chat().answer("/new", "72")
    old = Pressed(label=chat.draft.label, number=chat.draft.serial, press="set.polymyositis")
    chat.answer("DM")
    turn = step(chat.session, old, chat.context(old))
    toast, shown = turn.replies
    assert isinstance(toast, Toast)
    assert isinstance(shown, Ask)
    assert (shown.number, turn.session) == (chat.draft.serial, chat.session)


def test_a_prompt_that_no_longer_stands_is_not_shown_again():
    chat = at_review()
    old = Pressed(label=chat.draft.label, number=chat.draft.serial - 1, press="set.no")
    chat.wait(days=2)
    turn = step(chat.session, old, chat.context(old))
    assert [type(reply) for reply in turn.replies] == [Toast]
