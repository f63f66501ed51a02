"""A database that goes by the clock of a loop, for one process or for several of one loop.

What asks it for the time is answered with that of the loop, and what a process says again every
two seconds it has said by then whenever time has passed.
"""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event
from typing import Any, TypeVar

import psycopg

from bot.store.postgres.lease import SECONDS
from bot.store.postgres.store import join_database, open_database
from bot.store.sqlite import SqliteStore
from tests.bot.kept import InDatabase, Value
from tests.delivery.virtual import VirtualLoop
from tests.delivery.world import Played, World
from tests.world.postgres import server

T = TypeVar("T")
Ended = Callable[[str], None]
OWN = "{0}_time"
SAYS_SECONDS = 1.0  # a process says again every two that it lives
CLOCK = """\
CREATE SCHEMA {0};
CREATE TABLE {0}.at (now TIMESTAMPTZ NOT NULL);
INSERT INTO {0}.at VALUES ('{1}');
CREATE FUNCTION {0}.clock_timestamp() RETURNS TIMESTAMPTZ LANGUAGE sql
    AS 'SELECT now FROM {0}.at'"""
IT_IS = """\
WITH time AS (UPDATE {0}.at SET now = %(now)s), helps AS (
    UPDATE senders SET until = %(until)s WHERE epoch IS NULL AND number = ANY(%(numbers)s)
) UPDATE installation SET until = %(until)s WHERE epoch = ANY(%(epochs)s)"""
GONE = "DROP SCHEMA {0} CASCADE; DROP SCHEMA {0}_time CASCADE"


class AtOnce(Executor):
    """What it is given is done before it returns: another thread would take time of its own."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> "Future[T]":
        done = Future[T]()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:
            done.set_exception(error)
        return done


class Never(Executor):
    """That of a process that is gone."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> "Future[T]":
        del fn, args, kwargs
        return Future()


@dataclass(slots=True, kw_only=True)
class Timed:
    """The tables of one story; `until` is over when nothing of them is left."""

    loop: VirtualLoop
    name: str
    address: str = field(init=False)
    _own: str = field(init=False)
    _beside: psycopg.Connection = field(init=False)
    _rows: InDatabase = field(init=False)
    _said_at: float = 0.0
    _there: list[SqliteStore] = field(default_factory=list)  # of those that say that they live

    def __post_init__(self) -> None:
        plain = server().address(self.name)
        self._beside = psycopg.connect(plain, autocommit=True)
        (schema,) = self._beside.execute("SELECT current_schema()").fetchone()
        self._own = OWN.format(schema)
        self._beside.execute(CLOCK.format(self._own, self.loop.now()))
        self.address = plain.replace(schema, f"{schema}%2C{self._own}%2Cpg_catalog")
        self._rows = InDatabase(self.address)
        open_database(self.address).close()
        self.loop.passed = self._passed

    def opened(self, ended: Ended = lambda _: None) -> SqliteStore:
        """For the process that leads; raises Standby where another one does."""
        return self._known(open_database(self.address, ended, monotonic=self.loop.time))

    def joined(self, ended: Ended) -> SqliteStore:
        """For one that sends beside it; raises Standby where none does."""
        return self._known(join_database(self.address, ended, monotonic=self.loop.time))

    def killed(self, store: SqliteStore) -> None:
        """Its process is gone, and has let nothing go."""
        engine = store.rows
        self.silent(store)
        engine.lease.release()
        engine.peers._thread = Never()
        engine.peers.own.close()
        engine.conn.link.close()

    def silent(self, store: SqliteStore) -> None:
        """Its process does not say any more that it lives."""
        self._there = [each for each in self._there if each is not store]

    def says_again(self, store: SqliteStore) -> None:
        """It does, if it still may."""
        self._there.append(store)

    def rows(self) -> dict[str, str]:
        return self._rows.rows()

    def put(self, key: str, value: Value | None) -> None:
        self._rows.put(key, value)

    def gone(self) -> None:
        """Nothing of it is left."""
        for each in self._there:
            self.killed(each)
        self._beside.execute(GONE.format(self._own.removesuffix("_time")))
        self._beside.close()

    def _known(self, store: SqliteStore) -> SqliteStore:
        lease, peers = store.rows.lease, store.rows.peers
        lease.stopped.set()
        lease._thread.join()
        lease.stopped = Event()  # it has not ended: it is said for it
        peers._thread.shutdown()
        peers._thread = AtOnce()
        self._there.append(store)
        return store

    def _passed(self) -> None:
        """As late it is, and whoever lives has said so by then."""
        lives = [each.rows.lease for each in self._there]
        lives = [each for each in lives if not each.stopped.is_set()]
        told = {
            "now": self.loop.now(),
            "until": self.loop.now() + timedelta(seconds=SECONDS),
            "numbers": [each.number for each in lives],
            "epochs": [each.epoch for each in lives if each.leads],
        }
        self._beside.execute(IT_IS.format(self._own), told)
        if self.loop.time() - self._said_at >= SAYS_SECONDS:
            self._said_at = self.loop.time()
            for each in lives:
                each.say()


@dataclass(slots=True, kw_only=True)
class InTime(World):
    """Everything of one seed, with all that is kept in such a database."""

    name: str
    kept: Timed = field(init=False)

    def __post_init__(self) -> None:
        self.kept = None
        World.__post_init__(self)
        self.kept = self.damage.kept = Timed(loop=self.loop, name=self.name)

    def played(self) -> Played:
        try:
            return World.played(self)
        finally:
            self.kept.gone()
