"""Everything in one SQLite file: one table, prefixed keys, JSON values; beside it the audit.

session/<chat>  plan/<label>/<revision>  reminder/<label>/<matter>/<day>/<detail>  team/<number>
person/<who>  invite/<hash>  label/<label>  errand/<chat>/<message or label>  erased/<label>
clock/seen  clock/sent  clock/compacted  meta/clock  inbox/<update>  heard/<update>
meta/key, or where it is encrypted meta/encrypted
and the rows of an index, which lead to these: see bot.store.record.keys.
"""

import secrets
from asyncio import sleep, to_thread
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from bot.store import CannotOpen, Change, Fault, NotRead, NotReplaced, NotSaved, Stale, Undecodable
from bot.store.audit import chain, proof
from bot.store.audit.entry import Entry, Seal
from bot.store.backups.restored import RESTORED, Restored
from bot.store.changes import COMPACTED, Written, keep, looks_up, set_time, written
from bot.store.check import BEGIN, END, Place, mended, part, problems
from bot.store.disk.file import UNREADABLE, File
from bot.store.disk.folder import FILE, WHOLE, checked, opened_folder
from bot.store.disk.lock import taken
from bot.store.engine import MARKED, PASSED, UNDONE, Compacts, Engine, Held, Writes
from bot.store.group import Failure, Group
from bot.store.head import Head
from bot.store.peers import Peers
from bot.store.purging.purges import Purges
from bot.store.reading.lookup import AUDIT
from bot.store.record.forms import WORD
from bot.store.record.keys import KEY
from bot.store.record.secret import secret_of
from bot.store.rows import A_ROW, ADD, Rows
from bot.store.secrecy import Encryption
from bot.store.secrecy.ahead import Ahead

WAIT_SECONDS = 2.0  # for a file that somebody else has locked; the whole bot waits meanwhile
MOST_PROBLEMS = 100


def open_store(
    folder: Path,
    *,
    wait_seconds: float = WAIT_SECONDS,
    whole: int = WHOLE,
    keys: Encryption | None = None,
) -> "SqliteStore":
    """The store in this folder, for this process alone; raises CannotOpen.

    A file of less than `whole` bytes is read from end to end before it is used. With keys, which
    it closes in the end, every row is encrypted from now on.
    """
    opened_folder(folder)
    lock = taken(folder)
    try:
        path = checked(folder / FILE, wait_seconds=wait_seconds, whole=whole, keys=keys)
        return SqliteStore(Rows(path, wait_seconds=wait_seconds, keys=keys), lock, keys)
    except (*UNREADABLE, NotRead) as error:
        lock.release()
        raise CannotOpen(f"{folder / FILE}: {error}; restore it from a backup") from error
    except BaseException:
        lock.release()
        raise


