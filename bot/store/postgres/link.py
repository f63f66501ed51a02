"""A connection to the database, made again after it was lost; nothing waits over it for ever."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from selectors import EVENT_READ, DefaultSelector
from typing import Any

import psycopg
from psycopg import Cursor, RawCursor, conninfo
from psycopg.types.string import ByteaLoader

from bot.store import CannotOpen, NoAnswer
from bot.store.engine import Arguments, Unanswered
from bot.store.postgres.patient import PATIENCE_SECONDS, Patient

ENCRYPTED = b"\x01"  # what every row that is encrypted begins with, and no JSON does
SECONDS = 2  # for a connection: the whole bot waits meanwhile
LONGEST_PAUSE = 8.0  # seconds between two tries to reach the server
SHORTEST_PAUSE = 0.25
BOUNDS: Mapping[str, Any] = {  # so that a connection which was cut in silence is noticed
    "connect_timeout": SECONDS,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 5_000,
    "application_name": "myotaper",
}
SETTINGS = """\
SET statement_timeout = '30s';
SET lock_timeout = '2s';
SET idle_in_transaction_session_timeout = '10s';
SET tcp_keepalives_idle = 5;
SET tcp_keepalives_interval = 2;
SET tcp_keepalives_count = 3;
SET client_encoding = 'UTF8';
SET default_transaction_isolation = 'read committed';
SELECT set_config('synchronous_commit', 'on', false)
 WHERE current_setting('synchronous_commit') IN ('off', 'local')"""

OF_THIS_MOMENT = "; SET synchronous_commit = off"
BEGIN, COMMIT = ("BEGIN", ()), ("COMMIT", ())

WAY_ON = "see that it runs, and that MYOTAPER_DATABASE leads to it"
AT_LEISURE = "SET statement_timeout = 0"

UNREADABLE = (
    "the address of the database cannot be read; in a password each character that is no letter "
    "or digit is written as % and its two hexadecimal digits"
)

Answer = Cursor[Any]


class Told(ByteaLoader):
    """A value as text; as bytes where it is none, or begins as what is encrypted does."""

    def load(self, data: Any) -> Any:
        """The same of what the server sends."""
        kept = super().load(bytes(data))
        if kept[:1] == ENCRYPTED:
            return kept
        try:
            return kept.decode()
        except UnicodeDecodeError:
            return kept


class Link:
    """One connection at a time; each statement is done when it returns, or raises Unanswered."""

    def __init__(
        self, address: str, monotonic: Callable[[], float], patience: float = PATIENCE_SECONDS
    ) -> None:
        self._wanted = {**BOUNDS, **_given(address)}
        self._monotonic, self._patience, self._settings = monotonic, patience, SETTINGS
        self._connection: Patient | None = None
        self._pause, self._again_at = 0.0, 0.0
        self._why = ""
        self.number = 0  # of the connection: how many were made
        self.inside = False  # a transaction: what is asked within it is asked over no other

    def of_this_moment(self) -> "Link":
        """Another one to the same database, for what a fall of the server may undo."""
        there = self._another()
        there._settings = SETTINGS + OF_THIS_MOMENT
        return there

    def less_patient(self, seconds: float) -> "Link":
        """Another one to the same database, which waits so long for an answer."""
        there = self._another()
        there._patience = seconds
        return there

    def _another(self) -> "Link":
        there = copy(self)
        there._connection, there.number = None, 0
        return there

    @property
    def lost(self) -> bool:
        """Whether there is no connection: the next statement makes one."""
        return self._connection is None or self._connection.closed

    @property
    def still(self) -> bool:
        """Whether there is a connection, over which nothing has come that nobody asked for: a
        server that falls says so, or is gone."""
        connection = self._connection
        if connection is None or connection.closed:
            return False
        with DefaultSelector() as looks:
            looks.register(connection.fileno(), EVENT_READ)
            return not looks.select(0)

    @property
    def server(self) -> str:
        """Where it is, for a person: no user and no password."""
        host, port = self._wanted.get("host") or "this machine", self._wanted.get("port")
        return f"{host} port {port}" if port else f"{host}"

    def run(self, statement: str, arguments: Arguments | None = None) -> Answer:
        """The statement is done; several without arguments are, and the last one answers."""
        try:
            prepare = None if arguments else False  # what has none is asked as it stands
            cursor = self._reached().execute(statement, arguments, prepare=prepare)
            while cursor.nextset():
                pass
        except (psycopg.Error, UnicodeEncodeError) as error:
            raise Unanswered(_said(error)) from error
        return cursor

    def run_all(self, asked: Sequence[tuple[str, Arguments]]) -> Sequence[Answer]:
        """Each statement is done, and all are waited for once."""
        connection = self._reached()
        try:
            with connection.pipeline():
                return [
                    connection.execute(words, arguments, prepare=None if arguments else False)
                    for words, arguments in asked
                ]
        except (psycopg.Error, UnicodeEncodeError) as error:
            raise Unanswered(_said(error)) from error

    @contextmanager
    def transaction(self, begin: str | None = "BEGIN") -> Iterator[None]:
        """What is done within the block is kept together; where it fails nothing is, and there is
        no connection. With no `begin` the first that is asked has it, and the last may commit."""
        try:
            if begin:
                self.run(begin)
            elif self.lost:
                self._reached()
            self.inside = True
            yield
            if self.inside:
                self.run("COMMIT")
        except BaseException:
            self.close()
            raise
        finally:
            self.inside = False

    def run_last(self, asked: Sequence[tuple[str, Arguments]]) -> Sequence[Answer]:
        """The answers to the last statements of a transaction, which is committed with them."""
        *answers, _ = self.run_all([*asked, COMMIT])
        self.inside = False
        return answers

    @contextmanager
    def at_leisure(self) -> Iterator[None]:
        """What is done within the block may take as long as it takes; where it fails there is no
        connection."""
        try:
            self.run(AT_LEISURE)
            self._reached().patience = None
            yield
            self.run(SETTINGS)
            self._reached().patience = self._patience
        except BaseException:
            self.close()
            raise

    def undo(self) -> None:
        """What was done within the transaction is not kept, and it has ended."""
        self.run("ROLLBACK")
        self.inside = False

    def told(self, seconds: float) -> Sequence[str]:
        """What was said within so many seconds on the channels that it listens to."""
        if self._connection is None:
            raise Unanswered("nobody listens")
        try:
            there = self._connection.notifies(timeout=seconds, stop_after=1)
            return [each.payload for each in there]
        except psycopg.Error as error:
            raise Unanswered(_said(error)) from error

    def close(self) -> None:
        """There is no connection; what was not committed over it is undone."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _reached(self) -> Patient:
        if self._connection is not None and not self._connection.closed:
            return self._connection
        if self.inside:
            raise Unanswered("the connection was lost within a transaction")
        if self._monotonic() < self._again_at:
            raise Unanswered(self._why)
        try:
            made = Patient.connect(autocommit=True, cursor_factory=RawCursor, **self._wanted)
            made.patience = self._patience
            made.adapters.register_loader("bytea", Told)
            made.execute(self._settings)
        except psycopg.Error as error:
            self._why = _said(error)
            self._pause = min(max(2 * self._pause, SHORTEST_PAUSE), LONGEST_PAUSE)
            self._again_at = self._monotonic() + self._pause
            raise Unanswered(self._why) from error
        self._pause, self._connection = 0.0, made
        self.number += 1
        return made


@contextmanager
def answered() -> Iterator[None]:
    """The database answers, and does what it is asked; raises NoAnswer where it does not."""
    try:
        yield
    except Unanswered as error:
        refuses = isinstance(error.__cause__, psycopg.Error) and error.__cause__.sqlstate
        if refuses:
            raise NoAnswer(f"the database refuses what it is asked: {error}") from error
        raise NoAnswer(f"the database does not answer: {error}; {WAY_ON}") from error


def _given(address: str) -> dict[str, Any]:
    """What the address itself says, which goes before what is set here; raises CannotOpen."""
    try:
        if _is_cut_wrongly(address):
            raise CannotOpen(UNREADABLE)
        return conninfo.conninfo_to_dict(address)
    except psycopg.ProgrammingError:  # whose words may hold a part of the password
        raise CannotOpen(UNREADABLE) from None


def _is_cut_wrongly(address: str) -> bool:
    """Whether a part of the password would be taken for the host or the name: there is a raw @ or
    / in it."""
    server, _, name = address.partition("://")[2].partition("?")[0].partition("/")
    return server.count("@") > 1 or "@" in name


def _said(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [""]
    return f"{type(error).__name__}: {lines[0]}"
