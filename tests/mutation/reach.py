"""Which functions each test reaches, kept as long as neither they nor its file are others."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from tests.mutation.altering import sum_of


@dataclass(frozen=True, slots=True)
class Reached:
    """What a test reaches, and how long it takes."""

    took: float
    functions: tuple[str, ...]


class Reach:
    """What every test of a part reaches of this code, whatever else may have changed."""

    def __init__(self, place: Path, code: str) -> None:
        self.path, self.code = place / "reach.json", code
        kept = json.loads(self.path.read_text("utf-8")) if self.path.exists() else {}
        self.known = {key: Reached(**each) for key, each in kept.items()}

    def of(self, item: pytest.Item) -> Reached | None:
        """None where it is not known, or was found in other code."""
        return self.known.get(self._key(item))

    def add(self, item: pytest.Item, took: float, functions: Sequence[str]) -> None:
        self.known[self._key(item)] = Reached(took, tuple(functions))

    def keep(self) -> None:
        """The next run need not find it."""
        said = {key: asdict(each) for key, each in self.known.items() if self.code in key}
        self.path.write_text(json.dumps(said), encoding="utf-8")

    def _key(self, item: pytest.Item) -> str:
        return f"{item.nodeid} {sum_of(item.path.read_text('utf-8'))} {self.code}"
