"""The processes on one database as one of them meets the others.

What it asks of them waits in a thread of its own, over a connection of its own, one after the
other: nobody who is served waits for it.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from time import monotonic

from bot.store import NotRead, NotSaved
from bot.store.engine import Unanswered
from bot.store.peers import NONE, Booked, Free, Heard, Held, Sent, Wanted
from bot.store.postgres.lease import Lease
from bot.store.postgres.link import Link
from bot.store.postgres.senders.claims import Claims
from bot.store.postgres.senders.ear import Ear
from bot.store.postgres.senders.paces import Paces

NOW = "SELECT clock_timestamp()"
THEIRS = "SELECT id FROM claims WHERE number <> $1"


class Beside:
    """The others, as far as they are there."""

    def __init__(
        self,
        link: Link,
        another: Callable[[], Link],
        lease: Lease,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._lease, self._link, self._another, self._clock = lease, link, another, clock
        self.own = link.of_this_moment()
        self._claims = Claims(self.own, lease.number, helps=self.helps, clock=clock)
        self._paces = Paces(self.own)
        self._thread = ThreadPoolExecutor(1, "beside")
        self._ear: Ear | None = None
        self._hears = list[tuple[str, Heard]]()
        self._freed = deque[set[str | int]]()
        self._over: int | None = None  # the connection as something was taken; None: nothing is

    @property
    def stands(self) -> bool:
        """Whether no other process can have taken from this one what it has: it is in time, and no
        server has fallen since, which may have forgotten whose it was."""
        over = self._over
        kept = over is None or (over == self._link.number and self._link.still)
        return self._lease.stands and kept

    @property
    def helps(self) -> bool:
        """Whether another process leads, and this one takes what that leaves."""
        return not self._lease.leads

    @property
    def term(self) -> int:
        """How often a process began to lead by the time that this one did."""
        return self._lease.epoch

    @property
    def server(self) -> str:
        """Where the database is that they share, for a person."""
        return self._link.server

    async def taken(self, wanted: Sequence[Wanted], sent: Sent = NONE) -> Collection[str]:
        """The ids of those that are this process's now; raises NotSaved."""
        loop = asyncio.get_running_loop()
        self._over = self._link.number
        try:
            return await loop.run_in_executor(self._thread, self._claims.taken, wanted, sent)
        except Unanswered as error:
            raise NotSaved(str(error)) from error

    def free(self, ids: Collection[str], chats: Collection[int]) -> None:
        """These are soon not this process's any more; where that cannot be said, with the rest."""
        self._freed.append({*ids, *chats})
        self._soon(self._free)

    async def let_go(self) -> None:
        """This process has none any more, or says so once it can."""
        self._over = None
        with suppress(Unanswered):
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._thread, self._claims.let_go)

    def theirs(self) -> Collection[str]:
        """The ids of those that another process has; raises NotRead."""
        try:
            return {id_ for (id_,) in self._link.run(THEIRS, (self._lease.number,))}
        except Unanswered as error:
            raise NotRead(str(error)) from error

    def hears(self, kind: str, heard: Heard) -> None:
        """From now on it is called, by another thread."""
        self._hears.append((f"{kind}/", heard))
        self._ear = self._ear or Ear(self._another(), self._heard, self._clock)

    def ahead(self, now: datetime) -> timedelta:
        """How far this time is ahead of that of the database; raises NotRead."""
        try:
            there: datetime = (self._link.run(NOW).fetchone() or (now,))[0]
        except Unanswered as error:
            raise NotRead(str(error)) from error
        return now - there

    async def booked(self, chat: int, kind: str, kinds: Iterable[str], free: Free) -> Booked:
        """When the next message of this kind may leave there; at once where there is no other
        process, or the database cannot say: then each has its own count alone."""
        if self._lease.alone:
            return Booked()
        if (wait := self._lease.unknown_seconds) > 0:
            return Booked(wait=wait, counted=False)
        asked = asyncio.get_running_loop().run_in_executor(
            self._thread, self._booked, chat, kind, kinds, free
        )
        with suppress(Unanswered):
            return await asked
        return Booked()

    def _booked(self, chat: int, kind: str, kinds: Iterable[str], free: Free) -> Booked:
        """Once more where the connection was lost: it may have been cut long ago."""
        try:
            return self._paces.booked(chat, kind, kinds, free)
        except Unanswered:
            return self._paces.booked(chat, kind, kinds, free)

    def ended(self, chat: int, kind: str, booked: Booked) -> None:
        """This message of this kind has arrived there now."""
        if not self._lease.alone:
            self._soon(self._paces.ended, chat, kind, booked)

    def hold(self, chat: int, kinds: Iterable[str], seconds: float) -> None:
        """Nothing of these kinds leaves there for so long."""
        self._soon(self._paces.hold, chat, kinds, seconds)

    async def held(self) -> Sequence[Held]:
        """What may not leave just now."""
        if self._lease.alone:
            return ()
        with suppress(Unanswered):
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._thread, self._paces.held)
        return ()

    def close(self) -> None:
        """Nothing is heard any more."""
        if self._ear:
            self._ear.close()
        self._thread.shutdown()
        self.own.close()

    def _heard(self, row: str) -> None:
        for kind, heard in self._hears:
            if not row or row.startswith(kind):
                heard(row)

    def _free(self) -> None:
        some = set[str | int]()
        while self._freed:  # what came meanwhile with it
            some |= self._freed.popleft()
        if some:
            self._claims.free(some)

    def _soon(self, does: Callable[..., object], *about: object) -> None:
        def done() -> None:
            with suppress(Unanswered):
                does(*about)

        self._thread.submit(done)
