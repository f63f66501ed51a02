"""The file as sqlitedict sees it, and every statement that is ever made on it.

No statement looks at more rows than it is asked for, but for the EVERY_ and FIRST_PART. A
value is written as `encrypted` has it and read as `plain` has it, but for those that say KEPT.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlitedict import SqliteDict  # its own codec, pickle, is never used (CVE-2024-35515)

from bot.store import Undecodable
from bot.store.connection import Direct
from bot.store.disk.compacting import Compacting
from bot.store.disk.opening import Opening
from bot.store.engine import Arguments
from bot.store.peers import ALONE
from bot.store.record.keys import record_of, within
from bot.store.secrecy import Encryption

GET = "SELECT plain(key, value) FROM kept WHERE key = ?"
ROW = "SELECT key, plain(key, value) FROM kept WHERE key = ?"
ADD = "INSERT INTO kept (key, value) VALUES (?1, encrypted(?1, ?2)) ON CONFLICT (key) DO NOTHING"
PUT = (
    "INSERT INTO kept (key, value) VALUES (?1, encrypted(?1, ?2)) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)
REPLACE = "UPDATE kept SET value = encrypted(key, ?) WHERE key = ?"
DELETE = "DELETE FROM kept WHERE key = ?"
KEYS = "SELECT key FROM kept WHERE key > ? AND key < ? ORDER BY key"
RANGE = "SELECT key, plain(key, value) FROM kept WHERE key > ? AND key < ? ORDER BY key"
KEYS_NAMING = "SELECT key FROM kept WHERE key > ? AND key < ? AND instr(key, ?)"
SOME_KEYS = f"{KEYS} LIMIT ?"
SOME = f"{RANGE} LIMIT ?"
LAST = (
    "SELECT key, plain(key, value) FROM kept WHERE key > ? AND key < ? ORDER BY key DESC LIMIT 1"
)
LAST_KEY = "SELECT max(key) FROM kept WHERE key > ? AND key < ?"
A_ROW = "SELECT 1 FROM kept WHERE key > '' LIMIT 1"
COUNT = (
    "SELECT count(*) FROM "
    "(SELECT 1 FROM kept WHERE key > ? AND key < ? ORDER BY key LIMIT ?) AS part"
)
EVERY_KEY = "SELECT key FROM kept ORDER BY key"
EVERY_KEPT = "SELECT key, value FROM kept ORDER BY key"
FIRST_PART = "SELECT key, plain(key, value) FROM kept ORDER BY key LIMIT ?"
NEXT_PART = "SELECT key, plain(key, value) FROM kept WHERE key > ? ORDER BY key LIMIT ?"
SOME_KEPT = "SELECT key, CAST(value AS BLOB) FROM kept WHERE key > ? ORDER BY key LIMIT ?"
PUT_KEPT = (
    "INSERT INTO kept (key, value) VALUES (?, ?) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)


def led_to(index: str) -> tuple[str, Arguments]:
    """The statement that finds the record which this index row leads to: its key and text."""
    key = record_of(index)
    return (LAST, within(key)) if key.startswith("plan/") else (ROW, (key,))


def current(key: str) -> tuple[str, Arguments]:
    """The statement that finds the current row where this one may be an older revision."""
    return (LAST, within(key.rpartition("/")[0])) if key.startswith("plan/") else (ROW, (key,))


def last_number(row: Callable[[str, Arguments], Arguments | None], kind: str) -> int:
    """The highest number under which something of this kind is kept; a damaged name is none."""
    first, end = within(kind)
    while (found := row(LAST, (first, end))) and is_within(found[0], first, end):
        number = found[0].removeprefix(first)
        if number.isdecimal():
            return int(number)
        end = found[0]
    return 0


def is_within(key: object, first: str, end: str) -> bool:
    """Whether it is a key that was asked for: a damaged page may hold any other."""
    return isinstance(key, str) and first < key < end


class Rows(SqliteDict):  # type: ignore[misc]
    """The file as a dictionary of JSON texts on one direct connection, each write durable.

    A value that is not text is refused in both directions, so nothing is ever unpickled.
    """

    conn: Direct
    peers = ALONE

    def __init__(self, path: Path, *, wait_seconds: float, keys: Encryption | None = None) -> None:
        self.path, self.encryption = path, keys
        self._wait_seconds = wait_seconds
        super().__init__(str(path), tablename="kept", flag="c", encode=_text, decode=_text)
        self._opening = Opening(self.conn)

    def begins(self) -> None:
        """A transaction that is this process's alone; raises TakenOver where another one has
        written since."""
        self._opening.begins(self.conn)

    def commits(self) -> None:
        """It is on disk, and no process that has opened the file before writes any more."""
        self._opening.commits(self.conn)

    def compacting(self) -> Compacting:
        """What makes the file as small as it can be."""
        return Compacting(self.path, self._wait_seconds, self.encryption)

    def reopen(self) -> None:
        """A new connection; whatever the old one had not committed is undone."""
        self.conn.close()
        self.conn = self._new_conn()

    @contextmanager
    def beside(self) -> Iterator[Direct]:
        """Another connection, for any thread, to which the file stands still."""
        connection = self._new_conn()
        try:
            connection.execute("BEGIN")
            yield connection
        finally:
            connection.close()

    def _new_conn(self) -> Direct:
        return Direct(self.path, wait_seconds=self._wait_seconds, keys=self.encryption)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Undecodable("a row is not text")
    return value
