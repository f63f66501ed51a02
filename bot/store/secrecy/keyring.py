"""The keyring: every key that rows are encrypted with, wrapped by a master key.

A small file of its own, because a backup of the rows must not hold it: a key that is destroyed
here is gone for all of them. What is left of it is that it was destroyed.
"""

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from functools import lru_cache
from pathlib import Path
from threading import Lock

from bot.store.connection import Direct
from bot.store.copy import laid, placed, removed
from bot.store.secrecy import WrongKeys
from bot.store.secrecy.cipher import Cipher, OtherKey, Unopened, fresh_key
from bot.store.secrecy.master import OTHERS

RING = "myotaper.keyring"
ID, ROWS = "id", "rows"
ID_BYTES = 8
MOST = 2**12  # keys at hand
WAIT_SECONDS = 10.0
TABLE = "CREATE TABLE ring (name TEXT PRIMARY KEY, wrapped BLOB) WITHOUT ROWID"
GET = "SELECT wrapped FROM ring WHERE name = ?"
EVERY = "SELECT name, wrapped FROM ring ORDER BY name"
ADD = "INSERT OR IGNORE INTO ring (name, wrapped) VALUES (?, ?)"
PUT = (
    "INSERT INTO ring (name, wrapped) VALUES (?, ?) "
    "ON CONFLICT (name) DO UPDATE SET wrapped = excluded.wrapped"
)
DESTROYED = "SELECT name FROM ring WHERE wrapped IS NULL ORDER BY name"


class Lost(LookupError):
    """No key of this name was ever here."""


class Destroyed(LookupError):
    """The key of this name was destroyed."""


class Rotated(sqlite3.OperationalError):
    """Another process has wrapped the keys anew, with a master key that this one does not have."""


def make_keyring(folder: Path, master: bytes) -> None:
    """A new keyring lies in the folder, whole."""
    unfinished = folder / f"{RING}.new"
    removed(unfinished)
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    cipher = Cipher(master)
    with closing(sqlite3.connect(unfinished, isolation_level=None)) as file:
        file.execute("BEGIN")
        file.execute(TABLE)
        for name, secret in ((ID, fresh_key()[:ID_BYTES]), (ROWS, fresh_key())):
            file.execute(ADD, (name, cipher.encrypted(secret, name.encode())))
        file.execute("COMMIT")
    if os.geteuid() == 0:  # who makes it for a service is not who reads it
        of = folder.stat()
        os.chown(unfinished, of.st_uid, of.st_gid)
    placed(unfinished, folder / RING)


class Keyring:
    """Its keys by name, each unwrapped when it is first needed; safe for several threads."""

    def __init__(self, folder: Path, masters: tuple[bytes, ...]) -> None:
        self.path = path = folder / RING
        if not path.is_file():
            raise WrongKeys(
                f"{path} is not there: put its copy back, which lies with the backups. Without it "
                "nothing can be read"
            )
        if seen := [each for each in (folder, path) if each.stat().st_mode & OTHERS]:
            raise WrongKeys(f"{seen[0]} can be read or written by others: chmod go= {seen[0]}")
        self._masters = {cipher.head: cipher for cipher in map(Cipher, masters)}
        self._newest = Cipher(masters[0])
        self._lock = Lock()
        self._at_hand = lru_cache(MOST)(self._cipher)  # what is not here is looked for again
        try:
            self._connection = Direct(path, wait_seconds=WAIT_SECONDS, shared=True)
            self.id = self.secret(ID).hex()
            self._at_hand(ROWS)
        except OtherKey as error:
            raise WrongKeys(f"{path} was wrapped by another master key; put that back") from error
        except (sqlite3.Error, Unopened, LookupError) as error:
            raise WrongKeys(
                f"{path} cannot be read: put its copy back, which lies with the backups"
            ) from error

    def cipher(self, name: str) -> Cipher:
        """The key of this name; raises Lost, Destroyed or Unopened."""
        return self._at_hand(name)

    def ready(self, names: Iterable[str]) -> None:
        """Each of these keys is on disk; one that is new here is made."""
        with self._lock:
            new = [name for name in names if self._connection.select_one(GET, (name,)) is None]
            if new:
                self._add([self._row(name, fresh_key()) for name in new])

    def destroy(self, name: str) -> None:
        """The key is gone from the disk, and that it was destroyed is known from now on."""
        with self._lock:
            self._connection.execute(PUT, (name, None))
            self._at_hand.cache_clear()
            self._empty_log()

    def destroyed(self) -> tuple[str, ...]:
        """The names of all keys that were."""
        with self._lock:
            return tuple(name for (name,) in self._connection.select(DESTROYED))

    def has(self, name: str) -> bool:
        """Whether something is kept under this name, or was."""
        with self._lock:
            return self._connection.select_one(GET, (name,)) is not None

    def secret(self, name: str) -> bytes:
        """What is kept under this name; raises Lost, Destroyed or Unopened."""
        with self._lock:
            row = self._connection.select_one(GET, (name,))
        if row is None:
            raise Lost(name)
        if row[0] is None:
            raise Destroyed(name)
        return self._unwrapped(name, row[0])

    def keep(self, name: str, secret: bytes) -> None:
        """It is kept under this name, on disk, unless something is already."""
        with self._lock:
            self._add([self._row(name, secret)])

    def rewrap(self) -> int:
        """How many keys there are, all wrapped by the newest master key alone from now on."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            rows = [
                self._row(name, self._unwrapped(name, wrapped))
                for name, wrapped in self._connection.select(EVERY)
                if wrapped is not None
            ]
            self._connection.executemany(PUT, rows)
            self._connection.execute("COMMIT")
            self._empty_log()
        return len(rows)

    def copy_to(self, folder: Path) -> Path:
        """The one copy that this folder holds of it is as it is now."""
        copy = folder / RING
        with self._lock, suppress(sqlite3.OperationalError):
            self._empty_log()  # where somebody was reading when a key was destroyed
        with laid(self.path, folder / f"{RING}.new") as unfinished:
            placed(unfinished, copy)
        return copy

    def names(self) -> frozenset[str]:
        """Of all that is kept, or was."""
        with self._lock:
            return frozenset(name for name, _ in self._connection.select(EVERY))

    def close(self) -> None:
        """The file is closed."""
        with self._lock:
            self._connection.close()

    def _cipher(self, name: str) -> Cipher:
        return Cipher(self.secret(name))

    def _unwrapped(self, name: str, wrapped: bytes) -> bytes:
        master = self._masters.get(wrapped[: len(self._newest.head)], self._newest)
        return master.decrypted(wrapped, name.encode())

    def _row(self, name: str, secret: bytes) -> tuple[str, bytes]:
        return name, self._newest.encrypted(secret, name.encode())

    def _add(self, rows: list[tuple[str, bytes]]) -> None:
        """They are on disk, as long as the others are wrapped by the same master key."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._check_master()
            self._connection.executemany(ADD, rows)
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def _check_master(self) -> None:
        (wrapped,) = self._connection.select_one(GET, (ID,)) or (b"",)
        if wrapped[: len(self._newest.head)] not in self._masters:
            raise Rotated("the keys were rotated meanwhile: start again")

    def _empty_log(self) -> None:
        """What was overwritten is overwritten in the log too."""
        busy, *_ = self._connection.select_one("PRAGMA wal_checkpoint(TRUNCATE)") or (1,)
        if busy:
            raise sqlite3.OperationalError(f"another program is reading {self.path}")
