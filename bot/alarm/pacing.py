"""When the next message may leave: Telegram's limits, kept before it has to say so."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

CHAT_SECONDS = 1.0  # between two messages of one chat
GROUP_MESSAGES, GROUP_SECONDS = 20, 60.0
ALL_MESSAGES, ALL_SECONDS = 25, 1.0  # Telegram takes 30; the rest is for answers
AT_ONCE = 64  # messages on their way; more would only wait elsewhere
KEPT_CHATS = 2_000


@dataclass(slots=True, kw_only=True)
class _Chat:
    """What is known of one chat, all by the monotonic clock."""

    ended: deque[float]  # when the last messages had left
    held_until: float = 0.0


@dataclass(slots=True, kw_only=True)
class Pace:
    """Turns to send, by chat; the caller has one message at a time on its way to a chat.

    Counted from the end of a send: however long each was under way, they arrive apart.
    """

    monotonic: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _chats: dict[int, _Chat] = field(default_factory=dict)
    _all: deque[float] = field(default_factory=lambda: deque(maxlen=ALL_MESSAGES))
    _free: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    def wait_seconds(self, chat: int) -> float:
        """How long this chat has to wait for its next message; the others do not count."""
        return max(0.0, *(at - self.monotonic() for at in self._from(self._known(chat), chat)))

    def hold(self, chat: int, seconds: float) -> None:
        """Telegram asked for this pause, in this chat alone."""
        known = self._known(chat)
        known.held_until = max(known.held_until, self.monotonic() + seconds)

    @asynccontextmanager
    async def turn(self, chat: int) -> AsyncIterator[None]:
        """Inside it the message may leave."""
        while wait := self.wait_seconds(chat):
            await self.sleep(wait)
        async with self._free:
            await self._everybodys_turn()
            try:
                yield
            finally:
                self._known(chat).ended.append(self.monotonic())

    def _from(self, known: _Chat, chat: int) -> Iterator[float]:
        """Each instant that the next message has to wait for."""
        yield known.held_until
        if known.ended:
            yield known.ended[-1] + CHAT_SECONDS
        if chat < 0 and len(known.ended) == GROUP_MESSAGES:
            yield known.ended[0] + GROUP_SECONDS

    async def _everybodys_turn(self) -> None:
        now_seconds = self.monotonic()
        full = len(self._all) == ALL_MESSAGES
        at = max(now_seconds, self._all[0] + ALL_SECONDS) if full else now_seconds
        self._all.append(at)
        if at > now_seconds:
            await self.sleep(at - now_seconds)

    def _known(self, chat: int) -> _Chat:
        if chat not in self._chats:
            if len(self._chats) >= KEPT_CHATS:
                self._forget()
            self._chats[chat] = _Chat(ended=deque(maxlen=GROUP_MESSAGES))
        return self._chats[chat]

    def _forget(self) -> None:
        """Chats that have nothing to wait for are as good as unknown."""
        long_ago = self.monotonic() - GROUP_SECONDS
        self._chats = {
            chat: known
            for chat, known in self._chats.items()
            if max(known.held_until, *known.ended, 0.0) > long_ago
        }
