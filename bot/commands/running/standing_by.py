"""What a process that stands by does for its own machine, and says of itself: in a file, and to a
monitoring system."""

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.alarm.notice.upkeep import Machine
from bot.clock import Clock, now, seconds
from bot.engine import is_encrypted
from bot.page.write import Writer
from bot.release import build
from bot.settings import PREFIX, Settings
from bot.standing import BEGAN, SAYS, STANDS_BY, UPKEEP, written
from bot.store import CannotOpen
from bot.store.secrecy import WrongKeys
from bot.unlocking import keys_for
from bot.wiring import machine, nightly
from bot.words import catalogue
from flows.lists.upkeep import wanting

LOOKS_SECONDS = 300.0
NO_FOLDER = f"the database is encrypted: set {PREFIX}KEYS to the folder of its master key"
UNFIT = "THIS PROCESS CANNOT TAKE OVER: {}"
BEHIND = timedelta(hours=1)  # so that two on one machine, with one folder, make one backup

log = logging.getLogger(__name__)


def unfit(settings: Settings) -> str:
    """Why the keys of this machine do not open the database; empty where they do, or where that
    cannot be said."""
    try:
        with keys_for(settings) as keys:
            return NO_FOLDER if keys is None and is_encrypted(settings) else ""
    except WrongKeys as error:
        return str(error)
    except CannotOpen:
        return ""


@dataclass(slots=True)
class StandingBy:
    """As long as another process leads."""

    settings: Settings
    alone: asyncio.Lock  # for whatever reads all that is kept
    up_since: float = field(default_factory=seconds)  # of the process, by the clock's seconds
    began: datetime = field(default_factory=now)
    machine: Machine = field(init=False)
    _writer: Writer = field(init=False)
    _unfit: str = field(default="", init=False)  # why it could not lead
    _looks_at: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self.machine = machine(self.settings)
        self._writer = Writer(catalogue(), self.settings.region)

    @asynccontextmanager
    async def begun(self) -> AsyncIterator[None]:
        """Until the end of the block its metrics are served, where an address is set for them, and
        this machine has a backup of each night too, and none older than it should; nothing is
        left of its file then."""
        gc.enable()  # it looks again and again, whether or not it sends
        tasks = list(self._tasks())
        try:
            yield
        finally:
            for each in tasks:
                each.cancel()
            if tasks:
                await asyncio.wait(tasks)
            with suppress(OSError):
                (self.settings.data / STANDS_BY).unlink(missing_ok=True)

    def _tasks(self) -> Iterator[asyncio.Task[None]]:
        settings = self.settings
        nights = nightly(settings, Clock(), self.machine, self.alone, behind=BEHIND)
        if nights:
            yield asyncio.create_task(nights.run())
        if settings.metrics:
            from bot.metrics.endpoint import served_beside  # noqa: PLC0415  nobody else waits

            served = served_beside(*settings.metrics, build(), began=self.up_since)
            yield asyncio.create_task(served.run())

    async def looks(self) -> None:
        """Now and then whether this process could lead with the keys that this machine has."""
        if seconds() < self._looks_at:
            return
        self._looks_at = seconds() + LOOKS_SECONDS
        before, self._unfit = self._unfit, await asyncio.to_thread(unfit, self.settings)
        if self._unfit and self._unfit != before:
            print(f"myotaper: {UNFIT.format(self._unfit)}", file=sys.stderr, flush=True)

    def says(self, said: str, wrong: str = "") -> None:
        """Its file says so, as of now, with what is wrong and what this machine lacks; one that
        cannot be written is left."""
        wants = wanting(self.machine(), self.settings.timezone)
        stands = {
            SAYS: said,
            BEGAN: self.began.isoformat(),
            UPKEEP: [
                *((wrong,) if wrong else ()),
                *((UNFIT.format(self._unfit),) if self._unfit else ()),
                *(self._writer.say(each.says, each.values) for each in wants),
            ],
        }
        try:
            written(self.settings.data / STANDS_BY, stands)
        except OSError:
            log.exception("that this process stands by cannot be written")
