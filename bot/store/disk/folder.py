"""The folder that holds everything: its owner's alone, and looked at before it is used."""

import logging
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from bot.store import CannotOpen, NoFolder
from bot.store.audit import table as audit
from bot.store.connection import Direct, Looking, marked
from bot.store.disk.file import UNREADABLE
from bot.store.engine import Reads
from bot.store.record.codec import SCHEMA
from bot.store.record.keys import within
from bot.store.rows import KEYS, Rows
from bot.store.secrecy import Encryption, WrongKeys
from bot.store.training.file import TraineesFile
from bot.store.upgrade.deeds import LAST_SCHEMA
from bot.store.upgrade.encrypted import encrypted
from bot.store.upgrade.file import brought_up, copied

FILE = "myotaper.db"
UNFINISHED = f"{FILE}.restoring"  # what a restore has begun
SMALLEST = 512  # bytes: one page of the smallest size
WHOLE = 64 * 2**20  # bytes: a file below is read from end to end before it is used
TABLES = "SELECT type, name, tbl_name FROM sqlite_schema"
TEXTS = "SELECT name, sql FROM sqlite_schema"
KEPT = [("index", "sqlite_autoindex_kept_1", "kept"), ("table", "kept", "kept")]
AUDIT = [
    *(("table", name, name) for name in audit.TABLES),
    *(("trigger", name, table) for name, (table, _, _) in audit.TRIGGERS.items()),
]
ALTERED = (
    "has been given other tables, or statements that would run: no version of this program does "
    "that, so somebody has altered it; deploy/AUDIT.md says what to do"
)
ROOM = 3  # a copy, the log of the change, and what the file grows by
CHAINED = LAST_SCHEMA + 1  # the first schema whose deeds are a chain
OTHERS = 0o077  # permission bits of the group and of everybody else

log = logging.getLogger(__name__)


def opened_folder(folder: Path) -> None:
    """The folder exists and nobody but its owner can read what is in it; raises CannotOpen.

    What this process makes from now on, here or elsewhere, is readable by its owner only.
    """
    os.umask(OTHERS)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = [folder, *sorted(folder.glob(f"{FILE}*"))]
    except OSError as error:
        raise unusable(folder, error) from error
    for path in kept:
        if path.stat().st_mode & OTHERS:
            raise CannotOpen(
                f"{path} can be read or written by others; if it should be trusted as it is: "
                f"chmod go= {path}"
            )


def checked(
    path: Path, *, wait_seconds: float, whole: int = WHOLE, keys: Encryption | None = None
) -> Path:
    """The data file, which is new or sound and of a schema known here; raises CannotOpen.

    Of a file of `whole` bytes or more only the frame is looked at, however much it holds. With
    keys it is encrypted from now on.
    """
    if not path.exists():
        if keys and keys.used:
            raise CannotOpen(
                f"{path} is not there, and the keys {keys.id} belong to one that was: restore a "
                "backup of it, or begin anew with new keys in another folder"
            )
        if path.with_name(UNFINISHED).exists():  # a new file would be taken for the old one
            raise CannotOpen(f"a restore into {path.parent} did not end; do it again")
        _make(path)
    if path.stat().st_size < SMALLEST:  # which SQLite would take for a new one
        raise CannotOpen(f"{path} is empty; restore it from a backup")
    connection = Direct(path, wait_seconds=wait_seconds, keys=keys)
    try:
        if path.stat().st_size < whole:
            _check_pages(connection)
        else:
            _check_frame(connection)
        schema = schema_of(path, connection)
        tables = list(connection.select(TABLES))
        if tables and is_altered(connection, schema):
            raise CannotOpen(f"{path} {ALTERED}")
        if keys and keys.used and not connection.keys:
            raise CannotOpen(
                f"{path} is not encrypted, and the file of the keys {keys.id} was; "
                "restore a backup of that one"
            )
        if not tables:
            _lay_out(connection)
    finally:
        connection.close()
    if keys:
        _encrypt(path, keys, wait_seconds)
    if tables and schema < SCHEMA:
        _bring_up(path, schema, wait_seconds, keys)
    return path


def is_ours(connection: Looking, schema: int) -> bool:
    """Whether it has the tables of this schema, and no statement that would run but ours."""
    wanted = [*KEPT, *AUDIT] if schema >= CHAINED else KEPT
    return _holds(connection, wanted)


def is_altered(connection: Looking, schema: int) -> bool:
    """Whether somebody gave it other tables or statements than this program does."""
    return not is_ours(connection, schema) and not is_unused(connection, schema)


