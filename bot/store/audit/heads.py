"""The file that the ends of the chain are written to, on another disk or machine: added to only.

Whoever has a line of it can tell that nothing before it is gone or another.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.store.head import Head


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """An end of the chain, and when it was written down; None: that is not known."""

    head: Head
    at: datetime | None = None


def note(path: Path, head: Head, at: datetime) -> None:
    """It is the last line of the file, on disk; raises OSError."""
    line = f"{at.astimezone(UTC).isoformat(timespec='seconds')} {head}\n"
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, line.encode())
        os.fsync(file)
    finally:
        os.close(file)


def noted(path: Path) -> Iterator[Noted]:
    """Every line of the file; raises OSError, and ValueError where one is none."""
    with path.open(encoding="ascii") as lines:
        for number, line in enumerate(lines, 1):
            at, _, head = line.strip().partition(" ")
            try:
                yield Noted(head=Head.read(head), at=datetime.fromisoformat(at))
            except ValueError as error:
                raise ValueError(f"{path}, line {number}: it is no head of an audit") from error
