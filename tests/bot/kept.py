"""What is kept in a file or in a database, with its rows as they lie there, for whoever damages
one, and for whoever mends it by the words of the manual."""

import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bot.store.postgres.moving import into_database
from bot.store.postgres.store import open_database
from bot.store.sqlite import SqliteStore, open_store
from tests.world.postgres import server

FILE = "myotaper.db"
MANUAL = Path("deploy/README.md").read_text("utf-8")
RESTORE, FROM_BACKUP, GIVE_UP, KEYLESS = re.findall(
    r"```\n((?:ATTACH|sqlite3|DELETE).*?)```", MANUAL, re.DOTALL
)
KEYRING = "/var/lib/private/myotaper-keys/myotaper.keyring"
BACKUP = "/var/lib/private/myotaper-backups/myotaper-20261129T023000Z.db"
ROWS, LABEL = "plan/K7Q-2M3/*", "K7Q-2M3"
SELECTS = re.compile(r'"(SELECT [^"]*)"')
OTHERS = "UPDATE installation SET counted = counted + 1"  # as whoever writes says of it
Value = str | bytes


@dataclass(frozen=True, slots=True)
class OnFile:
    """The file of this folder."""

    folder: Path

    def like(self, whole: Path) -> None:
        """It holds what that folder holds."""
        shutil.copytree(whole, self.folder)

    def opened(self) -> SqliteStore:
        return open_store(self.folder, wait_seconds=0.1)

    def rows(self) -> dict[str, str]:
        with self._opened() as file:
            return dict(file.execute("SELECT key, value FROM kept ORDER BY key"))

    def put(self, key: str, value: Value | None) -> None:
        """What is under this key from now on; None: nothing is."""
        with self._opened() as file:
            if value is None:
                file.execute("DELETE FROM kept WHERE key = ?", (key,))
            else:
                file.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (key, value))

    def restored(self, backup: Path, rows: str) -> None:
        """By the words of the manual, with these rows in the place of the example's."""
        with self._opened() as file:
            file.executescript(RESTORE.replace(BACKUP, str(backup / FILE)).replace(ROWS, rows))

    def given_up(self, label: str) -> None:
        """Likewise."""
        with self._opened() as file:
            file.executescript(GIVE_UP.replace(LABEL, label))

    def keyless(self, keyring: Path) -> list[str]:
        """The plans whose key is lost, likewise."""
        attach, select = KEYLESS.replace(KEYRING, str(keyring)).split("\n", 1)
        with self._opened() as file:
            file.execute(attach)
            return [label for (label,) in file.execute(select)]

    def _opened(self) -> closing[sqlite3.Connection]:
        return closing(sqlite3.connect(self.folder / FILE, isolation_level=None))


@dataclass(frozen=True, slots=True)
class InDatabase:
    """The tables at this address of the server of the tests."""

    address: str

    @classmethod
    def named(cls, name: str) -> "InDatabase":
        return cls(server().address(name))

    def like(self, whole: Path) -> None:
        """It holds what that folder holds."""
        into_database(whole, self.address)

    def opened(self) -> SqliteStore:
        return open_database(self.address)

    def rows(self) -> dict[str, str]:
        with self._opened() as there:
            rows = there.execute("SELECT key, value FROM kept ORDER BY key").fetchall()
        return {key: value.decode(errors="surrogateescape") for key, value in rows}

    def put(self, key: str, value: Value | None) -> None:
        """What is under this key from now on; None: nothing is."""
        with self._opened() as there:
            there.execute("DELETE FROM kept WHERE key = %s", (key,))
            if value is not None:
                kept = value.encode(errors="surrogateescape") if isinstance(value, str) else value
                there.execute("INSERT INTO kept VALUES (%s, %s)", (key, kept))
            there.execute(OTHERS)

    def restored(self, backup: Path, rows: str) -> None:
        """By the words of the manual, with these rows in the place of the example's."""
        asks = SELECTS.search(FROM_BACKUP.replace(ROWS, rows))[1]
        with closing(sqlite3.connect(backup / FILE)) as file, self._opened() as there:
            for (statement,) in file.execute(asks):
                there.execute(statement)

    def given_up(self, label: str) -> None:
        """Likewise."""
        with self._opened() as there:
            there.execute(GIVE_UP.replace(LABEL, label))

    def keyless(self) -> list[str]:
        """The plans whose key is lost, likewise."""
        _, select = KEYLESS.replace("keys.ring", "keyring").split("\n", 1)
        with self._opened() as there:
            return [label for (label,) in there.execute(select).fetchall()]

    def _opened(self) -> psycopg.Connection:
        return psycopg.connect(self.address, autocommit=True)


Kept = OnFile | InDatabase


def kept_in(there: Path | Kept) -> Kept:
    """A folder is its file."""
    return OnFile(there) if isinstance(there, Path) else there
