"""The fake server refuses what the real one refuses, in its words, and takes the rest."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.fake_telegram.api import call
from tests.fake_telegram.floods import Floods
from tests.fake_telegram.groups import Group, group, posted_in_channel
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


# ---------------------------------------------------------------------- groups


GROUP, SUPERGROUP = -1_001, -1_001_000_000_001


@pytest.fixture
def team(telegram: FakeTelegram) -> Group:
    return group(telegram, GROUP, kind="group")


async def into(telegram: FakeTelegram, chat: int, **more: str) -> Any:
    return await answer(telegram, "sendMessage", chat_id=str(chat), text="Hello", **more)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (Group.removes_bot, (403, "Forbidden: bot was kicked from the supergroup chat")),
        (Group.leaves_bot_out, (403, "Forbidden: bot is not a member of the supergroup chat")),
        (
            Group.silences_bot,
            (400, "Bad Request: not enough rights to send text messages to the chat"),
        ),
    ],
)
async def test_a_group_takes_nothing_from_a_bot_that_may_not_write(
    change: Any, refusal: tuple[int, str], team: Group, someone: Person, telegram: FakeTelegram
) -> None:
    change(team, someone)
    assert await into(telegram, GROUP) == refusal
    team.adds_bot(someone)
    assert (await into(telegram, GROUP))["text"] == "Hello"
    reported = [update["my_chat_member"] for update in telegram.updates]
    assert [it["chat"]["id"] for it in reported] == [GROUP, GROUP]
    assert reported[-1]["new_chat_member"]["status"] == "member"


async def test_a_group_that_became_a_supergroup_tells_its_new_number(
    team: Group, someone: Person, telegram: FakeTelegram
) -> None:
    new = team.becomes_supergroup(SUPERGROUP, someone)
    status, body = await call(
        telegram, TOKEN, "sendMessage", {"chat_id": str(GROUP), "text": "Hello"}
    )
    said = json.loads(body)
    assert (status, said["parameters"]) == (400, {"migrate_to_chat_id": SUPERGROUP})
    assert said["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    reports = [update["message"] for update in telegram.updates if "message" in update]
    assert [(it["chat"]["id"], it.get("migrate_to_chat_id")) for it in reports] == [
        (SUPERGROUP, None),
        (GROUP, SUPERGROUP),
    ]
    assert reports[0]["migrate_from_chat_id"] == GROUP
    assert (await into(telegram, new.chat.id))["chat"]["type"] == "supergroup"


async def test_a_group_that_has_ended_takes_nothing(team: Group, telegram: FakeTelegram) -> None:
    team.ends()
    assert await into(telegram, GROUP) == (400, "Bad Request: group chat was deactivated")


async def test_a_message_goes_into_a_topic_that_is_there(
    team: Group, telegram: FakeTelegram
) -> None:
    topic = str(team.opens_topic(17))
    shape = await into(telegram, GROUP, message_thread_id=topic, protect_content="true")
    assert shape["message_thread_id"] == 17
    assert shape["is_topic_message"]
    assert shape["has_protected_content"]
    team.deletes_topic(17)
    gone = await into(telegram, GROUP, message_thread_id=topic)
    assert gone == (400, "Bad Request: message thread not found")


async def test_only_what_is_asked_for_is_kept(someone: Person, telegram: FakeTelegram) -> None:
    someone.says("one")
    someone.blocks()
    posted_in_channel(telegram, "two")
    asked = await answer(telegram, "getUpdates", allowed_updates='["my_chat_member"]')
    assert ["my_chat_member" in update for update in asked] == [True]
    assert len(telegram.updates) == 1


# ---------------------------------------------------------------------- too much


async def test_a_chat_takes_one_message_a_second(someone: Person, telegram: FakeTelegram) -> None:
    telegram.floods = Floods()
    await sent(telegram)
    telegram.time += timedelta(milliseconds=400)
    status, body = await call(
        telegram, TOKEN, "sendMessage", {"chat_id": str(WHO), "text": "again"}
    )
    assert (status, json.loads(body)["parameters"]) == (429, {"retry_after": 1})
    telegram.time += timedelta(milliseconds=600)
    await sent(telegram)
    assert len(someone.heard()) == 2


@pytest.mark.parametrize(("chat", "taken"), [(GROUP, 20), (WHO, 60)])
@pytest.mark.usefixtures("team", "someone")
async def test_a_group_takes_twenty_a_minute(
    chat: int, taken: int, telegram: FakeTelegram
) -> None:
    telegram.floods = Floods()
    for _ in range(60):
        await into(telegram, chat)
        telegram.time += timedelta(seconds=1)
    assert len(telegram.chats[chat].messages) == taken
    assert telegram.floods.refused == 60 - taken


async def test_thirty_a_second_are_taken_in_all(telegram: FakeTelegram) -> None:
    telegram.floods = Floods()
    people = [person(telegram, WHO + number) for number in range(31)]
    for someone in people:
        await into(telegram, someone.id)
    assert [len(someone.heard()) for someone in people] == [1] * 30 + [0]
    telegram.time += timedelta(seconds=1)
    await into(telegram, people[-1].id)
    assert len(people[-1].heard()) == 1


QUIZ = {
    "chat_id": str(WHO),
    "question": "Which dose?",
    "options": json.dumps([{"text": "60 mg"}, {"text": "65 mg"}]),
    "type": "quiz",
    "correct_option_ids": "[1]",
    "explanation": "The rule",
}


async def test_a_quiz_is_a_message_of_its_own(telegram: FakeTelegram, someone: Person) -> None:
    result = await answer(telegram, "sendPoll", **QUIZ)
    assert result["poll"]["type"] == "quiz"
    assert "text" not in result
    assert someone.heard()[-1].quiz.right == 1


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"type": "regular"}, "only a quiz"),
        ({"question": "x" * 301}, "question"),
        ({"question": ""}, "question"),
        ({"options": json.dumps([{"text": "60 mg"}])}, "from 2 to 12"),
        ({"options": json.dumps([{"text": str(n)} for n in range(13)])}, "from 2 to 12"),
        ({"options": json.dumps([{"text": "x" * 101}, {"text": "y"}])}, "options length"),
        ({"options": json.dumps([{"text": "x"}, {"text": "x"}])}, "options length"),
        ({"options": json.dumps([{"text": "x", "more": "y"}, {"text": "z"}])}, "parse"),
        ({"correct_option_ids": "[2]"}, "correct option"),
        ({"correct_option_ids": "[0, 1]"}, "correct option"),
        ({"explanation": "x" * 201}, "explanation"),
        ({"message_thread_id": "9"}, "thread not found"),
    ],
)
@pytest.mark.usefixtures("someone")
async def test_a_quiz_beyond_the_limits_is_refused(
    telegram: FakeTelegram, changed: dict[str, str], why: str
) -> None:
    status, said = await answer(telegram, "sendPoll", **(QUIZ | changed))
    assert status == 400
    assert why in said
