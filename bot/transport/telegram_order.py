"""The order in which updates are processed."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

UNBOUNDED = 1_000_000  # the library's own bound would let one busy chat hold up all others


class ChatsInOrder(BaseUpdateProcessor):
    """Updates of one chat one after the other; as many chats beside each other as may be."""

    def __init__(self, chats_at_once: int) -> None:
        super().__init__(UNBOUNDED)
        self._free = asyncio.Semaphore(chats_at_once)
        self._last: dict[int, asyncio.Event] = {}

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """The update is processed after all those of its chat that came before it."""
        chat = update.effective_chat if isinstance(update, Update) else None
        number = chat.id if chat else 0
        before, done = self._last.get(number), asyncio.Event()
        self._last[number] = done
        try:
            if before:
                await before.wait()
            async with self._free:
                await coroutine
        finally:
            done.set()
            if self._last[number] is done:
                del self._last[number]

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """There is nothing to close."""
