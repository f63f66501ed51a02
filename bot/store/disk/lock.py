"""The lock of a data folder: one process at a time writes there."""

from pathlib import Path

from filelock import FileLock, Timeout

from bot.store import CannotOpen
from bot.store.disk.folder import unusable

LOCK = "myotaper.lock"


def taken(folder: Path) -> FileLock:
    """The lock, held by this process until it is released; raises CannotOpen."""
    lock = FileLock(folder / LOCK, timeout=0, mode=0o600, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise CannotOpen(f"another process is using {folder}; stop that one first") from error
    except OSError as error:
        raise unusable(folder, error) from error
    return lock
