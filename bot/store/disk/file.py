"""The open engine: a connection made anew after a failure, and the errors of the store."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress

from bot.store import Full, NotRead, NotSaved
from bot.store.engine import Arguments, Engine, Unanswered, Writes

# a damaged name is reported as what cannot be decoded
UNREADABLE = (sqlite3.Error, UnicodeDecodeError, Unanswered)


class File:
    """Reads raise NotRead, transactions NotSaved; after either the next one may succeed.

    Whoever has opened the file last and written to it is the only one that writes. A process that
    lost the lock of the folder and does not know it claims no reminder any more, and sends none.
    """

    def __init__(self, rows: Engine) -> None:
        self.rows = rows
        self._open, self._broken = True, False
        self.begun = 0  # transactions

    def connection(self) -> Writes:
        """The connection, which works as far as is known; raises one of UNREADABLE."""
        if not self._open:
            raise Unanswered("the store is closed")
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

    def ahead(self, keys: Iterable[str]) -> Mapping[str, object]:
        """What the engine had rather be asked for at once; raises NotRead."""
        try:
            return self.connection().ahead(keys)
        except UNREADABLE as error:
            raise _not_read(error) from error

    def counted(self) -> object:
        """Another value whenever anybody has written; raises NotRead."""
        try:
            connection = self.connection()
            return connection, connection.counted()
        except UNREADABLE as error:
            raise _not_read(error) from error

    @contextmanager
    def transaction(self) -> Iterator[Writes]:
        """All that is done inside is kept together; on any error nothing is, then NotSaved."""
        try:
            connection, self.begun = self.connection(), self.begun + 1
            self.rows.begins()
            yield connection
            self.rows.commits()
        except Exception as error:
            self._broken = True
            with suppress(*UNREADABLE):
                self.connection()
            raise not_saved(error) from error

    def empty_log(self) -> None:
        """What was overwritten is overwritten in the log too; raises NotSaved."""
        try:
            self.connection().empty_log()
        except UNREADABLE as error:
            raise not_saved(error) from error

    def close(self) -> None:
        """Nothing is read or written any more."""
        self._open = False
        self.rows.close()


def not_saved(error: Exception) -> NotSaved:
    """That it could not be written, because the disk is full or otherwise."""
    full = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return (Full if full else NotSaved)(f"{type(error).__name__}: {error}")


def _not_read(error: Exception) -> NotRead:
    return NotRead(f"{type(error).__name__}: {error}")
