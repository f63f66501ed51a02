"""The commands and descriptions of the bot, as Telegram shows them."""

import logging
from collections.abc import Awaitable, Callable

from telegram import Bot, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats
from telegram.error import TelegramError

from bot.transport.introduction import Introduction

FIRST_AGAIN_SECONDS, LONGEST_AGAIN_SECONDS = 60.0, 3_600.0  # after a vain one

log = logging.getLogger(__name__)


async def introduced(
    bot: Bot, said: Introduction, pause: Callable[[float], Awaitable[None]]
) -> None:
    """Telegram shows them, sooner or later; the bot works meanwhile."""
    wait = FIRST_AGAIN_SECONDS
    while True:
        try:
            await _said(bot, said)
        except TelegramError as error:
            log.warning("not introduced", exc_info=error, extra={"seconds": wait})
            await pause(wait)
            wait = min(wait * 2, LONGEST_AGAIN_SECONDS)
        else:
            return


async def _said(bot: Bot, said: Introduction) -> None:
    scopes = (
        (BotCommandScopeAllPrivateChats(), said.commands),
        (BotCommandScopeAllGroupChats(), said.group_commands),
    )
    for scope, commands in scopes:
        await bot.set_my_commands(list(commands.items()), scope=scope)
    await bot.set_my_description(said.description)
    await bot.set_my_short_description(said.short_description)
