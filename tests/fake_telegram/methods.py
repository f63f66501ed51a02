"""The methods of the Bot API that a bot may call here; any other is refused."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.fake_telegram.answers import (
    NO_MESSAGE,
    NO_TOPIC,
    NOT_DELETABLE,
    NOT_EDITABLE,
    NOT_MODIFIED,
    NOT_THERE,
    TOO_OLD,
    Refused,
)
from tests.fake_telegram.markup import Marked
from tests.fake_telegram.messages import (
    Chat,
    Message,
    read_caption,
    read_keyboard,
    read_quiz,
    read_text,
)
from tests.fake_telegram.shapes import RIGHTS, chat_shape, message_shape
from tests.fake_telegram.state import BOT_ID, FakeTelegram, Webhook

ACTIONS = {"typing", "upload_document", "upload_photo"}
SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
TOAST_LIMIT = 200
DELETABLE = timedelta(hours=48)  # what a bot has sent


def get_me(state: FakeTelegram) -> dict[str, Any]:
    return {
        **state.bot(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    }


def delete_webhook(state: FakeTelegram, drop_pending_updates: bool = False) -> bool:
    if drop_pending_updates:
        state.updates.clear()
    state.webhook = None
    return True


def set_webhook(
    state: FakeTelegram,
    *,
    url: str,
    secret_token: str = "",
    max_connections: int = 40,
    allowed_updates: list[str] | None = None,
    drop_pending_updates: bool = False,
) -> bool:
    if not (url.startswith("https://") or url.startswith("http://127.0.0.1")):
        raise Refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    if not SECRET.fullmatch(secret_token) or not 1 <= max_connections <= 100:
        raise Refused(400, "Bad Request: secret token or max_connections")
    if drop_pending_updates:
        state.updates.clear()
    state.allowed = allowed_updates
    state.webhook = Webhook(
        url=url,
        secret_token=secret_token,
        max_connections=max_connections,
        allowed_updates=allowed_updates,
    )
    return True


def get_webhook_info(state: FakeTelegram) -> dict[str, Any]:
    there = state.webhook
    if there is None:
        none = {"url": "", "has_custom_certificate": False}
        return none | {"pending_update_count": len(state.updates)}
    failed = {
        "last_error_date": there.last_error_date,
        "last_error_message": there.last_error_message,
    }
    return {
        "url": there.url,
        "has_custom_certificate": False,
        "pending_update_count": len(state.updates),
        "max_connections": there.max_connections,
        "allowed_updates": there.allowed_updates,
        **(failed if there.last_error_date else {}),
    }


async def get_updates(
    state: FakeTelegram,
    offset: int = 0,
    limit: int = 100,
    timeout: int = 0,
    allowed_updates: list[str] | None = None,
) -> list[dict[str, Any]]:
    if offset < 0 or not 1 <= limit <= 100:
        raise Refused(400, "Bad Request: offset or limit")
    state.allowed = allowed_updates
    return await state.polled(offset, limit, timeout)


def send_message(
    state: FakeTelegram,
    *,
    chat_id: int,
    text: str,
    parse_mode: str | None = None,
    reply_markup: dict[str, Any] | None = None,
    protect_content: bool = False,
    disable_notification: bool = False,  # noqa: ARG001
    link_preview_options: dict[str, Any] | None = None,  # noqa: ARG001
    message_thread_id: int = 0,
) -> dict[str, Any]:
    chat = state.writable(chat_id)
    if message_thread_id and message_thread_id not in chat.topics:
        raise Refused(400, NO_TOPIC)
    marked, keyboard = read_text(text, parse_mode), read_keyboard(reply_markup)
    if state.floods:
        state.floods.admit(chat, state.now())
    message = chat.add(
        sender=BOT_ID,
        date=state.now(),
        text=marked.text,
        entities=marked.entities,
        keyboard=keyboard,
        protected=protect_content,
        thread=message_thread_id,
    )
    return message_shape(state, message)


def send_document(
    state: FakeTelegram,
    *,
    chat_id: int,
    document: list[str],
    caption: str = "",
    parse_mode: str | None = None,
    reply_markup: dict[str, Any] | None = None,
    message_thread_id: int = 0,
) -> dict[str, Any]:
    marked = read_caption(caption, parse_mode)
    return _file(state, chat_id, document, marked, keyboard=reply_markup, thread=message_thread_id)


def send_photo(
    state: FakeTelegram,
    *,
    chat_id: int,
    photo: list[str],
    caption: str = "",
    parse_mode: str | None = None,
    reply_markup: dict[str, Any] | None = None,
    message_thread_id: int = 0,
) -> dict[str, Any]:
    marked = read_caption(caption, parse_mode)
    return _file(state, chat_id, photo, marked, keyboard=reply_markup, thread=message_thread_id)


def _file(
    state: FakeTelegram,
    chat_id: int,
    file: list[str],
    caption: Marked,
    *,
    keyboard: dict[str, Any] | None,
    thread: int,
) -> dict[str, Any]:
    chat = state.writable(chat_id)
    if thread and thread not in chat.topics:
        raise Refused(400, NO_TOPIC)
    name, data = file
    if not data:
        raise Refused(400, "Bad Request: file must be non-empty")
    if state.floods:
        state.floods.admit(chat, state.now())
    message = chat.add(
        sender=BOT_ID,
        date=state.now(),
        text=caption.text,
        entities=caption.entities,
        keyboard=read_keyboard(keyboard),
        protected=False,
        file=(name, data.encode("latin-1")),
        thread=thread,
    )
    return message_shape(state, message)


def send_poll(
    state: FakeTelegram,
    *,
    chat_id: int,
    question: str,
    options: list[dict[str, str]],
    type: str = "regular",  # noqa: A002  the Bot API calls it so
    correct_option_ids: list[int] | None = None,
    explanation: str = "",
    message_thread_id: int = 0,
) -> dict[str, Any]:
    chat = state.writable(chat_id)
    if message_thread_id and message_thread_id not in chat.topics:
        raise Refused(400, NO_TOPIC)
    quiz = read_quiz(question, options, type, correct_option_ids, explanation)
    if state.floods:
        state.floods.admit(chat, state.now())
    message = chat.add(
        sender=BOT_ID, date=state.now(), text="", quiz=quiz, thread=message_thread_id
    )
    return message_shape(state, message)


def edit_message_text(
    state: FakeTelegram,
    *,
    chat_id: int,
    message_id: int,
    text: str,
    parse_mode: str | None = None,
    reply_markup: dict[str, Any] | None = None,
    link_preview_options: dict[str, Any] | None = None,  # noqa: ARG001
) -> dict[str, Any]:
    chat, message = _editable(state, chat_id, message_id)
    marked = read_text(text, parse_mode)
    keyboard = read_keyboard(reply_markup)
    edited = replace(message, text=marked.text, entities=marked.entities, keyboard=keyboard)
    return _put(state, chat, message, edited)


def edit_message_reply_markup(
    state: FakeTelegram,
    chat_id: int,
    message_id: int,
    reply_markup: dict[str, Any] | None = None,
) -> dict[str, Any]:
    chat, message = _editable(state, chat_id, message_id)
    edited = replace(message, keyboard=read_keyboard(reply_markup))
    return _put(state, chat, message, edited)


def pin_chat_message(
    state: FakeTelegram, chat_id: int, message_id: int, disable_notification: bool = False
) -> bool:
    chat = state.writable(chat_id)
    if chat.find(message_id) is None:
        raise Refused(400, "Bad Request: message to pin not found")
    if chat_id < 0 and chat_id not in state.pinning:
        raise Refused(400, "Bad Request: not enough rights to manage pinned messages in the chat")
    state.pinned[chat_id] = (message_id, disable_notification)
    return True


def delete_message(state: FakeTelegram, chat_id: int, message_id: int) -> bool:
    chat = state.writable(chat_id)
    message = chat.find(message_id)
    if message is None:
        raise Refused(400, NOT_THERE)
    others = message.sender != BOT_ID and chat.kind != "private"
    if others or state.now() - message.date >= DELETABLE:
        raise Refused(400, NOT_DELETABLE)
    chat.messages.remove(message)
    return True


def _editable(state: FakeTelegram, chat_id: int, message_id: int) -> tuple[Chat, Message]:
    chat = state.writable(chat_id)
    message = chat.find(message_id)
    if message is None:
        raise Refused(400, NO_MESSAGE)
    if message.sender != BOT_ID:
        raise Refused(400, NOT_EDITABLE)
    return chat, message


def _put(state: FakeTelegram, chat: Chat, message: Message, edited: Message) -> dict[str, Any]:
    if edited == message:
        raise Refused(400, NOT_MODIFIED)
    if state.floods:  # an edit counts as a message
        state.floods.admit(chat, state.now())
    return message_shape(state, chat.put(edited))


def answer_callback_query(
    state: FakeTelegram, callback_query_id: str, text: str = "", show_alert: bool = False
) -> bool:
    query = state.queries.get(callback_query_id)
    if query is None or query.answer is not None:
        raise Refused(400, TOO_OLD)
    if state.now() - query.pressed_at > state.query_lifetime:
        raise Refused(400, TOO_OLD)
    if len(text) > TOAST_LIMIT:
        raise Refused(400, "Bad Request: MESSAGE_TOO_LONG")
    query.answer, query.alert = text, show_alert
    return True


def send_chat_action(state: FakeTelegram, chat_id: int, action: str) -> bool:
    state.writable(chat_id)
    if action not in ACTIONS:
        raise Refused(400, "Bad Request: wrong parameter action in request")
    return True


def get_chat_member(state: FakeTelegram, chat_id: int, user_id: int) -> dict[str, Any]:
    chat = state.writable(chat_id)
    if user_id != BOT_ID:
        raise Refused(400, "Bad Request: PARTICIPANT_ID_INVALID")
    if chat_id not in state.pinning:
        return {"user": state.bot(), "status": chat.bot}
    rights = {**RIGHTS, "can_pin_messages": True}
    return {"user": state.bot(), "status": "administrator", **rights}


def get_chat(state: FakeTelegram, chat_id: int) -> dict[str, Any]:
    more = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": {}}
    return {**chat_shape(state.writable(chat_id)), **more}


def get_chat_member_count(state: FakeTelegram, chat_id: int) -> int:
    return len(state.writable(chat_id).members) + 1  # the bot


def set_my_commands(
    state: FakeTelegram,
    commands: list[dict[str, str]],
    scope: dict[str, Any] | None = None,
    language_code: str = "",
) -> bool:
    for command in commands:
        if not COMMAND.fullmatch(command["command"]):
            raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise Refused(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    state.commands[f"{(scope or {'type': 'default'})['type']}/{language_code}"] = commands
    return True


def set_my_description(
    state: FakeTelegram, description: str = "", language_code: str = ""
) -> bool:
    return _kept(state, f"description/{language_code}", description, limit=512)


def set_my_short_description(
    state: FakeTelegram, short_description: str = "", language_code: str = ""
) -> bool:
    return _kept(state, f"short_description/{language_code}", short_description, limit=120)


def _kept(state: FakeTelegram, name: str, text: str, *, limit: int) -> bool:
    if len(text) > limit:
        raise Refused(400, "Bad Request: text is too long")
    state.profile[name] = text
    return True


METHODS: dict[str, Callable[..., Any | Awaitable[Any]]] = {
    "getMe": get_me,
    "deleteWebhook": delete_webhook,
    "setWebhook": set_webhook,
    "getWebhookInfo": get_webhook_info,
    "getUpdates": get_updates,
    "sendMessage": send_message,
    "sendDocument": send_document,
    "sendPhoto": send_photo,
    "sendPoll": send_poll,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "pinChatMessage": pin_chat_message,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_callback_query,
    "sendChatAction": send_chat_action,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatMemberCount": get_chat_member_count,
    "setMyCommands": set_my_commands,
    "setMyDescription": set_my_description,
    "setMyShortDescription": set_my_short_description,
}
