"""The review of a plan whose agent is ready: when it begins, and that nothing else begins it."""

import json
from datetime import date, timedelta

import pytest

from core.course.regimen.regimen import State
from core.course.shown import read
from flows.talk.replies import Review
from tests.flows.chat import Chat, at_review
from tests.flows.intake.walk import READY
from tests.world.plan_record import LABEL

FIRST = date(2026, 11, 23)


def ready(*more: str) -> Chat:
    chat = at_review(*READY)
    return chat.answer(*more)


def made(chat: Chat):
    chat.make()
    return chat.turns[-1].made


def stretches(record):
    return [each.stretches[0] for each in read(record.shown).drugs.regimens]


def test_an_agent_that_waits_for_something_has_no_first_day_to_choose():
    chat = at_review()
    assert "open.agent" not in chat.presses
    assert chat.prompt.agent is None


def test_an_agent_that_is_ready_begins_with_the_steroid_as_the_review_says():
    chat = ready()
    review = chat.prompt
    assert isinstance(review, Review)
    assert review.agent.says == "review.agent_weekly"
    assert review.agent.values["day"] == stretches(made(chat))[0].dose_day


def test_it_begins_on_another_day_that_is_pressed_or_typed():
    chat = ready("[open.agent]", "07-Dec-2026")
    assert chat.answers["agent_start"] == "2026-12-07"
    assert chat.prompt.agent.values["day"] == date(2026, 12, 7)
    record = made(chat)
    assert record.answers["agent_start"] == "2026-12-07"
    assert [(each.first, each.state) for each in stretches(record)] == [
        (date(2026, 12, 7), State.TAKEN)
    ]


def test_not_yet_is_an_answer_and_nothing_is_begun():
    chat = ready("[open.agent]", "[set.not_yet]")
    assert chat.prompt.agent.says == "review.agent_not_yet"
    record = made(chat)
    assert record.answers["agent_start"] is None
    assert stretches(record) == []
    assert json.loads(record.shown)["regimens"] == []
    assert chat.live(LABEL if LABEL in chat.plans else record.label).plan.regimens == ()


def test_with_the_steroid_takes_another_choice_back():
    chat = ready("[open.agent]", "[set.not_yet]", "[open.agent]", "[set.with_steroid]")
    assert "agent_start" not in chat.answers
    assert len(stretches(made(chat))) == 1


@pytest.mark.parametrize("chosen", ["[set.not_yet]", "07-Dec-2026"])
def test_what_was_chosen_is_what_the_button_makes(chosen):
    chat = ready()
    press = next(each for each in chat.presses if each.startswith("make."))
    chat.answer("[open.agent]", chosen)
    assert press not in chat.presses
    chat.press(press)
    assert chat.turns[-1].made is None


def test_a_first_day_that_is_over_begins_no_agent_by_itself():
    chat = ready("[open.first_day]", "20-Nov-2026", "[use]")
    chat.answer(*(("[set.none]",) if chat.draft.state == "earlier" else ()))
    assert chat.prompt.agent.says == "review.agent_not_yet"
    chat.press("open.agent")
    assert "set.with_steroid" not in chat.presses
    days = [press for press in chat.presses if press.startswith("set.2")]
    assert days == ["set.2026-11-22", "set.2026-11-23", "set.2026-11-29"]
    chat.type("20-Nov-2026")
    assert (chat.refused, chat.draft.state) == ("agent_start", "agent")
    chat.press("back")
    record = made(chat)
    assert (record.answers["agent_start"], stretches(record)) == (None, [])


def test_a_first_day_that_is_over_can_begin_it_today():
    chat = ready("[open.first_day]", "20-Nov-2026", "[use]")
    chat.answer(*(("[set.none]",) if chat.draft.state == "earlier" else ()))
    chat.answer("[open.agent]", "[set.2026-11-23]")
    (first,) = stretches(made(chat))
    assert first.first >= FIRST


def test_a_day_of_the_agent_that_went_by_or_lies_before_the_steroid_is_dropped():
    chat = ready("[open.agent]", "25-Nov-2026")
    chat.answer("[open.first_day]", "30-Nov-2026")
    assert "agent_start" not in chat.answers
    assert chat.prompt.agent.values["day"] >= date(2026, 11, 30)


@pytest.mark.parametrize("text", ["01-Jan-2030", "12-Jan-1950"])
def test_a_day_too_far_away_is_refused(text):
    chat = ready("[open.agent]", text)
    assert chat.refused == "agent_start"
    assert "agent_start" not in chat.answers


def test_a_draft_that_waited_asks_for_the_day_of_the_agent_again():
    chat = ready("[open.agent]", "25-Nov-2026")
    chat.now += timedelta(days=4)
    chat.press("keep")
    chat.answer("[resume]")
    assert "agent_start" not in chat.answers
