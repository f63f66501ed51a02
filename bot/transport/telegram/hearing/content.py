"""What a message holds: text, a command, or something that is never an answer."""

from collections.abc import Mapping

from telegram import Message
from telegram.constants import MessageEntityType, MessageType
from telegram.helpers import effective_message_type

from bot.transport.telegram.hearing.plain import AnyMessage
from flows.talk.turn import NoAnswer, Unusable

CONTENT: Mapping[str, NoAnswer] = {
    MessageType.STICKER: NoAnswer.STICKER,
    MessageType.ANIMATION: NoAnswer.STICKER,
    MessageType.VOICE: NoAnswer.VOICE,
    MessageType.VIDEO_NOTE: NoAnswer.VOICE,
    MessageType.AUDIO: NoAnswer.VOICE,
    MessageType.PHOTO: NoAnswer.PICTURE,
    MessageType.VIDEO: NoAnswer.PICTURE,
    MessageType.LIVE_PHOTO: NoAnswer.PICTURE,
    MessageType.DOCUMENT: NoAnswer.DOCUMENT,
    MessageType.LOCATION: NoAnswer.OTHER,
    MessageType.VENUE: NoAnswer.OTHER,
    MessageType.CONTACT: NoAnswer.OTHER,
    MessageType.POLL: NoAnswer.OTHER,
    MessageType.DICE: NoAnswer.OTHER,
    MessageType.GAME: NoAnswer.OTHER,
    MessageType.STORY: NoAnswer.OTHER,
    MessageType.CHECKLIST: NoAnswer.OTHER,
    MessageType.PAID_MEDIA: NoAnswer.OTHER,
}


def command(message: AnyMessage) -> str:
    """The command that the text begins with, without its slash; empty where there is none."""
    for entity in message.entities:
        if entity.type == MessageEntityType.BOT_COMMAND and entity.offset == 0:
            return (message.text or "")[1 : entity.length]
    return ""


def borrowed(message: AnyMessage) -> Unusable | None:
    """Why a message is nobody's own words: somebody else wrote it."""
    if message.forward_origin or message.is_automatic_forward:
        return Unusable(kind=NoAnswer.FORWARDED)
    if message.via_bot:
        return Unusable(kind=NoAnswer.VIA_BOT)
    return None


def unusable(message: Message) -> Unusable | None:
    """What was sent instead of text; None where Telegram itself reports something."""
    for name, kind in CONTENT.items():
        if getattr(message, name):
            return Unusable(kind=kind)
    unknown = effective_message_type(message) is None  # newer than the library
    return Unusable(kind=NoAnswer.OTHER) if unknown else None
