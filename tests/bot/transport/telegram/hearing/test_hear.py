"""What people send is heard as what it is; what nobody sent is not heard at all."""

from datetime import timedelta

import pytest

from bot.desk.arrival import Arrival, Forged
from bot.page import Button, Page, Placed
from bot.page.seal import seal
from flows.talk.records import Place
from flows.talk.turn import Commanded, NoAnswer, Pressed, Reachable, Typed, Unusable
from tests.bot.served_bot import DOCTOR
from tests.bot.transport.telegram.conftest import KEY, NOON, Bench
from tests.fake_telegram.state import BOT_NAME, SUNDAY

SEVERE = Pressed(label="K7Q-2M3", number=3, press="severity:severe")


def with_button(chat: int = DOCTOR, who: int = DOCTOR) -> tuple[Page, ...]:
    data = seal(KEY, chat, who, label="K7Q-2M3", number=3, press="severity:severe")
    return (
        Page(text="How severe?", place=Placed.NEW, buttons=((Button(text="Severe", data=data),),)),
    )


async def test_a_typed_text_comes_with_its_sender_and_both_times(bench: Bench) -> None:
    update = bench.doctor.says(" 72 kg ")
    await bench.settled()
    assert bench.desk.arrivals == [
        Arrival(
            chat=DOCTOR,
            who=DOCTOR,
            update=update,
            heard=Typed(text=" 72 kg "),
            sent=SUNDAY,
            arrived=NOON,
            said=1_001,
            name="A clinician",
        )
    ]


async def test_a_command_is_its_name_in_lower_case_and_what_follows(bench: Bench) -> None:
    bench.doctor.says("/New 72 kg DM severe")
    await bench.settled()
    assert bench.desk.arrivals[0].heard == Commanded(name="new", argument="72 kg DM severe")


async def test_a_command_may_name_this_bot(bench: Bench) -> None:
    bench.doctor.says(f"/new@{BOT_NAME.upper()}")
    await bench.settled()
    assert bench.desk.arrivals[0].heard == Commanded(name="new", argument="")


async def test_a_command_for_another_bot_is_none_of_this_bots(bench: Bench) -> None:
    bench.doctor.says("/new@other_bot")
    await bench.settled()
    assert bench.desk.arrivals[0].heard == Commanded(name="new@other_bot", argument="")


async def test_a_slash_in_the_middle_is_text(bench: Bench) -> None:
    bench.doctor.says("70/80")
    await bench.settled()
    assert bench.desk.arrivals[0].heard == Typed(text="70/80")


async def test_a_text_in_which_something_stands_out_is_text(bench: Bench) -> None:
    bold = {"type": "bold", "offset": 0, "length": 2}
    bench.doctor.says(
        "70 /new", entities=[bold, {"type": "bot_command", "offset": 3, "length": 4}]
    )
    await bench.settled()
    assert bench.desk.arrivals[0].heard == Typed(text="70 /new")


async def test_half_a_surrogate_pair_is_text_like_any_other(bench: Bench) -> None:
    bench.doctor.says("7\ud800")
    await bench.settled()
    assert bench.desk.arrivals[0].heard == Typed(text="7\ud800")


async def test_a_button_is_heard_with_the_message_it_stands_under(bench: Bench) -> None:
    bench.desk.answer = lambda _: with_button()
    bench.doctor.says("/new")
    await bench.settled()
    message, key = bench.doctor.button("Severe")
    bench.telegram.time += timedelta(minutes=3)
    bench.doctor.presses(message, key.data)
    await bench.settled()
    pressed = bench.desk.arrivals[-1]
    assert pressed.heard == SEVERE
    assert pressed.pressed_message == message.number
    assert pressed.sent == pressed.arrived == NOON


@pytest.mark.parametrize(("chat", "who"), [(DOCTOR + 1, DOCTOR), (DOCTOR, DOCTOR + 1)])
async def test_a_button_made_for_somebody_else_is_forged(
    chat: int, who: int, bench: Bench
) -> None:
    bench.desk.answer = lambda _: with_button(chat, who)
    bench.doctor.says("/new")
    await bench.settled()
    bench.doctor.taps("Severe")
    await bench.settled()
    assert bench.desk.arrivals[-1].heard == Forged()


async def test_a_button_under_a_message_too_old_to_be_sent_along_is_heard(bench: Bench) -> None:
    bench.desk.answer = lambda _: with_button()
    bench.doctor.says("/new")
    await bench.settled()
    bench.telegram.time += timedelta(days=3)
    bench.doctor.taps("Severe")
    await bench.settled()
    assert bench.desk.arrivals[-1].heard == SEVERE


async def test_an_edit_is_heard_as_an_edit_whatever_it_reads(bench: Bench) -> None:
    bench.doctor.says("70")
    bench.doctor.edits("/new")
    await bench.settled()
    assert bench.desk.arrivals[-1].heard == Unusable(kind=NoAnswer.EDITED)


async def test_a_forwarded_command_is_heard_as_forwarded(bench: Bench) -> None:
    bench.doctor.forwards("/new")
    await bench.settled()
    assert bench.desk.arrivals[-1].heard == Unusable(kind=NoAnswer.FORWARDED)


