"""A store in a folder of its own, closed afterwards."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.store import Store
from bot.store.postgres.store import open_database
from bot.store.sqlite import SqliteStore, open_store
from tests.bot.store.keyed import open_encrypted, open_keyed
from tests.world.memory_store import open_memory
from tests.world.postgres import server

Opener = Callable[[Path], Store]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
def sqlite(folder: Path) -> Iterator[SqliteStore]:
    store = open_store(folder, wait_seconds=0.1)
    yield store
    store.close()


def open_postgres(folder: Path) -> SqliteStore:
    """The store in the tables that are called by this folder."""
    return open_database(server().address(str(folder)))


def open_keyed_postgres(folder: Path) -> SqliteStore:
    """The same, encrypted with the keys that are called so too."""
    return open_keyed(server().address(str(folder)), folder.with_name(f"{folder.name}.keys"))


OPENERS: dict[str, Opener] = {
    "sqlite": open_store,
    "encrypted": open_encrypted,
    "memory": open_memory,
    "postgres": open_postgres,
}


@pytest.fixture(params=OPENERS.values(), ids=OPENERS)
def opener(request: pytest.FixtureRequest) -> Opener:
    return request.param


@pytest.fixture
def store(opener: Opener, folder: Path) -> Iterator[Store]:
    opened = opener(folder)
    yield opened
    opened.close()


@pytest.fixture
def address(folder: Path) -> str:
    return server().address(str(folder))


@pytest.fixture
def postgres(address: str) -> Iterator[SqliteStore]:
    store = open_database(address)
    yield store
    store.close()
