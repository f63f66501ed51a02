"""What each machine keeps beside its own backups, whether its process leads or stands by."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.store import CannotOpen
from bot.store.disk.file import UNREADABLE

LOOKS_SECONDS = 60.0

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Copies:
    """The copy of the keyring has nothing of what was erased, soon after it was."""

    follows: Callable[[], bool]
    alone: asyncio.Lock  # no backup is made meanwhile, which lays the same copy
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    _fails: bool = False

    async def run(self) -> None:
        """Looks every minute, from the start on."""
        while True:
            await self.looked()
            await self.pause(LOOKS_SECONDS)

    async def looked(self) -> None:
        """It is as the keyring is now; where that cannot be said, the next look does it."""
        try:
            async with self.alone:
                renewed = await asyncio.to_thread(self.follows)
        except (CannotOpen, *UNREADABLE, OSError):
            if not self._fails:  # a database may be away for long
                log.exception("the copy of the keyring beside the backups cannot be renewed")
            self._fails = True
            return
        self._fails = False
        if renewed:
            log.info("the copy of the keyring beside the backups has nothing of what was erased")
