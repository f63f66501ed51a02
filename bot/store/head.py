"""The end of the audit's chain, as it is written down elsewhere."""

from dataclasses import dataclass
from typing import Self

SHORTEST = 16  # characters of a hash that are enough to know it by
DIGITS = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of a chain: whoever has it can tell that nothing before it is gone or another."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.hash}@{self.seq}"

    @property
    def short(self) -> str:
        """As much of it as it is known by."""
        return f"{self.hash[:SHORTEST]}@{self.seq}"

    @classmethod
    def read(cls, text: str) -> Self:
        """As it was written; raises ValueError."""
        hash_, _, seq = text.partition("@")
        if len(hash_) < SHORTEST or set(hash_) - DIGITS or not seq.isdecimal():
            raise ValueError(text)
        return cls(seq=int(seq), hash=hash_)
