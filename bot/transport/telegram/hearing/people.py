"""Who a Telegram user is: a person in their own name or nobody, and the name that is shown."""

import unicodedata

from telegram import User
from telegram.constants import ChatID

from bot.transport.telegram.hearing.plain import AnyMessage, PlainUser

# Numbers that stand for an unnamed administrator, a channel, and Telegram itself.
NOBODY = frozenset({ChatID.ANONYMOUS_ADMIN, ChatID.FAKE_CHANNEL, ChatID.SERVICE_CHAT})
LONGEST_NAME = 40  # characters
UNSEEN = "C"  # controls, directions and joiners, halves of pairs: they alter what stands beside


def person(message: AnyMessage) -> User | PlainUser | None:
    """Who wrote it, where that is a person who wrote in their own name."""
    user = message.from_user
    if user is None or user.is_bot or user.id in NOBODY or message.sender_chat:
        return None
    return user


def is_unnamed(message: AnyMessage) -> bool:
    """Whether an administrator wrote it who does not show who they are."""
    user = message.from_user
    return user is not None and user.id == ChatID.ANONYMOUS_ADMIN


def shown_name(user: User | PlainUser) -> str:
    """First and last name in one line, as long as fits, with nothing in it that cannot be seen."""
    names = " ".join(filter(None, (user.first_name, user.last_name)))
    seen = (each for each in " ".join(names.split()) if unicodedata.category(each)[0] != UNSEEN)
    return " ".join("".join(seen)[:LONGEST_NAME].split())
