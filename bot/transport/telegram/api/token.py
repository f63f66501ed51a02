"""Whether Telegram knows this bot: what `getMe` says over minutes, not what one call was told."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.transport import TRY_AGAIN, CannotServe
from bot.transport.telegram.api.doubts import Doubts

TIMES, OVER_SECONDS = 5, 600.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0
THE_TOKEN = 0  # no chat has this number
NOT_KNOWN = "Telegram does not know this token; if that stays so ask BotFather for the right one"

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Token:
    """The bot's standing; while it is in doubt nothing is sent but the question itself."""

    bot: Bot
    clock: Callable[[], datetime]
    monotonic: Callable[[], float]
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    refused_since: datetime | None = None  # while it is in doubt
    refused_last: datetime | None = None
    wait_seconds: float = 0.0  # until the question is put again; 0 where there is none
    _asked: asyncio.Event = field(default_factory=asyncio.Event)

    def doubt(self) -> None:
        """A call was told that there is no such bot."""
        self.refused_last = self.clock()
        if not self._asked.is_set():
            log.error("Telegram refused the token; getMe is asked")
            self.refused_since = self.refused_last
            self.wait_seconds = FIRST_PAUSE_SECONDS
            self._asked.set()

    async def watch(self) -> None:
        """Ends only where the refusal is final: raises CannotServe."""
        while True:
            await self._asked.wait()
            await self._is_known()
            log.warning("Telegram takes the token again")
            self.refused_since, self.wait_seconds = None, 0.0
            self._asked.clear()

    async def _is_known(self) -> None:
        """Telegram knows the token; raises CannotServe where it has denied that for long."""
        doubts = Doubts(
            monotonic=self.monotonic,
            times=TIMES,
            over_seconds=OVER_SECONDS,
            apart_seconds=OVER_SECONDS,
        )
        wait = FIRST_PAUSE_SECONDS
        while True:
            try:
                await self.bot.get_me()
            except InvalidToken as error:
                self.refused_last = self.clock()
                self.wait_seconds = wait
                if doubts.refused(THE_TOKEN):
                    log.critical("Telegram does not know the token")
                    raise CannotServe(NOT_KNOWN, code=TRY_AGAIN) from error
            except TelegramError:
                log.info("getMe told nothing")
                self.wait_seconds = 0.0  # whatever is to be sent finds out by itself
            else:
                return
            await self.pause(wait)
            wait = min(wait * 2, LONGEST_PAUSE_SECONDS)
