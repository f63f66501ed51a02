"""A quiz is a poll of Telegram's own; the text and buttons beside it are for other transports."""

from bot.desk.arrival import Arrival
from bot.page import Button, Page, Placed, Poll
from tests.bot.transport.telegram.conftest import Bench

QUIZ = Page(
    text="Which dose?",
    place=Placed.NEW,
    buttons=((Button(text="60 mg", data="60"), Button(text="65 mg", data="65")),),
    poll=Poll(question="Which dose?", options=("60 mg", "65 mg"), right=1, explanation="Rule"),
)


async def test_a_quiz_is_a_native_poll_with_its_explanation(bench: Bench) -> None:
    def answer(_arrival: Arrival) -> tuple[Page, ...]:
        return (QUIZ,)

    bench.desk.answer = answer
    bench.doctor.says("70")
    await bench.settled()
    message = bench.doctor.heard()[-1]
    assert message.quiz
    assert (message.quiz.question, message.quiz.options) == ("Which dose?", ("60 mg", "65 mg"))
    assert (message.quiz.right, message.quiz.explanation) == (1, "Rule")
    assert message.keyboard == ()
