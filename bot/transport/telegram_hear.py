"""What an update of Telegram says, as the desk hears it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from telegram import CallbackQuery, Message, Update, User
from telegram.constants import ChatID, ChatType, MessageEntityType, MessageType
from telegram.helpers import effective_message_type

from bot.arrival import Arrival, Forged
from bot.seal import unseal
from flows.talk import Commanded, Heard, Kind, Typed, Unusable

# Numbers that stand for an unnamed administrator, a channel, and Telegram itself.
NOBODY = frozenset({ChatID.ANONYMOUS_ADMIN, ChatID.FAKE_CHANNEL, ChatID.SERVICE_CHAT})
CONTENT: Mapping[str, Kind] = {
    MessageType.STICKER: Kind.STICKER,
    MessageType.ANIMATION: Kind.STICKER,
    MessageType.VOICE: Kind.VOICE,
    MessageType.VIDEO_NOTE: Kind.VOICE,
    MessageType.AUDIO: Kind.VOICE,
    MessageType.PHOTO: Kind.PICTURE,
    MessageType.VIDEO: Kind.PICTURE,
    MessageType.LIVE_PHOTO: Kind.PICTURE,
    MessageType.DOCUMENT: Kind.DOCUMENT,
    MessageType.LOCATION: Kind.OTHER,
    MessageType.VENUE: Kind.OTHER,
    MessageType.CONTACT: Kind.OTHER,
    MessageType.POLL: Kind.OTHER,
    MessageType.DICE: Kind.OTHER,
    MessageType.GAME: Kind.OTHER,
    MessageType.STORY: Kind.OTHER,
    MessageType.CHECKLIST: Kind.OTHER,
    MessageType.PAID_MEDIA: Kind.OTHER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ears:
    """Hears for one bot, by its name, with the secret that its buttons are sealed with."""

    key: bytes
    name: str

    def hear(self, update: Update, arrived: datetime) -> Arrival | None:
        """What a person says in a private chat; None where there is nothing to answer."""
        if query := update.callback_query:
            return self._press(update.update_id, query, arrived)
        message = update.edited_message or update.message
        if message is None or message.chat.type != ChatType.PRIVATE:
            return None
        user, heard = _person(message), self._heard(message, edited=bool(update.edited_message))
        if user is None or heard is None:
            return None
        return Arrival(
            chat=message.chat.id,
            who=user.id,
            update=update.update_id,
            heard=heard,
            sent=message.edit_date or message.date,
            arrived=arrived,
        )

    def called_in_group(self, update: Update) -> int | None:
        """The group in which a person called this bot by its name with a command, or None."""
        message = update.message
        if message is None or message.chat.type not in {ChatType.GROUP, ChatType.SUPERGROUP}:
            return None
        _, _, called = _command(message).partition("@")
        named = called.casefold() == self.name.casefold()
        return message.chat.id if named and _person(message) else None

    def _press(self, update: int, query: CallbackQuery, arrived: datetime) -> Arrival | None:
        message, data, user = query.message, query.data, query.from_user
        if message is None or data is None or message.chat.type != ChatType.PRIVATE:
            return None
        return Arrival(
            chat=message.chat.id,
            who=user.id,
            update=update,
            heard=unseal(self.key, message.chat.id, user.id, data) or Forged(),
            sent=arrived,  # Telegram does not say when a button was pressed
            arrived=arrived,
            pressed_message=message.message_id,
        )

    def _heard(self, message: Message, *, edited: bool) -> Heard | None:
        if edited:
            return Unusable(kind=Kind.EDITED)
        if message.forward_origin or message.is_automatic_forward:
            return Unusable(kind=Kind.FORWARDED)
        if message.via_bot:
            return Unusable(kind=Kind.VIA_BOT)
        if message.text is None:
            return _unusable(message)
        if command := _command(message):
            argument = message.text[len(command) + 1 :].strip()
            return Commanded(name=self._named(command), argument=argument)
        return Typed(text=message.text)

    def _named(self, command: str) -> str:
        """The command in lower case; one that is meant for another bot keeps that bot's name."""
        return command.lower().removesuffix(f"@{self.name.lower()}")


def _command(message: Message) -> str:
    """The command that the text begins with, without its slash; empty where there is none."""
    for entity in message.entities:
        if entity.type == MessageEntityType.BOT_COMMAND and entity.offset == 0:
            return (message.text or "")[1 : entity.length]
    return ""


def _unusable(message: Message) -> Unusable | None:
    """What was sent instead of text; None where Telegram itself reports something."""
    for name, kind in CONTENT.items():
        if getattr(message, name):
            return Unusable(kind=kind)
    unknown = effective_message_type(message) is None  # newer than the library
    return Unusable(kind=Kind.OTHER) if unknown else None


def _person(message: Message) -> User | None:
    """Who wrote it, where that is a person who wrote in their own name."""
    user = message.from_user
    if user is None or user.is_bot or user.id in NOBODY or message.sender_chat:
        return None
    return user
