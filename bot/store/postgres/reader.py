"""Reads the rows of the database, with the keys that they were written with."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain, repeat

from bot.store.engine import Arguments, Unanswered
from bot.store.postgres.link import Answer, Link
from bot.store.postgres.statements import EACH, EVERY, LAST_SIZE, PARTS, SIZES, kept, spelt, told
from bot.store.secrecy import MARKER, Encryption, fitting

AS_OF_NOW = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
MARKED = "SELECT value FROM kept WHERE key = ?"


class Reader:
    """Reads the rows over one connection."""

    keys: Encryption | None = None  # None: values are in clear

    def __init__(self, link: Link) -> None:
        self.link = link

    def select(self, statement: str, arguments: Arguments = ()) -> Iterator[Arguments]:
        """The rows, read in parts as they are asked for."""
        if statement in PARTS:
            return self._parts(PARTS[statement], *(arguments or EVERY))
        return told(statement, arguments, self._asked(statement, arguments), self.keys)

    def select_one(self, statement: str, arguments: Arguments = ()) -> Arguments | None:
        """The first row, or None."""
        row = self._asked(statement, arguments).fetchone()
        return next(told(statement, arguments, [row], self.keys)) if row else None

    def ahead(self, keys: Iterable[str]) -> Mapping[str, object]:
        """The texts under these keys, None where there is none, of one question to the server."""
        wanted = sorted(set(keys))
        found = self.select(EACH, (wanted,)) if wanted else ()
        return {**dict.fromkeys(wanted), **dict(found)}

    def damage(self) -> Iterator[str]:
        """Nothing: the pages are the server's, which has sums of them."""
        return iter(())

    def _parts(self, statement: str, after: str, end: str) -> Iterator[Arguments]:
        sizes = chain(SIZES, repeat(LAST_SIZE))
        while True:
            size = next(sizes)
            rows = self._asked(statement, (after, end, size)).fetchall()
            yield from told(statement, (), rows, self.keys)
            if len(rows) < size:
                return
            after = rows[-1][0]

    def _asked(self, statement: str, arguments: Arguments) -> Answer:
        asked = kept(statement, arguments, self.keys)
        return self._again(lambda: self.link.run(spelt(statement), asked))

    def _again(self, ask: Callable[[], Answer]) -> Answer:
        """It is done, once more where the connection was lost and nothing hung on it."""
        try:
            return ask()
        except Unanswered:
            if self.link.inside or not self.link.lost:
                raise
            return ask()


def unlocked(rows: Reader, keys: Encryption | None) -> None:
    """They are read with these keys, where they are encrypted; raises WrongKeys where with others,
    and Unanswered."""
    (marker,) = rows.select_one(MARKED, (MARKER,)) or (None,)
    rows.keys = fitting("the database", marker, keys)


@contextmanager
def standing_still(link: Link) -> Iterator[Reader]:
    """The rows as of one moment, over this connection, which is gone then."""
    try:
        link.run(AS_OF_NOW)
        link.inside = True
        yield Reader(link)
    finally:
        link.close()
