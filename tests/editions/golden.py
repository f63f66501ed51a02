"""Folders as earlier editions have left them, with what those said of them."""

import json
import lzma
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FILE = "myotaper.db"
OWN, OWN_FILE = 0o700, 0o600  # readable by nobody else


def folder(edition: int, tmp_path: Path) -> Path:
    """A copy of the edition's folder, which may be written to."""
    there = tmp_path / f"edition_{edition}"
    there.mkdir(mode=OWN)
    file = there / FILE
    file.touch(mode=OWN_FILE)
    file.write_bytes(lzma.decompress((HERE / str(edition) / f"{FILE}.xz").read_bytes()))
    return there


def told(edition: int) -> dict[str, Any]:
    """What the edition says of each plan of its folder, by label."""
    return _read(edition, "told")


def lived(edition: int) -> dict[str, Any]:
    """How the edition lives each plan on, by label."""
    return _read(edition, "lived")


def _read(edition: int, name: str) -> dict[str, Any]:
    text = lzma.decompress((HERE / str(edition) / f"{name}.json.xz").read_bytes())
    found: dict[str, Any] = json.loads(text)
    return found
