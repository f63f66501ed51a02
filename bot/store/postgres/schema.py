"""The tables of the database: the rows, one row that says who leads, and who sends what just now.

What is in those of the senders is of this moment: no backup has it, and it is moved nowhere.
"""

from bot.store import CannotOpen
from bot.store.disk.folder import CHAINED
from bot.store.postgres.audit import ALTERED, LAID_OUT, is_altered
from bot.store.postgres.link import Link
from bot.store.postgres.owned import lacking, others
from bot.store.record.codec import SCHEMA

ALONE = "SELECT pg_advisory_xact_lock(7304150)"  # a number of our own
ENCODING = "SELECT current_setting('server_encoding')"
THERE = "SELECT to_regclass('kept') IS NOT NULL, to_regclass('installation') IS NOT NULL"
LAY_OUT = f"""\
CREATE TABLE kept (key TEXT COLLATE "C" PRIMARY KEY, value BYTEA NOT NULL);
CREATE TABLE installation (
    one BOOLEAN PRIMARY KEY CHECK (one),
    schema INTEGER NOT NULL,
    epoch BIGINT NOT NULL,
    until TIMESTAMPTZ NOT NULL,
    holder TEXT NOT NULL,
    counted BIGINT NOT NULL
);
INSERT INTO installation VALUES (true, {SCHEMA}, 0, '-infinity', '', 0);
{LAID_OUT}"""  # noqa: S608  fixed words and a number
SENDERS = """\
CREATE TABLE IF NOT EXISTS senders (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    until TIMESTAMPTZ NOT NULL,
    holder TEXT NOT NULL,
    epoch BIGINT,
    counted BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS claims (
    id TEXT COLLATE "C" PRIMARY KEY,
    number BIGINT NOT NULL REFERENCES senders ON DELETE CASCADE
);
CREATE TABLE IF NOT EXISTS chats (
    chat BIGINT PRIMARY KEY,
    number BIGINT NOT NULL REFERENCES senders ON DELETE CASCADE
);
CREATE UNLOGGED TABLE IF NOT EXISTS paces (
    chat BIGINT NOT NULL,
    kind TEXT NOT NULL,
    held DOUBLE PRECISION NOT NULL DEFAULT 0,
    times DOUBLE PRECISION[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (chat, kind)
)"""
SENDERS_THERE = "SELECT to_regclass('senders') IS NOT NULL AND to_regclass('paces') IS NOT NULL"
OTHER_TABLES = "the database has other tables; name an empty one"
SCHEMA_OF = "SELECT schema FROM installation"


def laid_out(link: Link) -> int:
    """The schema of the database, whose tables are there, made where there were none; raises
    CannotOpen, and Unanswered."""
    (encoding,) = link.run(ENCODING).fetchone() or ("",)
    if encoding != "UTF8":
        raise CannotOpen(f"the database has the encoding {encoding}; make one with UTF8")
    link.run("BEGIN")
    link.run(ALONE)
    there = link.run(THERE).fetchone()
    if there == (False, False):
        _check_own(link)
        link.run(LAY_OUT)
    elif there != (True, True):
        raise CannotOpen(OTHER_TABLES)
    if link.run(SENDERS_THERE).fetchone() != (True,):
        link.run(SENDERS)
    schema = schema_of(link)
    link.run("COMMIT")
    if schema > SCHEMA:
        raise CannotOpen(f"the database has schema {schema}; this program knows {SCHEMA} at most")
    if schema >= CHAINED and is_altered(link):
        raise CannotOpen(ALTERED)
    return schema


def _check_own(link: Link) -> None:
    """It may be laid out, and nobody has anything there; raises CannotOpen."""
    if names := others(link):
        raise CannotOpen(f"{OTHER_TABLES} ({names})")
    for each in lacking(link):
        raise CannotOpen(each)


def schema_of(link: Link) -> int:
    """The schema of a database that has one; raises Unanswered."""
    (schema,) = link.run(SCHEMA_OF).fetchone() or (0,)
    return int(schema)