class SqliteStore(Purges):
    """Keeps everything in `rows`; changes that finish together share one transaction."""

    def __init__(self, rows: Engine, lock: Held, keys: Encryption | None = None) -> None:
        super().__init__(File(rows))
        self.rows = rows
        self._lock, self._encryption = lock, keys
        self._ahead = Ahead(keys) if keys else None
        self._group = Group(self._write)
        self._compacting: Compacts | None = None
        self._erased = False  # a plan, since updates were last taken away
        connection = self._file.connection()
        if not connection.select_one(A_ROW):
            fresh = WORD.write(secrets.token_hex(32), key=KEY)
            connection.execute(ADD, (KEY, fresh))
        self._key = secret_of(connection)
        self._seal = Seal(self._key)
        with suppress(NotSaved):
            self.destroy_keys(self.outlived())

    async def commit(self, change: Change) -> None:
        """The change is durable when this returns; raises Stale or NotSaved, then nothing is;
        NotReplaced where a row that it leads on from cannot be read."""
        await self._group.written(written(change))
        if self._ahead and change.session and change.session.draft:
            self._ahead.make(change.session.draft.label)
        if change.erases or change.done or (change.worked_off and self._erased):
            with suppress(NotSaved):  # it is erased, or said; the next purge sees to its traces
                self.destroy_keys([change.erases.label] if change.erases else [])
                self._file.empty_log()
        if change.erases or change.worked_off:
            self._erased = change.erases is not None  # the update that asked for it still waits

    def key(self) -> bytes:
        """The installation's secret of 32 bytes, made once."""
        return self._key

    @property
    def peers(self) -> Peers:
        """The other processes that send what is kept here."""
        return self.rows.peers

    def restored(self) -> Restored | None:
        """From what backup this installation goes on; None where it never did."""
        with suppress(Undecodable, ValueError):
            text = self._value(WORD, RESTORED)
            return Restored.read(text) if text else None
        return None

    def told_restored(self, chats: Collection[int], since: datetime) -> Mapping[int, datetime]:
        """When each of these was last told of that since then, by whatever process."""
        told = dict[str, str](self._file.select(chain.TOLD_RESTORED, (chain.text_of(since),)))
        found = {chat: told.get(self._seal.person(chat)) for chat in chats}
        return {chat: datetime.fromisoformat(utc) for chat, utc in found.items() if utc}

    def head(self) -> Head | None:
        """The end of the audit's chain; None where nothing was done yet."""
        row = self._file.row(chain.LAST, ()) or self._file.row(chain.BEGIN, ())
        return chain.head_of(row)

    def head_told(self) -> datetime | None:
        """When the administrators were last told that end; before that, when the audit begins."""
        told = self._remembered.asked("head told", lambda: self._file.row(chain.TOLD, ()))
        (utc,) = told or (None,)
        with suppress(ValueError, TypeError):
            return datetime.fromisoformat(utc)
        return None

    def entries(self) -> Iterator[Entry]:
        """The audit, oldest first."""
        return map(Entry.of, self._file.select(chain.EVERY, ()))

    def problems(self) -> Iterator[str]:
        """What is wrong with the file, read from end to end."""
        return (each.why for each in problems(self._file.connection()))

    async def inspected(self) -> tuple[Fault, ...]:
        """What is wrong with the file, a hundred at most, found while others are served.

        Each part is of one moment. Nothing should be purged meanwhile: what is removed stays in
        the log. Raises NotRead.
        """
        found, at = list[Fault](), BEGIN
        while at is not END and len(found) < MOST_PROBLEMS:
            try:
                some, at = await to_thread(_part, self.rows, at)
            except UNREADABLE as error:
                raise NotRead(f"{type(error).__name__}: {error}") from error
            found += some
        del found[MOST_PROBLEMS:]
        found += await self._wrong_in_audit()
        for each in found:
            self.note(each.key, each.why)
        return tuple(found)

    async def _wrong_in_audit(self) -> tuple[Fault, ...]:
        """The first entry that is not as it was written, found likewise; what was noted of the
        audit before is looked at anew by this."""
        self.forget(AUDIT)
        follow = partial(_followed, self.rows, self._seal)
        there, more = await to_thread(follow, None)
        while more and isinstance(there, proof.Reached):
            there, more = await to_thread(follow, there)
        if isinstance(there, proof.Reached):
            return ()
        return (Fault(key=f"{AUDIT}{there.seq}", why=there.why),)

    async def mend(self, faults: Sequence[Fault]) -> int:
        """How many index rows were put right, each looked at once more; raises NotSaved."""
        count = 0
        await self._group.free.wait()
        for first in range(0, len(faults), MOST_PROBLEMS):
            with self._file.transaction() as connection:
                some = faults[first : first + MOST_PROBLEMS]
                count += sum(mended(connection, each.key) for each in some)
            await sleep(0)
        return count

    async def compact(self, at: datetime) -> None:
        """The file is as small as it can be, which is kept as of `at`; raises NotSaved.

        Whoever writes meanwhile waits, others are served. Killed at any instant, or on a full
        disk, it has changed nothing.
        """
        with self._group.held():
            self._compacting = compacting = self.rows.compacting()
            try:
                await to_thread(compacting.run)
            finally:
                compacting.stop()
        with self._file.transaction() as connection:
            set_time(connection, COMPACTED, at)

    def close(self) -> None:
        """The file and its keys are closed, the lock is released; changes that wait are written
        first."""
        if self._compacting:
            self._compacting.stop()
        self._group.flush()
        self._file.close()
        if self._encryption:
            self._encryption.close()
        self._lock.release()

    def _write(self, group: Sequence[Written]) -> list[Failure]:
        changes = [each.change for each in group]
        with self._file.transaction() as connection, self._remembered.writing(changes):
            if self._encryption and (made := [each.made.label for each in changes if each.made]):
                self._encryption.ready(made)
            connection.foresees({key for each in changes for key in looks_up(each)})
            return [self._written(connection, each) for each in group]

    def _written(self, connection: Writes, change: Written) -> Failure:
        connection.execute(MARKED)
        outcome: Failure = None
        try:
            keep(connection, change, self._seal)
        except Stale as error:
            outcome = error
        except NotRead as error:
            outcome = NotReplaced(str(error))
        if outcome:
            connection.execute(UNDONE)
        connection.execute(PASSED)
        return outcome


def _part(rows: Engine, at: Place) -> tuple[list[Fault], Place]:
    """Of what is kept at this moment, on a connection of its own."""
    with rows.beside() as connection:
        return part(connection, at)


def _followed(
    rows: Engine, seal: Seal, reached: proof.Reached | None
) -> tuple[proof.Reached | proof.Wrong, bool]:
    """The chain of the audit from there on, a part of it; and whether there may be more."""
    try:
        with rows.beside() as connection:
            if reached is None:
                begun = proof.begun(connection, seal)
                return begun, isinstance(begun, proof.Reached)
            return proof.part(connection, seal, reached)
    except UNREADABLE as error:
        return proof.Wrong(seq=0, why=f"it cannot be read ({error})"), False
