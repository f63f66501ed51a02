"""Opens the store in a database: its tables are there, and this process leads."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from bot.store import CannotOpen, NoAnswer, NotRead
from bot.store.engine import Reads, Unanswered
from bot.store.file import UNREADABLE
from bot.store.postgres.database import Database, standing_still
from bot.store.postgres.lease import SECONDS, Lease
from bot.store.postgres.link import SETTINGS, Link
from bot.store.postgres.schema import laid_out, schema_of
from bot.store.record.codec import SCHEMA
from bot.store.sqlite import SqliteStore
from bot.store.upgrade.file import brought_up

COPY = (  # of a table that may be large
    "SET statement_timeout = 0",
    "DROP TABLE IF EXISTS kept_{0}; CREATE TABLE kept_{0} AS TABLE kept",
    SETTINGS,
)
Ended = Callable[[str], None]


def open_database(
    address: str,
    ended: Ended = lambda _: None,
    *,
    monotonic: Callable[[], float] = monotonic,
    seconds: float = SECONDS,
) -> SqliteStore:
    """The store in this database, for this process alone; raises Standby where another one leads,
    and CannotOpen.

    `ended` is called, perhaps by another thread, once this process leads no more; another one may
    lead where this has not been heard of for so many seconds.
    """
    engine = _taken(address, ended, monotonic, seconds)
    try:
        return SqliteStore(engine, engine.lease)
    except (*UNREADABLE, NotRead) as error:
        engine.release()
        raise CannotOpen(f"the database: {error}") from error


@contextmanager
def led(address: str) -> Iterator[Database]:
    """The database, in which nobody else writes by the end of the block; raises CannotOpen."""
    engine = _taken(address, lambda _: None, monotonic, SECONDS)
    try:
        yield engine
    finally:
        engine.release()


@contextmanager
def looked_at(address: str) -> Iterator[Reads]:
    """The rows as of one moment, whoever writes meanwhile; raises CannotOpen and Unanswered."""
    with standing_still(Link(address, monotonic)) as rows:
        schema = schema_of(rows.link)
        if schema != SCHEMA:
            raise CannotOpen(f"the database has schema {schema}, and this program {SCHEMA}")
        yield rows


def _taken(address: str, ended: Ended, monotonic: Callable[[], float], seconds: float) -> Database:
    """The database of this schema, whose lease this process has."""

    def another() -> Link:
        return Link(address, monotonic)

    link = another()
    try:
        schema = laid_out(link)
        lease = Lease(link, another(), _me(), ended, seconds)
    except Unanswered as error:
        link.close()
        raise NoAnswer(f"the database does not answer: {error}") from error
    except BaseException:
        link.close()
        raise
    engine = Database(link, lease, another)
    try:
        if schema < SCHEMA:
            for each in COPY:
                link.run(each.format(schema))
            brought_up(engine.conn, schema)
    except Unanswered as error:
        engine.release()
        raise CannotOpen(f"the database could not be brought up: {error}") from error
    return engine


def _me() -> str:
    """What this process is called by the others."""
    return f"process {os.getpid()} on {socket.gethostname()}"
