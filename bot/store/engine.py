"""What the store asks of an engine: rows found and written by fixed statements, together."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from bot.store.peers import Peers
from bot.store.secrecy import Encryption

Arguments = tuple[Any, ...]
MARKED, UNDONE, PASSED = "SAVEPOINT change", "ROLLBACK TO change", "RELEASE change"


class Unanswered(Exception):
    """The engine did not do what it was asked; what was not committed before is undone."""


class Done(Protocol):
    """What a statement has done."""

    @property
    def rowcount(self) -> int:
        """How many rows it wrote."""
        ...


class Reads(Protocol):
    """A connection that rows are read over."""

    def select(self, statement: str, arguments: Arguments = ()) -> Iterator[Arguments]:
        """The rows, read as they are asked for."""
        ...

    def select_one(self, statement: str, arguments: Arguments = ()) -> Arguments | None:
        """The first row, or None."""
        ...

    def ahead(self, keys: Iterable[str]) -> Mapping[str, object]:
        """The texts under these keys, None where there is none, asked for at once; empty where it
        costs no more to ask for each."""
        ...

    @property
    def keys(self) -> Encryption | None:
        """The keys that its values go by; None where they are in clear."""
        ...

    def damage(self) -> Iterator[str]:
        """What is wrong with the pages that the rows lie on."""
        ...


class Executes(Protocol):
    """A connection over which a statement is done at once."""

    def execute(self, statement: str, arguments: Arguments = ()) -> Done:
        """The statement is done."""
        ...


class Adds(Reads, Executes, Protocol):
    """A connection over which rows are read and written."""


class Writes(Adds, Protocol):
    """A connection that rows are written over: outside a transaction each statement is one."""

    def begin(self) -> None:
        """What follows is kept together, and nobody else writes meanwhile."""
        ...

    def commit(self) -> None:
        """An open transaction is on disk."""
        ...

    def foresees(self, keys: Collection[str]) -> None:
        """In the open transaction what is under these keys is looked up next."""
        ...

    def executemany(self, statement: str, rows: Iterable[Arguments]) -> None:
        """The statement is done for every row."""
        ...

    def counted(self) -> object:
        """Another value whenever anybody has written, over this connection or another."""
        ...

    def says_schema(self, schema: int) -> None:
        """What is kept is of this schema, which goes with the transaction."""
        ...

    def lays_out_audit(self) -> None:
        """The tables of the audit are there, empty, and refuse whatever does not add to them."""
        ...

    def empty_log(self) -> None:
        """What was overwritten is overwritten in the log too, as far as the engine can."""
        ...


class Compacts(Protocol):
    """Gives room back that is not used, on a connection of its own."""

    def run(self) -> None:
        """It is given back, however long that takes; raises NotSaved."""
        ...

    def stop(self) -> None:
        """It ends soon, and has changed nothing where it was not done."""
        ...


class Engine(Protocol):
    """The one connection of a process, made anew after a failure, and others beside it."""

    @property
    def conn(self) -> Writes:
        """The connection as it was last made."""
        ...

    @property
    def path(self) -> Path | None:
        """The file, beside which its copies lie; None where there is none."""
        ...

    @property
    def peers(self) -> Peers:
        """The other processes that write."""
        ...

    def begins(self) -> None:
        """A transaction has begun that is this process's alone."""
        ...

    def commits(self) -> None:
        """It is on disk."""
        ...

    def compacting(self) -> Compacts:
        """What gives room back."""
        ...

    def reopen(self) -> None:
        """It is made anew; whatever the old one had not committed is undone."""
        ...

    def beside(self) -> AbstractContextManager[Reads]:
        """Another one, for any thread, to which everything stands still."""
        ...

    def close(self) -> None:
        """The connection is gone."""
        ...


class Held(Protocol):
    """What keeps other processes from writing."""

    def release(self) -> None:
        """They may."""
        ...
