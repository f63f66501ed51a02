"""The trainees' file beside that of the patients: in clear, and nothing else fits into it.

learner/<chat>
"""

import logging
import sqlite3
from asyncio import sleep
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bot.store import NotRead, Undecodable
from bot.store.backups.copy import removed
from bot.store.connection import Direct
from bot.store.disk.file import UNREADABLE, File, not_saved
from bot.store.engine import Writes
from bot.store.record.codec import Form
from bot.store.record.keys import within
from bot.store.rows import DELETE, GET, PUT, SOME, Rows
from flows.talk.turn import Learnt

TRAINEES = "training.db"
KIND = "learner"
BATCH = 200
WAIT_SECONDS = 2.0  # for a file that somebody else has locked
NOTHING_ELSE = (
    "CREATE TRIGGER IF NOT EXISTS nothing_else BEFORE INSERT ON kept "
    f"WHEN NEW.key NOT GLOB '{KIND}/*' "
    "BEGIN SELECT RAISE(ABORT, 'only what trainees learn is kept in this file'); END"
)
LEARNT = Form(Learnt, instants=lambda learnt: (learnt.at,))
FAILURES = (OSError, *UNREADABLE)

log = logging.getLogger(__name__)


class TraineesFile:
    """Open only while it is used; one that is missing or damaged begins anew."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / TRAINEES

    def load(self, chat: int) -> Learnt:
        """What was learnt there; nothing where that cannot be read, which the log says."""
        if not self.path.exists():
            return Learnt()
        key = _key(chat)
        try:
            with self._opened() as file:
                row = file.row(GET, (key,))
            return LEARNT.read(row[0], key=key)[0] if row else Learnt()
        except Undecodable:
            log.exception("what a trainee has learnt cannot be read, and begins anew")
        except (NotRead, *FAILURES):
            log.exception("what trainees have learnt cannot be read")
        return Learnt()

    def keep(self, chat: int, learnt: Learnt) -> None:
        """It is durable when this returns; raises NotSaved."""
        key = _key(chat)
        text = LEARNT.write(learnt, key=key)
        with self._transaction() as connection:
            connection.execute(PUT, (key, text))

    async def purge(self, before: datetime, now: datetime) -> int:
        """Of how many chats it was removed, the last of which was learnt `before`; their bytes are
        overwritten. Where nobody knows when, it was now. Others are served between batches; raises
        NotSaved."""
        count = 0
        after, end = within(KIND) if self.path.exists() else ("", "")
        while after:
            with self._transaction() as connection:
                batch = list(connection.select(SOME, (after, end, BATCH)))
                count += sum(_remove(connection, key, text, before, now) for key, text in batch)
            after = batch[-1][0] if batch else ""
            await sleep(0)
        return count

    @contextmanager
    def _transaction(self) -> Iterator[Writes]:
        try:
            with self._opened() as file, file.transaction() as connection:
                yield connection
        except FAILURES as error:
            raise not_saved(error) from error

    @contextmanager
    def _opened(self) -> Iterator[File]:
        """The file, closed and its log emptied by the end of the block."""
        try:
            self._check()
        except sqlite3.OperationalError:  # it is locked, or the disk is full: another time
            raise
        except sqlite3.DatabaseError:
            log.exception("what trainees have learnt is damaged, and begins anew")
            removed(self.path)
        file = File(Rows(self.path, wait_seconds=WAIT_SECONDS))
        try:
            file.connection().execute(NOTHING_ELSE)
            yield file
        finally:
            file.close()

    def _check(self) -> None:
        """Raises sqlite3.Error where it is not sound."""
        if self.path.exists():
            with closing(Direct(self.path, wait_seconds=WAIT_SECONDS)) as connection:
                for damage in connection.damage():
                    raise sqlite3.DatabaseError(damage)


def _key(chat: int) -> str:
    return f"{KIND}/{chat}"


def _remove(connection: Writes, key: str, text: object, before: datetime, now: datetime) -> bool:
    """Whether it is gone; what cannot be read is of no use to anybody, and goes too."""
    try:
        learnt, _ = LEARNT.read(text, key=key)
    except Undecodable:
        learnt = Learnt()
    if not learnt.chosen or (learnt.at and learnt.at < before):
        connection.execute(DELETE, (key,))
        return True
    if learnt.at is None:
        connection.execute(PUT, (key, LEARNT.write(replace(learnt, at=now), key=key)))
    return False
