"""The end of the audit, written down outside of the data whenever it is another one."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from bot.alarm.notice.upkeep import Machine
from bot.clock import Clock
from bot.store import NotRead, Store
from bot.store.audit.heads import note
from bot.store.head import Head

LOOKS_SECONDS = 60.0

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Heads:
    """A line for each end of the audit that was met, in a file that is only added to."""

    path: Path
    store: Store
    clock: Clock
    machine: Machine
    news: Callable[[], None]
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    _last: Head | None = None

    async def run(self) -> None:
        """Whatever is cut off later than a minute after it was done can be told by the file."""
        while True:
            await self.failed()
            await self.pause(LOOKS_SECONDS)

    async def failed(self) -> bool:
        """Whether it is not written; where the file is why, whoever runs this bot is told."""
        now = self.clock()
        try:
            head = self.store.head()
            if head and head != self._last:
                await asyncio.to_thread(note, self.path, head, now)
                self._last = head
        except NotRead:  # which holds all back, and is told as that
            return True
        except OSError:
            log.exception("the end of the audit was not written down")
            if self.machine.no_head_since is None:
                self.machine.no_head_since = now
                self.news()
            return True
        self.machine.no_head_since = None
        return False
