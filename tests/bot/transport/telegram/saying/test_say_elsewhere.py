"""What another chat shows is changed where it can be; a long answer to a press is cut well."""

import asyncio
from typing import Any

import pytest

from bot.page import Page, Placed
from tests.bot.served_bot import DOCTOR
from tests.bot.transport.telegram.conftest import Bench
from tests.bot.transport.telegram.saying.test_say import CHOICE, QUESTION, asked, says
from tests.fake_telegram.answers import BLOCKED, NO_MESSAGE, Fault, Refused, bad_gateway, too_many
from tests.fake_telegram.people import Person, person
from tests.fake_telegram.state import BOT_ID, SUNDAY


@pytest.fixture
def other(bench: Bench) -> Person:
    """Somebody whose chat shows one message of the bot."""
    someone = person(bench.telegram, DOCTOR + 1)
    someone.chat.add(sender=BOT_ID, date=SUNDAY, text="55 mg is due")
    return someone


def over_there(other: Person, text: str, **more: object) -> Page:
    number = other.heard()[-1].number
    return Page(text=text, place=Placed.EDIT, edits=number, chat=other.id, **more)


async def test_what_another_chat_shows_is_changed_after_the_answer_here(
    other: Person, bench: Bench
) -> None:
    slow = Fault(method="editMessageText", chat=other.id, hold=asyncio.Event())
    bench.telegram.faults.append(slow)
    says(bench, over_there(other, "55 mg: <b>done</b>", buttons=CHOICE), QUESTION)
    bench.doctor.says("70")
    await slow.held.wait()
    assert bench.doctor.reads() == "How severe?"
    assert slow.hold
    slow.hold.set()
    await bench.settled()
    (there,) = other.heard()
    assert (there.text, len(there.buttons())) == ("55 mg: done", 2)


async def test_buttons_of_another_chat_are_taken_away(other: Person, bench: Bench) -> None:
    await asked(bench, over_there(other, "Done.", buttons=CHOICE))
    await asked(bench, over_there(other, ""))
    (there,) = other.heard()
    assert (there.text, there.keyboard) == ("Done.", ())


async def test_a_page_of_another_chat_with_no_message_is_sent_there(
    other: Person, bench: Bench
) -> None:
    await asked(bench, Page(text="Hello", place=Placed.NEW, chat=other.id, prompt=True))
    assert other.reads() == "Hello"
    assert bench.doctor.heard() == []
    assert bench.desk.prompts == []


@pytest.mark.parametrize(
    "fault",
    [
        {"answer": Refused(400, NO_MESSAGE)},
        {"answer": Refused(403, BLOCKED)},
        {"answer": too_many(3)},
        {"answer": bad_gateway()},
        {"dropped": True},
        {"silent": True},
    ],
)
async def test_what_cannot_be_changed_elsewhere_holds_nobody_up_and_is_changed_later(
    fault: dict[str, Any], other: Person, bench: Bench
) -> None:
    again = asyncio.Event()
    bench.telegram.faults += [
        Fault(method="editMessageText", chat=other.id, **fault),
        Fault(method="editMessageText", chat=other.id, hold=again),
    ]
    says(bench, over_there(other, "Done."), QUESTION)
    bench.doctor.says("70")
    await bench.telegram.until(lambda: bench.doctor.reads() == "How severe?")
    assert [message.text for message in other.heard()] == ["55 mg is due"]
    again.set()
    await bench.settled()
    assert [message.text for message in other.heard()] == ["Done."]


async def test_a_message_of_another_chat_that_is_gone_is_not_sent_anew(
    other: Person, bench: Bench
) -> None:
    page = over_there(other, "Done.")
    other.chat.messages.clear()
    await asked(bench, page, QUESTION)
    assert other.heard() == []
    assert bench.bot.line.unshown == 0


async def test_a_page_that_names_this_chat_is_shown_like_any_other(bench: Bench) -> None:
    await asked(bench, Page(text="Hello", place=Placed.NEW, chat=DOCTOR, prompt=True))
    assert bench.doctor.reads() == "Hello"
    assert bench.desk.prompts == [(DOCTOR, bench.doctor.heard()[-1].number)]


# ---------------------------------------------------------------------- answers to presses

SENTENCE = "This button belongs to revision 3 of the plan; the plan is at revision 5 now."


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (SENTENCE, SENTENCE),
        ("x" * 200, "x" * 200),
        (" ".join([SENTENCE] * 3), " ".join([SENTENCE] * 2)),
        (f"{SENTENCE}\n{SENTENCE} {'x' * 99}.", f"{SENTENCE}\n{SENTENCE}"),
        (f"{SENTENCE} {'x' * 110} 12.5 mg more.", SENTENCE),
        (f"{'x' * 150}. {'y' * 47} 2.5 mg.", f"{'x' * 150}."),
        ("word " * 50, f"{'word ' * 38}word…"),
    ],
)
async def test_a_long_answer_to_a_press_ends_with_a_whole_sentence(
    said: str, shown: str, bench: Bench
) -> None:
    await asked(bench, QUESTION)
    says(bench, Page(text=said, place=Placed.TOAST))
    press = bench.doctor.taps("Severe")
    await bench.settled()
    assert bench.doctor.toast(press) == shown


@pytest.mark.parametrize(("said", "stays"), [("Acknowledged.", False), (SENTENCE * 2, True)])
async def test_what_cannot_be_read_in_passing_stays_until_it_is_dismissed(
    said: str, stays: bool, bench: Bench
) -> None:
    await asked(bench, QUESTION)
    says(bench, Page(text=said, place=Placed.TOAST))
    press = bench.doctor.taps("Severe")
    await bench.settled()
    assert bench.telegram.queries[press].alert is stays