def is_unused(connection: Looking, schema: int) -> bool:
    """Whether it was made and nothing was ever kept in it."""
    return schema >= CHAINED and _holds(connection, AUDIT)


def _holds(connection: Looking, wanted: list[tuple[str, str, str]]) -> bool:
    there = sorted(connection.select(TABLES)) == sorted(wanted)
    return there and all(
        audit.STATEMENTS.get(name, text) == text for name, text in connection.select(TEXTS)
    )


def unusable(folder: Path, why: OSError) -> NoFolder:
    """Why this folder cannot hold the data."""
    return NoFolder(f"{folder} cannot be used as the data folder ({why.strerror or why})")


def _bring_up(path: Path, schema: int, wait_seconds: float, keys: Encryption | None) -> None:
    """The file is of this schema, with a copy beside it of what it was; raises CannotOpen."""
    try:
        copied(path, schema)
        with closing(Direct(path, wait_seconds=wait_seconds, keys=keys)) as connection:
            brought_up(connection, schema, TraineesFile(path.parent))
    except (OSError, sqlite3.OperationalError) as error:
        raise CannotOpen(
            f"{path} could not be brought up to this version, and is as it was: {error}. "
            f"It takes room beside it for {ROOM} times its size; make room and start again"
        ) from error


def _encrypt(path: Path, keys: Encryption, wait_seconds: float) -> None:
    """It is encrypted, and the keys of its plans are there; raises CannotOpen."""
    Rows(path, wait_seconds=wait_seconds, keys=keys).close()  # so that a new one has its table
    try:
        if encrypted(path, keys):
            log.info("the data is encrypted from now on")
    except (OSError, sqlite3.OperationalError) as error:
        raise CannotOpen(
            f"{path} could not be encrypted, and nothing is lost: {error}. It takes room "
            f"beside it for {ROOM} times its size; make room and start again"
        ) from error
    with closing(Looking(path, wait_seconds=wait_seconds, keys=keys)) as connection:
        check_keys(connection, keys)
    for copy in copies_in_clear(path.parent):
        log.warning("a copy of earlier data is not encrypted", extra={"file": copy.name})


def check_keys(connection: Reads, keys: Encryption) -> None:
    """Every plan has its key; raises WrongKeys where the keyring is an earlier one."""
    labels = {key.split("/")[1] for (key,) in connection.select(KEYS, within("last"))}
    if lacking := keys.lacking(labels):
        raise WrongKeys(
            f"the keys of {lacking} plans are not there: put the newest copy of the keyring back; "
            "where there is none, deploy/README.md says under Mend how to go on without them"
        )


def copies_in_clear(folder: Path) -> list[Path]:
    """What earlier upgrades have laid beside the file before it was encrypted."""
    return [path for path in sorted(folder.glob(f"{FILE}.schema-*")) if not is_encrypted(path)]


def is_encrypted(path: Path) -> bool:
    """Whether what is kept in this file is; False where it cannot be read."""
    with (
        suppress(*UNREADABLE),
        closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as f,
    ):
        return marked(f) is not None
    return False


def _make(path: Path) -> None:
    """The file appears under its name only when it is complete, so an empty one is damage."""
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    connection = Direct(unfinished, wait_seconds=0)
    _lay_out(connection)
    connection.close()
    unfinished.rename(path)


def _lay_out(connection: Direct) -> None:
    """It is a file of this schema, in which nothing was ever kept."""
    connection.execute("BEGIN IMMEDIATE")
    audit.laid_out(connection)
    connection.execute(f"PRAGMA user_version = {SCHEMA}")
    connection.execute("COMMIT")


def _check_pages(connection: Direct, table: str = "") -> None:
    """Every page of the file, or of one of its tables, is sound."""
    what = f"('{table}')" if table else "(1)"
    if (damage := connection.select_one(f"PRAGMA integrity_check{what}")) != ("ok",):
        raise sqlite3.DatabaseError(f"damaged: {damage}")


def _check_frame(connection: Direct) -> None:
    """The table of tables and the two ends of ours; SQLite itself sees a file that ends early."""
    _check_pages(connection, "sqlite_schema")
    for end in ("min", "max"):
        connection.select_one(f"SELECT {end}(key) FROM kept")  # noqa: S608  two fixed words


def schema_of(path: Path, connection: Looking) -> int:
    """The schema of the file, which this program knows; raises CannotOpen."""
    (schema,) = connection.select_one("PRAGMA user_version") or (0,)
    if schema > SCHEMA:
        raise CannotOpen(f"{path} has schema {schema}; this program knows {SCHEMA} at most")
    if schema < 1:
        raise CannotOpen(f"{path} is not a file of this program")
    return int(schema)
