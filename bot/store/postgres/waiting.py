"""Statements that wait to be sent with the next that is read, or with the commit."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from bot.store.audit.chain import INSERT
from bot.store.engine import MARKED, PASSED, UNDONE, Arguments
from bot.store.postgres.link import Answer
from bot.store.postgres.statements import spelt
from bot.store.rows import ADD, DELETE, PUT

ROWS = "INSERT INTO kept (key, value) SELECT key, value"
OF_MANY = f"{ROWS} FROM unnest($1::text[], $2::bytea[]) AS many (key, value) ON CONFLICT (key) DO"
TOGETHER: Mapping[str, str] = MappingProxyType(  # the same for any number of keys, each once
    {
        DELETE: "DELETE FROM kept WHERE key = ANY($1::text[])",
        PUT: f"{OF_MANY} UPDATE SET value = excluded.value",
        ADD: f"{OF_MANY} NOTHING",
    }
)
Words = tuple[str, Arguments]


class Asked:
    """A statement that is done, at the latest, when somebody asks what it has done."""

    def __init__(self, statement: str, arguments: Arguments, done: Callable[[], object]) -> None:
        self.statement, self.arguments = statement, arguments
        self.answer: Answer | None = None
        self.alone = statement not in TOGETHER
        self._done = done

    @property
    def words(self) -> Words:
        """The statement as the server reads it."""
        return spelt(self.statement), self.arguments

    @property
    def rowcount(self) -> int:
        """How many rows it wrote."""
        if self.answer is None:
            self.alone = True
            self._done()
        return self.answer.rowcount if self.answer else 0


class Waiting:
    """In their order. What is undone before it was sent is not sent, and needs no savepoint."""

    def __init__(self) -> None:
        self._asked: list[Asked] = []
        self._mark: Asked | None = None  # a savepoint that was not sent
        self._at = 0  # before which of those that wait it stands

    def __bool__(self) -> bool:
        return bool(self._asked)

    def clear(self) -> None:
        """Nothing waits."""
        self._asked.clear()
        self._mark = None

    def add(self, asked: Asked) -> None:
        """It waits."""
        if asked.statement == MARKED:
            self._mark, self._at = asked, len(self._asked)
        elif self._mark and asked.statement == UNDONE:
            del self._asked[self._at :]
        elif self._mark and asked.statement == PASSED:
            self._mark = None
        else:
            self._asked.append(asked)

    def taken(self) -> Sequence[Asked]:
        """What is to be sent now, and waits no more."""
        if self._mark and self._at < len(self._asked):
            self._asked.insert(self._at, self._mark)
            self._mark = None
        self._at = 0
        taken, self._asked = self._asked, []
        return taken


def sent(asked: Sequence[Asked]) -> Iterator[tuple[Words, Asked | None]]:
    """The statements that do all of this, and whom each one answers: rows that are written one
    after the other are written together, as they come to be; entries of the audit beside them."""
    last: dict[str, tuple[str, Arguments]] = {}  # by key: what is done to it in the end
    entries = list[Asked]()
    for each in asked:
        if each.statement == INSERT:
            entries.append(each)
        elif each.alone:
            yield from _together(last, entries)
            yield each.words, each
            last, entries = {}, []
        else:
            key = each.arguments[0]
            last[key] = _after(last.get(key), each)
    yield from _together(last, entries)


def _after(before: tuple[str, Arguments] | None, each: Asked) -> tuple[str, Arguments]:
    """What both come to: a row that is there stays as it is where one would be added."""
    if before is None or each.statement != ADD:
        return each.statement, each.arguments
    statement, _ = before
    return (PUT, each.arguments) if statement == DELETE else before


def _together(
    last: Mapping[str, tuple[str, Arguments]], entries: Sequence[Asked]
) -> Iterator[tuple[Words, Asked | None]]:
    for statement, words in TOGETHER.items():
        rows = [arguments for of, arguments in last.values() if of == statement]
        if rows:
            yield (words, tuple(map(list, zip(*rows, strict=True)))), None
    yield from ((each.words, each) for each in entries)
