"""A text or a press that is read without the library is heard as the library would have it."""

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot, Update

from bot.page.seal import seal
from bot.transport.telegram.hearing.hear import Hearing, thread_of
from bot.transport.telegram.hearing.plain import LATEST, plain
from tests.bench.wire import pressed, typed
from tests.bot.transport.telegram.conftest import KEY, NOON
from tests.fake_telegram.state import BOT_NAME, TOKEN

WHO = 4_000_000_001
BOT = Bot(TOKEN)
EARS = Hearing(key=KEY, name=BOT_NAME, knows=frozenset({"today"}))
SCREEN = {
    "message_id": 7, "date": 1_790_000_000, "chat": {"id": WHO, "type": "private"},
    "from": {"id": 9, "is_bot": True, "first_name": "myotaper"}, "text": "Which subtype?",
    "entities": [{"type": "bold", "offset": 0, "length": 5}],
}  # fmt: skip
TEXT = {"update_id": 5, "message": typed(WHO, "72.5", at=1_790_000_000, number=6)}
PRESS = {"update_id": 5, "callback_query": pressed(WHO, "data", SCREEN)}
SEALED = seal(KEY, WHO, WHO, label="DJV-6BD", number=3, press="ild.no")
ENTITY = {"type": "url", "offset": 0, "length": 2}


def heard_twice(raw: dict[str, Any]) -> tuple[Any, Any]:
    """What is heard of it, read without the library and by it."""
    quick, whole = plain(raw), Update.de_json(deepcopy(raw), BOT)
    assert quick
    assert thread_of(quick) == thread_of(whole)
    assert EARS.called_in_group(quick) is EARS.called_in_group(whole) is None
    chats = [each.effective_chat.id for each in (quick, whole) if each.effective_chat]
    assert chats == [WHO, WHO]
    return EARS.hear(quick, NOON), EARS.hear(whole, NOON)


words = st.text(st.sampled_from("aÄß 7/@\n\u202e\x00\ud800😀"), max_size=20)
people = st.fixed_dictionaries(
    {
        "id": st.sampled_from([WHO, 777_000, 1_087_968_824, 136_817_688]),
        "is_bot": st.booleans(),
        "first_name": words,
    },
    optional={"last_name": words, "username": words, "is_premium": st.just(True)},
)
texts = st.one_of(words, st.sampled_from(["/new", f"/NEW@{BOT_NAME} 72", "/new@other", "/"]))
moments = st.one_of(st.integers(0, LATEST), st.just(1_790_000_000))


@given(people, texts, moments, st.booleans())
def test_a_text_is_heard_the_same(
    who: dict[str, Any], text: str, at: int, is_command: bool
) -> None:
    message = {**typed(WHO, "x", at=at, number=6), "from": who, "text": text}
    if is_command:
        length = len((text.split(maxsplit=1) or [""])[0])
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}, ENTITY]
    quick, whole = heard_twice({"update_id": 5, "message": message})
    assert quick == whole


@given(people, st.one_of(words, st.just(SEALED)), st.booleans())
def test_a_press_is_heard_the_same(who: dict[str, Any], data: str, gone: bool) -> None:
    screen = {**SCREEN, "date": 0} if gone else {**SCREEN, "reply_markup": {"inline_keyboard": []}}
    quick, whole = heard_twice(
        {"update_id": 5, "callback_query": {**pressed(WHO, data, screen), "from": who}}
    )
    assert quick == whole
    assert quick.pressed_message == SCREEN["message_id"]


def changed(raw: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """The update with another value there; without it, where the value is None."""
    whole = deepcopy(raw)
    *way, last = path.split(".")
    at = whole
    for step in way:
        at = at[step]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return whole


@pytest.mark.parametrize(
    ("raw", "path", "value"),
    [
        (TEXT, "message.forward_origin", {"type": "hidden_user", "date": 1}),
        (TEXT, "message.via_bot", {"id": 9, "is_bot": True, "first_name": "gif"}),
        (TEXT, "message.sender_chat", {"id": -100, "type": "channel"}),
        (TEXT, "message.is_automatic_forward", True),
        (TEXT, "message.edit_date", 1),
        (TEXT, "message.is_topic_message", True),
        (TEXT, "message.migrate_to_chat_id", -100),
        (TEXT, "message.unheard_of", 1),
        (TEXT, "message.text", None),
        (TEXT, "message.from", None),
        (TEXT, "message.date", LATEST + 1),
        (TEXT, "message.date", -1),
        (TEXT, "message.chat.type", "supergroup"),
        (TEXT, "message.chat.type", "channel"),
        (TEXT, "message.from.id", "7"),
        (TEXT, "edited_message", TEXT["message"]),
        (TEXT, "unheard_of", {}),
        (PRESS, "callback_query.data", None),
        (PRESS, "callback_query.message", None),
        (PRESS, "callback_query.game_short_name", "chess"),
        (PRESS, "callback_query.inline_message_id", "7"),
        (PRESS, "callback_query.message.chat.type", "group"),
        (PRESS, "update_id", None),
    ],
)
def test_what_has_anything_else_in_it_is_left_to_the_library(
    raw: dict[str, Any], path: str, value: object
) -> None:
    assert plain(raw)
    assert plain(changed(raw, path, value)) is None


def test_the_time_of_a_text_is_in_utc() -> None:
    read = plain(TEXT)
    assert read
    assert read.message
    assert read.message.date == datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)
