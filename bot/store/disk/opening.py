"""Which opening of a file may write: the last one that has; it stands in the file's own header."""

import sqlite3

from bot.store.connection import Direct

LAST = 2**31 - 1  # then they are counted anew
NUMBER = "PRAGMA application_id"


class TakenOver(sqlite3.OperationalError):
    """Another process has written to the file since this one has opened it."""


class Opening:
    """This process's own, over whichever connection it writes."""

    def __init__(self, connection: Direct) -> None:
        self._own = self._claim = connection.select_one(NUMBER)
        self._writes = False

    def begins(self, connection: Direct) -> None:
        """A transaction that is this process's alone; raises TakenOver where another one has
        written since."""
        connection.begin()
        found = self._claim = connection.select_one(NUMBER)
        if found != self._own:
            raise TakenOver("another process has taken over the data; this one has to end")
        if not self._writes and found is not None:
            number = found[0] % LAST + 1
            connection.execute(f"{NUMBER} = {number}")
            self._claim = (number,)

    def commits(self, connection: Direct) -> None:
        """It is on disk, and no process that has opened the file before writes any more."""
        connection.commit()
        self._own, self._writes = self._claim, True
