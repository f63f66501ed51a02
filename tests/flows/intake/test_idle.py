from dataclasses import replace

import pytest

from flows.intake.idle import IDLE, nudged
from flows.talk.replies import Ask
from flows.talk.turn import Commanded
from tests.flows.chat import Chat, at_review


def told(chat: Chat):
    return nudged(chat.session, chat.context(Commanded(name="", argument="")))


def test_a_draft_that_is_left_alone_is_asked_about_once():
    chat = at_review()
    chat.wait(hours=1)
    turn = told(chat)
    (reply,) = turn.replies
    assert isinstance(reply, Ask)
    assert reply.says == "parked.idle"
    assert reply.anew
    assert [deed.action for deed in turn.deeds] == ["nudged"]
    chat.session = turn.session
    chat.wait(hours=5)
    assert told(chat) is None


def test_its_answers_are_all_there_when_it_goes_on():
    chat = at_review()
    before = chat.answers
    chat.wait(hours=2)
    chat.session = told(chat).session
    chat.wait(hours=4)
    chat.press("resume")
    assert chat.answers == before
    assert chat.draft.state == "review"


def test_an_answer_pressed_on_the_prompt_before_it_changes_nothing():
    chat = at_review()
    chat.wait(hours=2)
    before, stale = chat.draft, chat.draft.serial
    chat.session = told(chat).session
    assert chat.draft == replace(before, parked=True, serial=stale + 1)


@pytest.mark.parametrize("minutes", [0, 1, 59])
def test_nobody_is_told_earlier(minutes):
    chat = at_review()
    chat.wait(minutes=minutes)
    assert told(chat) is None


def test_where_no_draft_is_open_nothing_is_said():
    chat = Chat()
    assert told(chat) is None


def test_a_draft_that_is_gone_by_age_is_not_called_back():
    chat = at_review()
    chat.wait(days=8)
    assert told(chat) is None
    assert IDLE.total_seconds() == 3600
