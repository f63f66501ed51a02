"""What the server knows: people, chats, updates that wait, presses, faults to come."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.fake_telegram.answers import CONFLICT, NO_CHAT, WEBHOOK_IS_SET, Fault, Refused
from tests.fake_telegram.floods import Floods
from tests.fake_telegram.messages import Chat, Message

TOKEN = "4000000000:AAfakeFAKEfakeFAKEfakeFAKEfakeFAKEfa"
BOT_ID, BOT_NAME = 4_000_000_000, "myotaper_test_bot"
SUNDAY = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@dataclass(slots=True, kw_only=True)
class Query:
    """A press that waits for its answer, or has it."""

    who: int
    chat: int
    message: int
    pressed_at: datetime
    answer: str | None = None
    alert: bool = False


@dataclass(slots=True, kw_only=True)
class Webhook:
    """Where updates are sent, and how that went last."""

    url: str
    secret_token: str = ""
    max_connections: int = 40
    allowed_updates: list[str] | None = None
    last_error_date: int = 0
    last_error_message: str = ""


@dataclass(slots=True)
class FakeTelegram:
    """Chats, updates, presses, commands: everything that the real server would keep."""

    token: str = TOKEN
    clock: Callable[[], datetime] | None = None  # its own time, if none
    time: datetime = SUNDAY
    query_lifetime: timedelta = timedelta(minutes=1)
    people: dict[int, dict[str, Any]] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    updates: list[dict[str, Any]] = field(default_factory=list)
    last_update: int = 700_000_000
    queries: dict[str, Query] = field(default_factory=dict)
    commands: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    profile: dict[str, str] = field(default_factory=dict)
    pinning: set[int] = field(default_factory=set)  # groups in which the bot may pin
    pinned: dict[int, tuple[int, bool]] = field(default_factory=dict)  # message, quietly, by chat
    faults: list[Fault] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    floods: Floods | None = None  # how much is too much, where a test asks for it
    refusals: list[tuple[str, str]] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    allowed: list[str] | None = None  # the kinds of updates that are asked for; all, if None
    unasked: bool = False  # kinds that were not asked for come as well
    webhook: Webhook | None = None
    poll: asyncio.Event | None = None  # set to end the long poll that is open

    def now(self) -> datetime:
        """The server's time."""
        return self.clock() if self.clock else self.time

    # ------------------------------------------------------------------ what methods need

    def writable(self, chat_id: int) -> Chat:
        """The chat, if a bot may write in it."""
        chat = self.chats.get(chat_id)
        if chat is None:
            raise Refused(400, NO_CHAT)
        if refusal := chat.refusal:
            raise refusal
        return chat

    async def polled(self, offset: int, limit: int, wait_seconds: float) -> list[dict[str, Any]]:
        """Updates from this number on; a poll that is open ends with a conflict."""
        if self.webhook:
            raise Refused(409, WEBHOOK_IS_SET)
        if self.poll:
            self.poll.set()
        mine = self.poll = asyncio.Event()
        self.updates = [
            update
            for update in self.updates
            if update["update_id"] >= offset and self._is_allowed(update)
        ]
        self.announce()
        try:
            if not self.updates and wait_seconds:
                await self._something(mine, wait_seconds)
            if mine.is_set():
                raise Refused(409, CONFLICT)
            return [update for update in self.updates if self._is_allowed(update)][:limit]
        finally:
            if self.poll is mine:
                self.poll = None

    def _is_allowed(self, update: dict[str, Any]) -> bool:
        """Whether the bot asked for this kind; any other is never kept for it."""
        kind = next((name for name in update if name != "update_id"), None)
        return self.unasked or self.allowed is None or kind in {None, *self.allowed}

    async def _something(self, mine: asyncio.Event, wait_seconds: float) -> None:
        def there_is() -> bool:
            return bool(self.updates) or mine.is_set()

        try:
            await self.until(there_is, seconds=wait_seconds)
        except TimeoutError:
            return

    # ------------------------------------------------------------------ what tests do

    def bot(self) -> dict[str, Any]:
        """The bot as a user."""
        return {"id": BOT_ID, "is_bot": True, "first_name": "myotaper", "username": BOT_NAME}

    def push(self, **update: Any) -> int:
        """An update waits for the bot."""
        self.last_update += 1
        self.updates.append({"update_id": self.last_update, **update})
        self.announce()
        return self.last_update

    def announce(self) -> None:
        """Whoever waits for a change looks again."""
        self.changed.set()
        self.changed = asyncio.Event()

    async def until(self, true: Callable[[], object], *, seconds: float = 60) -> None:
        """Returns once this holds; raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not true():
                await self.changed.wait()

    async def idle(self) -> None:
        """The bot has fetched and confirmed everything, and polls for more."""
        await self.until(lambda: self.poll is not None and not self.updates)

    def called(self, method: str) -> list[dict[str, Any]]:
        """The arguments of every call of this method that was carried out."""
        return [arguments for name, arguments in self.calls if name == method]

    def message(self, chat: int, number: int) -> Message | None:
        """A message as it reads now."""
        return self.chats[chat].find(number)
