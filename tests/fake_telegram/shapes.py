"""Objects as the Bot API writes them in JSON."""

from typing import Any

from tests.fake_telegram.messages import Chat, Message, Quiz
from tests.fake_telegram.state import BOT_ID, FakeTelegram

RIGHTS = {
    "can_be_edited": False, "is_anonymous": False, "can_manage_chat": True,
    "can_delete_messages": False, "can_manage_video_chats": False, "can_restrict_members": False,
    "can_promote_members": False, "can_change_info": False, "can_invite_users": False,
    "can_post_stories": False, "can_edit_stories": False, "can_delete_stories": False,
}  # fmt: skip


def chat_shape(chat: Chat) -> dict[str, Any]:
    """A chat."""
    name = "first_name" if chat.kind == "private" else "title"
    forum = {"is_forum": True} if chat.topics else {}
    public = {"username": chat.username} if chat.username else {}
    return {"id": chat.id, "type": chat.kind, name: chat.title, **forum, **public}


def user_shape(state: FakeTelegram, who: int) -> dict[str, Any]:
    """A person, or the bot."""
    return state.bot() if who == BOT_ID else state.people[who]


def poll_shape(number: int, quiz: Quiz) -> dict[str, Any]:
    """A quiz that nobody has answered yet; what is right is told to those who answer."""
    options = [
        {"persistent_id": str(place), "text": text, "voter_count": 0}
        for place, text in enumerate(quiz.options)
    ]
    return {
        "id": str(number),
        "question": quiz.question,
        "options": options,
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "quiz",
        "allows_multiple_answers": False,
        "allows_revoting": False,
        "members_only": False,
    }


def message_shape(state: FakeTelegram, message: Message) -> dict[str, Any]:
    """A text message, with its buttons."""
    shape: dict[str, Any] = {
        "message_id": message.number,
        "date": int(message.date.timestamp()),
        "chat": chat_shape(state.chats[message.chat]),
        "from": user_shape(state, message.sender),
        "caption" if message.file[0] else "text": message.text,
    }
    if message.quiz:
        del shape["text"]
        shape["poll"] = poll_shape(message.number, message.quiz)
    if message.protected:
        shape["has_protected_content"] = True
    if message.thread:
        shape |= {"message_thread_id": message.thread, "is_topic_message": True}
    if message.entities:
        shape["entities"] = [
            {"type": kind, "offset": offset, "length": length}
            for kind, offset, length in message.entities
        ]
    if message.keyboard:
        shape["reply_markup"] = {
            "inline_keyboard": [
                [{"text": key.text, "callback_data": key.data} for key in row]
                for row in message.keyboard
            ]
        }
    return shape
