"""A row of the file is damaged while the process runs, and restored from a backup later."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

KINDS = ("plan", "plan", "reminder", "reminder", "team", "person")


@dataclass(slots=True, kw_only=True)
class Damage:
    """One row at a time."""

    file: Path
    chance: Random
    key: str = ""
    before: str = ""
    after: str = ""

    def begins(self) -> str:
        """The key of the row that cannot be read from now on; empty where there is none."""
        kind = self.chance.choice(KINDS)
        with self._opened() as file:
            rows = file.execute(
                "SELECT key, value FROM kept WHERE key > ? AND key < ? ORDER BY key",
                (f"{kind}/", f"{kind}0"),
            ).fetchall()
            if not rows:
                return ""
            self.key, self.before = self.chance.choice(rows)
            at = self.before.index('"body":') + len('"body":') + 1
            altered = f"{self.before[:at]}~{self.before[at + 1 :]}"
            self.after = self.chance.choice(("not JSON", altered))
            file.execute("UPDATE kept SET value = ? WHERE key = ?", (self.after, self.key))
        return self.key

    def ends(self) -> str:
        """The key of the row that is as it was, unless it was made anew meanwhile."""
        with self._opened() as file:
            there = "UPDATE kept SET value = ? WHERE key = ? AND value = ?"
            file.execute(there, (self.before, self.key, self.after))
        key, self.key = self.key, ""
        return key

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.file, isolation_level=None)) as file:
            yield file