async def test_what_another_bot_wrote_for_them_is_heard_as_such(bench: Bench) -> None:
    bench.doctor.says_via_a_bot("70")
    await bench.settled()
    assert bench.desk.arrivals[-1].heard == Unusable(kind=NoAnswer.VIA_BOT)


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        ("sticker", NoAnswer.STICKER),
        ("animation", NoAnswer.STICKER),
        ("voice", NoAnswer.VOICE),
        ("video_note", NoAnswer.VOICE),
        ("audio", NoAnswer.VOICE),
        ("photo", NoAnswer.PICTURE),
        ("video", NoAnswer.PICTURE),
        ("document", NoAnswer.DOCUMENT),
        ("location", NoAnswer.OTHER),
        ("contact", NoAnswer.OTHER),
        ("poll", NoAnswer.OTHER),
        ("dice", NoAnswer.OTHER),
        ("story", NoAnswer.OTHER),
        ("unheard_of", NoAnswer.OTHER),
    ],
)
async def test_anything_but_text_is_heard_as_its_kind(
    sent: str, kind: NoAnswer, bench: Bench
) -> None:
    bench.doctor.sends(sent)
    await bench.settled()
    assert [arrival.heard for arrival in bench.desk.arrivals] == [Unusable(kind=kind)]


async def test_a_caption_is_not_a_text(bench: Bench) -> None:
    bench.doctor.sends("photo", caption="70", effect_id="1")
    await bench.settled()
    assert bench.desk.arrivals[-1].heard == Unusable(kind=NoAnswer.PICTURE)


@pytest.mark.parametrize("sent", ["pinned_message", "new_chat_title"])
async def test_what_telegram_itself_reports_is_not_heard(sent: str, bench: Bench) -> None:
    bench.doctor.sends(sent)
    await bench.settled()
    assert bench.desk.arrivals == []


@pytest.mark.parametrize("nobody", [1_087_968_824, 136_817_688, 777_000])
async def test_the_numbers_that_stand_for_nobody_are_not_heard(nobody: int, bench: Bench) -> None:
    sender = {"id": nobody, "is_bot": False, "first_name": "Group"}
    bench.doctor.says("70", **{"from": sender})
    await bench.settled()
    assert bench.desk.arrivals == []


async def test_another_bot_is_not_heard(bench: Bench) -> None:
    bench.doctor.says("70", **{"from": {"id": 8, "is_bot": True, "first_name": "Another"}})
    await bench.settled()
    assert bench.desk.arrivals == []


async def test_a_message_in_the_name_of_a_channel_is_not_heard(bench: Bench) -> None:
    bench.doctor.says("70", sender_chat={"id": -100, "type": "channel", "title": "News"})
    await bench.settled()
    assert bench.desk.arrivals == []


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ({"first_name": "Anna", "last_name": "Lind"}, "Anna Lind"),
        ({"first_name": "Anna\u202egnp.exe"}, "Annagnp.exe"),
        ({"first_name": "A\x00n\u200dn\u2066a\ud800", "last_name": "\n\tLind  "}, "Anna Lind"),
        ({"first_name": "x" * 64, "last_name": "y" * 64}, "x" * 40),
        ({"first_name": "x" * 39, "last_name": "y"}, "x" * 39),
        ({"first_name": "\u202e"}, ""),
        ({"first_name": "Łukasz", "last_name": "Ó Néill"}, "Łukasz Ó Néill"),
    ],
)
async def test_a_name_is_one_short_line_of_what_can_be_seen(
    names: dict[str, str], shown: str, bench: Bench
) -> None:
    bench.telegram.people[DOCTOR] = {"id": DOCTOR, "is_bot": False, **names}
    bench.doctor.says("70")
    await bench.settled()
    assert bench.desk.arrivals[0].name == shown


async def test_a_press_comes_with_the_name_of_who_pressed(bench: Bench) -> None:
    bench.desk.answer = lambda _: with_button()
    bench.doctor.says("/new")
    await bench.settled()
    bench.doctor.taps("Severe")
    await bench.settled()
    assert bench.desk.arrivals[-1].name == "A clinician"


async def test_somebody_who_blocks_the_bot_cannot_be_reached_until_they_come_back(
    bench: Bench,
) -> None:
    bench.doctor.blocks()
    bench.doctor.comes_back()
    await bench.settled()
    first, second = bench.desk.arrivals
    assert (first.heard, second.heard) == (Reachable(writable=False), Reachable(writable=True))
    assert (first.chat, first.who, first.place) == (DOCTOR, DOCTOR, Place.PRIVATE)


async def test_a_post_in_a_channel_is_not_heard(bench: Bench) -> None:
    post = {"message_id": 1, "date": 0, "chat": {"id": -100, "type": "channel", "title": "News"}}
    bench.telegram.push(channel_post={**post, "text": "70"})
    bench.telegram.push(message={**post, "text": "70"})
    await bench.settled()
    assert bench.desk.arrivals == []
