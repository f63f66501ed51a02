"""Texts and presses of private chats as they mostly are, read without the library.

What has anything else in it is none of these, and the library reads it. The names are those of
the library, so that whoever hears an update need not know which of the two has read it.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Literal

from msgspec import Meta, Struct, ValidationError, convert
from telegram import Message, Update

LATEST = 253_402_300_799  # the last second of the year 9999
Moment = Annotated[int, Meta(ge=0, le=LATEST)]


class PlainChat(Struct, frozen=True, gc=False):
    """A private chat."""

    id: int
    type: Literal["private"]


class PlainUser(Struct, frozen=True, gc=False):
    """Who wrote or pressed."""

    id: int
    first_name: str
    is_bot: bool = False
    last_name: str | None = None


class PlainEntity(Struct, frozen=True, gc=False):
    """A part of a text that is more than text."""

    type: str
    offset: int
    length: int


class PlainMessage(
    Struct,
    frozen=True,
    forbid_unknown_fields=True,
    rename={"from_user": "from", "sent": "date"},
):
    """A text that somebody wrote by themselves, and nothing beside it."""

    message_id: int
    sent: Moment
    chat: PlainChat
    from_user: PlainUser
    text: str
    entities: tuple[PlainEntity, ...] = ()

    edit_date: ClassVar[None] = None
    forward_origin: ClassVar[None] = None
    is_automatic_forward: ClassVar[None] = None
    is_topic_message: ClassVar[None] = None
    left_chat_member: ClassVar[None] = None
    message_thread_id: ClassVar[None] = None
    migrate_to_chat_id: ClassVar[None] = None
    sender_chat: ClassVar[None] = None
    via_bot: ClassVar[None] = None

    @property
    def date(self) -> datetime:
        """When it was sent."""
        return datetime.fromtimestamp(self.sent, UTC)


class PressedMessage(Struct, frozen=True, gc=False):
    """The message whose button was pressed, whatever it reads."""

    message_id: int
    chat: PlainChat
    is_topic_message: bool | None = None
    message_thread_id: int | None = None


class PlainPress(Struct, frozen=True, forbid_unknown_fields=True, rename={"from_user": "from"}):
    """A press of a button that carries data."""

    id: str
    from_user: PlainUser
    data: str
    message: PressedMessage
    chat_instance: str = ""


class PlainUpdate(Struct, frozen=True, forbid_unknown_fields=True):
    """One of the two, with its number."""

    update_id: int
    message: PlainMessage | None = None
    callback_query: PlainPress | None = None

    edited_message: ClassVar[None] = None
    my_chat_member: ClassVar[None] = None

    @property
    def effective_chat(self) -> PlainChat | None:
        """The chat that it belongs to."""
        if self.callback_query:
            return self.callback_query.message.chat
        return self.message.chat if self.message else None


AnyUpdate = Update | PlainUpdate
AnyMessage = Message | PlainMessage


def plain(raw: dict[str, Any]) -> PlainUpdate | None:
    """The update, where it is a plain text or press; else the library has to read it."""
    try:
        return convert(raw, PlainUpdate)
    except ValidationError:
        return None
