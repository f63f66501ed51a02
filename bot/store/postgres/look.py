"""What can be seen of a database beside the process that leads; nothing in it changes."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from time import monotonic

from bot.store import CannotOpen, NotRead
from bot.store.audit.book import Book
from bot.store.audit.entry import Seal
from bot.store.disk.folder import check_keys
from bot.store.engine import Unanswered
from bot.store.glance import groups_among
from bot.store.postgres.audit import ALTERED, is_altered
from bot.store.postgres.link import Link, answered
from bot.store.postgres.owned import COPIES, lacking, others
from bot.store.postgres.reader import Reader, unlocked
from bot.store.postgres.schema import ENCODING, OTHER_TABLES, THERE, schema_of
from bot.store.postgres.store import looked_at
from bot.store.record.codec import SCHEMA
from bot.store.record.secret import secret_of
from bot.store.secrecy import MARKER, Encryption

SAFE = "SELECT current_setting('fsync')"
VERSION = "SELECT current_setting('server_version_num')::integer / 10000"
OLDEST = 16


def wrong_with(address: str, keys: Encryption | None = None) -> Iterator[str]:
    """What would keep a bot from starting on it, or lose what it was told is kept."""
    link = Link(address, monotonic)
    try:
        with answered():
            yield from _wrong_with(link, keys)
    except CannotOpen as error:
        yield str(error)
    finally:
        link.close()


def groups(address: str, keys: Encryption | None = None) -> Mapping[int, int]:
    """The group of each team that has one, as far as it can be read."""
    try:
        with looked_at(address, keys) as rows:
            return groups_among(rows)
    except (CannotOpen, Unanswered):
        return {}


@contextmanager
def audit(address: str, keys: Encryption | None = None) -> Iterator[Book]:
    """The audit as of one moment; raises CannotOpen."""
    try:
        with looked_at(address, keys) as rows:
            yield Book(connection=rows, seal=Seal(secret_of(rows)))
    except (Unanswered, NotRead) as error:
        raise CannotOpen(f"the database cannot be read: {error}") from error


def is_encrypted(address: str) -> bool:
    """Whether what it holds is, with whatever keys; raises CannotOpen."""
    with answered(), closing(Link(address, monotonic)) as link:
        return link.run(THERE).fetchone() == (True, True) and _marked(link, "kept")


def copies_in_clear(address: str) -> list[str]:
    """The tables that upgrades have left and that are not encrypted; raises CannotOpen."""
    with answered(), closing(Link(address, monotonic)) as link:
        return [name for (name,) in link.run(COPIES).fetchall() if not _marked(link, name)]


def _marked(link: Link, table: str) -> bool:
    statement = f"SELECT 1 FROM {table} WHERE key = $1"  # noqa: S608  ours: a fixed word and a number
    return link.run(statement, (MARKER,)).fetchone() is not None


def _wrong_with(link: Link, keys: Encryption | None) -> Iterator[str]:
    (version,) = link.run(VERSION).fetchone() or (0,)
    if version < OLDEST:
        yield f"the server is PostgreSQL {version}; {OLDEST} or newer is needed"
    (safe,) = link.run(SAFE).fetchone() or ("",)
    if safe != "on":
        yield "the server runs with fsync off and may lose what it said was kept: switch it on"
    (encoding,) = link.run(ENCODING).fetchone() or ("",)
    if encoding != "UTF8":
        yield f"the database has the encoding {encoding}; make one with UTF8"
    yield from lacking(link)
    there = link.run(THERE).fetchone()
    if names := others(link):
        yield f"{OTHER_TABLES} ({names})"
    elif there not in ((True, True), (False, False)):
        yield OTHER_TABLES
    if there == (True, True) and (schema := schema_of(link)) != SCHEMA:
        if schema > SCHEMA:
            yield f"the database is of a later version; start that one (schema {schema})"
        else:
            yield "the database is of an earlier version; back it up, then start: it is brought up"
    if there == (True, True):
        if schema_of(link) == SCHEMA and is_altered(link):
            yield ALTERED
        unlocked(rows := Reader(link), keys)
        if keys and rows.keys:
            check_keys(rows, keys)
