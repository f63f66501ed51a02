"""A direct connection to a file: an error is raised where it happens, a commit is on disk."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

Arguments = tuple[Any, ...]

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


class Looking:
    """Reads the file and changes nothing in it, whoever is writing to it meanwhile."""

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

    def copied_to(self, path: Path) -> None:
        """All that this connection sees of the file, as of one moment, is in that one."""
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            self._sqlite.backup(other)
            other.execute("PRAGMA journal_mode = DELETE")  # so that the one file is all of it

    def close(self, force: object = None) -> None:  # noqa: ARG002  sqlitedict passes it
        """The connection is gone; a transaction left open is undone."""
        self._sqlite.close()


class Direct(Looking):
    """The calls that sqlitedict makes of a connection, each finished when it returns.

    Outside BEGIN and COMMIT every statement is a transaction of its own. A file locked by
    somebody else is waited for `wait_seconds` at most.
    """

    autocommit = False  # sqlitedict reads it when it closes

    def __init__(self, path: Path, *, wait_seconds: float) -> None:
        self._sqlite = sqlite3.connect(path, isolation_level=None, timeout=wait_seconds)
        try:
            for name, value, reads in PRAGMAS:
                self._assert(name, value, reads)
        except BaseException:
            self._sqlite.close()
            raise

    @property
    def written(self) -> int:
        """How many rows were written over this connection."""
        return self._sqlite.total_changes

    def execute(self, statement: str, arguments: Arguments = ()) -> sqlite3.Cursor:
        """The statement is done."""
        return self._sqlite.execute(statement, arguments)

    def executemany(self, statement: str, rows: Iterable[Arguments]) -> None:
        """The statement is done for every row."""
        self._sqlite.executemany(statement, rows)

    def commit(self, blocking: object = None) -> None:  # noqa: ARG002  sqlitedict passes it
        """An open transaction is on disk."""
        if self._sqlite.in_transaction:
            self._sqlite.execute("COMMIT")

    def _assert(self, name: str, value: str, reads: object) -> None:
        self._sqlite.execute(f"PRAGMA {name} = {value}")
        found = self.select_one(f"PRAGMA {name}")
        if found != (reads,):
            msg = f"SQLite answers {found} where {name} must be {value}"
            raise NotHonoured(msg)
