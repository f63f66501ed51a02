"""The order in which updates are processed."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.transport.telegram.hearing.plain import PlainUpdate

UNBOUNDED = 1_000_000  # the library's own bound would let one busy chat hold up all others


class ChatsInOrder(BaseUpdateProcessor):
    """Updates of one chat one after the other; as many chats beside each other as may be."""

    def __init__(self, chats_at_once: int) -> None:
        super().__init__(UNBOUNDED)
        self._free = asyncio.Semaphore(chats_at_once)
        self._last: dict[int, asyncio.Event] = {}

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """The update is processed after all those of its chat that came before it."""
        chats, done = _chats(update), asyncio.Event()
        before = [self._last[chat] for chat in chats if chat in self._last]
        self._last.update(dict.fromkeys(chats, done))
        try:
            for earlier in before:
                await earlier.wait()
            async with self._free:
                await coroutine
        finally:
            done.set()
            for chat in chats:
                if self._last[chat] is done:
                    del self._last[chat]

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """There is nothing to close."""


def _chats(update: object) -> tuple[int, ...]:
    """The chat it belongs to; a group that gets another number is one chat under both."""
    if not isinstance(update, Update | PlainUpdate) or update.effective_chat is None:
        return (0,)
    moved_to = update.message.migrate_to_chat_id if update.message else None
    return tuple(filter(None, (update.effective_chat.id, moved_to)))
