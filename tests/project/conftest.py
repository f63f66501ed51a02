"""The checkout as something to read: its files, and its modules as syntax trees."""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGES = ("core", "flows", "bot")

Modules = Iterator[tuple[str, ast.Module]]


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def modules(root: Path) -> Callable[..., Modules]:
    """modules("core", "flows"): every module there, as (path from the root, tree), parsed once."""

    @cache
    def tree(path: Path) -> ast.Module:
        return ast.parse(path.read_text(encoding="utf-8"))

    def read(*folders: str) -> Modules:
        for folder in folders:
            for path in sorted((root / folder).rglob("*.py")):
                yield path.relative_to(root).as_posix(), tree(path)

    return read
