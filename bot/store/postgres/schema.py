"""The tables of the database: the rows, and one row that says who may write them."""

from bot.store import CannotOpen
from bot.store.folder import CHAINED
from bot.store.postgres.audit import ALTERED, LAID_OUT, is_altered
from bot.store.postgres.link import Link
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
        link.run(LAY_OUT)
    elif there != (True, True):
        raise CannotOpen("the database has other tables; name an empty one")
    schema = schema_of(link)
    link.run("COMMIT")
    if schema > SCHEMA:
        raise CannotOpen(f"the database has schema {schema}; this program knows {SCHEMA} at most")
    if schema >= CHAINED and is_altered(link):
        raise CannotOpen(ALTERED)
    return schema


def schema_of(link: Link) -> int:
    """The schema of a database that has one; raises Unanswered."""
    (schema,) = link.run(SCHEMA_OF).fetchone() or (0,)
    return int(schema)
