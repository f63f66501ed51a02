"""Updates are fetched in order, confirmed when taken in, and never lost to one another."""

import asyncio
from datetime import datetime, timedelta
from logging import INFO
from typing import Any

import pytest

from bot.desk.arrival import Arrival
from bot.page import Page, Placed
from bot.transport import CannotServe
from bot.transport.telegram.bot import TelegramBot
from bot.transport.telegram.hearing import poll
from flows.talk.limits import WAITING_OF_ALL
from flows.talk.turn import Typed
from tests.bot import served_bot
from tests.bot.served_bot import DOCTOR
from tests.bot.transport.telegram.conftest import NOON, Bench, Scripted, bot_of, serving
from tests.fake_telegram.answers import Fault, Refused, bad_gateway, too_many
from tests.fake_telegram.people import person
from tests.fake_telegram.state import FakeTelegram, Webhook

LONG_SECONDS = 10
PERSON = {"id": 7, "is_bot": False, "first_name": "Somebody"}
MESSAGE = {"message_id": 1, "date": 1, "from": PERSON}
UNREADABLE = {"message_id": "no number", "date": "no date", "chat": 7}


def echo(arrival: Arrival) -> tuple[Page, ...]:
    assert isinstance(arrival.heard, Typed)
    return (Page(text=arrival.heard.text, place=Placed.NEW),)


def broken(_arrival: Arrival) -> tuple[Page, ...]:
    raise ValueError("72 kg")


def texts(bench: Bench) -> list[str]:
    return [a.heard.text for a in bench.desk.arrivals if isinstance(a.heard, Typed)]


async def test_messages_of_one_chat_are_answered_in_their_order(bench: Bench) -> None:
    bench.desk.answer = echo
    said = [str(number) for number in range(250)]
    for text in said:
        bench.doctor.says(text)
    await bench.settled()
    assert [message.text for message in bench.doctor.heard()] == said


async def test_no_more_wait_here_than_there_is_room_for(bench: Bench) -> None:
    """The others stay with Telegram, in their order, and each is answered."""
    bench.desk.answer, bench.desk.hold = echo, asyncio.Event()
    chats = [person(bench.telegram, DOCTOR + each) for each in range(WAITING_OF_ALL * 3)]
    for each in chats:
        each.says("72")
    await bench.telegram.until(lambda: len(bench.desk.arrivals) == WAITING_OF_ALL)
    polls = len(bench.telegram.called("getUpdates"))
    await bench.telegram.until(lambda: len(bench.telegram.called("getUpdates")) > polls + 1)
    assert len(bench.desk.arrivals) == WAITING_OF_ALL
    bench.desk.hold.set()
    await bench.settled()
    assert all(len(each.heard()) == 1 for each in chats)


async def test_a_chat_that_waits_does_not_hold_up_another(bench: Bench) -> None:
    bench.desk.answer = echo
    slow = Fault(method="sendMessage", chat=DOCTOR, hold=asyncio.Event())
    bench.telegram.faults.append(slow)
    other = person(bench.telegram, DOCTOR + 1)
    bench.doctor.says("waits")
    bench.doctor.says("waits behind it")
    other.says("goes on")
    await bench.telegram.until(other.heard)
    assert bench.doctor.heard() == []
    assert slow.hold
    slow.hold.set()
    await bench.settled()
    assert [message.text for message in bench.doctor.heard()] == ["waits", "waits behind it"]


async def test_the_third_message_of_a_chat_waits_for_the_second_when_the_first_is_done(
    bench: Bench,
) -> None:
    bench.desk.answer = echo
    holds = [asyncio.Event(), asyncio.Event()]
    for hold in holds:
        bench.telegram.faults.append(Fault(method="sendMessage", chat=DOCTOR, hold=hold))
    bench.doctor.says("1")
    bench.doctor.says("2")
    await bench.telegram.until(lambda: texts(bench) == ["1"])
    holds[0].set()
    await bench.telegram.until(lambda: texts(bench) == ["1", "2"])
    bench.doctor.says("3")
    other = person(bench.telegram, DOCTOR + 1)
    other.says("another chat")
    await bench.telegram.until(other.heard)
    assert texts(bench) == ["1", "2", "another chat"]
    holds[1].set()
    await bench.settled()
    assert texts(bench) == ["1", "2", "another chat", "3"]


