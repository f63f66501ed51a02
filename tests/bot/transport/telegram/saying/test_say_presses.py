"""A press is answered whatever happens, and what its answer says is seen."""

import pytest

from bot.desk.arrival import Arrival
from bot.page import Page, Placed
from tests.bot.transport.telegram.conftest import Bench
from tests.bot.transport.telegram.saying.test_say import QUESTION, asked, edit, says
from tests.fake_telegram.answers import Fault, Refused, bad_gateway, too_many


async def test_a_press_is_answered_with_its_toast(bench: Bench) -> None:
    await asked(bench, QUESTION)
    says(bench, Page(text="Already answered.", place=Placed.TOAST))
    press = bench.doctor.taps("Severe")
    await bench.settled()
    assert bench.doctor.toast(press) == "Already answered."
    assert len(bench.doctor.heard()) == 1


async def test_a_press_with_nothing_to_say_is_answered_all_the_same(bench: Bench) -> None:
    await asked(bench, QUESTION)
    says(bench, edit(bench, "Next question"))
    press = bench.doctor.taps("Severe")
    await bench.settled()
    assert bench.doctor.toast(press) == ""


async def test_a_press_is_answered_even_if_the_desk_breaks(bench: Bench) -> None:
    def broken(_arrival: Arrival) -> tuple[Page, ...]:
        raise ValueError("72 kg")

    await asked(bench, QUESTION)
    bench.desk.answer = broken
    press = bench.doctor.taps("Severe")
    await bench.settled()
    assert bench.doctor.toast(press) == ""


async def test_a_press_that_is_too_old_to_answer_still_counts(bench: Bench) -> None:
    await asked(bench, QUESTION)
    says(bench, edit(bench, "Next question"))
    press = bench.doctor.taps("Severe")
    bench.telegram.time += 2 * bench.telegram.query_lifetime
    await bench.settled()
    assert bench.doctor.toast(press) is None
    assert bench.doctor.reads() == "Next question"


async def test_a_toast_with_no_press_is_a_message(bench: Bench) -> None:
    await asked(bench, Page(text="Nothing to cancel.", place=Placed.TOAST))
    assert bench.doctor.reads() == "Nothing to cancel."


async def test_an_answer_to_a_press_that_does_not_get_through_stops_nothing(bench: Bench) -> None:
    await asked(bench, QUESTION)
    says(bench, Page(text="Already answered.", place=Placed.TOAST), edit(bench, "Next question"))
    fault = Fault(method="answerCallbackQuery", answer=bad_gateway(), times=3)
    bench.telegram.faults.append(fault)
    press = bench.doctor.taps("Severe")
    await bench.settled()
    assert bench.doctor.toast(press) is None
    assert {each.text for each in bench.doctor.heard()} == {"Next question", "Already answered."}


@pytest.mark.parametrize("answer", [bad_gateway(), too_many(2), Refused(401, "Unauthorized")])
async def test_an_answer_to_a_press_that_fails_once_is_given_again(
    answer: Refused, bench: Bench
) -> None:
    await asked(bench, QUESTION)
    says(bench, Page(text="Already answered.", place=Placed.TOAST))
    bench.telegram.faults.append(Fault(method="answerCallbackQuery", answer=answer))
    press = bench.doctor.taps("Severe")
    await bench.settled()
    assert bench.doctor.toast(press) == "Already answered."
    assert len(bench.doctor.heard()) == 1


async def test_an_answer_to_a_press_that_is_too_old_is_a_message(bench: Bench) -> None:
    await asked(bench, QUESTION)
    says(bench, Page(text="Nothing has changed.", place=Placed.TOAST))
    bench.doctor.taps("Severe")
    bench.telegram.time += 2 * bench.telegram.query_lifetime
    await bench.settled()
    assert bench.doctor.reads() == "Nothing has changed."
