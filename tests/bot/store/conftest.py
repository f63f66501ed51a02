"""A store in a folder of its own, closed afterwards."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.store import Store
from bot.store.sqlite import SqliteStore, open_store
from tests.bot.store.keyed import open_encrypted
from tests.world.memory_store import open_memory

Opener = Callable[[Path], Store]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
def sqlite(folder: Path) -> Iterator[SqliteStore]:
    store = open_store(folder, wait_seconds=0.1)
    yield store
    store.close()


@pytest.fixture(
    params=[open_store, open_encrypted, open_memory], ids=["sqlite", "encrypted", "memory"]
)
def opener(request: pytest.FixtureRequest) -> Opener:
    return request.param


@pytest.fixture
def store(opener: Opener, folder: Path) -> Iterator[Store]:
    opened = opener(folder)
    yield opened
    opened.close()
