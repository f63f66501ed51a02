"""This process leads, waits until it may, and ends when it may not any more."""

import asyncio
import signal
import sys
from contextlib import suppress

from bot.clock import seconds
from bot.commands.running import systemd
from bot.commands.running.helping import Helping
from bot.commands.running.standing_by import StandingBy
from bot.engine import opened
from bot.settings import Settings
from bot.store import NoAnswer, Standby, Store
from bot.store.secrecy import Encryption
from bot.transport import TRY_AGAIN, CannotServe

AGAIN_SECONDS = 1.0


class Leading:
    """Until somebody tells it to stop, or another process has taken over: then `over` says so.
    `began` counts from the start of the process, by the clock's seconds."""

    def __init__(self) -> None:
        self.over, self.began = "", seconds()
        self._stop = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    async def store(
        self,
        settings: Settings,
        keys: Encryption | None,
        beside: Helping,
        alone: asyncio.Lock,
    ) -> Store | None:
        """The store, once no other process leads; None where it was told to stop meanwhile. Until
        then what that one leaves is sent, and this machine has its own backups.

        Raises CannotOpen, but not for a database that goes away while it stands by.
        """
        try:
            return opened(settings, keys, self._end)
        except Standby as error:
            said = str(error)
        self.told_to_stop()
        print(f"myotaper stands by: {said}", file=sys.stderr, flush=True)
        beside.begin()
        stands_by = StandingBy(settings, alone, self.began)
        try:
            async with stands_by.begun():
                return await self._once_it_may(settings, keys, stands_by, said)
        finally:
            beside.end()

    async def _once_it_may(
        self, settings: Settings, keys: Encryption | None, stands_by: StandingBy, said: str
    ) -> Store | None:
        wrong = ""
        while True:
            await stands_by.looks()
            systemd.here().tell(
                systemd.READY, systemd.ALIVE, f"STATUS=standing by: {wrong or said}"
            )
            stands_by.says(said, wrong)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), AGAIN_SECONDS)
                return None
            try:
                return opened(settings, keys, self._end)
            except Standby:
                wrong = ""
            except NoAnswer as error:
                wrong = str(error)

    def ends_by(self, error: CannotServe) -> CannotServe:
        """Why it ends: where another process has taken over, what that one does is no other
        reason."""
        return CannotServe(self.over, code=TRY_AGAIN) if self.over else error

    def told_to_stop(self) -> asyncio.Event:
        """Set by SIGTERM or SIGINT, and where this process leads no more."""
        for signal_ in (signal.SIGTERM, signal.SIGINT):
            self._loop.add_signal_handler(signal_, self._stop.set)
        return self._stop

    def _end(self, why: str) -> None:
        """Any thread may call it."""
        self.over = why
        self._loop.call_soon_threadsafe(self._stop.set)
