"""That this installation goes on from a backup: what it was told since is not known."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

RESTORED = "meta/restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """From a backup of when, and when that was; both aware."""

    as_of: datetime
    at: datetime

    def __str__(self) -> str:
        return f"{self.as_of.isoformat()} {self.at.isoformat()}"

    @classmethod
    def read(cls, text: str) -> Self:
        """The same as it was written; raises ValueError."""
        as_of, at = map(datetime.fromisoformat, text.split(" "))
        return cls(as_of=as_of, at=at)
