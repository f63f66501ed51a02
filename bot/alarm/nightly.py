"""The backup that the running bot makes by itself, once a day, into its folder."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.alarm.notice.upkeep import Machine
from bot.clock import Clock
from bot.store.backups.backup import Backup, dated, latest, thinned

LOOKS_SECONDS, AGAIN_SECONDS = 60.0, 3_600.0
A_DAY = timedelta(days=1)

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Nightly:
    """One backup after this time of each day, however often the process is started again."""

    makes: Callable[[Path, datetime], Backup]
    to: Path
    at: time
    keep: int
    zone: ZoneInfo
    clock: Clock
    machine: Machine
    news: Callable[[], None]
    alone: asyncio.Lock  # nothing is purged meanwhile: what is removed would stay in the log
    behind: timedelta = timedelta(0)  # that it waits for another process, who may share the folder
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    last: datetime | None = None  # when the newest one was made, as last looked

    async def run(self) -> None:
        """It is made whenever it is due; one that failed is tried again in an hour."""
        if self.behind:
            await self.pause(self.behind.total_seconds())
        while True:
            await self.pause(AGAIN_SECONDS if await self.failed() else LOOKS_SECONDS)

    async def failed(self) -> bool:
        """Whether it was due and there is none; whoever runs this bot is told."""
        now = self.clock()
        try:
            if self._is_due(now):
                async with self.alone:
                    await asyncio.to_thread(self._make, now)
        except Exception:  # whatever it is, somebody has to look, and the next night counts
            log.exception("no backup was made")
            self.machine.no_backup_since = self.machine.no_backup_since or now
            self.news()
            return True
        self.machine.no_backup_since = None
        return False

    def _is_due(self, now: datetime) -> bool:
        local = (now - self.behind).astimezone(self.zone)
        due = datetime.combine(local.date(), self.at, self.zone)
        due = due if due <= local else datetime.combine(local.date() - A_DAY, self.at, self.zone)
        self.last = latest(self.to, now)
        return self.last is None or self.last < due

    def _make(self, now: datetime) -> None:
        """An older one goes only where this one can be read whole: it may hold what was lost."""
        made = self.makes(self.to / dated(now), now)
        self.last = now
        removed = 0 if made.proof.faults else thinned(self.to, self.keep, now)
        log.info("backed up", extra={"count": made.proof.rows})
        if removed:
            log.info("older backups were removed", extra={"count": removed})
