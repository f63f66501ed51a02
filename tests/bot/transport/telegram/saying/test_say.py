"""Pages reach the screen, or the reason is counted; nothing stops the bot."""

import asyncio

import pytest

from bot.desk.arrival import Arrival
from bot.page import Button, Page, Placed
from tests.bot.served_bot import DOCTOR
from tests.bot.transport.telegram.conftest import INTRODUCTION, Bench
from tests.fake_telegram.answers import (
    BLOCKED,
    NO_MESSAGE,
    NOT_EDITABLE,
    Fault,
    Refused,
    bad_gateway,
    too_many,
)

CHOICE = ((Button(text="Severe", data="severe"), Button(text="Mild", data="mild")),)
QUESTION = Page(text="<b>How</b> severe?", place=Placed.NEW, buttons=CHOICE, prompt=True)


def says(bench: Bench, *pages: Page) -> None:
    def answer(_arrival: Arrival) -> tuple[Page, ...]:
        return pages

    bench.desk.answer = answer


def edit(bench: Bench, text: str, **more: object) -> Page:
    return Page(text=text, place=Placed.EDIT, edits=bench.doctor.heard()[-1].number, **more)


async def asked(bench: Bench, *pages: Page) -> None:
    says(bench, *pages)
    bench.doctor.says("70")
    await bench.settled()


async def test_a_page_reads_without_its_tags_and_has_its_buttons(bench: Bench) -> None:
    await asked(bench, QUESTION)
    message = bench.doctor.heard()[-1]
    assert message.text == "How severe?"
    assert message.entities == (("bold", 0, 3),)
    assert [[key.text for key in row] for row in message.keyboard] == [["Severe", "Mild"]]


async def test_a_new_prompt_is_reported_with_its_message(bench: Bench) -> None:
    await asked(bench, QUESTION)
    assert bench.desk.prompts == [(DOCTOR, bench.doctor.heard()[-1].number)]


async def test_pages_are_shown_in_their_order(bench: Bench) -> None:
    await asked(bench, *(Page(text=text, place=Placed.NEW) for text in ("one", "two", "three")))
    assert [message.text for message in bench.doctor.heard()] == ["one", "two", "three"]


async def test_an_edit_replaces_text_and_buttons_of_the_message(bench: Bench) -> None:
    await asked(bench, QUESTION)
    await asked(bench, edit(bench, "Severe it is."))
    (message,) = bench.doctor.heard()
    assert (message.text, message.keyboard) == ("Severe it is.", ())


async def test_an_edit_without_text_takes_only_the_buttons_away(bench: Bench) -> None:
    await asked(bench, QUESTION)
    await asked(bench, edit(bench, ""))
    (message,) = bench.doctor.heard()
    assert (message.text, message.keyboard) == ("How severe?", ())


async def test_an_edit_that_changes_nothing_is_counted_and_not_repeated(bench: Bench) -> None:
    await asked(bench, QUESTION)
    same = edit(bench, QUESTION.text, buttons=CHOICE, prompt=True)
    await asked(bench, same)
    assert len(bench.doctor.heard()) == 1
    assert bench.telegram.refusals[-1][0] == "editMessageText"
    assert bench.desk.prompts[-1] == (DOCTOR, same.edits)


@pytest.mark.parametrize("refusal", [NO_MESSAGE, NOT_EDITABLE])
async def test_where_the_message_cannot_be_edited_a_new_one_is_sent(
    refusal: str, bench: Bench
) -> None:
    await asked(bench, QUESTION)
    bench.telegram.faults.append(Fault(method="editMessageText", answer=Refused(400, refusal)))
    await asked(bench, edit(bench, "Next question", prompt=True))
    first, second = bench.doctor.heard()
    assert (first.text, second.text) == ("How severe?", "Next question")
    assert bench.desk.prompts[-1] == (DOCTOR, second.number)


@pytest.mark.parametrize(
    "refusal",
    [
        Refused(400, "Bad Request: something new"),
        Refused(400, "Bad Request: MESSAGE_ID_INVALID"),
        Refused(400, "Bad Request: chat not found"),
        Refused(403, BLOCKED),
    ],
)
@pytest.mark.parametrize("times", [1, 3, 10_000])
async def test_an_edit_that_is_refused_for_any_reason_is_sent_anew(
    refusal: Refused, times: int, bench: Bench
) -> None:
    await asked(bench, QUESTION)
    bench.telegram.faults.append(Fault(method="editMessageText", answer=refusal, times=times))
    await asked(bench, edit(bench, "Next question", prompt=True))
    first, second = bench.doctor.heard()
    assert (first.text, second.text) == ("How severe?", "Next question")
    assert bench.desk.prompts[-1] == (DOCTOR, second.number)


async def test_an_edit_that_is_never_answered_is_sent_anew(bench: Bench) -> None:
    await asked(bench, QUESTION)
    bench.telegram.faults.append(Fault(method="editMessageText", answer=bad_gateway(), times=99))
    await asked(bench, edit(bench, "Next question", prompt=True))
    assert bench.doctor.reads() == "Next question"
    assert bench.pauses == [0.5, 2.0]


async def test_an_answer_that_came_too_late_is_sent_again(bench: Bench) -> None:
    bench.telegram.faults.append(Fault(method="sendMessage", silent=True, taken=True))
    await asked(bench, QUESTION)
    assert [message.text for message in bench.doctor.heard()] == ["How severe?"] * 2


async def test_buttons_of_a_message_that_is_gone_are_gone_too(bench: Bench) -> None:
    await asked(bench, Page(text="", place=Placed.EDIT, edits=99))
    assert bench.doctor.heard() == []


