"""Groups and limits of the fake server are as strict as those of the real one."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.fake_telegram.api import call
from tests.fake_telegram.floods import Floods
from tests.fake_telegram.groups import Group, group, posted_in_channel
from tests.fake_telegram.people import Person, person
from tests.fake_telegram.state import TOKEN, FakeTelegram
from tests.fake_telegram.test_strictness import WHO, answer, sent

GROUP, SUPERGROUP = -1_001, -1_001_000_000_001


@pytest.fixture
def telegram() -> FakeTelegram:
    return FakeTelegram()


@pytest.fixture
def someone(telegram: FakeTelegram) -> Person:
    return person(telegram, WHO)


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
