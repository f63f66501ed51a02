"""Who may write: one process, for as long as it says so again, by the clock of the database.

Whoever takes the lease gets the next epoch, and no transaction of an earlier one is kept.
"""

from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread

from bot.store import Standby
from bot.store.engine import Unanswered
from bot.store.postgres.link import Link

SECONDS = 6.0  # after which another process may take it; it is said again after a third of that
TAKE = (
    "UPDATE installation SET epoch = epoch + 1, counted = counted + 1, holder = $1, until ="
    " clock_timestamp() + make_interval(secs => $2) WHERE until < clock_timestamp()"
    " RETURNING epoch"
)
KEEP = (
    "UPDATE installation SET until = clock_timestamp() + make_interval(secs => $2)"
    " WHERE epoch = $1 RETURNING epoch"
)
LET_GO = "UPDATE installation SET until = '-infinity' WHERE epoch = $1"
HOLDER = "SELECT holder FROM installation"
DEPOSED = "another process has taken over this installation"


class Lease:
    """Taken by this process; `over` says why it leads no more, and `ended` is called then."""

    def __init__(
        self,
        link: Link,
        beside: Link,
        holder: str,
        ended: Callable[[str], None],
        seconds: float,
    ) -> None:
        taken = link.run(TAKE, (holder, seconds)).fetchone()
        if taken is None:
            (other,) = link.run(HOLDER).fetchone() or ("",)
            raise Standby(f"another process leads this installation: {other}")
        self.epoch = int(taken[0])
        self.over = ""
        self.stopped = Event()
        self._beside, self._ended, self._seconds = beside, ended, seconds
        self._thread = Thread(target=self._keep, name="lease", daemon=True)
        self._thread.start()

    @property
    def begins(self) -> str:
        """The statements that begin a transaction: it waits for others, counts itself, and finds
        no row where another process has taken over."""
        return (
            "BEGIN; UPDATE installation SET counted = counted + 1, until ="  # noqa: S608  numbers
            f" clock_timestamp() + interval '{self._seconds} seconds'"
            f" WHERE epoch = {self.epoch} RETURNING counted"
        )

    def end(self, why: str) -> None:
        """This process writes nothing any more."""
        if not self.over:
            self.over = why
            self.stopped.set()
            self._ended(why)

    def release(self) -> None:
        """It is not said again that this process leads."""
        self.stopped.set()
        self._thread.join()
        self._beside.close()

    def let_go(self, link: Link) -> None:
        """Another process may take over at once, or else once the lease has ended by itself."""
        if self.over or self.stopped.is_set():
            return
        self.release()
        with suppress(Unanswered):
            link.run(LET_GO, (self.epoch,))

    def _keep(self) -> None:
        while not self.stopped.wait(self._seconds / 3):
            try:
                if self._beside.run(KEEP, (self.epoch, self._seconds)).fetchone() is None:
                    self.end(DEPOSED)
            except Unanswered:
                continue  # the server may come back before another process takes over
