"""The fake server refuses what the real one refuses, in its words, and takes the rest."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.fake_telegram.api import call
from tests.fake_telegram.markup import Marked, read_html
from tests.fake_telegram.messages import Key
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


def keyboard(*rows: tuple[str, ...]) -> str:
    made = [[{"text": data, "callback_data": data} for data in row] for row in rows]
    return json.dumps({"inline_keyboard": made})


async def sent(telegram: FakeTelegram, text: str = "Hello", **more: str) -> Any:
    return await answer(telegram, "sendMessage", chat_id=str(WHO), text=text, **more)


async def edited(telegram: FakeTelegram, number: int, text: str, **more: str) -> Any:
    return await answer(
        telegram, "editMessageText", chat_id=str(WHO), message_id=str(number), text=text, **more
    )


async def test_a_message_is_seen_with_its_buttons(telegram: FakeTelegram, someone: Person) -> None:
    await sent(telegram, "<b>Hello</b>", parse_mode="HTML", reply_markup=keyboard(("one",)))
    assert someone.screen() == "  Hello\n    [ one ]\n"
    assert someone.button("one")[1] == Key("one", "one")


@pytest.mark.parametrize(
    ("source", "text", "kind"),
    [
        ("<b>65 mg</b>", "65 mg", "bold"),
        ("<blockquote expandable>source</blockquote>", "source", "blockquote"),
        ('<a href="https://example.org">paper</a>', "paper", "text_link"),
        ('<tg-time unix="1795300000" format="wDT">noon</tg-time>', "noon", "date_time"),
        ("<code>a &lt; b &amp; c</code>", "a < b & c", "code"),
    ],
)
def test_html_reads_as_its_text(source: str, text: str, kind: str) -> None:
    assert read_html(source) == Marked(text, ((kind, 0, len(text)),))


def test_places_are_counted_in_utf_16_units() -> None:
    assert read_html("💊 <b>x</b>").entities == (("bold", 3, 1),)


@pytest.mark.usefixtures("someone")
@pytest.mark.parametrize(
    "text",
    ["<b>open", "</b>", "<b><i>x</b></i>", "<div>x</div>", "1 < 2", "a & b", "&nbsp;",
     '<b class="x">x</b>', "<code><b>x</b></code>"],
)  # fmt: skip
async def test_html_that_is_not_right_is_refused(text: str, telegram: FakeTelegram) -> None:
    status, why = await sent(telegram, text, parse_mode="HTML")
    assert status == 400
    assert why.startswith("Bad Request: can't parse entities: ")


@pytest.mark.usefixtures("someone")
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("x" * 4_097, "message is too long"),
        ("💊" * 2_049, "message is too long"),
        (" \n", "message text is empty"),
        ("<b> </b>", "message text is empty"),
        ("<b>x</b>" * 101, "too many entities"),
    ],
)
async def test_a_text_that_does_not_fit_is_refused(
    text: str, why: str, telegram: FakeTelegram
) -> None:
    assert await sent(telegram, text, parse_mode="HTML") == (400, f"Bad Request: {why}")


async def test_a_text_that_just_fits_is_taken(telegram: FakeTelegram, someone: Person) -> None:
    await sent(telegram, "<b>" + "x" * 4_096 + "</b>", parse_mode="HTML")
    assert len(someone.reads()) == 4_096


@pytest.mark.usefixtures("someone")
@pytest.mark.parametrize(
    "markup",
    [
        keyboard(("x" * 65,)),
        keyboard(("",)),
        keyboard(tuple("123456789")),
        keyboard(*([("x",)] * 101)),
        keyboard(()),
        json.dumps({"keyboard": []}),
        json.dumps({"inline_keyboard": [[{"text": "x"}]]}),
        json.dumps({"inline_keyboard": [[{"text": "x", "callback_data": "x", "colour": "red"}]]}),
    ],
)
async def test_a_keyboard_that_is_not_right_is_refused(
    markup: str, telegram: FakeTelegram
) -> None:
    status, _ = await sent(telegram, reply_markup=markup)
    assert status == 400


@pytest.mark.usefixtures("someone")
async def test_an_edit_must_change_something(telegram: FakeTelegram) -> None:
    buttons = keyboard(("one",))
    message = await sent(telegram, reply_markup=buttons)
    same = await edited(telegram, message["message_id"], "Hello", reply_markup=buttons)
    assert same[1].startswith("Bad Request: message is not modified: ")
    bare = await edited(telegram, message["message_id"], "Hello")
    assert "reply_markup" not in bare


async def test_only_messages_of_the_bot_that_are_there_are_edited(
    telegram: FakeTelegram, someone: Person
) -> None:
    someone.says("mine")
    mine = someone.chat.messages[-1].number
    assert await edited(telegram, mine, "x") == (400, "Bad Request: message can't be edited")
    gone = await edited(telegram, mine + 1, "x")
    assert gone == (400, "Bad Request: message to edit not found")


async def test_a_chat_must_be_there_and_open(telegram: FakeTelegram) -> None:
    assert await sent(telegram) == (400, "Bad Request: chat not found")
    person(telegram, WHO).blocks()
    assert await sent(telegram) == (403, "Forbidden: bot was blocked by the user")


async def test_a_press_is_answered_once_and_in_time(
    telegram: FakeTelegram, someone: Person
) -> None:
    await sent(telegram, reply_markup=keyboard(("one",)))
    first, second = someone.taps("one"), someone.taps("one")
    assert await answer(telegram, "answerCallbackQuery", callback_query_id=first) is True
    twice = await answer(telegram, "answerCallbackQuery", callback_query_id=first)
    telegram.time += telegram.query_lifetime + timedelta(seconds=1)
    late = await answer(telegram, "answerCallbackQuery", callback_query_id=second)
    unknown = await answer(telegram, "answerCallbackQuery", callback_query_id="x")
    for refusal in (twice, late, unknown):
        assert refusal[1].startswith("Bad Request: query is too old")


async def test_a_toast_has_200_characters_at_most(telegram: FakeTelegram, someone: Person) -> None:
    await sent(telegram, reply_markup=keyboard(("one",)))
    press = someone.taps("one")
    text = "x" * 201
    long = await answer(telegram, "answerCallbackQuery", callback_query_id=press, text=text)
    assert long[0] == 400


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("sendSticker", {}),
        ("sendMessage", {"chat_id": str(WHO), "text": "x", "colour": "red"}),
        ("sendMessage", {"chat_id": str(WHO), "text": "x", "parse_mode": "Markdown"}),
        ("sendChatAction", {"chat_id": str(WHO), "action": "dancing"}),
        ("setMyCommands", {"commands": '[{"command": "New", "description": "x"}]'}),
        ("setMyCommands", {"commands": '[{"command": "new", "description": ""}]'}),
        ("setMyDescription", {"description": "x" * 513}),
        ("setMyShortDescription", {"short_description": "x" * 121}),
        ("getUpdates", {"offset": "-1"}),
        ("getUpdates", {"limit": "101"}),
    ],
)
@pytest.mark.usefixtures("someone")
async def test_a_call_that_the_server_does_not_know_is_refused(
    method: str, params: dict[str, str], telegram: FakeTelegram
) -> None:
    assert (await answer(telegram, method, **params))[0] in {400, 404}


@pytest.mark.parametrize(("token", "status"), [("1:another", 401), ("no-token", 404)])
async def test_another_token_is_not_known(token: str, status: int, telegram: FakeTelegram) -> None:
    assert (await call(telegram, token, "getMe", {}))[0] == status


async def test_updates_are_sent_again_until_they_are_confirmed(
    telegram: FakeTelegram, someone: Person
) -> None:
    first, second = someone.says("one"), someone.says("two")
    twice = [await answer(telegram, "getUpdates") for _ in range(2)]
    assert [[u["update_id"] for u in updates] for updates in twice] == [[first, second]] * 2
    rest = await answer(telegram, "getUpdates", offset=str(second))
    assert [update["update_id"] for update in rest] == [second]
    assert await answer(telegram, "getUpdates", offset=str(second + 1)) == []
