"""Posts updates to the webhook that is set, as the Bot API does: those of a chat one after the
other, chats beside each other, and each again until it is answered with 200."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from tests.fake_telegram.state import FakeTelegram, Webhook

ANSWER_SECONDS, AGAIN_SECONDS = 10.0, 0.02
Backend = tuple[str, int]


@dataclass(slots=True, kw_only=True)
class Posting:
    """Posts what waits; a balancer may know several machines, and takes the next that answers."""

    telegram: FakeTelegram
    backends: Callable[[], list[Backend]] | None = None  # else the address itself
    again_seconds: float = AGAIN_SECONDS
    answered: Counter[int] = field(default_factory=Counter)  # by status; 0: none
    repeats: int = 0  # posts of an update that was posted before
    _turns: Any = field(default_factory=count)
    _chats: set[int] = field(default_factory=set)  # whose update is on its way
    _posted: set[int] = field(default_factory=set)

    async def run(self) -> None:
        """Until it is cancelled."""
        posts = set[asyncio.Task[None]]()
        try:
            while True:
                changed, there = self.telegram.changed, self.telegram.webhook
                for chat, update in self._next() if there else ():
                    self._chats.add(chat)
                    task = asyncio.create_task(self._until_taken(chat, update))
                    posts.add(task)
                    task.add_done_callback(posts.discard)
                await changed.wait()
        finally:
            for task in posts:
                task.cancel()
            await asyncio.gather(*posts, return_exceptions=True)

    def _next(self) -> list[tuple[int, dict[str, Any]]]:
        first: dict[int, dict[str, Any]] = {}
        for update in self.telegram.updates:
            first.setdefault(chat_of(update), update)
        most = self.telegram.webhook.max_connections if self.telegram.webhook else 0
        free = [(chat, each) for chat, each in first.items() if chat not in self._chats]
        return free[: max(0, most - len(self._chats))]

    async def _until_taken(self, chat: int, update: dict[str, Any]) -> None:
        try:
            while there := self.telegram.webhook:
                self.repeats += update["update_id"] in self._posted
                self._posted.add(update["update_id"])
                status = await self._posted_to(there, update)
                self.answered[status] += 1
                if status == 200:
                    self.telegram.updates.remove(update)
                    return
                there.last_error_date = int(self.telegram.now().timestamp())
                there.last_error_message = f"Wrong response from the webhook: {status}"
                with suppress(TimeoutError):
                    await self.telegram.until(bool, seconds=self.again_seconds)
        finally:
            self._chats.discard(chat)
            self.telegram.announce()

    async def _posted_to(self, there: Webhook, update: dict[str, Any]) -> int:
        parts = urlsplit(there.url)
        own = [(parts.hostname or "", parts.port or 80)]
        known = self.backends() if self.backends else own
        turn = next(self._turns)
        for at in range(len(known)):
            backend = known[(turn + at) % len(known)]
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    return await post(backend, parts.path, there.secret_token, update)
            except ConnectionRefusedError:
                continue
            except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError, IndexError):
                return 0
        return 0


def chat_of(update: dict[str, Any]) -> int:
    """In whose order the update stands."""
    for name, of in update.items():
        if name == "callback_query":
            return int(of["message"]["chat"]["id"])
        if isinstance(of, dict) and "chat" in of and isinstance(of["chat"], dict):
            return int(of["chat"]["id"])
    return 0


async def post(backend: Backend, path: str, secret: str, update: Any) -> int:
    """The status of the answer to one post; raises where there is none."""
    body = update if isinstance(update, bytes) else json.dumps(update).encode()
    reader, writer = await asyncio.open_connection(*backend)
    try:
        head = (
            f"POST {path} HTTP/1.1\r\nHost: bot.example.org\r\nConnection: close\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        await writer.drain()
        return int((await reader.readline()).split()[1])
    finally:
        writer.close()


@asynccontextmanager
async def posted(telegram: FakeTelegram, **more: Any) -> AsyncIterator[Posting]:
    """Updates are posted until the end of the block."""
    posting = Posting(telegram=telegram, **more)
    task = asyncio.create_task(posting.run())
    try:
        yield posting
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
