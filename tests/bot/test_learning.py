"""Learning with all of the bot: for everybody, kept as progress, and nothing of it is real."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.desk.access import LEARNS
from bot.lessons import lessons
from flows.training.scenes import SCENES
from tests.bot.commands.test_chat import chat
from tests.bot.served_bot import DOCTOR, STRANGER
from tests.bot.talking import Talk, talking
from tests.fake_telegram.people import Person, person
from tests.fake_telegram.state import FakeTelegram

HEAD = "TRAINING, not a real patient"


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    async with talking(FakeTelegram(), tmp_path / "data") as found:
        yield found


async def work_through(talk: Talk, who: Person, title: str, *places: int) -> None:
    await taps(talk, who, title)
    for place in places:
        message = who.heard()[-1]
        await taps(talk, who, message.buttons()[place].text)
        await taps(talk, who, "Next")


async def taps(talk: Talk, who: Person, button: str) -> None:
    who.taps(button)
    await talk.settled()


async def test_a_prescriber_works_a_case_through_and_is_asked_a_quiz(talk: Talk) -> None:
    await talk.says("/learn")
    lesson = lessons()[0]
    await work_through(talk, talk.doctor, "1. Moderate, weekly drug", *(
        each.right for each in lesson.exercises
    ))  # fmt: skip
    assert "4 of 4 right" in talk.doctor.heard()[-1].text
    await talk.taps("Post a quiz")
    quiz = talk.doctor.heard()[-1].quiz
    assert quiz.question.startswith(HEAD)
    assert quiz.options[quiz.right] == "methotrexate"
    assert talk.desk.trainees.load(DOCTOR).chosen == {"01_weekly_drug": "1.2.1.3"}
    assert all(each.text.startswith(HEAD) for each in talk.doctor.heard()[:-1])


async def test_the_whole_course_is_one_message_edited_in_place(talk: Talk) -> None:
    await talk.says("/learn")
    await talk.taps("Play a course", *["Next"] * (len(SCENES) - 1))
    (message,) = talk.doctor.heard()
    assert message.edits == len(SCENES)
    assert f"Scene {len(SCENES)} of {len(SCENES)}" in message.text
    assert message.text.startswith(HEAD)


async def test_a_stranger_gets_the_one_line_and_may_learn(talk: Talk) -> None:
    stranger = person(talk.telegram, STRANGER)
    stranger.says("/start")
    await talk.settled()
    assert "/learn" in stranger.heard()[-1].text
    stranger.says("/learn")
    await talk.settled()
    await taps(talk, stranger, "2. Mild disease")
    assert stranger.heard()[-1].text.startswith(HEAD)
    stranger.says("/plans")
    await talk.settled()
    assert len(stranger.heard()) == 2


async def test_a_stranger_who_has_learnt_gets_what_is_kept_of_it(talk: Talk) -> None:
    stranger = person(talk.telegram, STRANGER)
    stranger.says("/mydata")
    await talk.settled()
    assert "answers only prescribers" in stranger.heard()[-1].text
    stranger.says("/learn")
    await talk.settled()
    await work_through(talk, stranger, "2. Mild disease", 0)
    stranger.says("/mydata")
    await talk.settled()
    found = json.loads(stranger.heard()[-1].file[1])
    assert found["person"]["who"] == STRANGER
    assert (list(found["learnt"]), found["plans"]) == (["02_mild"], [])
    stranger.says("/plans")
    await talk.settled()
    assert len(stranger.heard()) == 4


async def test_a_stranger_who_floods_is_paused(talk: Talk) -> None:
    stranger = person(talk.telegram, STRANGER)
    for _ in range(LEARNS + 2):
        stranger.says("/learn")
    await talk.settled()
    assert len(stranger.heard()) == LEARNS + 1
    assert stranger.heard()[-1].text.startswith("That was very fast")


async def test_nothing_of_it_is_kept_but_what_was_learnt(talk: Talk) -> None:
    await talk.says("/learn")
    await work_through(talk, talk.doctor, "9. A child", 0, 0)
    await talk.taps("All cases", "Play a course", "Next", "Next", "Next", "Next")
    store = talk.desk.store
    assert store.next_due() is None
    assert store.plans_of(DOCTOR) == ()
    assert not store.given("TRY-234")
    await talk.rings()
    assert len(talk.doctor.heard()) == 1


async def test_a_turn_of_it_touches_the_trainees_file_alone(talk: Talk) -> None:
    await talk.says("/learn")
    rows = talk.desk.store.rows
    before, trainees = dict(rows.items()), talk.desk.trainees
    await work_through(talk, talk.doctor, "9. A child", 0, 0)
    await talk.taps("All cases", "Play a course", "Next")
    assert dict(rows.items()) == before
    assert trainees.load(DOCTOR).chosen == {"09_child": "0.0.."}
    assert b"09_child" not in trainees.path.with_name("myotaper.db").read_bytes()


async def test_where_it_cannot_be_kept_that_is_said_and_plans_go_on(talk: Talk) -> None:
    talk.desk.trainees.path.mkdir()
    await talk.says("/learn")
    await taps(talk, talk.doctor, "9. A child")
    await taps(talk, talk.doctor, talk.doctor.heard()[-1].buttons()[0].text)
    assert "not saved" in talk.doctor.heard()[-1].text.lower()
    await talk.says("/new")
    assert talk.session().draft


def test_in_a_terminal_the_quiz_is_the_same_question_with_lettered_options(tmp_path: Path) -> None:
    lines = ("/learn", "2. Mild disease", *["a", "Next"] * 4, "Post a quiz", "b")
    said = " ".join(chat(tmp_path, "\n".join(lines)).stdout.split())
    _, quiz = said.split("> Post a quiz")
    assert f"{HEAD}. Mild disease: Which daily dose does the course begin with?" in quiz
    assert "[b] 35 mg" in quiz
    assert "✓ 35 mg: right, your answer" in quiz
    assert "The planner says: The course begins with 35 mg a day" in quiz
