"""What a message holds: text, a command, or something that is never an answer."""

from collections.abc import Mapping

from telegram import Message
from telegram.constants import MessageEntityType, MessageType
from telegram.helpers import effective_message_type

from flows.talk.turn import Kind, Unusable

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


def command(message: Message) -> str:
    """The command that the text begins with, without its slash; empty where there is none."""
    for entity in message.entities:
        if entity.type == MessageEntityType.BOT_COMMAND and entity.offset == 0:
            return (message.text or "")[1 : entity.length]
    return ""


def borrowed(message: Message) -> Unusable | None:
    """Why a message is nobody's own words: somebody else wrote it."""
    if message.forward_origin or message.is_automatic_forward:
        return Unusable(kind=Kind.FORWARDED)
    if message.via_bot:
        return Unusable(kind=Kind.VIA_BOT)
    return None


def unusable(message: Message) -> Unusable | None:
    """What was sent instead of text; None where Telegram itself reports something."""
    for name, kind in CONTENT.items():
        if getattr(message, name):
            return Unusable(kind=kind)
    unknown = effective_message_type(message) is None  # newer than the library
    return Unusable(kind=Kind.OTHER) if unknown else None
