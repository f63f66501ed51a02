"""All rows from a file into an empty database, or back into an empty folder; compared by a sum.

What they are moved from is only read. Killed at any instant, what they are moved to is empty, or
a folder in which nothing starts; the same once more moves them.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path

from bot.store import CannotOpen, NotRead
from bot.store.audit import chain
from bot.store.audit import table as audit
from bot.store.audit.acts import Act, add
from bot.store.backups.backup import Backup, NotBackedUp, made
from bot.store.backups.copy import begun, on_disk, placed
from bot.store.backups.proof import NotMoved, NotWhole, Proof, digest_of, proved
from bot.store.backups.restore import NotRestored, check_empty
from bot.store.connection import WAIT_SECONDS, Direct, Looking
from bot.store.disk.file import UNREADABLE
from bot.store.disk.folder import FILE, UNFINISHED, opened_folder
from bot.store.disk.lock import taken
from bot.store.engine import Reads
from bot.store.postgres.audit import GUARDED, LET_IN
from bot.store.postgres.database import Writer
from bot.store.postgres.keyring.ring import filled
from bot.store.postgres.store import led, looked_at
from bot.store.record.codec import SCHEMA
from bot.store.rows import A_ROW, ADD, EVERY_KEPT, Rows
from bot.store.secrecy import Encryption
from bot.store.secrecy.keyring import RING, Wrapped
from bot.store.secrecy.ring_file import RingFile

BATCH = 500  # rows that go to the server at once


def into_database(
    data: Path, address: str, keys: Encryption | None = None, act: Act | None = None
) -> tuple[Proof, str]:
    """The database, which was empty, holds what the folder holds: what that is, and the sum over
    all rows; raises NotMoved. With keys it has the keyring too, and its audit this act."""
    path = data / FILE
    if not path.is_file():
        raise NotMoved(f"there is nothing to move: {path} is not there")
    with _told():
        lock = taken(data)
        try:
            proof = proved(path, keys)
            if proof.schema != SCHEMA:
                raise NotMoved(f"{path} is of an earlier version: start this one on it once")
            with (
                closing(Looking(path, wait_seconds=WAIT_SECONDS, keys=keys)) as file,
                led(address, keys) as database,
            ):
                ring = keys.wrapped() if keys else ()
                return proof, written_to(database.conn, file, ring, act)
        finally:
            lock.release()


def into_folder(
    address: str,
    data: Path,
    keys: Encryption | None = None,
    ring: Path | None = None,
    act: Act | None = None,
) -> tuple[Proof, str]:
    """The folder, which was empty, holds what the database holds, and its audit this act; the
    other folder has its keyring. Raises NotMoved."""
    with _told():
        opened_folder(data)
        lock = taken(data)
        try:
            check_empty(data)
            with led(address, keys) as database, database.beside() as rows:
                if keys and ring:
                    _ring_back(keys, ring)
                return _placed(rows, data, keys, act)
        finally:
            lock.release()


def backed_up_from(address: str, to: Path, at: datetime, keys: Encryption | None = None) -> Backup:
    """All that the database holds at this moment is in a file, as that of a folder would be;
    raises NotBackedUp, and then nothing is there."""
    try:
        with looked_at(address, keys) as rows:
            return made(lambda unfinished: laid_of(rows, unfinished), to, at, keys)
    except (CannotOpen, *UNREADABLE) as error:
        raise NotBackedUp(f"no backup was made: {error}. Keep the last one there is") from error


@contextmanager
def laid_of(rows: Reads, unfinished: Path) -> Iterator[Path]:
    """These rows are a file under this name, as a copy of a file would be."""
    with begun(unfinished):
        file = Rows(unfinished, wait_seconds=0)
        try:
            file.conn.begin()
            file.conn.executemany(ADD, rows.select(EVERY_KEPT))
            for name in audit.TABLES:
                file.conn.execute(audit.STATEMENTS[name])
            for select, insert in chain.COPIED:
                file.conn.executemany(insert, rows.select(select))
            for name in audit.TRIGGERS:
                file.conn.execute(audit.STATEMENTS[name])
            file.conn.says_schema(SCHEMA)
            file.conn.commit()
            file.conn.execute("PRAGMA journal_mode = DELETE")  # so that the one file is all of it
        finally:
            file.close()
        on_disk(unfinished)
        yield unfinished


def written_to(
    connection: Writer, file: Reads, ring: Iterable[Wrapped] = (), act: Act | None = None
) -> str:
    """The sum of all rows, which are in the database now, as they are kept; and so are these keys
    where it had none, and in the audit this act. Raises NotMoved."""
    if connection.select_one(A_ROW):
        raise NotMoved("the database holds data already; name an empty one")
    connection.begin()
    connection.link.run(LET_IN)
    for select, insert in ((EVERY_KEPT, ADD), *chain.COPIED):
        rows = file.select(select)
        while some := list(islice(rows, BATCH)):
            connection.executemany(insert, some)
            connection.flush()
    connection.link.run(GUARDED)
    if ring:
        filled(connection.link, ring)
    digest = _same(file, connection)
    if act:
        add(connection, act, file)
    connection.commit()
    return digest


def _ring_back(keys: Encryption, folder: Path) -> None:
    """The folder has the keyring, a file; raises NotMoved where it has another one."""
    if not (folder / RING).exists():
        keys.copy_to(folder)
        return
    with closing(RingFile(folder)) as there:
        if there.every() != keys.wrapped():
            raise NotMoved(f"{there.where} is there already, and is another: move it elsewhere")


def _placed(
    rows: Reads, data: Path, keys: Encryption | None, act: Act | None
) -> tuple[Proof, str]:
    with laid_of(rows, data / UNFINISHED) as unfinished:
        proof = proved(unfinished, keys)
        with closing(Looking(unfinished, wait_seconds=0, keys=keys)) as file:
            digest = _same(rows, file)
        if act:
            with closing(Direct(unfinished, wait_seconds=0, keys=keys)) as there:
                there.begin()
                add(there, act)
                there.commit()
        placed(unfinished, data / FILE)
    return proof, digest


def _same(one: Reads, other: Reads) -> str:
    """The sum of either; raises NotMoved where they differ."""
    digest = digest_of(one)
    if digest != digest_of(other):
        raise NotMoved("what arrived is not what was there")
    return digest


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (CannotOpen, NotWhole, NotRead, NotRestored, *UNREADABLE, OSError) as error:
        raise NotMoved(f"nothing was moved: {error}") from error
