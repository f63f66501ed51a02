"""Who reads in a group: whether it is public, and how many its members are."""

import asyncio

from telegram import Bot
from telegram.error import TelegramError

from bot.transport.telegram.api.post import done
from flows.talk.known import Room

LONGEST_SECONDS = 5.0  # that an answer waits for it


async def room(bot: Bot, chat: int) -> Room:
    """The group as Telegram describes it now; nothing known of it where it does not say."""
    where = {"chat_id": chat}
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            found = await done(bot, "getChat", where)
            members = await done(bot, "getChatMemberCount", where)
    except (TelegramError, TimeoutError):
        return Room()
    public = isinstance(found, dict) and bool(found.get("username"))  # no other group has one
    return Room(public=public, members=members if isinstance(members, int) else 0)
