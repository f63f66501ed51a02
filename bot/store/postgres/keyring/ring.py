"""The keyring in a table beside the rows: every process that takes over has it as it is then.

The master key that opens it never comes here.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Lock
from typing import TypeVar

from bot.store.engine import Arguments, Unanswered
from bot.store.postgres.lease import DEPOSED
from bot.store.postgres.link import Answer, Link
from bot.store.secrecy import WrongKeys
from bot.store.secrecy.keyring import ID, Wrapped
from bot.store.secrecy.ring_file import write_ring

WHERE = "the keyring in the database"
THERE = "SELECT to_regclass('keyring') IS NOT NULL"
LAY_OUT = 'CREATE TABLE IF NOT EXISTS keyring (name TEXT COLLATE "C" PRIMARY KEY, wrapped BYTEA)'
ONE = "SELECT name, wrapped FROM keyring WHERE name = $1"
THESE = "SELECT name, wrapped FROM keyring WHERE name = ANY($1)"
EVERY = "SELECT name, wrapped FROM keyring ORDER BY name"
DESTROYED = "SELECT name FROM keyring WHERE wrapped IS NULL ORDER BY name"
ADD = (
    "INSERT INTO keyring (name, wrapped) SELECT $1, $2 FROM installation WHERE epoch = $3"
    " ON CONFLICT (name) DO NOTHING"
)
PUT = (
    "INSERT INTO keyring (name, wrapped) VALUES ($1, $2)"
    " ON CONFLICT (name) DO UPDATE SET wrapped = excluded.wrapped"
)
ANY = "SELECT 1 FROM keyring LIMIT 1"
ALONE = "LOCK TABLE keyring IN EXCLUSIVE MODE"  # a key that is being added is there first
LEADS = "SELECT 1 FROM installation WHERE epoch = $1 FOR UPDATE"  # and nobody takes over
MISSING = (
    "there is no keyring in the database: `myotaper keys new` makes the first one; where there "
    "was one, put its newest copy, which lies with the backups, into MYOTAPER_KEYS and run "
    "`myotaper keys put`: nothing can be read without it"
)
T = TypeVar("T")


class RingTable:
    """The table, over a connection of its own; added to by the process of this epoch alone.

    Keys that are there stay as they are, but for one that is destroyed: what was read once is not
    asked for again.
    """

    where = WHERE

    def __init__(self, link: Link, epoch: int | None = None) -> None:
        """Raises WrongKeys where there is none, and Unanswered; the connection is closed then."""
        self._link, self._epoch = link, epoch
        self._lock = Lock()
        self._open = True
        try:
            laid_out = link.run(THERE).fetchone() == (True,)
            self._held = dict(self.every()) if laid_out else {}
        except BaseException:
            link.close()
            raise
        if ID not in self._held:
            link.close()
            raise WrongKeys(MISSING)

    def one(self, name: str) -> Wrapped | None:
        """What lies under this name; None where nothing ever did."""
        if name not in self._held:
            found = self._asked(ONE, (name,)).fetchone()
            if found is None:
                return None
            self._held[name] = found[1]
        return name, self._held[name]

    def every(self) -> list[Wrapped]:
        """All there is, by name."""
        return self._asked(EVERY).fetchall()

    def destroyed(self) -> tuple[str, ...]:
        """The names of all keys that were."""
        return tuple(name for (name,) in self._asked(DESTROYED))

    def add(self, rows: list[Wrapped], heads: Iterable[bytes]) -> None:
        """They are there for good, as long as this process leads; raises Unanswered."""
        asked = [(ADD, (*row, self._epoch)) for row in rows]
        names = [name for name, _ in rows]
        with self._lock:
            self._again(lambda: self._link.run_all(asked))
            there = dict(self._again(lambda: self._link.run(THESE, ([ID, *names],))).fetchall())
        if not there.keys() >= set(names):
            raise Unanswered(DEPOSED)
        if not (there.get(ID) or b"").startswith(tuple(heads)):
            raise Unanswered("the keys were rotated meanwhile: start again")
        self._held |= there

    def destroy(self, name: str) -> None:
        """The key is in no row, and that it was destroyed is known from now on."""
        self._asked(PUT, (name, None))
        self._held[name] = None

    def rewrap(self, anew: Callable[[str, bytes], bytes]) -> int:
        """How many keys there are, each as this wraps it; raises Unanswered."""
        with self._lock, self._link.transaction(), self._link.at_leisure():
            if self._link.run(LEADS, (self._epoch,)).fetchone() is None:
                raise Unanswered(DEPOSED)
            self._link.run(ALONE)
            there = [row for row in self._link.run(EVERY) if row[1] is not None]
            self._link.run_all([(PUT, (row[0], anew(*row))) for row in there])
        self._held.clear()
        return len(there)

    def copy_to(self, folder: Path) -> Path:
        """The one copy that this folder holds of it, a file, is as it is now."""
        return write_ring(folder, self.every())

    def close(self) -> None:
        """The connection is gone; who asks later, in another thread, makes no other."""
        with self._lock:
            self._open = False
            self._link.close()

    def _asked(self, statement: str, arguments: Arguments = ()) -> Answer:
        with self._lock:
            return self._again(lambda: self._link.run(statement, arguments))

    def _again(self, ask: Callable[[], T]) -> T:
        """It is done, once more where the connection was lost: twice comes to the same."""
        if not self._open:
            raise Unanswered("the keyring is closed")
        try:
            return ask()
        except Unanswered:
            if not self._link.lost:
                raise
            return ask()


def is_there(link: Link) -> bool:
    """Whether the database has a keyring; raises Unanswered."""
    return link.run(THERE).fetchone() == (True,) and link.run(ANY).fetchone() is not None


def check_none(link: Link) -> None:
    """The database has no keyring; raises WrongKeys where it has one."""
    if is_there(link):
        raise WrongKeys(
            "the database has a keyring already, and what it encrypts needs it: another one goes "
            "into an empty database"
        )


def filled(link: Link, rows: Iterable[Wrapped]) -> None:
    """The table holds these rows, with the transaction that is open; raises WrongKeys where it
    holds any already."""
    link.run(LAY_OUT)
    link.run(ALONE)
    check_none(link)
    link.run_all([(PUT, row) for row in rows])
