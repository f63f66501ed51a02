"""A backup: one file with everything, made while others go on writing, and read back whole."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.store import CannotOpen
from bot.store.backups.copy import laid, placed, removed
from bot.store.backups.proof import AS_OF, NotWhole, Proof, digest_of, proved
from bot.store.connection import Looking, offered
from bot.store.disk.file import UNREADABLE
from bot.store.disk.folder import FILE
from bot.store.record.codec import SCHEMA
from bot.store.record.forms import WORD
from bot.store.rows import PUT
from bot.store.secrecy import Encryption

STAMP = "%Y%m%dT%H%M%SZ"
DATED, BY_HAND = f"myotaper-{STAMP}.db", f"myotaper-by-hand-{STAMP}.db"
NAMED = re.compile(r"myotaper-(by-hand-)?(\d{8}T\d{6}Z)\.db(\.new)?")
Lays = Callable[[Path], AbstractContextManager[Path]]
LEFT_AFTER = timedelta(days=1)  # by then whoever began it has ended


class NotBackedUp(Exception):
    """There is no new backup; the message says why, and what to do about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A file that is whole, and what it holds."""

    path: Path
    proof: Proof


def backed_up(data: Path, to: Path, at: datetime, keys: Encryption | None = None) -> Backup:
    """All that the folder holds at this moment is in this file, or in one named for the time in
    this folder, for its owner alone; raises NotBackedUp, and then nothing is there.

    One that is encrypted has beside it the keys that it is read with, wrapped by the master key.
    """
    source = data / FILE
    if not source.is_file():
        raise NotBackedUp(f"there is nothing to back up: {source} is not there")
    return made(lambda unfinished: laid(source, unfinished), to, at, keys)


def made(lays: Lays, to: Path, at: datetime, keys: Encryption | None = None) -> Backup:
    """The same of what this lays there."""
    path = to / by_hand(at) if to.is_dir() else to
    if not path.parent.is_dir():
        raise NotBackedUp(f"{path.parent} is no folder; make it, or name another one")
    if path.exists():
        raise NotBackedUp(f"{path} is there already; remove it, or name another file")
    try:
        with lays(path.with_name(f"{path.name}.new")) as unfinished:
            _date(unfinished, at, keys)
            proof = proved(unfinished, keys)
            if keys and proof.encrypted:
                keys.copy_to(path.parent)
            placed(unfinished, path)
    except (NotWhole, CannotOpen, *UNREADABLE, OSError) as error:
        raise NotBackedUp(f"no backup was made: {error}. Keep the last one there is") from error
    return Backup(path=path, proof=proof)


def dated(at: datetime) -> str:
    """The name of a backup that the bot makes by itself at this time."""
    return at.astimezone(UTC).strftime(DATED)


def by_hand(at: datetime) -> str:
    """The name of one that somebody makes: it is never counted among the others, nor removed."""
    return at.astimezone(UTC).strftime(BY_HAND)


def latest(folder: Path, now: datetime) -> datetime | None:
    """When the newest backup by now was made, of those that the bot makes by itself."""
    return max((at for at, _ in _dated(folder) if at <= now), default=None)


def thinned(folder: Path, keep: int, now: datetime) -> int:
    """How many of the bot's own backups were removed, so that the newest are left, as many as are
    to be kept; and nothing is left of what was begun long ago and not finished."""
    for path in folder.iterdir():
        named = NAMED.fullmatch(path.name)
        if named and named[3] and now - _time(named[2]) > LEFT_AFTER:
            removed(path)
    old = sorted(_dated(folder), reverse=True)[keep:]
    for _, path in old:
        path.unlink()
    return len(old)


def _date(unfinished: Path, at: datetime, keys: Encryption | None) -> None:
    """The file says when it was made, unless it is of an earlier version of this program."""
    with closing(Looking(unfinished, wait_seconds=0, keys=keys)) as there:
        known = there.select_one("PRAGMA user_version") == (SCHEMA,)
        digest = digest_of(there) if known else ""
        encryption = there.keys
    if digest:
        with closing(sqlite3.connect(unfinished)) as writing, writing:
            offered(writing, encryption)
            note = WORD.write(f"{at.isoformat()} {digest}", key=AS_OF)
            writing.execute(PUT, (AS_OF, note))


def _dated(folder: Path) -> Iterator[tuple[datetime, Path]]:
    for path in folder.iterdir():
        named = NAMED.fullmatch(path.name)
        if named and not named[1] and not named[3]:
            yield _time(named[2]), path


def _time(stamp: str) -> datetime:
    return datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)
