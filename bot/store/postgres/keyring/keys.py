"""The keys of what a database holds: made, renewed, put back, or opened to look with."""

from collections.abc import Iterable
from contextlib import closing
from functools import partial
from pathlib import Path
from time import monotonic

from bot.store import CannotOpen
from bot.store.audit.acts import Act, add
from bot.store.engine import Unanswered
from bot.store.postgres.database import Database
from bot.store.postgres.keyring.opening import opened_by
from bot.store.postgres.keyring.ring import RingTable, check_none, filled
from bot.store.postgres.link import Link, answered
from bot.store.postgres.reader import MARKED, unlocked
from bot.store.postgres.store import led_by_anyone, looked_at
from bot.store.rows import A_ROW
from bot.store.secrecy import MARKER, WrongKeys
from bot.store.secrecy.cipher import fresh_key
from bot.store.secrecy.keyring import Keyring, Wrapped, first_keys
from bot.store.secrecy.keys import Keys
from bot.store.secrecy.master import checked_place, masters, write_masters
from bot.store.secrecy.renewal import renewed
from bot.store.secrecy.ring_file import RingFile


def opened_in(address: str, master: Path, apart_from: tuple[Path, ...]) -> Keys:
    """The keys of this database, to read with, unwrapped by this master key; raises WrongKeys, and
    NoAnswer."""
    with answered():
        return opened_by(partial(masters, master, apart_from), Link(address, monotonic))


def made_in(
    address: str, master: Path, apart_from: Iterable[Path], act: Act | None = None
) -> None:
    """The database holds a new keyring, and the file the master key that opens it, which is new
    unless there was one, and the audit this act; raises CannotOpen."""
    apart_from = tuple(apart_from)
    checked_place(master, apart_from)
    master.parent.mkdir(mode=0o700, exist_ok=True)
    with led_by_anyone(address) as engine:
        if _marker(engine):
            raise WrongKeys(
                "the database is encrypted, and new keys open nothing of it: put the newest copy "
                "of its keyring into MYOTAPER_KEYS and run `myotaper keys put`"
            )
        with answered():
            check_none(engine.conn.link)
        if not master.exists():
            write_masters(master, (fresh_key(),))
        _fill(engine, first_keys(masters(master, apart_from)[0]), act)


def put_in(
    address: str,
    folder: Path,
    master: Path,
    apart_from: tuple[Path, ...],
    act: Act | None = None,
) -> int:
    """How many keys the database has now, which has none of its own: those of the copy of its
    keyring that lies in this folder; its audit has this act. Raises CannotOpen."""
    with closing(Keys(Keyring(RingFile(folder), masters(master, apart_from)))) as keys:
        rows = keys.wrapped()
        with led_by_anyone(address) as engine:
            if _marker(engine) not in {None, keys.id}:
                raise WrongKeys(f"the database is encrypted with others than the keys {keys.id}")
            _fill(engine, rows, act, keys)
    return len(rows)


def rotated_in(
    address: str, master: Path, apart_from: Iterable[Path], backups: Path | None
) -> int:
    """How many keys there are, each wrapped by a new master key, the old one in no file here;
    raises CannotOpen. Nobody leads meanwhile; killed at any step, it is ended by the next.

    What takes over reads its own file of master keys then, which has to be the new one.
    """
    with led_by_anyone(address) as engine:
        try:
            return renewed(partial(_opened, engine), master, tuple(apart_from), backups)
        except Unanswered as error:
            raise CannotOpen(f"the keys were not rotated, do it again: {error}") from error


def is_encrypted(address: str, keys: Keys) -> bool | None:
    """Whether what the database holds is, with these keys; None: it holds nothing. Raises
    CannotOpen."""
    with answered(), looked_at(address, keys) as rows:
        return rows.keys is not None if rows.select_one(A_ROW) else None


def _opened(engine: Database, known: tuple[bytes, ...]) -> Keyring:
    return Keyring(RingTable(engine.another(), engine.lease.epoch), known)


def _marker(engine: Database) -> str | None:
    """The name of the keyring that the rows are encrypted with; None where they are in clear."""
    with answered():
        (marker,) = engine.conn.select_one(MARKED, (MARKER,)) or (None,)
    return None if marker is None else str(marker)


def _fill(
    engine: Database, rows: Iterable[Wrapped], act: Act | None, keys: Keys | None = None
) -> None:
    with answered():
        unlocked(engine.conn, keys)
        engine.conn.begin()
        filled(engine.conn.link, rows)
        if act and engine.conn.select_one(A_ROW):
            add(engine.conn, act)
        engine.conn.commit()
