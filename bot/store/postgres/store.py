"""Opens the store in a database: its tables are there, and this process leads."""

import logging
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from time import monotonic

from bot.store import CannotOpen, NotRead, NotSaved, Standby, Undecodable
from bot.store.disk.file import UNREADABLE
from bot.store.disk.folder import check_keys
from bot.store.engine import Reads, Unanswered
from bot.store.peers import LONGEST_CALL_SECONDS
from bot.store.postgres.audit import ALTERED, is_altered
from bot.store.postgres.database import Database
from bot.store.postgres.keyring.opening import opened_by
from bot.store.postgres.lease import SECONDS, Lease
from bot.store.postgres.link import Link, answered
from bot.store.postgres.reader import standing_still, unlocked
from bot.store.postgres.schema import laid_out, schema_of
from bot.store.record.codec import SCHEMA
from bot.store.secrecy import Encryption
from bot.store.secrecy.keys import Keys
from bot.store.secrecy.master import Masters
from bot.store.sqlite import SqliteStore
from bot.store.upgrade.encrypted import encrypt_rows, keys_ready
from bot.store.upgrade.file import brought_up

ALONE = "LOCK TABLE kept IN EXCLUSIVE MODE"  # updates that come meanwhile wait
COPY = "DROP TABLE IF EXISTS kept_{0}; CREATE TABLE kept_{0} AS TABLE kept"  # it may be large
Ended = Callable[[str], None]

log = logging.getLogger(__name__)


def open_database(
    address: str,
    ended: Ended = lambda _: None,
    *,
    masters: Masters | None = None,
    monotonic: Callable[[], float] = monotonic,
    seconds: float = SECONDS,
    calls: float = LONGEST_CALL_SECONDS,
) -> SqliteStore:
    """The store in this database, for this process alone; raises Standby where another one leads,
    and CannotOpen.

    `ended` is called, perhaps by another thread, once this process leads no more; another one may
    lead where this has not been heard of for so many seconds, and has what this one had once its
    `calls` must have ended. With master keys, which are read once it leads, every row is encrypted
    from now on.
    """
    engine = _taken(address, ended, monotonic, seconds, calls=calls)
    with ExitStack() as undone:
        undone.callback(engine.release)
        try:
            if keys := keys_in(engine, masters):
                undone.callback(keys.close)
            unlocked(engine.conn, keys)
            if keys:
                _encrypt(engine, keys)
                check_keys(engine.conn, keys)
            _bring_up(engine)
            store = SqliteStore(engine, engine.lease, keys)
        except Undecodable as error:
            raise CannotOpen(f"the database: {error}; restore it from a backup") from error
        except (*UNREADABLE, NotRead) as error:
            raise CannotOpen(f"the database: {error}") from error
        undone.pop_all()
    return store


@contextmanager
def led_by_anyone(address: str) -> Iterator[Database]:
    """The database, in which nobody else writes by the end of the block, as it is kept; raises
    CannotOpen."""
    try:
        engine = _taken(address, lambda _: None, monotonic, SECONDS)
    except Standby as error:
        raise Standby(f"{error}; stop the bot first, on every machine") from error
    try:
        yield engine
    finally:
        engine.release()


def join_database(
    address: str,
    ended: Ended = lambda _: None,
    *,
    monotonic: Callable[[], float] = monotonic,
    seconds: float = SECONDS,
) -> SqliteStore:
    """The same store, in clear, for a process that sends beside the one that leads; raises Standby
    where none does that is like this one, and CannotOpen."""
    engine = _taken(address, ended, monotonic, seconds, leads=False)
    with ExitStack() as undone:
        undone.callback(engine.release)
        try:
            unlocked(engine.conn, None)
            store = SqliteStore(engine, engine.lease)
        except (*UNREADABLE, NotRead) as error:
            raise CannotOpen(f"the database: {error}") from error
        undone.pop_all()
    return store


@contextmanager
def led(address: str, keys: Encryption | None = None) -> Iterator[Database]:
    """The same, of this schema, and read with these keys; raises Unanswered too."""
    with led_by_anyone(address) as engine:
        unlocked(engine.conn, keys)
        _bring_up(engine)
        yield engine


@contextmanager
def looked_at(address: str, keys: Encryption | None = None) -> Iterator[Reads]:
    """The rows as of one moment, whoever writes meanwhile; raises CannotOpen and Unanswered."""
    with standing_still(Link(address, monotonic)) as rows:
        schema = schema_of(rows.link)
        if schema != SCHEMA:
            raise CannotOpen(f"the database has schema {schema}, and this program {SCHEMA}")
        if is_altered(rows.link):
            raise CannotOpen(ALTERED)
        unlocked(rows, keys)
        yield rows


def keys_in(engine: Database, masters: Masters | None) -> Keys | None:
    """Those of the database, by the master keys of now; raises WrongKeys and Unanswered."""
    if masters is None:
        return None
    return opened_by(masters, engine.another(), engine.lease.epoch)


def _encrypt(engine: Database, keys: Keys) -> None:
    rows = engine.conn
    if keys.used and not rows.keys:
        raise CannotOpen(
            f"the database is not encrypted, and what was in it was, with the keys {keys.id}: "
            "restore a backup of that"
        )
    try:
        if not rows.keys:
            keys_ready(rows, keys)
            rows.begin()
            rows.link.run(ALONE)
            encrypt_rows(rows, keys)
            rows.commit()
            rows.keys = keys
            log.info("the data is encrypted from now on")
        if not keys.used:
            engine.rewritten()
            keys.use()
    except (Unanswered, NotSaved) as error:
        raise CannotOpen(
            f"the database could not be encrypted, and nothing is lost: {error}. Start again"
        ) from error


def _taken(
    address: str,
    ended: Ended,
    monotonic: Callable[[], float],
    seconds: float,
    *,
    leads: bool = True,
    calls: float = LONGEST_CALL_SECONDS,
) -> Database:
    """The database, where this process leads, or has joined the one that does."""

    def another() -> Link:
        return Link(address, monotonic)

    link = another()
    beside = Link(address, monotonic, seconds / 2)  # one that fails is noticed before it is over
    try:
        with answered():
            schema = laid_out(link)
            lease = Lease(
                link, beside, _me(), ended, seconds, leads=leads, calls=calls, clock=monotonic
            )
    except BaseException:
        link.close()
        raise
    return Database(link, lease, another, schema, monotonic)


def _bring_up(engine: Database) -> None:
    """It is of this schema; raises CannotOpen."""
    if engine.schema == SCHEMA:
        return
    try:
        with engine.conn.link.at_leisure():
            engine.conn.link.run(COPY.format(engine.schema))
        brought_up(engine.conn, engine.schema)
    except Unanswered as error:
        raise CannotOpen(f"the database could not be brought up: {error}") from error


def _me() -> str:
    """What this process is called by the others."""
    return f"process {os.getpid()} on {socket.gethostname()}"
