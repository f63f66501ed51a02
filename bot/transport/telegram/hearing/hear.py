"""What an update of Telegram says, as the desk hears it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from telegram import (
    CallbackQuery,
    Chat,
    ChatMember,
    ChatMemberRestricted,
    ChatMemberUpdated,
    Message,
    User,
)
from telegram.constants import ChatType

from bot.desk.arrival import Arrival, Forged
from bot.page.seal import unseal
from bot.transport.telegram.hearing.content import borrowed, command, unusable
from bot.transport.telegram.hearing.people import is_unnamed, person, shown_name
from bot.transport.telegram.hearing.plain import (
    AnyMessage,
    AnyUpdate,
    PlainChat,
    PlainPress,
    PlainUser,
    PressedMessage,
)
from flows.talk.records import Place
from flows.talk.turn import Commanded, Heard, Moved, NoAnswer, Reachable, Typed, Unusable

PLACES: Mapping[str, Place] = {
    ChatType.PRIVATE: Place.PRIVATE,
    ChatType.GROUP: Place.GROUP,
    ChatType.SUPERGROUP: Place.GROUP,
}
AWAY = frozenset({ChatMember.LEFT, ChatMember.BANNED})
EVERYBODY = 0  # whom a group's buttons are sealed for: who may press is judged at the press


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """Hears for one bot, by its name, with the secret that its buttons are sealed with.

    In a group it hears commands: those that name this bot, and the plain ones that it knows.
    """

    key: bytes
    name: str
    knows: frozenset[str] = frozenset()

    def hear(self, update: AnyUpdate, arrived: datetime) -> Arrival | None:
        """What is said, pressed or reported; None where there is nothing to answer."""
        number = update.update_id
        if query := update.callback_query:
            return self._press(update, query, arrived)
        if change := update.my_chat_member:
            return _reported(number, change, arrived)
        message = update.edited_message or update.message
        if message is None or message.chat.type not in PLACES:
            return None
        if message.migrate_to_chat_id:
            moved = Moved(chat=message.migrate_to_chat_id)
            return _arrival(number, message.chat, message.from_user, moved, arrived)
        user, heard = person(message), self._heard(message, edited=bool(update.edited_message))
        if user is None or heard is None:
            return _a_sign(number, message, arrived)
        sent, thread = message.edit_date or message.date, thread_of(update)
        arrival = _arrival(number, message.chat, user, heard, arrived, sent=sent, thread=thread)
        return replace(arrival, said=message.message_id)

    def called_in_group(self, update: AnyUpdate) -> int | None:
        """The group in which a command means this bot, and no desk may have an answer to it.

        That is what names the bot, and what an administrator commands who shows no name.
        """
        message = update.message
        if message is None or PLACES.get(message.chat.type) is not Place.GROUP:
            return None
        called = command(message)
        if is_unnamed(message):
            return message.chat.id if self._means_this_bot(called) else None
        return message.chat.id if self._is_named(called) and person(message) else None

    def asked_by(self, update: AnyUpdate) -> int:
        """The private chat of whoever asks in a group; 0 where that is nobody, or no group."""
        query, message = update.callback_query, update.message
        there = query.message if query else message
        if there is None or PLACES.get(there.chat.type) is not Place.GROUP:
            return 0
        user = query.from_user if query else message and person(message)
        return user.id if user else 0

    def _press(
        self, update: AnyUpdate, query: CallbackQuery | PlainPress, arrived: datetime
    ) -> Arrival | None:
        message, data, user = query.message, query.data, query.from_user
        if message is None or data is None or message.chat.type not in PLACES:
            return None
        chat = message.chat
        sealed_for = user.id if chat.type == ChatType.PRIVATE else EVERYBODY
        heard = unseal(self.key, chat.id, sealed_for, data) or Forged()
        thread, pressed = thread_of(update), message.message_id
        return _arrival(
            update.update_id, chat, user, heard, arrived, thread=thread, pressed=pressed
        )

    def _heard(self, message: AnyMessage, *, edited: bool) -> Heard | None:
        """What the message says; in a group only a command says anything."""
        heard = self._said(message, edited=edited)
        if PLACES[message.chat.type] is Place.PRIVATE:
            return heard
        commanded = isinstance(heard, Commanded) and self._means_this_bot(command(message))
        return heard if commanded else None

    def _said(self, message: AnyMessage, *, edited: bool) -> Heard | None:
        if edited:
            return Unusable(kind=NoAnswer.EDITED)
        if not_theirs := borrowed(message):
            return not_theirs
        if message.text is None:
            return unusable(message)
        if said := command(message):
            argument = message.text[len(said) + 1 :].strip()
            return Commanded(name=self._plain(said), argument=argument)
        return Typed(text=message.text)

    def _means_this_bot(self, said: str) -> bool:
        return self._is_named(said) or said.lower() in self.knows

    def _is_named(self, said: str) -> bool:
        return said.lower().endswith(f"@{self.name.lower()}")

    def _plain(self, said: str) -> str:
        """The command in lower case; one that is meant for another bot keeps that bot's name."""
        return said.lower().removesuffix(f"@{self.name.lower()}")


def _a_sign(number: int, message: AnyMessage, arrived: datetime) -> Arrival | None:
    """What is said in a group is not read, but shows that the bot is there; no farewell does."""
    chat = message.chat
    if PLACES[ChatType(chat.type)] is Place.PRIVATE or message.left_chat_member:
        return None
    return _arrival(number, chat, None, Reachable(writable=True), arrived)


def _reported(number: int, change: ChatMemberUpdated, arrived: datetime) -> Arrival | None:
    """Whether the bot can write there now: it was blocked, removed, silenced or let in."""
    if change.chat.type not in PLACES:
        return None
    bot = change.new_chat_member
    silenced = isinstance(bot, ChatMemberRestricted) and not (
        bot.is_member and bot.can_send_messages
    )
    writable = bot.status not in AWAY and not silenced
    was_away = change.old_chat_member.status in AWAY and change.chat.type != ChatType.PRIVATE
    heard = Reachable(writable=writable, added=writable and was_away)
    return _arrival(number, change.chat, change.from_user, heard, arrived, sent=change.date)


def _arrival(
    number: int,
    chat: Chat | PlainChat,
    user: User | PlainUser | None,
    heard: Heard | Forged,
    arrived: datetime,
    *,
    sent: datetime | None = None,  # Telegram does not say when a button was pressed
    thread: int = 0,
    pressed: int | None = None,
) -> Arrival:
    return Arrival(
        chat=chat.id,
        who=user.id if user else 0,
        update=number,
        heard=heard,
        sent=sent or arrived,
        arrived=arrived,
        pressed_message=pressed,
        place=PLACES[chat.type],
        thread=thread,
        name=shown_name(user) if user else "",
    )


def thread_of(update: AnyUpdate) -> int:
    """The topic of a forum group; a chain of replies has a number too, and is none."""
    query = update.callback_query
    message = query.message if query else update.message
    if isinstance(message, Message | PressedMessage) and message.is_topic_message:
        return message.message_thread_id or 0
    return 0
