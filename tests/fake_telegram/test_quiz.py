"""The fake server takes a quiz within the limits of the real one, and refuses any other."""

import json
from typing import Any

import pytest

from tests.fake_telegram.api import call
from tests.fake_telegram.people import Person, person
from tests.fake_telegram.state import TOKEN, FakeTelegram

WHO = 4_000_000_001


@pytest.fixture
def telegram() -> FakeTelegram:
    return FakeTelegram()


@pytest.fixture
def someone(telegram: FakeTelegram) -> Person:
    return person(telegram, WHO)


async def answer(telegram: FakeTelegram, method: str, **params: str) -> Any:
    """The result of a call, or its status and description where it was refused."""
    status, body = await call(telegram, TOKEN, method, params)
    said = json.loads(body)
    return said["result"] if said["ok"] else (status, said["description"])


QUIZ = {
    "chat_id": str(WHO),
    "question": "Which dose?",
    "options": json.dumps([{"text": "60 mg"}, {"text": "65 mg"}]),
    "type": "quiz",
    "correct_option_ids": "[1]",
    "explanation": "The rule",
}


async def test_a_quiz_is_a_message_of_its_own(telegram: FakeTelegram, someone: Person) -> None:
    result = await answer(telegram, "sendPoll", **QUIZ)
    assert result["poll"]["type"] == "quiz"
    assert "text" not in result
    assert someone.heard()[-1].quiz.right == 1


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"type": "regular"}, "only a quiz"),
        ({"question": "x" * 301}, "question"),
        ({"question": ""}, "question"),
        ({"options": json.dumps([{"text": "60 mg"}])}, "from 2 to 12"),
        ({"options": json.dumps([{"text": str(n)} for n in range(13)])}, "from 2 to 12"),
        ({"options": json.dumps([{"text": "x" * 101}, {"text": "y"}])}, "options length"),
        ({"options": json.dumps([{"text": "x"}, {"text": "x"}])}, "options length"),
        ({"options": json.dumps([{"text": "x", "more": "y"}, {"text": "z"}])}, "parse"),
        ({"correct_option_ids": "[2]"}, "correct option"),
        ({"correct_option_ids": "[0, 1]"}, "correct option"),
        ({"explanation": "x" * 201}, "explanation"),
        ({"message_thread_id": "9"}, "thread not found"),
    ],
)
@pytest.mark.usefixtures("someone")
async def test_a_quiz_beyond_the_limits_is_refused(
    telegram: FakeTelegram, changed: dict[str, str], why: str
) -> None:
    status, said = await answer(telegram, "sendPoll", **(QUIZ | changed))
    assert status == 400
    assert why in said
