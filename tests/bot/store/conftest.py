"""A store in a folder of its own, closed afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.sqlite import SqliteStore, open_store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
def sqlite(folder: Path) -> Iterator[SqliteStore]:
    store = open_store(folder, wait_seconds=0.1)
    yield store
    store.close()
