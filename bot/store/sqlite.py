"""Sessions, plans and the audit in one SQLite file: one table, prefixed keys, JSON values.

session/<chat>  plan/<label>/<revision>  label/<label>  deed/<number>  meta/key
"""

import hmac
import secrets
import sqlite3
from asyncio import sleep
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout
from sqlitedict import SqliteDict  # its own codec, pickle, is never used (CVE-2024-35515)

from bot.store import CannotOpen, Change, Entry, Loaded, NotRead, NotSaved, Stale, Undecodable
from bot.store.check import problems
from bot.store.codec import ENTRY, PLAN, SESSION, WORD
from bot.store.connection import Arguments, Direct
from bot.store.folder import FILE, checked, opened_folder
from bot.store.group import Group
from flows.kept import PlanRecord
from flows.talk import Session

LOCK = "myotaper.lock"
WAIT_SECONDS = 2.0  # for a file that somebody else has locked; the whole bot waits meanwhile
BATCH = 200
KEY = "meta/key"
UNREADABLE = (sqlite3.Error, UnicodeDecodeError)  # the latter where a damaged name is reported
EMPTY = Loaded(session=Session(), version=0)

GET = "SELECT value FROM kept WHERE key = ?"
ADD = "INSERT OR IGNORE INTO kept (key, value) VALUES (?, ?)"
REPLACE = "UPDATE kept SET value = ? WHERE key = ? AND json_extract(value, '$.version') = ?"
DELETE = "DELETE FROM kept WHERE key = ?"
RANGE = "SELECT key, value FROM kept WHERE key > ? AND key < ? ORDER BY key LIMIT ?"
LAST = "SELECT key, value FROM kept WHERE key > ? AND key < ? ORDER BY key DESC LIMIT 1"


