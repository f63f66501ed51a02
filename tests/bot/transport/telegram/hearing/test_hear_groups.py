"""In a group commands and presses are heard: who, where, in which topic; and no other word."""

from datetime import timedelta
from typing import Any

import pytest

from bot.desk.arrival import Arrival, Forged
from bot.page import Button, Page, Placed
from bot.page.seal import seal
from flows.talk.records import Place
from flows.talk.turn import Commanded, Moved, Pressed, Reachable
from tests.bot.served_bot import DOCTOR
from tests.bot.transport.telegram.conftest import KEY, NOON, Bench
from tests.fake_telegram.groups import Group, group, in_topic, posted_in_channel, unnamed
from tests.fake_telegram.people import Person, person
from tests.fake_telegram.state import BOT_ID, BOT_NAME, SUNDAY

GROUP, SUPERGROUP, NURSE = -1_001, -1_001_000_000_001, 4_000_000_009
ACK = Pressed(label="K7Q-2M3", number=3, press="ack.dose.20261221.55")
LINE = "In a private chat, please."


@pytest.fixture
def team(bench: Bench) -> Group:
    return group(bench.telegram, SUPERGROUP)


@pytest.fixture
def nurse(bench: Bench, team: Group) -> Person:
    return team.lets_in(person(bench.telegram, NURSE, "A nurse"))


def ack(chat: int = SUPERGROUP, who: int = 0) -> str:
    return seal(KEY, chat, who, label=ACK.label, number=ACK.number, press=ACK.press)


def with_button(data: str) -> tuple[Page, ...]:
    button = Button(text="Acknowledge", data=data)
    return (Page(text="55 mg", place=Placed.NEW, buttons=((button,),)),)


async def test_a_command_that_is_known_is_heard_with_who_and_where(
    nurse: Person, bench: Bench
) -> None:
    update = nurse.says("/today K7Q-2M3")
    await bench.settled()
    assert bench.desk.arrivals == [
        Arrival(
            chat=SUPERGROUP,
            who=NURSE,
            update=update,
            heard=Commanded(name="today", argument="K7Q-2M3"),
            sent=SUNDAY,
            arrived=NOON,
            said=1,
            place=Place.GROUP,
            name="A nurse",
        )
    ]


@pytest.mark.parametrize("kind", ["group", "supergroup"])
@pytest.mark.parametrize("text", ["/TODAY", f"/today@{BOT_NAME}", f"/today@{BOT_NAME.upper()}"])
async def test_a_command_is_heard_in_both_kinds_of_group(
    kind: str, text: str, bench: Bench
) -> None:
    small = group(bench.telegram, GROUP, kind=kind)
    small.lets_in(bench.doctor).says(text)
    await bench.settled()
    (arrival,) = bench.desk.arrivals
    assert arrival.heard == Commanded(name="today", argument="")


async def test_a_command_that_names_this_bot_is_heard_whatever_it_is(
    nurse: Person, bench: Bench
) -> None:
    nurse.says(f"/new@{BOT_NAME} 72 kg")
    await bench.settled()
    assert bench.desk.arrivals[0].heard == Commanded(name="new", argument="72 kg")


@pytest.mark.parametrize(
    "text", ["70", "/new", "/new@other_bot", "/today@other_bot", f"hello @{BOT_NAME}", "K7Q-2M3"]
)
async def test_nothing_else_is_heard_or_answered(text: str, nurse: Person, bench: Bench) -> None:
    nurse.says(text)
    await bench.settled()
    assert bench.desk.arrivals == []
    assert bench.desk.signs == [SUPERGROUP]  # that the bot is there, and nothing of what is said
    assert nurse.heard() == []


@pytest.mark.parametrize(
    "more",
    [
        {"forward_origin": {"type": "hidden_user", "sender_user_name": "Somebody", "date": 1}},
        {"via_bot": {"id": 9, "is_bot": True, "first_name": "gif"}},
        {"is_automatic_forward": True},
        {"sender_chat": {"id": -100, "type": "channel", "title": "News"}},
        {"from": {"id": 136_817_688, "is_bot": True, "first_name": "Channel"}},
        {"from": {"id": 777_000, "is_bot": False, "first_name": "Telegram"}},
        {"from": {"id": 8, "is_bot": True, "first_name": "Another"}},
    ],
)
async def test_a_command_that_no_person_wrote_here_is_not_heard(
    more: dict[str, Any], nurse: Person, bench: Bench
) -> None:
    nurse.says("/today", **more)
    nurse.says(f"/today@{BOT_NAME}", **more)
    await bench.settled()
    assert bench.desk.arrivals == []


