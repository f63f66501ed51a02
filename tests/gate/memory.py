"""A folder in memory for what tests write that are not about a disk: one that is told to keep each
byte takes long for it, and much of the processor."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.gate.lanes import LEAVES

MEMORY = Path("/dev/shm")  # noqa: S108  # only a folder that is made in it is used
ENOUGH_BYTES = 3 * 2**30
AT_ONCE = ("-o", "tmp_path_retention_policy=failed")  # what passed leaves nothing
OPEN_TO_PASS = 0o711  # where the tests are root's a database server is nobody's


@contextmanager
def in_memory(memory: Path = MEMORY) -> Iterator[Mapping[str, str]]:
    """The setting with which a check writes there: none where there is no room, or no program may
    be run from it."""
    if not _fits(memory):
        yield {}
        return
    with TemporaryDirectory(prefix="mt-", dir=memory) as name:  # short: sockets lie below it
        LEAVES.add(Path(name))
        Path(name).chmod(OPEN_TO_PASS)
        yield {"TMPDIR": name}


def _fits(memory: Path) -> bool:
    if not memory.is_dir() or not os.access(memory, os.W_OK):
        return False
    runs = not os.statvfs(memory).f_flag & os.ST_NOEXEC
    return runs and shutil.disk_usage(memory).free >= ENOUGH_BYTES
