"""Fetches updates and confirms them only when the desk has taken them in."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.clock import Clock
from bot.pulse import Pulse
from bot.transport.telegram.api.faults import asked_to_wait_seconds
from bot.transport.telegram.api.token import Token
from bot.transport.telegram.hearing.source import ALLOWED, KINDS, Take, as_update
from flows.talk.limits import WAITING_OF_ALL

POLL_SECONDS = 25
INTAKE_SECONDS = 0.25  # after which other chats no longer wait for the slow one
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, GROWTH = 1.0, 30.0, 1.5
CONFLICTS, WITHIN_SECONDS = 2, 60.0  # a restart may meet the poll of the process before
SILENT_SECONDS = 180.0  # more than a poll takes with all it waits for
ALONE_SECONDS = 120.0  # without a conflict, after which no other process polls any more

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Fetched:
    """The updates that were fetched and not yet taken in, each with the time it arrived."""

    _next: int = 0
    _asked: int = 0
    _waiting: dict[int, datetime] = field(default_factory=dict)
    _empty: asyncio.Event = field(default_factory=asyncio.Event)

    def admit(self, update: int, arrived: datetime) -> bool:
        """Whether this update is new here; if so, it waits from now on.

        A number below the one asked for is new: Telegram begins anew after a silent week.
        """
        if self._asked <= update < self._next:
            return False
        self._waiting[update] = arrived
        self._next = update + 1
        self._empty.clear()
        return True

    def arrived(self, update: int) -> datetime | None:
        """When a waiting update arrived."""
        return self._waiting.get(update)

    def take(self, update: int) -> None:
        """The update is taken in: it may be confirmed."""
        self._waiting.pop(update, None)
        if not self._waiting:
            self._empty.set()

    def over(self, update: int) -> None:
        """Nothing more: Telegram forgets it with the next poll after it was taken in."""

    def ask(self) -> int:
        """The number to ask from: Telegram forgets what is below it."""
        self._asked = min(self._waiting, default=self._next)
        return self._asked

    def all_taken(self) -> bool:
        """Whether nothing waits."""
        return not self._waiting

    async def emptied(self, seconds: float) -> None:
        """Everything is taken in, or this time is over."""
        if self._waiting:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._empty.wait(), seconds)


class PollingRequest(BaseRequest):
    """The way of the long poll: keeps the updates raw, so that one that the library cannot read
    does not hide the others. Everything else is done by the request it stands on."""

    def __init__(self, request: BaseRequest) -> None:
        self._request = request
        self.heard: list[dict[str, Any]] = []

    @property
    def read_timeout(self) -> float | None:
        """That of the request it stands on."""
        return self._request.read_timeout

    async def initialize(self) -> None:
        """The request it stands on is opened by its owner."""

    async def shutdown(self) -> None:
        """The request it stands on is closed by its owner."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *args: Any,
        **more: Any,
    ) -> tuple[int, bytes]:
        """The answer with no updates in it; they are in `heard`."""
        self.heard = []
        code, payload = await self._request.do_request(url, method, request_data, *args, **more)
        if code != HTTPStatus.OK:
            return code, payload
        self.heard = self._request.parse_json_payload(payload)["result"]
        return code, json.dumps({"ok": True, "result": []}).encode()


@dataclass(slots=True, kw_only=True)
class Poller:
    """The long poll of one bot."""

    bot: Bot
    polling: PollingRequest
    token: Token
    clock: Clock
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    updates: Fetched = field(default_factory=Fetched)
    pulse: Pulse = field(default_factory=Pulse)
    begun: bool = False  # Telegram was asked for updates
    unheard_since: datetime | None = None  # while no poll gets through
    rival_since: datetime | None = None  # while another process polls; known from one before, too
    _through_at: float = field(init=False)  # when the last poll got through, or it began
    _asks: bool = False  # Telegram hands updates to whoever asks, and sends none by itself
    _alone_since: float | None = None  # that polls get through, one after the other
    _conflicts: deque[float] = field(default_factory=lambda: deque(maxlen=CONFLICTS))

    def __post_init__(self) -> None:
        self._through_at = self.clock.elapsed()

    @property
    def silent_seconds(self) -> float:
        """Since a poll last got through, or since it began."""
        return self.clock.elapsed() - self._through_at

    async def run(self, take: Take) -> None:
        """Hands on every update; ends only by Conflict, which it raises: another process polls,
        and goes on doing so."""
        wait = FIRST_PAUSE_SECONDS
        while True:
            try:
                await self._fetch(take)
            except TelegramError as error:
                self.unheard_since = self.unheard_since or self.clock()
                seconds = self._seconds(error, wait)
                self.pulse.beats(seconds + SILENT_SECONDS)
                await self.pause(seconds)
                wait = min(wait * GROWTH, LONGEST_PAUSE_SECONDS)
            else:
                self.unheard_since, wait = None, FIRST_PAUSE_SECONDS
                self._got_through()

    def _got_through(self) -> None:
        """Whoever else polled is gone, once that has lasted."""
        seconds = self._through_at = self.clock.elapsed()
        self._alone_since = seconds if self._alone_since is None else self._alone_since
        if seconds - self._alone_since >= ALONE_SECONDS:
            self.rival_since = None

    def _seconds(self, error: TelegramError, wait: float) -> float:
        """How long to wait after this error before the next poll; raises a second Conflict."""
        match error:
            case Conflict():
                self._alone_since = None
                if self._again():
                    self.rival_since = self.rival_since or self.clock()
                    raise error
                return FIRST_PAUSE_SECONDS
            case RetryAfter():
                return asked_to_wait_seconds(error)
            case TimedOut():
                log.info("poll timed out")
                return 0 if wait == FIRST_PAUSE_SECONDS else wait
            case InvalidToken():
                self.token.doubt()
        log.warning("poll failed", exc_info=error, extra={"seconds": wait})
        return wait

    async def confirm(self) -> None:
        """Telegram forgets what was taken in."""
        await self.bot.get_updates(offset=self.updates.ask(), limit=1, timeout=0)

    async def _fetch(self, take: Take) -> None:
        self.pulse.beats(SILENT_SECONDS)
        if not self._asks:
            await self.bot.delete_webhook(drop_pending_updates=False)
            self._asks = True
        self.begun = True
        await self.bot.get_updates(
            offset=self.updates.ask(),  # so no more than the limit from here on are ever fetched
            limit=WAITING_OF_ALL,
            timeout=POLL_SECONDS if self.updates.all_taken() else 0,
            allowed_updates=ALLOWED,
        )
        arrived = self.clock()
        for raw in self.polling.heard:
            if not self.updates.admit(raw["update_id"], arrived):
                continue
            if raw.keys() & KINDS:
                await take(as_update(raw, self.bot))
            else:  # newer than this program, or not asked for: there is nothing to answer
                self.updates.take(raw["update_id"])
        await self.updates.emptied(INTAKE_SECONDS)

    def _again(self) -> bool:
        """Whether this conflict follows another one closely."""
        self._conflicts.append(self.clock.elapsed())
        first, *others = self._conflicts
        return bool(others) and others[-1] - first < WITHIN_SECONDS
