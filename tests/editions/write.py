"""The folder that an edition leaves behind, and what it says of it.

    python -m tests.editions.write --edition 1 --into tests/editions/1

plays the whole story of the folder by this checkout's own desk, dialogue, store and alarm, on a
clock and a chance of its own, so that every run writes the same bytes. It writes

    myotaper.db.xz   the store as the last minute of the story left it
    told.json.xz     what this code says of every plan, then and on each day to come
    lived.json.xz    how each adult's plan goes on when decisions are taken

An edition is written once, by its own code, and never again: what it has said stays said.
"""

import argparse
import json
import lzma
import sqlite3
import sys
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.editions.asked import NOW, Plan, plans
from tests.editions.golden import FILE
from tests.editions.policy import MANY, lived
from tests.editions.saying import said
from tests.editions.story import told

LONG_LIVES = 2
ANYBODY_READS = 0o644


def main() -> int:
    """The three files are there; how many plans of each kind is printed."""
    parser = argparse.ArgumentParser(prog="python -m tests.editions.write")
    parser.add_argument("--edition", type=int, required=True)
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--kinds", nargs="*", default=(), help="one plan of each: for a test")
    given = parser.parse_args()
    given.into.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "data")
        kinds = told(folder, given.kinds)
        _packed(given.into / f"{FILE}.xz", _one_file(folder / FILE))
        with plans(folder) as there:
            _written(given.into / "told.json.xz", _told(there, kinds, given.edition))
            _written(given.into / "lived.json.xz", _lived(there))
    print(*(f"{kind} {count}" for kind, count in Counter(kinds.values()).items()), sep="\n")
    return 0


def _told(there: dict[str, Plan], kinds: dict[str, str], edition: int) -> dict[str, Any]:
    said_of = {label: {"kind": kinds[label], **said(plan)} for label, plan in there.items()}
    return {"edition": edition, "now": NOW.isoformat(), "plans": said_of}


def _lived(there: dict[str, Plan]) -> dict[str, Any]:
    """Every life, and of some plans another that goes on and on."""
    living = {label: plan for label, plan in there.items() if plan.goes_on}
    lives = {label: lived(label, plan) for label, plan in living.items()}
    long = dict[str, Any]()
    for label, plan in living.items():
        if len(long) < LONG_LIVES and len(life := lived(label, plan, many=True)) == MANY:
            long[label] = life
    return {"lives": lives, "long": long}


def _one_file(path: Path) -> bytes:
    """The store as a single file with nothing in it but what is kept."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.read_bytes()


def _written(path: Path, value: dict[str, Any]) -> None:
    _packed(path, json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def _packed(path: Path, content: bytes) -> None:
    path.write_bytes(lzma.compress(content, preset=9 | lzma.PRESET_EXTREME))
    path.chmod(ANYBODY_READS)  # the store has this process make files for its owner alone


if __name__ == "__main__":
    sys.exit(main())