@pytest.mark.parametrize("broken", ["<b>bold", "<x>", "a & b", "</b>", "<b><i>x</b></i>", "1 < 2"])
async def test_a_page_that_is_not_html_is_shown_as_plain_text(broken: str, bench: Bench) -> None:
    await asked(bench, Page(text=f"65 mg {broken}", place=Placed.NEW, buttons=CHOICE))
    (message,) = bench.doctor.heard()
    assert message.text.startswith("65 mg ")
    assert message.entities == ()
    assert message.keyboard


async def test_an_edit_that_is_not_html_is_shown_as_plain_text(bench: Bench) -> None:
    await asked(bench, QUESTION)
    await asked(bench, edit(bench, "<b>65 mg &amp; more"))
    assert [message.text for message in bench.doctor.heard()] == ["65 mg & more"]


async def test_a_wait_that_telegram_asks_for_is_kept_to(bench: Bench) -> None:
    bench.telegram.faults.append(Fault(method="sendMessage", answer=too_many(3)))
    await asked(bench, QUESTION)
    assert bench.pauses == [3]
    assert len(bench.doctor.heard()) == 1


async def test_a_long_wait_is_kept_to_while_other_chats_go_on(bench: Bench) -> None:
    bench.telegram.faults.append(Fault(method="sendMessage", answer=too_many(300), times=1))
    await asked(bench, QUESTION)
    assert bench.pauses[0] == 5
    assert bench.doctor.reads() == "How severe?"
    assert bench.desk.prompts == [(DOCTOR, bench.doctor.heard()[-1].number)]


async def test_what_is_asked_meanwhile_is_answered_after_it(bench: Bench) -> None:
    slow = Fault(method="sendMessage", answer=too_many(60), hold=asyncio.Event())
    bench.telegram.faults.append(slow)
    says(bench, QUESTION)
    bench.doctor.says("70")
    await slow.held.wait()
    bench.doctor.says("80")
    assert slow.hold
    slow.hold.set()
    await bench.settled()
    assert [message.text for message in bench.doctor.heard()] == ["How severe?"] * 2


async def test_an_answer_that_comes_too_late_is_none_and_its_chat_is_told(bench: Bench) -> None:
    bench.telegram.faults.append(Fault(method="sendMessage", answer=bad_gateway(), times=25))
    await asked(bench, QUESTION, QUESTION)
    assert [message.text for message in bench.doctor.heard()] == [INTRODUCTION.unshown]
    assert bench.bot.line.unshown == 2
    assert sum(bench.pauses) > 600


async def test_of_an_answer_that_is_refused_for_good_its_chat_is_told(bench: Bench) -> None:
    await asked(bench, Page(text="x" * 5_000, place=Placed.NEW))
    assert [message.text for message in bench.doctor.heard()] == [INTRODUCTION.unshown]
    assert bench.bot.line.unshown == 1


async def test_an_answer_that_got_lost_is_sent_again(bench: Bench) -> None:
    bench.telegram.faults.append(Fault(method="sendMessage", dropped=True))
    await asked(bench, QUESTION)
    assert [message.text for message in bench.doctor.heard()] == ["How severe?"]


async def test_an_edit_that_was_taken_and_not_answered_ends_as_it_should(bench: Bench) -> None:
    await asked(bench, QUESTION)
    bench.telegram.faults.append(Fault(method="editMessageText", dropped=True, taken=True))
    await asked(bench, edit(bench, "Next question", prompt=True))
    assert [message.text for message in bench.doctor.heard()] == ["Next question"]
    assert bench.desk.prompts[-1] == (DOCTOR, bench.doctor.heard()[-1].number)


async def test_a_server_in_trouble_is_tried_at_once_and_then_from_time_to_time(
    bench: Bench,
) -> None:
    bench.telegram.faults.append(Fault(method="sendMessage", times=6, answer=bad_gateway()))
    await asked(bench, QUESTION)
    assert bench.pauses == [0.5, 2.0, 5.0, 30.0, 60.0, 120.0]
    assert len(bench.doctor.heard()) == 1


async def test_somebody_who_blocked_the_bot_stops_nobody_else(bench: Bench) -> None:
    bench.doctor.chat.blocked = True
    await asked(bench, QUESTION, QUESTION)
    bench.doctor.chat.blocked = False
    await asked(bench, QUESTION)
    assert len(bench.doctor.heard()) == 1
    assert bench.bot.line.unshown == 2


async def test_typing_is_shown_where_the_desk_takes_its_time(bench: Bench) -> None:
    bench.desk.hold = asyncio.Event()
    says(bench, QUESTION)
    bench.doctor.says("70")
    await bench.telegram.until(lambda: bench.telegram.called("sendChatAction"))
    bench.desk.hold.set()
    await bench.settled()
    assert bench.pauses == [0.3]
    assert bench.doctor.reads() == "How severe?"


async def test_typing_that_cannot_be_shown_hinders_nothing(bench: Bench) -> None:
    bench.desk.hold = asyncio.Event()
    refusal = Fault(method="sendChatAction", answer=bad_gateway(), hold=asyncio.Event())
    bench.telegram.faults.append(refusal)
    says(bench, QUESTION)
    bench.doctor.says("70")
    await refusal.held.wait()
    assert refusal.hold
    refusal.hold.set()
    await bench.telegram.until(lambda: bench.telegram.refusals)
    bench.desk.hold.set()
    await bench.settled()
    assert bench.doctor.reads() == "How severe?"


async def test_a_page_that_is_not_to_be_passed_on_is_protected(bench: Bench) -> None:
    await asked(bench, Page(text="55 mg", place=Placed.NEW, protected=True), QUESTION)
    assert [message.protected for message in bench.doctor.heard()] == [True, False]