def open_store(folder: Path, *, wait_seconds: float = WAIT_SECONDS) -> "SqliteStore":
    """The store in this folder, for this process alone; raises CannotOpen."""
    opened_folder(folder)
    lock = FileLock(folder / LOCK, timeout=0, mode=0o600, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise CannotOpen(f"another process is using {folder}; stop that one first") from error
    try:
        path = checked(folder / FILE, wait_seconds=wait_seconds)
        return SqliteStore(Rows(path, wait_seconds=wait_seconds), lock)
    except (*UNREADABLE, NotRead) as error:
        lock.release()
        raise CannotOpen(f"{folder / FILE}: {error}; restore it from a backup") from error
    except BaseException:
        lock.release()
        raise


class Rows(SqliteDict):  # type: ignore[misc]
    """The file as a dictionary of JSON texts on one direct connection, each write durable.

    A value that is not text is refused in both directions, so nothing is ever unpickled.
    """

    conn: Direct

    def __init__(self, path: Path, *, wait_seconds: float) -> None:
        self._path = path
        self._wait_seconds = wait_seconds
        super().__init__(str(path), tablename="kept", flag="c", encode=_text, decode=_text)

    def reopen(self) -> None:
        """A new connection; whatever the old one had not committed is undone."""
        self.conn.close()
        self.conn = self._new_conn()

    def _new_conn(self) -> Direct:
        return Direct(self._path, wait_seconds=self._wait_seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """A change with its values as text already, so that a value unfit to keep fails alone."""

    change: Change
    session: str
    plan: tuple[str, str] | None  # key and text


class SqliteStore:
    """Keeps everything in `rows`; changes that finish together share one transaction."""

    def __init__(self, rows: Rows, lock: FileLock) -> None:
        self.rows = rows
        self._lock = lock
        self._group = Group(self._write)
        self._open, self._broken = True, False
        fresh = WORD.write(secrets.token_hex(32), key=KEY)
        self._connection().execute(ADD, (KEY, fresh))
        self._key = bytes.fromhex(WORD.read(rows[KEY], key=KEY)[0])

    def load(self, chat: int) -> Loaded:
        """The chat's session as last committed, or an empty one of version 0; raises NotRead."""
        key = f"session/{chat}"
        row = self._row(GET, (key,))
        if row is None:
            return EMPTY
        session, version = SESSION.read(row[0], key=key)
        return Loaded(session=session, version=version)

    async def commit(self, change: Change) -> None:
        """The change is durable when this returns; raises Stale or NotSaved, then nothing is."""
        if change.at.tzinfo is None:
            raise ValueError("a change needs a time with a zone")
        key, version = f"session/{change.chat}", change.based_on + 1
        session = SESSION.write(change.session, key=key, version=version)
        plan = _plan_row(change.made) if change.made else None
        await self._group.written(_Written(change=change, session=session, plan=plan))

    def plan(self, label: str) -> PlanRecord | None:
        """The current revision of the plan under this label; raises NotRead."""
        row = self._row(LAST, (f"plan/{label}/", f"plan/{label}0"))
        return PLAN.read(row[1], key=row[0])[0] if row else None

    def given(self, label: str) -> bool:
        """Whether this label was ever given to a draft or plan; raises NotRead."""
        return self._row(GET, (f"label/{label}",)) is not None

    def key(self) -> bytes:
        """The installation's secret of 32 bytes, made once."""
        return self._key

    def entries(self) -> Iterator[Entry]:
        """The audit, oldest first; raises NotRead."""
        for key, text in self._connection().select(RANGE, ("deed/", "deed0", -1)):
            yield ENTRY.read(text, key=key)[0]

    def problems(self) -> Iterator[str]:
        """What is wrong with the file, read from end to end."""
        return problems(self._connection())

    async def purge(self, before: datetime) -> int:
        """How many drafts were removed because their prompt was already open `before`.

        Their bytes are overwritten, also in the log, unless another program is reading the file.
        Others are served between batches; raises NotSaved.
        """
        removed, after = 0, "session/"
        while after:
            with self._transaction() as connection:
                batch = list(connection.select(RANGE, (after, "session0", BATCH)))
                old = [(key,) for key, text in batch if _abandoned(text, key, before)]
                connection.executemany(DELETE, old)
            removed += len(old)
            after = batch[-1][0] if batch else ""
            await sleep(0)
        try:
            self._connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            raise NotSaved(f"{type(error).__name__}: {error}") from error
        return removed

    def close(self) -> None:
        """The file is closed and its lock released; changes that wait are written first."""
        self._group.flush()
        self._open = False
        self.rows.close()
        self._lock.release()

    def _write(self, group: Sequence[_Written]) -> list[Stale | None]:
        with self._transaction() as connection:
            return [self._written(connection, written) for written in group]

    def _written(self, connection: Direct, written: _Written) -> Stale | None:
        connection.execute("SAVEPOINT change")
        outcome = self._kept(connection, written)
        if outcome:
            connection.execute("ROLLBACK TO change")
        connection.execute("RELEASE change")
        return outcome

    def _kept(self, connection: Direct, written: _Written) -> Stale | None:
        change = written.change
        if not _put(connection, f"session/{change.chat}", written.session, change.based_on):
            return Stale("the chat has moved on")
        if change.session.draft and not self._give(connection, change.session.draft.label, change):
            return Stale("the label was given elsewhere")
        if written.plan and not connection.execute(ADD, written.plan).rowcount:
            return Stale("the plan was made already")
        if change.made:
            self._give(connection, change.made.label, change)
        if change.deeds:
            self._record(connection, change)
        return None

    def _give(self, connection: Direct, label: str, change: Change) -> bool:
        """Whether the label is this chat's own, after giving it if it was nobody's."""
        key = f"label/{label}"
        owner = WORD.write(self._hashed(f"chat {change.chat}"), key=key)
        row = connection.select_one(GET, (key,))
        if row is None:
            connection.execute(ADD, (key, owner))
        return row is None or row[0] == owner

    def _record(self, connection: Direct, change: Change) -> None:
        last = connection.select_one(LAST, ("deed/", "deed0"))
        first = int(last[0].removeprefix("deed/")) + 1 if last else 1
        for number, deed in enumerate(change.deeds, first):
            key = f"deed/{number:012d}"
            entry = Entry(
                at=change.at,
                who=self._hashed(f"who {change.who}"),
                action=deed.action,
                label=deed.label,
                reason=deed.reason,
            )
            connection.execute(ADD, (key, ENTRY.write(entry, key=key)))

    def _hashed(self, text: str) -> str:
        return hmac.digest(self._key, text.encode(), "sha256")[:12].hex()

    @contextmanager
    def _transaction(self) -> Iterator[Direct]:
        """All that is done inside is kept together; on any error nothing is, then NotSaved."""
        try:
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except Exception as error:
            self._broken = True
            with suppress(sqlite3.Error):
                self._connection()
            raise NotSaved(f"{type(error).__name__}: {error}") from error

    def _connection(self) -> Direct:
        if not self._open:
            raise sqlite3.ProgrammingError("the store is closed")
        if self._broken:
            self.rows.reopen()
            self._broken = False
        return self.rows.conn

    def _row(self, statement: str, arguments: Arguments) -> Arguments | None:
        try:
            return self._connection().select_one(statement, arguments)
        except UNREADABLE as error:
            raise NotRead(f"{type(error).__name__}: {error}") from error


def _put(connection: Direct, key: str, text: str, based_on: int) -> bool:
    """Whether the row was still at the version that the change is based on."""
    if not based_on:
        return bool(connection.execute(ADD, (key, text)).rowcount)
    return bool(connection.execute(REPLACE, (text, key, based_on)).rowcount)


def _plan_row(record: PlanRecord) -> tuple[str, str]:
    key = f"plan/{record.label}/{record.revision:06d}"
    return key, PLAN.write(record, key=key)


def _abandoned(text: object, key: str, before: datetime) -> bool:
    try:
        draft = SESSION.read(text, key=key)[0].draft
    except Undecodable:  # whether it can be repaired is not for a purge to decide
        return False
    return draft is not None and draft.asked_at < before


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Undecodable("a row is not text")
    return value
