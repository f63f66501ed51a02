"""Who may write: one process that leads and others that only send, each for as long as it says so
again, by the clock of the database.

Who only sends writes in clear, and writes nothing any more once the one that leads encrypts.
Each has a number that no other ever had. Whoever takes the lead gets the next epoch, and no
transaction of the one before is kept after that. What a process has that did not say so again
stays its own until the last call that it can have begun must have ended: then its row is taken
away.
"""

from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from time import monotonic

from bot.store import Standby
from bot.store.engine import Unanswered
from bot.store.peers import LONGEST_CALL_SECONDS, SOON_SECONDS
from bot.store.postgres.link import Link
from bot.store.record.codec import SCHEMA
from bot.store.secrecy import MARKER

SECONDS = 6.0  # after which another process may take it; it is said again after a third of that
LATER = "clock_timestamp() + make_interval(secs => $2)"
CHANNEL = "'myotaper ' || current_schema()"
TAKE = f"""\
WITH led AS (
    SELECT until FROM installation WHERE until < clock_timestamp() FOR UPDATE
), taken AS (
    UPDATE installation SET epoch = epoch + 1, counted = counted + 1, holder = $1, until = {LATER}
    FROM led RETURNING epoch, led.until AS ended
), left_it AS (
    DELETE FROM senders USING taken WHERE senders.epoch IS NOT NULL AND ended = '-infinity'
), lost_it AS (
    UPDATE senders SET epoch = NULL, until = ended FROM taken
    WHERE senders.epoch IS NOT NULL AND ended > '-infinity'
)
INSERT INTO senders (until, holder, epoch) SELECT 'infinity', $1, epoch FROM taken
RETURNING number, epoch"""  # noqa: S608  fixed words
LED = (
    f"schema = {SCHEMA} AND EXISTS (SELECT FROM senders led WHERE led.epoch = installation.epoch)"
)
JOIN = f"""\
INSERT INTO senders (until, holder) SELECT {LATER}, $1 FROM installation WHERE {LED}
RETURNING number, 0"""  # noqa: S608  fixed words and a number
OTHERS = "(SELECT count(*) > 1 FROM senders)"
KEEP = f"UPDATE installation SET until = {LATER} WHERE epoch = $1 RETURNING {OTHERS}"  # noqa: S608
IN_CLEAR = f"NOT EXISTS (SELECT FROM kept WHERE key = '{MARKER}')"  # as helpers write
STAY = f"UPDATE senders SET until = {LATER} WHERE number = $1 AND {IN_CLEAR} RETURNING true"  # noqa: S608
BURY = (
    "DELETE FROM senders WHERE until < clock_timestamp() - make_interval(secs => $1)"  # noqa: S608
    f" RETURNING pg_notify({CHANNEL}, '')"
)
LEADER_BEGINS = """\
BEGIN;
UPDATE installation SET counted = counted + 1,
    until = clock_timestamp() + interval '{seconds} seconds' WHERE epoch = {epoch};
UPDATE senders SET counted = senders.counted + 1 FROM installation
    WHERE senders.number = {number} AND installation.epoch = {epoch}
    RETURNING installation.counted, senders.counted"""
SENDER_BEGINS = f"""\
BEGIN;
UPDATE installation SET counted = counted + 1;
UPDATE senders SET counted = senders.counted + 1,
    until = clock_timestamp() + interval '{{seconds}} seconds' FROM installation
    WHERE senders.number = {{number}} AND {LED} AND {IN_CLEAR}
    RETURNING installation.counted, senders.counted"""  # noqa: S608  fixed words and a number
LET_GO = "UPDATE installation SET until = '-infinity' WHERE epoch = $1"
LEAVE = f"DELETE FROM senders WHERE number = $1 RETURNING pg_notify({CHANNEL}, '')"  # noqa: S608
HOLDER = "SELECT holder FROM installation"
DEPOSED = "another process has taken over this installation"


class Lease:
    """Taken by this process; `over` says why it writes no more, and `ended` is called then."""

    def __init__(
        self,
        link: Link,
        beside: Link,
        holder: str,
        ended: Callable[[str], None],
        seconds: float,
        *,
        leads: bool = True,
        calls: float = LONGEST_CALL_SECONDS,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        taken = link.run(TAKE if leads else JOIN, (holder, seconds)).fetchone()
        if taken is None:
            (other,) = link.run(HOLDER).fetchone() or ("",)
            raise Standby(f"another process leads this installation: {other}")
        self.number, self.epoch = int(taken[0]), int(taken[1])
        self.leads, self.over = leads, ""
        self.stopped = Event()
        self._clock, self._said_at = clock, clock()
        self._began = self._said_at
        self._alone = False  # as it was said last; a process is another one to itself of before
        self._beside, self._ended, self._seconds, self._calls = beside, ended, seconds, calls
        self._thread = Thread(target=self._keep, name="lease", daemon=True)
        self._thread.start()

    @property
    def begins(self) -> str:
        """The statements that begin a transaction: it waits for others, counts itself among all
        and among its own, and finds no row where another process has taken over."""
        words = LEADER_BEGINS if self.leads else SENDER_BEGINS
        return words.format(number=self.number, epoch=self.epoch, seconds=self._seconds)

    @property
    def came_of_it(self) -> str:
        """The statement that finds how many of its own transactions are kept, once each one is or
        is not; no row where another process has taken over."""
        return f"SELECT counted FROM senders WHERE number = {self.number} FOR UPDATE"  # noqa: S608

    @property
    def stands(self) -> bool:
        """Whether no other process can have taken over yet, as far as this one can know."""
        return not self.over and self._clock() - self._said_at < self._seconds

    @property
    def alone(self) -> bool:
        """Whether no other process can send: one that joins waits until this has to be said
        anew."""
        return self._alone and self._clock() - self._said_at < self._seconds / 2

    @property
    def unknown_seconds(self) -> float:
        """How long the one that leads may still take itself to be alone, and count alone what it
        has sent a second ago."""
        known = 0.0 if self.leads else self._seconds / 2 + SOON_SECONDS
        return max(0.0, self._began + known - self._clock())

    def end(self, why: str) -> None:
        """This process writes nothing any more."""
        if not self.over:
            self.over = why
            self.stopped.set()
            self._ended(why)

    def release(self) -> None:
        """It is not said again that this process leads, or sends."""
        self.stopped.set()
        self._thread.join()
        self._beside.close()

    def let_go(self, link: Link) -> None:
        """Another process may take over at once, or else once the lease has ended by itself."""
        if self.over or self.stopped.is_set():
            return
        self.release()
        with suppress(Unanswered):
            if self.leads:
                link.run(LET_GO, (self.epoch,))
            else:
                link.run(LEAVE, (self.number,))

    def say(self) -> None:
        """It is said again, unless another process has taken over; a server that does not answer
        may come back before one does."""
        again = (KEEP, self.epoch) if self.leads else (STAY, self.number)
        at = self._clock()
        with suppress(Unanswered):
            said = self._beside.run(again[0], (again[1], self._seconds)).fetchone()
            if said is None:
                self.end(DEPOSED)
                return
            self._said_at, self._alone = at, not said[0]
            self._beside.run(BURY, (self._calls,))

    def _keep(self) -> None:
        while not self.stopped.wait(self._seconds / 3):
            self.say()
