"""Everything that learning can show: every case played right and wrong, and the whole course."""

from collections.abc import Iterator

from bot.lessons import lessons
from core.exercise import Lesson
from flows.talk.replies import Choice, Note, Quiz
from flows.talk.turn import Turn
from flows.training.scenes import SCENES
from tests.flows.chat import Chat


def open_case(chat: Chat, lesson: Lesson) -> Note:
    chat.command("learn")
    return press(chat, f"learn.cases.open.{lesson.name}")


def press(chat: Chat, text: str) -> Note:
    reply = turn(chat, text).replies[0]
    assert isinstance(reply, Note)
    return reply


def turn(chat: Chat, text: str) -> Turn:
    return chat.press_home(text)


def buttons(note: Note) -> tuple[Choice, ...]:
    return tuple(each for row in note.choices for each in row)


def work_through(chat: Chat, lesson: Lesson, *, wrong: bool = False) -> Iterator[Note | Quiz]:
    """Every screen of the case, by its own buttons alone."""
    shown = open_case(chat, lesson)
    for exercise in lesson.exercises:
        yield shown
        place = (exercise.right + wrong) % len(exercise.options)
        revealed = press(chat, buttons(shown)[place].press)
        yield revealed
        shown = press(chat, buttons(revealed)[0].press)
    yield shown
    (quiz,) = turn(chat, buttons(shown)[0].press).replies
    assert isinstance(quiz, Quiz)
    yield quiz


def by_topic(chat: Chat) -> Iterator[Note]:
    """Every screen of every topic, by their own buttons alone."""
    chat.command("learn")
    topics = press(chat, "learn.cases.topics")
    for topic in buttons(topics)[:-1]:
        yield topics
        shown = press(chat, topic.press)
        while shown != topics:
            yield shown
            revealed = press(chat, buttons(shown)[0].press)
            yield revealed
            shown = press(chat, buttons(revealed)[0].press)


def course(chat: Chat) -> Iterator[Note]:
    """Every frame, by [Next] alone."""
    shown = press(chat, "learn.cases.play.0")
    for _ in SCENES[1:]:
        yield shown
        shown = press(chat, buttons(shown)[0].press)
    yield shown


def everything() -> Iterator[Note | Quiz]:
    """Every screen there is."""
    for wrong in (False, True):
        chat = Chat()
        for each in lessons():
            yield from work_through(chat, each, wrong=wrong)
        yield from chat.command("learn").replies
    chat = Chat()
    yield from chat.command("learn").replies
    yield open_case(chat, lessons()[0])
    yield press(chat, "learn.revealed.next.01_weekly_drug.3")
    yield from by_topic(chat)
    yield from course(chat)
