"""Where a measured store lies: in a folder, or in a database whose commits are on the disk."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

import psycopg

from bot.store.connection import Direct
from bot.store.disk.folder import FILE
from bot.store.postgres.store import open_database
from bot.store.rows import PUT_KEPT
from bot.store.sqlite import SqliteStore, open_store
from tests.world.postgres import Server

DURABLE = (
    "fsync=on", "full_page_writes=on", "synchronous_commit=on", "autovacuum=on",
    "shared_buffers=128MB", "max_connections=100",
)  # fmt: skip
TOGETHER = 10_000
COPY = "COPY kept (key, value) FROM STDIN WITH (FORMAT BINARY)"
SETTLED = "VACUUM (ANALYZE) kept"  # as the server does by itself, in time
Texts = Iterable[tuple[str, str]]  # keys and values


class Place(Protocol):
    """One store, which is empty at first."""

    name: str

    def opened(self) -> SqliteStore:
        """The store, for this process."""
        ...

    def holds(self, rows: Texts) -> None:
        """These rows, written as fast as the engine takes them, while nobody has it open."""
        ...

    @property
    def told(self) -> dict[str, str]:
        """The settings by which a bot finds it."""
        ...


@dataclass(frozen=True, slots=True)
class InFolder:
    """A file of SQLite."""

    folder: Path
    name = "SQLite"

    def opened(self) -> SqliteStore:
        """The store, for this process."""
        return open_store(self.folder)

    def holds(self, rows: Texts) -> None:
        """These rows, in transactions of ten thousand."""
        self.opened().close()
        some = iter(rows)
        with closing(Direct(self.folder / FILE, wait_seconds=0)) as connection:
            while part := list(islice(some, TOGETHER)):
                connection.execute("BEGIN")
                connection.executemany(PUT_KEPT, part)
                connection.execute("COMMIT")

    @property
    def told(self) -> dict[str, str]:
        """The settings by which a bot finds it."""
        return {"DATA": str(self.folder)}


@dataclass(frozen=True, slots=True)
class InDatabase:
    """Tables of PostgreSQL; the folder beside it holds what is no data."""

    address: str
    folder: Path
    name = "PostgreSQL"

    def opened(self) -> SqliteStore:
        """The store, for this process."""
        return open_database(self.address)

    def holds(self, rows: Texts) -> None:
        """These rows, copied at once, and what the server knows of them."""
        self.opened().close()
        with psycopg.connect(self.address, autocommit=True) as connection:
            with connection.cursor() as cursor, cursor.copy(COPY) as copy:
                copy.set_types(["text", "bytea"])
                for key, value in rows:
                    copy.write_row((key, value.encode()))
            connection.execute(SETTLED)

    @property
    def told(self) -> dict[str, str]:
        """The settings by which a bot finds it."""
        return {"DATA": str(self.folder), "DATABASE": self.address}


@contextmanager
def served() -> Iterator[Server]:
    """A server of our own, whose commits are on the disk before they are answered."""
    there = Server(DURABLE)
    try:
        yield there.start()
    finally:
        there.end()


@contextmanager
def both(folder: Path) -> Iterator[tuple[Place, Place]]:
    """An empty store of either engine."""
    with served() as server:
        yield pair(server, folder, "both")


def pair(server: Server, folder: Path, name: str) -> tuple[Place, Place]:
    """The same on a server that there is, under this name."""
    there = folder / name
    return InFolder(there / "file"), InDatabase(server.address(name), there / "beside")