async def test_an_edit_into_a_command_is_not_heard(nurse: Person, bench: Bench) -> None:
    nurse.says("good morning")
    nurse.edits(f"/today@{BOT_NAME}")
    await bench.settled()
    assert bench.desk.arrivals == []


async def test_a_post_in_a_channel_is_not_heard(bench: Bench) -> None:
    posted_in_channel(bench.telegram, f"/today@{BOT_NAME}")
    await bench.settled()
    assert bench.desk.arrivals == []


# ---------------------------------------------------------------------- the one line


async def test_where_the_desk_says_nothing_a_group_is_told_once_an_hour_to_come_in_private(
    nurse: Person, bench: Bench
) -> None:
    for _ in range(3):
        nurse.says(f"/new@{BOT_NAME}")
    await bench.settled()
    assert [message.text for message in nurse.heard()] == [LINE]


async def test_where_the_desk_answers_the_line_is_not_said(nurse: Person, bench: Bench) -> None:
    bench.desk.answer = lambda _: (Page(text="Nothing is due.", place=Placed.NEW),)
    nurse.says(f"/today@{BOT_NAME}")
    await bench.settled()
    assert [message.text for message in nurse.heard()] == ["Nothing is due."]


async def test_a_plain_command_that_may_be_another_bots_gets_no_line(
    nurse: Person, bench: Bench
) -> None:
    nurse.says("/today")
    await bench.settled()
    assert nurse.heard() == []


@pytest.mark.parametrize("text", ["/today", f"/link@{BOT_NAME} code"])
async def test_an_administrator_without_a_name_is_told_to_come_in_private(
    text: str, nurse: Person, bench: Bench
) -> None:
    nurse.says(text, **unnamed(nurse.chat))
    await bench.settled()
    assert bench.desk.arrivals == []
    assert [message.text for message in nurse.heard()] == [LINE]


@pytest.mark.parametrize("text", ["/new", "/today@other_bot", "hello"])
async def test_an_administrator_without_a_name_who_means_another_is_left_alone(
    text: str, nurse: Person, bench: Bench
) -> None:
    nurse.says(text, **unnamed(nurse.chat))
    await bench.settled()
    assert nurse.heard() == []


# ---------------------------------------------------------------------- presses


async def shown(bench: Bench, nurse: Person, data: str, **more: Any) -> None:
    bench.desk.answer = lambda _: with_button(data)
    nurse.says("/today", **more)
    await bench.settled()


async def test_a_button_of_the_group_is_heard_from_whoever_pressed_it(
    nurse: Person, team: Group, bench: Bench
) -> None:
    await shown(bench, nurse, ack())
    for someone in (nurse, team.lets_in(bench.doctor)):
        someone.taps("Acknowledge")
        await bench.settled()
    pressed = bench.desk.arrivals[1:]
    assert [arrival.who for arrival in pressed] == [NURSE, DOCTOR]
    assert {arrival.heard for arrival in pressed} == {ACK}
    assert {arrival.place for arrival in pressed} == {Place.GROUP}
    assert pressed[0].pressed_message == nurse.heard()[0].number


@pytest.mark.parametrize(
    "data", [ack(who=NURSE), ack(chat=GROUP), ack(chat=NURSE), ack()[:-1] + "!", "", "1|a|b"]
)
async def test_a_button_that_is_not_this_groups_is_forged(
    data: str, nurse: Person, bench: Bench
) -> None:
    await shown(bench, nurse, ack())
    nurse.presses(nurse.heard()[-1], data)
    await bench.settled()
    assert bench.desk.arrivals[-1].heard == Forged()


async def test_a_button_of_a_group_is_forged_in_a_private_chat(bench: Bench) -> None:
    bench.desk.answer = lambda _: with_button(ack(DOCTOR, 0))
    bench.doctor.says("/new")
    await bench.settled()
    bench.doctor.taps("Acknowledge")
    await bench.settled()
    assert bench.desk.arrivals[-1].heard == Forged()


