"""What can be seen of a data folder beside the process that has it; nothing in it changes."""

import os
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path

from bot.store import CannotOpen, NotRead
from bot.store.connection import Looking
from bot.store.disk.file import UNREADABLE
from bot.store.disk.folder import (
    ALTERED,
    FILE,
    OTHERS,
    UNFINISHED,
    check_keys,
    is_altered,
    schema_of,
)
from bot.store.engine import Reads
from bot.store.record.codec import SCHEMA
from bot.store.record.forms import TEAM
from bot.store.record.keys import within
from bot.store.rows import RANGE
from bot.store.secrecy import Encryption, WrongKeys

WAIT_SECONDS = 2.0


def wrong_with(folder: Path, keys: Encryption | None = None) -> Iterator[str]:
    """What would keep a bot from starting on this folder, each with a way on."""
    if not folder.exists():
        return
    if not folder.is_dir():
        yield f"{folder} is no folder; name another one"
        return
    kept = (folder, *sorted(folder.glob(f"{FILE}*")))
    if seen := [path for path in kept if path.stat().st_mode & OTHERS]:
        yield from (f"{path} can be read or written by others: chmod go= {path}" for path in seen)
    elif not os.access(folder, os.W_OK | os.X_OK):
        yield f"{folder} cannot be written by this user; run this as the user of the service"
    elif (folder / UNFINISHED).exists() and not (folder / FILE).exists():
        yield f"a restore into {folder} did not end; do it again"
    elif (folder / FILE).exists():
        yield from _wrong_with_file(folder / FILE, keys)


def is_encrypted(path: Path, keys: Encryption) -> bool:
    """Whether the file is encrypted, with these keys; raises CannotOpen."""
    try:
        with closing(Looking(path, wait_seconds=WAIT_SECONDS, keys=keys)) as file:
            return file.keys is not None
    except UNREADABLE as error:
        raise CannotOpen(f"{path} cannot be read ({error}); restore it from a backup") from error


def groups(folder: Path, keys: Encryption | None = None) -> Mapping[int, int]:
    """The group of each team that has one, as far as it can be read."""
    if not (folder / FILE).is_file():
        return {}
    with (
        suppress(CannotOpen, *UNREADABLE),
        closing(Looking(folder / FILE, wait_seconds=WAIT_SECONDS, keys=keys)) as file,
    ):
        return groups_among(file)
    return {}


def groups_among(rows: Reads) -> Mapping[int, int]:
    """The same of these rows."""
    found = dict[int, int]()
    for key, text in rows.select(RANGE, within("team")):
        with suppress(NotRead):
            team, _ = TEAM.read(text, key=key)
            if team.chat:
                found[team.number] = team.chat
    return found


def _wrong_with_file(path: Path, keys: Encryption | None) -> Iterator[str]:
    try:
        with closing(Looking(path, wait_seconds=WAIT_SECONDS, keys=keys)) as file:
            schema = schema_of(path, file)
            altered = is_altered(file, schema)
            if keys and file.keys:
                check_keys(file, keys)
    except WrongKeys as error:
        yield str(error)
    except CannotOpen as error:
        yield f"{error}; restore a backup, or start the version that wrote it"
    except UNREADABLE as error:
        yield f"{path} cannot be read ({error}); restore a backup"
    else:
        if altered:
            yield f"{path} {ALTERED}"
        elif schema < SCHEMA:
            yield f"{path} is of an earlier version; back it up, then start: it is brought up"
