"""The open file: a connection that is made anew after a failure, and the errors of the store."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bot.store import Full, NotRead, NotSaved
from bot.store.connection import Arguments, Direct
from bot.store.rows import Rows

LAST_OPENING = 2**31 - 1  # then they are counted anew
OPENING = "PRAGMA application_id"  # of the file's own header: which opening of it may write
UNREADABLE = (sqlite3.Error, UnicodeDecodeError)  # the latter where a damaged name is reported


class TakenOver(sqlite3.OperationalError):
    """Another process has written to the file since this one has opened it."""


class File:
    """Reads raise NotRead, transactions NotSaved; after either the next one may succeed.

    Whoever has opened the file last and written to it is the only one that writes. A process that
    lost the lock of the folder and does not know it claims no reminder any more, and sends none.
    """

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self._open, self._broken = True, False
        self._opening, self._writes = self.connection().select_one(OPENING), False

    def connection(self) -> Direct:
        """The connection, which works as far as is known; raises sqlite3.Error."""
        if not self._open:
            raise sqlite3.ProgrammingError("the store is closed")
        if self._broken:
            self.rows.reopen()
            self._broken = False
        return self.rows.conn

    def row(self, statement: str, arguments: Arguments) -> Arguments | None:
        """The first row, or None; raises NotRead."""
        try:
            return self.connection().select_one(statement, arguments)
        except UNREADABLE as error:
            raise _not_read(error) from error

    def select(self, statement: str, arguments: Arguments) -> Iterator[Arguments]:
        """The rows, read as they are asked for; raises NotRead."""
        try:
            # `yield from` would close the cursor with the generator, perhaps after its file.
            for row in self.connection().select(statement, arguments):  # noqa: UP028  see above
                yield row
        except UNREADABLE as error:
            raise _not_read(error) from error

    def counted(self) -> object:
        """Another value whenever anybody has written to the file; raises NotRead."""
        by_others = self.row("PRAGMA data_version", ())
        return self.rows.conn, by_others, self.rows.conn.written

    @contextmanager
    def transaction(self) -> Iterator[Direct]:
        """All that is done inside is kept together; on any error nothing is, then NotSaved."""
        try:
            connection = self.connection()
            connection.execute("BEGIN IMMEDIATE")
            opening = self._claimed(connection)
            yield connection
            connection.execute("COMMIT")
            self._opening, self._writes = opening, True
        except Exception as error:
            self._broken = True
            with suppress(sqlite3.Error):
                self.connection()
            raise not_saved(error) from error

    def _claimed(self, connection: Direct) -> Arguments | None:
        """The number of this opening, which is written with the first transaction of it."""
        found = connection.select_one(OPENING)
        if found != self._opening:
            raise TakenOver("another process has taken over the data; this one has to end")
        if self._writes or found is None:
            return found
        number = found[0] % LAST_OPENING + 1
        connection.execute(f"{OPENING} = {number}")
        return (number,)

    def empty_log(self) -> None:
        """What was overwritten is overwritten in the log too; raises NotSaved."""
        try:
            self.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            raise not_saved(error) from error

    def close(self) -> None:
        """The file is closed."""
        self._open = False
        self.rows.close()


def not_saved(error: Exception) -> NotSaved:
    """That it could not be written, because the disk is full or otherwise."""
    full = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return (Full if full else NotSaved)(f"{type(error).__name__}: {error}")


def _not_read(error: Exception) -> NotRead:
    return NotRead(f"{type(error).__name__}: {error}")
