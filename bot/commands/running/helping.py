"""While this process stands by it sends what the one that leads leaves: on the same database, by
its own number, at the pace of all."""

import asyncio
import gc
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from bot.alarm.sending import Sends
from bot.clock import now, seconds
from bot.desk.desk import Desk
from bot.engine import joined
from bot.pacing import Pace
from bot.settings import Settings
from bot.store import CannotOpen, NotRead, Store
from bot.store.peers import LONGEST_CALL_SECONDS
from bot.store.secrecy import WrongKeys
from bot.transport import CannotServe
from bot.wiring import alarm, introduction, local_desk

AGAIN_SECONDS = 1.0
APART = timedelta(seconds=5)  # that this machine's clock may be from that of the database
LOOKS_SECONDS = 5.0
LAST_SECONDS = LONGEST_CALL_SECONDS + 2.0  # for what is on its way, until it is written down
NOTHING = "nothing is sent beside the process that leads"
NO_KEYS = f"{NOTHING}: what is kept is encrypted, and this process has no keys"

log = logging.getLogger(__name__)


class Helping:
    """From `begin` until `end`; whatever fails is begun again."""

    def __init__(self, settings: Settings, token: str) -> None:
        self._settings, self._token = settings, token
        self._quiet, self._why = asyncio.Event(), ""
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Whatever the process that leads leaves is sent from now on; with keys nothing: one that
        is destroyed there, or wrapped anew, would go on here."""
        if self._settings.keys:
            log.info("with keys the process that leads sends alone")
            return
        gc.enable()  # a process that only waited would need none
        self._task = asyncio.create_task(self._run())

    def end(self) -> None:
        """Nothing more is begun; what is on its way is sent and written down."""
        self._quiet.set()

    async def ended(self) -> None:
        """It has, or takes too long."""
        if self._task:
            await asyncio.wait({self._task}, timeout=LAST_SECONDS)
            self._task.cancel()

    async def _run(self) -> None:
        while not self._quiet.is_set():
            try:
                await self._joins()
            except (CannotOpen, CannotServe, NotRead) as error:
                if str(error) != self._why:
                    log.warning(
                        NO_KEYS if isinstance(error, WrongKeys) else NOTHING, exc_info=error
                    )
                self._why = str(error)
            except Exception:  # whatever it is, the other process goes on
                log.exception("sending beside the process that leads failed")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._quiet.wait(), AGAIN_SECONDS)

    async def _joins(self) -> None:
        loop, over = asyncio.get_running_loop(), asyncio.Event()
        store = joined(self._settings, lambda _: _set(loop, over.set))
        try:
            if _is_right(store):
                await self._sends(store, over)
        finally:
            store.close()

    async def _sends(self, store: Store, over: asyncio.Event) -> None:
        """Until this is over, or the clock of this machine is wrong."""
        from bot.transport.telegram.bot import TelegramBot  # noqa: PLC0415  as `run` does

        news = asyncio.Event()
        desk = self._desk(store, news)
        bot = TelegramBot.at(
            self._settings.api_root,
            self._token,
            desk=desk,
            key=store.key(),
            introduction=introduction(self._settings),
            clock=desk.clock,
            pace=Pace(monotonic=seconds, peers=store.peers),
        )
        rings = alarm(desk, bot.out, bot.pace, news)

        async def ring(_sends: Sends, stop: asyncio.Event) -> None:
            await rings.run(stop)

        ends = [asyncio.create_task(each) for each in (self._quiet.wait(), _wrong(store))]
        for each in ends:
            each.add_done_callback(lambda _: over.set())
        try:
            await bot.only_send(over, ring)
        finally:
            for each in ends:
                each.cancel()

    def _desk(self, store: Store, news: asyncio.Event) -> Desk:
        settings = self._settings
        return local_desk(
            settings,
            settings.data,
            prescribers=settings.prescribers,
            administrators=settings.administrators,
            news=news.set,
            opens=lambda _: store,
        )


def _set(loop: asyncio.AbstractEventLoop, event: Callable[[], None]) -> None:
    with suppress(RuntimeError):  # the loop has ended
        loop.call_soon_threadsafe(event)


def _is_right(store: Store) -> bool:
    """Whether the clock of this machine can be sent by; it is in the log where it cannot."""
    ahead = store.peers.ahead(now())
    if abs(ahead) > APART:
        log.error(
            "the clock is not that of the database", extra={"seconds": ahead.total_seconds()}
        )
    return abs(ahead) <= APART


async def _wrong(store: Store) -> bool:
    """Ends where it cannot any more."""
    while True:
        await asyncio.sleep(LOOKS_SECONDS)
        with suppress(NotRead):
            if not _is_right(store):
                return True
