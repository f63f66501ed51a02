"""A keyring in a small file of its own."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Lock

from bot.store.backups.copy import laid, placed, removed
from bot.store.connection import WAIT_SECONDS, Direct
from bot.store.secrecy import WrongKeys
from bot.store.secrecy.keyring import ID, RING, Keyring, Wrapped, first_keys, unread
from bot.store.secrecy.master import OTHERS

TABLE = "CREATE TABLE ring (name TEXT PRIMARY KEY, wrapped BLOB) WITHOUT ROWID"
GET = "SELECT name, wrapped FROM ring WHERE name = ?"
EVERY = "SELECT name, wrapped FROM ring ORDER BY name"
ADD = "INSERT OR IGNORE INTO ring (name, wrapped) VALUES (?, ?)"
PUT = (
    "INSERT INTO ring (name, wrapped) VALUES (?, ?) "
    "ON CONFLICT (name) DO UPDATE SET wrapped = excluded.wrapped"
)
DESTROYED = "SELECT name FROM ring WHERE wrapped IS NULL ORDER BY name"


class Rotated(sqlite3.OperationalError):
    """Another process has wrapped the keys anew, with a master key that this one does not have."""


class RingFile:
    """The file of this folder, over one connection; raises WrongKeys where it cannot be used."""

    def __init__(self, folder: Path) -> None:
        self.path = path = folder / RING
        self.where = f"{path}"
        if not path.is_file():
            raise WrongKeys(
                f"{path} is not there: put its copy back, which lies with the backups. Without it "
                "nothing can be read"
            )
        if seen := [each for each in (folder, path) if each.stat().st_mode & OTHERS]:
            raise WrongKeys(f"{seen[0]} can be read or written by others: chmod go= {seen[0]}")
        self._lock = Lock()
        try:
            self._connection = Direct(path, wait_seconds=WAIT_SECONDS, shared=True)
            self.one(ID)
        except sqlite3.Error as error:
            raise unread(self.where) from error

    def one(self, name: str) -> Wrapped | None:
        """What lies under this name; None where nothing ever did."""
        with self._lock:
            return self._connection.select_one(GET, (name,))

    def every(self) -> list[Wrapped]:
        """All there is, by name."""
        with self._lock:
            return list(self._connection.select(EVERY))

    def destroyed(self) -> tuple[str, ...]:
        """The names of all keys that were."""
        with self._lock:
            return tuple(name for (name,) in self._connection.select(DESTROYED))

    def add(self, rows: list[Wrapped], heads: Iterable[bytes]) -> None:
        """They are on disk, as long as the others are wrapped by the same master key."""
        with self._lock, self._transaction():
            _, wrapped = self._connection.select_one(GET, (ID,)) or (ID, b"")
            if not wrapped.startswith(tuple(heads)):
                raise Rotated("the keys were rotated meanwhile: start again")
            self._connection.executemany(ADD, rows)

    def destroy(self, name: str) -> None:
        """The key is gone from the disk, and that it was destroyed is known from now on."""
        with self._lock:
            self._connection.execute(PUT, (name, None))
            self._empty_log()

    def rewrap(self, anew: Callable[[str, bytes], bytes]) -> int:
        """How many keys there are, each as this wraps it."""
        with self._lock:
            with self._transaction():
                there = [row for row in self._connection.select(EVERY) if row[1] is not None]
                self._connection.executemany(PUT, [(row[0], anew(*row)) for row in there])
            self._empty_log()
        return len(there)

    def copy_to(self, folder: Path) -> Path:
        """The one copy that this folder holds of it is as it is now."""
        copy = folder / RING
        with self._lock, suppress(sqlite3.OperationalError):
            self._empty_log()  # where somebody was reading when a key was destroyed
        with laid(self.path, folder / f"{RING}.new") as unfinished:
            _given_to_its_reader(unfinished)
            placed(unfinished, copy)
        return copy

    def close(self) -> None:
        """The file is closed."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._connection.begin()
            yield
            self._connection.commit()
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def _empty_log(self) -> None:
        """What was overwritten is overwritten in the log too."""
        busy, *_ = self._connection.select_one("PRAGMA wal_checkpoint(TRUNCATE)") or (1,)
        if busy:
            raise sqlite3.OperationalError(f"another program is reading {self.path}")


def opened_file(folder: Path, masters: tuple[bytes, ...]) -> Keyring:
    """The keyring of this folder; raises WrongKeys."""
    return Keyring(RingFile(folder), masters)


def make_keyring(folder: Path, master: bytes) -> None:
    """A new keyring lies in the folder, whole."""
    write_ring(folder, first_keys(master))


def write_ring(folder: Path, rows: Iterable[Wrapped]) -> Path:
    """The keyring of the folder, a file, holds these rows and no others."""
    unfinished = folder / f"{RING}.new"
    removed(unfinished)
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(unfinished, isolation_level=None)) as file:
        file.execute("BEGIN")
        file.execute(TABLE)
        file.executemany(ADD, rows)
        file.execute("COMMIT")
    _given_to_its_reader(unfinished)
    placed(unfinished, folder / RING)
    return folder / RING


def _given_to_its_reader(unfinished: Path) -> None:
    """It is of whoever has its folder: root makes it for a service that reads it."""
    if os.geteuid() == 0:
        of = unfinished.parent.stat()
        os.chown(unfinished, of.st_uid, of.st_gid)
