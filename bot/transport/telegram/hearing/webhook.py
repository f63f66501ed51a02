"""Works off the updates that Telegram has sent to an address of ours, wherever they came in."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from telegram import Bot, WebhookInfo
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.clock import Clock
from bot.pulse import Pulse
from bot.store import Change, NotRead, NotSaved, Store, Undecodable
from bot.store.peers import in_this_loop
from bot.transport.telegram.api.faults import asked_to_wait_seconds
from bot.transport.telegram.api.token import Token
from bot.transport.telegram.hearing.source import ALLOWED, KINDS, Take, as_update
from flows.talk.limits import WAITING_OF_ALL

INBOX = "inbox"  # the kind of its rows
LOOK_SECONDS = 0.25  # after which it is looked at again, whether or not somebody was heard to put
MINDS_SECONDS = 60.0  # after which Telegram is asked how it fares
CONNECTIONS = 64  # of Telegram's at once, at most
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, GROWTH = 1.0, 30.0, 1.5
SILENT_SECONDS = 180.0
ALONE_SECONDS = 120.0  # that the address stays ours, after which nobody else takes updates
CONFLICTS, WITHIN_SECONDS = 2, 600.0
LATELY = timedelta(minutes=3)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where Telegram is to send updates, and what it proves itself with."""

    url: str
    secret: str = field(repr=False)


@dataclass(slots=True)
class Here:
    """The updates that were read from the inbox, until each is worked off."""

    _arrived: dict[int, datetime] = field(default_factory=dict)
    _over: set[int] = field(default_factory=set)

    def admit(self, update: int, arrived: datetime) -> None:
        """It is being worked off from now on."""
        self._arrived[update] = arrived

    def __contains__(self, update: int) -> bool:
        return update in self._arrived

    def arrived(self, update: int) -> datetime | None:
        """When it reached this installation."""
        return self._arrived.get(update)

    def take(self, update: int) -> None:
        """Nothing yet: its answer is to be shown also where this process ends before that."""

    def over(self, update: int) -> None:
        """It need wait no more."""
        self._over.add(update)

    def done(self) -> tuple[int, ...]:
        """Those that need not, and lie in the inbox all the same."""
        return tuple(sorted(self._over))

    def forget(self, updates: tuple[int, ...]) -> None:
        """They lie there no more."""
        for each in updates:
            self._over.discard(each)
            self._arrived.pop(each, None)


