"""A whole copy of the file, which has its name only once it is on disk from end to end."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.store.connection import WAIT_SECONDS, Bytes

BESIDE = ("", "-journal", "-wal", "-shm")  # what SQLite lays beside a file that it writes


@contextmanager
def laid(source: Path, unfinished: Path) -> Iterator[Path]:
    """The copy is on disk under this name, readable by its owner alone; what is not placed under
    another one by the end of the block is gone."""
    with begun(unfinished):
        with closing(Bytes(source, wait_seconds=WAIT_SECONDS)) as there:
            there.copied_to(unfinished)
        on_disk(unfinished)
        yield unfinished


@contextmanager
def begun(unfinished: Path) -> Iterator[None]:
    """An empty file is there for its owner alone, and nothing of that name after the block."""
    removed(unfinished)
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield
    finally:
        removed(unfinished)


def copy_of(path: Path, schema: int) -> Path:
    """Where the file is copied to before it is brought up from this schema."""
    return path.with_name(f"{path.name}.schema-{schema}")


def copies_of(path: Path) -> tuple[Path, ...]:
    """All such copies that are there."""
    return tuple(sorted(path.parent.glob(f"{path.name}.schema-*")))


def placed(unfinished: Path, path: Path) -> None:
    """What is whole has its name, and keeps it whatever happens to the machine."""
    on_disk(unfinished)
    unfinished.rename(path)
    on_disk(path.parent)


def removed(unfinished: Path) -> None:
    """Nothing is left of a copy that was not finished."""
    for end in BESIDE:
        unfinished.with_name(f"{unfinished.name}{end}").unlink(missing_ok=True)


def on_disk(path: Path) -> None:
    """What the file or the folder holds is on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
