"""The processes on one database as one of them meets the others."""

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from time import monotonic

from bot.store import NotRead, NotSaved
from bot.store.engine import Unanswered
from bot.store.peers import Free, Heard, Held, Wanted
from bot.store.postgres.lease import Lease
from bot.store.postgres.link import Link
from bot.store.postgres.senders.claims import Claims
from bot.store.postgres.senders.ear import Ear
from bot.store.postgres.senders.paces import Paces

NOW = "SELECT clock_timestamp()"


class Beside:
    """The others, over the connection of this one."""

    def __init__(
        self,
        link: Link,
        another: Callable[[], Link],
        lease: Lease,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._lease, self._link, self._another = lease, link, another
        self._claims = Claims(link, lease.number, helps=self.helps, clock=clock)
        self._paces = Paces(link)
        self._ears = list[Ear]()

    @property
    def stands(self) -> bool:
        """Whether no other process can have taken from this one what it has."""
        return self._lease.stands

    @property
    def helps(self) -> bool:
        """Whether another process leads, and this one takes what that leaves."""
        return not self._lease.leads

    @property
    def term(self) -> int:
        """How often a process began to lead by the time that this one did."""
        return self._lease.epoch

    def taken(self, wanted: Sequence[Wanted]) -> Collection[str]:
        """The ids of those that are this process's now; raises NotSaved."""
        try:
            return self._claims.taken(wanted)
        except Unanswered as error:
            raise NotSaved(str(error)) from error

    def let_go(self) -> None:
        """This process has none any more, or says so once it can."""
        with suppress(Unanswered):
            self._claims.let_go()

    def theirs(self) -> Collection[str]:
        """The ids of those that another process has; raises NotRead."""
        try:
            return self._claims.theirs()
        except Unanswered as error:
            raise NotRead(str(error)) from error

    def hears(self, heard: Heard) -> None:
        """From now on it is called, by another thread."""
        self._ears.append(Ear(self._another, heard))

    def ahead(self, now: datetime) -> timedelta:
        """How far this time is ahead of that of the database; raises NotRead."""
        try:
            there: datetime = (self._link.run(NOW).fetchone() or (now,))[0]
        except Unanswered as error:
            raise NotRead(str(error)) from error
        return now - there

    def booked(self, chat: int, kind: str, kinds: Iterable[str], free: Free) -> float:
        """The seconds until the next message of this kind may leave there; none where the
        database cannot say: then each process has its own count alone."""
        with suppress(Unanswered):
            return self._paces.booked(chat, kind, kinds, free)
        return 0.0

    def ended(self, chat: int, kind: str) -> None:
        """The last message of this kind has arrived there now."""
        with suppress(Unanswered):
            self._paces.ended(chat, kind)

    def hold(self, chat: int, kinds: Iterable[str], seconds: float) -> None:
        """Nothing of these kinds leaves there for so long."""
        with suppress(Unanswered):
            self._paces.hold(chat, kinds, seconds)

    def held(self) -> Sequence[Held]:
        """What may not leave just now."""
        with suppress(Unanswered):
            return self._paces.held()
        return ()

    def close(self) -> None:
        """Nothing is heard any more."""
        for each in self._ears:
            each.close()