@dataclass(slots=True, kw_only=True)
class Webhook:
    """The inbox of one bot, and the address at which Telegram fills it.

    An update lies in the inbox until its answer was shown; that it was applied is kept with what
    it changed, as the last update of its chat.
    """

    bot: Bot
    store: Store
    address: Address
    token: Token
    clock: Clock
    news: asyncio.Event  # set whenever something was put
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    pulse: Pulse = field(default_factory=Pulse)
    begun: bool = False
    unheard_since: datetime | None = None
    rival_since: datetime | None = None
    updates: Here = field(default_factory=Here)
    _through_at: float = field(init=False)
    _alone_since: float | None = None
    _unread: bool = False
    _unsaved: bool = False
    _conflicts: deque[float] = field(default_factory=lambda: deque(maxlen=CONFLICTS))

    def __post_init__(self) -> None:
        self._through_at = self.clock.elapsed()

    @property
    def silent_seconds(self) -> float:
        """Since Telegram last said that what people write arrives, or since the start."""
        return self.clock.elapsed() - self._through_at

    async def run(self, take: Take) -> None:
        """Hands on every update that waits; ends only by Conflict, which it raises: somebody else
        has set another address, and does so again."""
        minding = asyncio.create_task(self._mind())
        self.store.peers.hears(INBOX, in_this_loop(lambda _: self.news.set()))
        try:
            while not minding.done():
                self.pulse.beats(SILENT_SECONDS)
                self.news.clear()
                await self._hand_on(take)
                await self.confirm()
                ends = {
                    asyncio.create_task(self.news.wait()),
                    asyncio.ensure_future(self.pause(LOOK_SECONDS)),
                }
                await asyncio.wait({*ends, minding}, return_when=asyncio.FIRST_COMPLETED)
                for each in ends:
                    each.cancel()
            minding.result()
        finally:
            minding.cancel()

    async def confirm(self) -> None:
        """What was worked off waits no more; where that cannot be kept, the next look does it."""
        if not (done := self.updates.done()):
            return
        try:
            await self.store.commit(Change(at=self.clock(), worked_off=done))
        except NotSaved as error:
            if not self._unsaved:
                log.warning("the inbox keeps what is worked off", exc_info=error)
            self._unsaved = True
        else:
            self._unsaved = False
            self.updates.forget(done)

    async def _hand_on(self, take: Take) -> None:
        try:
            for number in self.store.waiting(WAITING_OF_ALL):
                if number not in self.updates:
                    await self._read(number, take)
        except NotRead as error:
            if not self._unread:  # it is looked at four times a second
                log.warning("the inbox cannot be read", exc_info=error)
            self._unread = True
        else:
            self._unread = False

    async def _read(self, number: int, take: Take) -> None:
        """It is handed on; one that is damaged stays, for a person to be told of. Raises NotRead
        where the store cannot be reached: it is read at a later look."""
        try:
            received = self.store.received(number)
        except Undecodable as error:
            log.warning("an update that waits cannot be read", exc_info=error)
            self.updates.admit(number, self.clock())
            return
        if received is None:
            return
        self.updates.admit(number, received.at)
        raw = json.loads(received.said)
        if raw.keys() & KINDS:
            await take(as_update(raw, self.bot))
        else:
            self.updates.over(number)

    async def _mind(self) -> None:
        """Telegram sends to our address; ends only by Conflict, which it raises."""
        wait, ours = FIRST_PAUSE_SECONDS, False
        while True:
            try:
                if not ours:
                    await self._tell()
                info = await self.bot.get_webhook_info()
            except TelegramError as error:
                self.unheard_since = self.unheard_since or self.clock()
                seconds = self._seconds(error, wait)
                wait = min(wait * GROWTH, LONGEST_PAUSE_SECONDS)
            else:
                ours = self._is_ours(info)
                wait = FIRST_PAUSE_SECONDS
                seconds = MINDS_SECONDS if ours else FIRST_PAUSE_SECONDS
            await self.pause(seconds)

    async def _tell(self) -> None:
        await self.bot.set_webhook(
            self.address.url,
            secret_token=self.address.secret,
            allowed_updates=ALLOWED,
            max_connections=CONNECTIONS,
            drop_pending_updates=False,
        )
        self.begun = True

    def _seconds(self, error: TelegramError, wait: float) -> float:
        """How long to wait after this error before Telegram is asked again."""
        if isinstance(error, RetryAfter):
            return asked_to_wait_seconds(error)
        if isinstance(error, InvalidToken):
            self.token.doubt()
        log.warning("the webhook cannot be seen to", exc_info=error, extra={"seconds": wait})
        return wait

    def _is_ours(self, info: WebhookInfo) -> bool:
        """Whether Telegram sends to our address; raises Conflict where it again does not."""
        if info.url != self.address.url:
            self._alone_since = None
            self.rival_since = self.rival_since or self.clock()
            log.error("Telegram sends updates elsewhere: the webhook is set again")
            self._conflicts.append(self.clock.elapsed())
            first, *others = self._conflicts
            if others and others[-1] - first < WITHIN_SECONDS:
                raise Conflict("Conflict: another webhook is set")
            return False
        self._seen_to(info)
        return True

    def _seen_to(self, info: WebhookInfo) -> None:
        seconds = self.clock.elapsed()
        self._alone_since = seconds if self._alone_since is None else self._alone_since
        if seconds - self._alone_since >= ALONE_SECONDS:
            self.rival_since = None
        failed = info.last_error_date
        if info.pending_update_count and failed and self.clock() - failed < LATELY:
            self.unheard_since = self.unheard_since or failed
            log.warning("Telegram says that updates do not arrive")
        else:
            self.unheard_since, self._through_at = None, seconds
