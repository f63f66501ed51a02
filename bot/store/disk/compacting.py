"""The file made as small as it can be, beside whoever reads it."""

import sqlite3
from pathlib import Path
from shutil import disk_usage

from bot.store import Full
from bot.store.connection import Direct
from bot.store.disk.file import not_saved
from bot.store.secrecy import Encryption

ROOM = 3  # a second file, the log of the change, and what is written meanwhile


class Compacting:
    """One connection that holds the file for writing until it is done or stopped."""

    def __init__(self, path: Path, wait_seconds: float, keys: Encryption | None = None) -> None:
        self._path, self._wait_seconds, self._keys = path, wait_seconds, keys
        self._connection: Direct | None = None
        self._stopped = False

    def run(self) -> None:
        """All room that is not used is given back, and nothing of what was removed is in the log;
        raises NotSaved, then the file is as it was."""
        size = self._path.stat().st_size
        if disk_usage(self._path.parent).free < ROOM * size:
            raise Full("there is no room to make the file smaller")
        try:
            self._connection = Direct(
                self._path, wait_seconds=self._wait_seconds, keys=self._keys, shared=True
            )
            try:
                if not self._stopped:
                    self._connection.compact()
            finally:
                self._connection.close()
        except sqlite3.Error as error:
            raise not_saved(error) from error

    def stop(self) -> None:
        """It ends soon, and has changed nothing where it was not done."""
        self._stopped = True
        if self._connection:
            self._connection.interrupt()
