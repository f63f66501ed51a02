"""A direct connection to a file: an error is raised where it happens, a commit is on disk.

Over it texts are as they were written, also where the file holds them encrypted: SQLite asks here
for what is kept of one, and for the text again.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from bot.store.audit import table as audit
from bot.store.engine import Arguments
from bot.store.secrecy import MARKER, Encryption, fitting

WAIT_SECONDS = 10.0  # for a file that somebody else has locked, while nobody is served
PRAGMAS = (  # name, as it is set, as it must read afterwards
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("fullfsync", "ON", 1),
    ("secure_delete", "ON", 1),
    ("cell_size_check", "ON", 1),
    ("trusted_schema", "OFF", 0),
)


class NotHonoured(sqlite3.OperationalError):
    """This file system or SQLite does not do what durability needs."""


class Bytes:
    """Reads the file as it is, and changes nothing in it, whoever is writing to it meanwhile."""

    def __init__(self, path: Path, *, wait_seconds: float) -> None:
        address = f"{path.absolute().as_uri()}?mode=ro"
        self._sqlite = sqlite3.connect(address, uri=True, timeout=wait_seconds)

    def select(self, statement: str, arguments: Arguments = ()) -> Iterator[Arguments]:
        """The rows, read as they are asked for."""
        return iter(self._sqlite.execute(statement, arguments))

    def select_one(self, statement: str, arguments: Arguments = ()) -> Arguments | None:
        """The first row, or None."""
        row: Arguments | None = self._sqlite.execute(statement, arguments).fetchone()
        return row

    def ahead(self, keys: Iterable[str]) -> Mapping[str, object]:  # noqa: ARG002  of every engine
        """Nothing: no row is far, and a page that cannot be read keeps no other from being."""
        return {}

    def damage(self) -> Iterator[str]:
        """What is wrong with the pages of the file."""
        return (str(why) for (why,) in self.select("PRAGMA integrity_check") if why != "ok")

    def copied_to(self, path: Path) -> None:
        """All that this connection sees of the file, as of one moment, is in that one."""
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            self._sqlite.backup(other)
            other.execute("PRAGMA journal_mode = DELETE")  # so that the one file is all of it

    def close(self, force: object = None) -> None:  # noqa: ARG002  sqlitedict passes it
        """The connection is gone; a transaction left open is undone."""
        self._sqlite.close()


class Looking(Bytes):
    """Reads the texts of the file, and changes nothing in it; raises WrongKeys where it is
    encrypted with others than these keys."""

    def __init__(self, path: Path, *, wait_seconds: float, keys: Encryption | None = None) -> None:
        super().__init__(path, wait_seconds=wait_seconds)
        self._reads(path, keys)

    def _reads(self, path: Path, keys: Encryption | None) -> None:
        """What is read and written over this connection goes by the keys, where the file does."""
        try:
            marker = marked(self._sqlite)
            self.keys = fitting(f"{path}", marker, keys)
        except BaseException:
            self._sqlite.close()
            raise
        offered(self._sqlite, self.keys)


class Direct(Looking):
    """The calls that sqlitedict makes of a connection, each finished when it returns.

    Outside BEGIN and COMMIT every statement is a transaction of its own. A file locked by
    somebody else is waited for `wait_seconds` at most.
    """

    autocommit = False  # sqlitedict reads it when it closes

    def __init__(
        self,
        path: Path,
        *,
        wait_seconds: float,
        keys: Encryption | None = None,
        shared: bool = False,  # by several threads, one at a time
    ) -> None:
        self._path = path
        self._sqlite = sqlite3.connect(
            path, isolation_level=None, timeout=wait_seconds, check_same_thread=not shared
        )
        try:
            for name, value, reads in PRAGMAS:
                self._assert(name, value, reads)
        except BaseException:
            self._sqlite.close()
            raise
        self._reads(path, keys)

    @property
    def written(self) -> int:
        """How many rows were written over this connection."""
        return self._sqlite.total_changes

    @property
    def in_transaction(self) -> bool:
        """Whether one was begun and has not ended."""
        return self._sqlite.in_transaction

    def begin(self) -> None:
        """What follows is kept together, and nobody else writes meanwhile."""
        self.execute("BEGIN IMMEDIATE")

    def foresees(self, keys: Collection[str]) -> None:
        """Nothing: a file answers at once."""

    def execute(self, statement: str, arguments: Arguments = ()) -> sqlite3.Cursor:
        """The statement is done."""
        return self._sqlite.execute(statement, arguments)

    def executemany(self, statement: str, rows: Iterable[Arguments]) -> None:
        """The statement is done for every row."""
        self._sqlite.executemany(statement, rows)

    def commit(self, blocking: object = None) -> None:  # noqa: ARG002  sqlitedict passes it
        """An open transaction is on disk."""
        if self.in_transaction:
            self.execute("COMMIT")

    def counted(self) -> object:
        """Another value whenever anybody has written to the file."""
        return self.select_one("PRAGMA data_version"), self.written

    def says_schema(self, schema: int) -> None:
        """The file is of this schema."""
        self.execute(f"PRAGMA user_version = {schema}")

    def lays_out_audit(self) -> None:
        """The tables of the audit are there, empty, and refuse whatever does not add to them."""
        audit.laid_out(self)

    def empty_log(self) -> None:
        """What was overwritten is overwritten in the log too."""
        self.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def compact(self) -> None:
        """No page of the file is unused, and its log is empty.

        What it is sorted in lies beside the file: no other disk sees anything of it.
        """
        beside = str(self._path.parent).replace("'", "''")
        self._sqlite.execute(f"PRAGMA temp_store_directory = '{beside}'")
        self._sqlite.execute("VACUUM")
        self._sqlite.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def interrupt(self) -> None:
        """What another thread does over this connection ends, and is undone."""
        with suppress(sqlite3.ProgrammingError):  # it is closed
            self._sqlite.interrupt()

    def _assert(self, name: str, value: str, reads: object) -> None:
        self._sqlite.execute(f"PRAGMA {name} = {value}")
        found = self.select_one(f"PRAGMA {name}")
        if found != (reads,):
            msg = f"SQLite answers {found} where {name} must be {value}"
            raise NotHonoured(msg)


def marked(sqlite: sqlite3.Connection) -> str | None:
    """The name of the keyring that the file is encrypted with; None where it is in clear."""
    if not sqlite.execute("SELECT 1 FROM sqlite_schema WHERE name = 'kept'").fetchone():
        return None
    row = sqlite.execute("SELECT value FROM kept WHERE key = ?", (MARKER,)).fetchone()
    return str(row[0]) if row else None


def offered(sqlite: sqlite3.Connection, keys: Encryption | None) -> None:
    """The statements find what they ask for: `plain` and `encrypted`, of a key and a value."""
    sqlite.create_function("plain", 2, keys.plain if keys else _as_it_is)
    sqlite.create_function("encrypted", 2, keys.encrypted if keys else _as_it_is)


def _as_it_is(key: object, value: Any) -> Any:  # noqa: ARG001  a function of both
    return value