async def test_updates_whose_numbers_begin_anew_are_taken_each_once(bench: Bench) -> None:
    bench.desk.answer = echo
    bench.telegram.last_update = 900_000
    bench.doctor.says("1")
    await bench.settled()
    bench.telegram.last_update = 40
    for text in ("2", "3"):
        bench.doctor.says(text)
        await bench.settled()
    assert texts(bench) == ["1", "2", "3"]
    assert bench.telegram.called("getUpdates")[-1]["offset"] == bench.telegram.last_update + 1


KINDS = (
    {"something_new": {"what": "nobody knows"}},
    {"message_reaction": {"chat": 7}},
    {"poll": {}},
    {"guest_message": {"message_id": 1}},
    {},
    {"message": {**MESSAGE, "chat": {"id": 5, "type": "hologram"}, "text": "/today"}},
    {"message": {**MESSAGE, "chat": {"id": -5, "type": "channel", "title": "?"}, "text": "70"}},
    {"message": {**MESSAGE, "chat": {"id": 5, "type": "private"}, "hologram": {}}},
    {"callback_query": {
        "id": "1", "from": PERSON, "chat_instance": "1", "data": "?", "inline_message_id": "1",
    }},
    {"callback_query": {
        "id": "1", "from": PERSON, "chat_instance": "1", "data": "?",
        "message": {**MESSAGE, "chat": {"id": 5, "type": "hologram"}},
    }},
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids="".join)
async def test_an_update_of_an_unknown_kind_is_passed_over_and_no_error(
    kind: dict[str, Any], bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.telegram.unasked = True
    bench.telegram.push(**kind)
    bench.doctor.says("70")
    await bench.settled()
    assert texts(bench)[-1] == "70"
    assert [record.message for record in caplog.records if record.levelno > INFO] == []


async def test_an_update_that_cannot_be_read_hides_no_other(bench: Bench) -> None:
    bench.telegram.push(message=UNREADABLE)
    bench.telegram.push(something_new={"what": "nobody knows"})
    bench.doctor.says("70")
    bench.telegram.push(message=UNREADABLE)
    await bench.settled()
    assert texts(bench) == ["70"]


async def test_what_is_not_taken_in_is_not_confirmed(bench: Bench) -> None:
    bench.desk.hold = asyncio.Event()
    first = bench.doctor.says("70")
    await bench.telegram.until(lambda: bench.desk.arrivals)
    assert [update["update_id"] for update in bench.telegram.updates] == [first]
    bench.desk.hold.set()
    await bench.settled()
    assert bench.telegram.updates == []


async def test_a_chat_that_is_not_taken_in_stays_unconfirmed_while_others_go_on(
    bench: Bench,
) -> None:
    bench.desk.hold = asyncio.Event()
    stuck = bench.doctor.says("70")
    await bench.telegram.until(lambda: bench.desk.arrivals)
    person(bench.telegram, DOCTOR + 1).says("80")
    await bench.telegram.until(lambda: texts(bench) == ["70", "80"])
    assert bench.telegram.updates[0]["update_id"] == stuck
    bench.desk.hold.set()
    await bench.settled()
    assert texts(bench) == ["70", "80"]


async def test_a_desk_that_breaks_does_not_see_the_same_update_for_ever(bench: Bench) -> None:
    bench.desk.answer = broken
    bench.doctor.says("70")
    await bench.settled()
    bench.desk.answer = echo
    bench.doctor.says("80")
    await bench.settled()
    assert texts(bench) == ["70", "80"]


@pytest.mark.parametrize("fault", [bad_gateway(), too_many(2), Refused(400, "Bad Request: ?")])
async def test_a_poll_that_fails_is_tried_again(fault: Refused, bench: Bench) -> None:
    await bench.telegram.idle()
    bench.telegram.faults.append(Fault(method="getUpdates", answer=fault, times=3))
    bench.doctor.says("70")
    await bench.settled()
    assert texts(bench) == ["70"]
    assert len(bench.pauses) == 3


async def test_a_poll_without_an_answer_is_tried_again_at_once(bench: Bench) -> None:
    await bench.telegram.idle()
    bench.telegram.faults.append(Fault(method="getUpdates", silent=True, times=3))
    bench.doctor.says("70")
    await bench.settled()
    assert texts(bench) == ["70"]
    assert bench.pauses[0] == 0


async def test_what_was_waiting_when_the_bot_was_away_is_answered(
    telegram: FakeTelegram,
) -> None:
    doctor = person(telegram, DOCTOR)
    doctor.says("70")
    async with serving(telegram, Scripted(echo)) as bench:
        await bench.settled()
    assert doctor.reads() == "70"


async def test_a_bot_that_stops_has_confirmed_what_it_answered(telegram: FakeTelegram) -> None:
    async with serving(telegram, Scripted(echo)) as bench:
        bench.doctor.says("70")
        await bench.telegram.until(bench.doctor.heard)
    assert telegram.updates == []


async def test_only_what_is_asked_for_is_fetched(bench: Bench) -> None:
    await bench.settled()
    assert set(bench.telegram.called("getUpdates")[0]["allowed_updates"]) == {
        "message", "edited_message", "callback_query", "my_chat_member",
    }  # fmt: skip
    assert bench.telegram.called("deleteWebhook") == [{"drop_pending_updates": False}]


async def test_the_bot_introduces_itself(bench: Bench) -> None:
    await bench.telegram.until(lambda: len(bench.telegram.profile) == 2)
    assert bench.telegram.commands["all_private_chats/"] == [
        {"command": "new", "description": "New plan"},
        {"command": "help", "description": "How it works"},
    ]
    assert bench.telegram.commands["all_group_chats/"] == [
        {"command": "today", "description": "What is due"}
    ]
    assert set(bench.telegram.profile.values()) == {"What it is.", "What it is, in short."}


async def test_a_bot_that_cannot_introduce_itself_works(telegram: FakeTelegram) -> None:
    telegram.faults.append(Fault(method="setMyCommands", answer=Refused(400, "Bad Request: no")))
    async with serving(telegram, Scripted(echo)) as bench:
        bench.doctor.says("70")
        await bench.settled()
        assert bench.doctor.reads() == "70"


async def ended(bot: TelegramBot) -> CannotServe:
    with pytest.raises(CannotServe) as caught:
        await bot.serve(ready=lambda _name: None, stop=asyncio.Event())
    return caught.value


async def test_a_second_poller_ends_the_first_one_which_says_why(telegram: FakeTelegram) -> None:
    bot, _ = bot_of(telegram, Scripted())
    end = asyncio.create_task(ended(bot))
    await telegram.idle()
    await telegram.polled(0, 1, 0)
    await telegram.idle()
    await telegram.polled(0, 1, 0)
    why = await end
    assert "another process" in str(why)
    assert why.code == 75
    assert bot.line.rival_since == NOON


async def test_a_poll_that_never_comes_back_is_seen_to(bench: Bench) -> None:
    seconds, pulse = [0.0], bench.bot.source.pulse
    pulse.monotonic = lambda: seconds[-1]
    bench.doctor.says("70")
    await bench.settled()
    await bench.telegram.idle()
    assert bench.bot.source.begun
    seconds.append(poll.SILENT_SECONDS)
    assert not pulse.stopped
    seconds.append(poll.SILENT_SECONDS + 1)
    assert pulse.stopped
    bench.doctor.says("71")
    await bench.settled()
    assert not pulse.stopped


async def test_how_long_no_poll_got_through_is_known(telegram: FakeTelegram) -> None:
    now, desk = [NOON], Scripted(echo)
    async with serving(telegram, desk, lambda: now[0]) as bench:
        now[0] += timedelta(seconds=40)
        assert bench.bot.source.silent_seconds == 40
        bench.doctor.says("70")
        await bench.telegram.until(lambda: len(desk.arrivals) == 1)
        await bench.telegram.idle()
        assert bench.bot.source.silent_seconds == 0
        now[0] += timedelta(seconds=50)
        assert bench.bot.source.silent_seconds == 50


async def test_one_conflict_alone_is_the_end_of_a_process_before(bench: Bench) -> None:
    await bench.telegram.idle()
    await bench.telegram.polled(0, 1, 0)
    bench.doctor.says("70")
    await bench.settled()
    assert texts(bench) == ["70"]


async def test_conflicts_a_minute_apart_are_two_restarts_and_two_within_it_another_process(
    telegram: FakeTelegram,
) -> None:
    now, desk = [NOON], Scripted(echo)
    bot, _ = bot_of(telegram, desk, lambda: now[0])
    end = asyncio.create_task(ended(bot))
    for number in range(3):
        await telegram.idle()
        await telegram.polled(0, 1, 0)
        person(telegram, DOCTOR).says(str(number))
        await telegram.until(lambda told=number: len(desk.arrivals) > told)
        now[0] += timedelta(minutes=1)
    assert not end.done()
    now[0] -= timedelta(seconds=1)
    await telegram.idle()
    await telegram.polled(0, 1, 0)
    assert (await asyncio.wait_for(end, LONG_SECONDS)).code == 75


async def test_another_process_counts_as_gone_once_polls_get_through_for_two_minutes(
    telegram: FakeTelegram,
) -> None:
    now, desk = [NOON], Scripted(echo)
    bot, _ = bot_of(telegram, desk, lambda: now[0])
    bot.source.rival_since = NOON - timedelta(hours=1)
    doctor = person(telegram, DOCTOR)

    async def polls(number: int) -> datetime | None:
        doctor.says(str(number))
        await telegram.until(lambda: len(desk.arrivals) > number)
        await telegram.idle()
        now[0] += timedelta(minutes=1)
        return bot.line.rival_since

    async with served_bot.serving(bot):
        assert await polls(0)
        assert await polls(1)
        await telegram.polled(0, 1, 0)  # one conflict, and it is counted anew
        assert await polls(2)
        assert await polls(3)
        assert await polls(4) is None


async def test_a_server_that_cannot_be_reached_ends_the_bot(telegram: FakeTelegram) -> None:
    telegram.faults.append(Fault(method="getMe", dropped=True, times=99))
    bot, pauses = bot_of(telegram, Scripted())
    why = await ended(bot)
    assert "https://api.telegram.org cannot be reached" in str(why)
    assert why.code == 75
    assert sum(pauses) <= 15


async def test_a_token_that_is_refused_at_the_start_ends_the_bot_to_be_started_again(
    telegram: FakeTelegram,
) -> None:
    telegram.token = "1:another"
    bot, pauses = bot_of(telegram, Scripted())
    why = await ended(bot)
    assert "Telegram does not know this token" in str(why)
    assert why.code == 75
    assert sum(pauses) <= 15


async def test_a_server_that_is_late_is_waited_for(telegram: FakeTelegram) -> None:
    telegram.faults.append(Fault(method="getMe", dropped=True, times=2))
    telegram.faults.append(Fault(method="deleteWebhook", answer=bad_gateway()))
    async with serving(telegram, Scripted(echo)) as bench:
        bench.doctor.says("70")
        await bench.settled()
        assert bench.doctor.reads() == "70"


async def test_a_webhook_that_somebody_else_sets_ends_the_process_with_a_reason(
    telegram: FakeTelegram,
) -> None:
    """Each poll meets it as a conflict; the next process removes it."""
    bot, _ = bot_of(telegram, Scripted(echo))
    ends = asyncio.create_task(bot.serve(ready=lambda _: None, stop=asyncio.Event()))
    await telegram.idle()
    telegram.webhook = Webhook(url="https://elsewhere.example.org/")
    telegram.push(message={**MESSAGE, "chat": {"id": 7, "type": "private"}, "text": "72"})
    with pytest.raises(CannotServe, match="has set another webhook"):
        await ends