async def test_a_button_in_a_channel_is_answered_with_nothing(bench: Bench) -> None:
    channel = group(bench.telegram, -1_009, kind="channel")
    reader = channel.lets_in(bench.doctor)
    press = reader.presses(channel.chat.add(sender=BOT_ID, date=SUNDAY, text="?"), ack(-1_009))
    await bench.settled()
    assert bench.doctor.toast(press) == ""
    assert bench.desk.arrivals == []


async def test_a_button_under_an_old_message_of_a_group_is_heard(
    nurse: Person, bench: Bench
) -> None:
    await shown(bench, nurse, ack())
    bench.telegram.time += timedelta(days=3)
    nurse.taps("Acknowledge")
    await bench.settled()
    assert bench.desk.arrivals[-1].heard == ACK


# ---------------------------------------------------------------------- topics


async def test_what_is_said_in_a_topic_is_heard_and_answered_there(
    nurse: Person, team: Group, bench: Bench
) -> None:
    await shown(bench, nurse, ack(), **in_topic(team.opens_topic(17)))
    assert nurse.heard()[-1].thread == 17
    nurse.taps("Acknowledge")
    await bench.settled()
    assert [arrival.thread for arrival in bench.desk.arrivals] == [17, 17]
    assert [message.thread for message in nurse.heard()] == [17, 17]


async def test_a_chain_of_replies_is_no_topic(nurse: Person, bench: Bench) -> None:
    await shown(bench, nurse, ack(), message_thread_id=17)
    assert bench.desk.arrivals[0].thread == 0
    assert nurse.heard()[-1].thread == 0


# ---------------------------------------------------------------------- what becomes of a group


async def test_a_group_that_gets_another_number_is_heard_once(bench: Bench) -> None:
    small = group(bench.telegram, GROUP, kind="group")
    small.becomes_supergroup(SUPERGROUP, bench.doctor)
    await bench.settled()
    moved = [arrival for arrival in bench.desk.arrivals if isinstance(arrival.heard, Moved)]
    assert [(a.chat, a.place, a.heard) for a in moved] == [
        (GROUP, Place.GROUP, Moved(chat=SUPERGROUP))
    ]


async def test_a_group_is_moved_before_its_new_number_is_read(bench: Bench) -> None:
    small = group(bench.telegram, GROUP, kind="group")
    big = small.becomes_supergroup(SUPERGROUP, bench.doctor)
    big.lets_in(bench.doctor).says("/today")
    await bench.settled()
    moved, today = bench.desk.arrivals[-2:]
    assert (moved.heard, today.chat) == (Moved(chat=SUPERGROUP), SUPERGROUP)


@pytest.mark.parametrize(
    ("change", "now"),
    [
        (Group.adds_bot, True),
        (Group.removes_bot, False),
        (Group.leaves_bot_out, False),
        (Group.silences_bot, False),
        (Group.promotes_bot, True),
        (Group.limits_bot, True),
    ],
)
async def test_whether_the_bot_can_write_in_a_group_is_heard(
    change: Any, now: bool, team: Group, bench: Bench
) -> None:
    change(team, bench.doctor)
    await bench.settled()
    (arrival,) = bench.desk.arrivals
    assert arrival.heard == Reachable(writable=now)
    assert (arrival.chat, arrival.who, arrival.place) == (SUPERGROUP, DOCTOR, Place.GROUP)


async def test_coming_into_a_channel_is_not_heard(bench: Bench) -> None:
    group(bench.telegram, -1_009, kind="channel").adds_bot(bench.doctor)
    await bench.settled()
    assert bench.desk.arrivals == []


async def test_a_group_in_which_the_bot_was_silenced_stops_nobody(
    nurse: Person, team: Group, bench: Bench
) -> None:
    bench.desk.answer = lambda _: (Page(text="55 mg", place=Placed.NEW),)
    team.chat.bot = "restricted"
    nurse.says("/today")
    bench.doctor.says("/new")
    await bench.settled()
    assert nurse.heard() == []
    assert bench.doctor.reads() == "55 mg"


# ---------------------------------------------------------------------- order


async def test_messages_of_one_group_are_answered_in_their_order(
    nurse: Person, team: Group, bench: Bench
) -> None:
    doctor = team.lets_in(bench.doctor)
    said = [f"/today {number}" for number in range(50)]
    for number, text in enumerate(said):
        (doctor if number % 2 else nurse).says(text)
    await bench.settled()
    heard = [a.heard for a in bench.desk.arrivals if isinstance(a.heard, Commanded)]
    assert [f"/today {each.argument}" for each in heard] == said
