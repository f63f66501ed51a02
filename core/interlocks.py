"""The table of dangerous combinations: admit now, confirm, tell."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """What a notice asks of the reader."""

    EMERGENCY = "emergency"
    CONFIRM = "confirm"
    TELL = "tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A stable code with its level; a notice never changes the outcome."""

    level: Level
    code: str
