"""The files in which a process says how it stands, for whoever looks at the machine."""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.release import build

LEADS, STANDS_BY = "health.json", "standby.json"  # two processes may share the folder
SAYS, BEGAN, UPKEEP, VERSION, HEADS = "says", "began", "upkeep", "version", "heads"
DAMAGED = "damaged"  # how many records cannot be read: plans, people, teams


def written(path: Path, said: Mapping[str, Any]) -> None:
    """The file says this, whole, and which build of the program says it; raises OSError."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_text(f"{json.dumps({**said, VERSION: build()}, indent=1)}\n", "utf-8")
    unfinished.replace(path)


def read(path: Path) -> tuple[dict[str, Any], datetime]:
    """What the file says, and when it was written by the clock of the machine; raises OSError,
    ValueError and TypeError."""
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return dict(json.loads(path.read_text("utf-8"))), at
