"""A row is damaged while the process runs, and restored from a backup later."""

from dataclasses import dataclass
from random import Random

from tests.bot.kept import Kept

KINDS = ("plan", "plan", "reminder", "reminder", "team", "person")


@dataclass(slots=True, kw_only=True)
class Damage:
    """One row at a time."""

    kept: Kept
    chance: Random
    key: str = ""
    before: str = ""
    after: str = ""

    def begins(self) -> str:
        """The key of the row that cannot be read from now on; empty where there is none."""
        kind = self.chance.choice(KINDS)
        rows = [each for each in self.kept.rows().items() if each[0].startswith(f"{kind}/")]
        if not rows:
            return ""
        self.key, self.before = self.chance.choice(rows)
        at = self.before.index('"body":') + len('"body":') + 1
        altered = f"{self.before[:at]}~{self.before[at + 1 :]}"
        self.after = self.chance.choice(("not JSON", altered))
        self.kept.put(self.key, self.after)
        return self.key

    def ends(self) -> str:
        """The key of the row that is as it was, unless it was made anew meanwhile."""
        if self.kept.rows().get(self.key) == self.after:
            self.kept.put(self.key, self.before)
        key, self.key = self.key, ""
        return key
