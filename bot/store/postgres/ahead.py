"""What a transaction is going to look up, read at once, and kept as the transaction changes it."""

from collections.abc import Collection, Sequence

from bot.store.audit import chain
from bot.store.engine import MARKED, PASSED, UNDONE, Arguments
from bot.store.rows import ADD, DELETE, GET, PUT

Rows = Sequence[Arguments]


class Ahead:
    """The rows under single keys, and the last entry of the audit, as far as they are known.

    Whatever is written under a key is known from then on; what is undone is not.
    """

    def __init__(self) -> None:
        self._texts: dict[str, object] = {}  # None where there is no row
        self._last: Arguments | None = None
        self._last_before: Arguments | None = None  # at the last savepoint
        self._touched = set[str]()  # since the last savepoint

    def forget(self) -> None:
        """Nothing is known."""
        self._texts.clear()
        self._touched.clear()
        self._last = self._last_before = None

    def read(self, keys: Collection[str], rows: Rows, last: Rows) -> None:
        """Of these keys exactly these rows are there; this is the last entry of the audit."""
        self._texts |= dict.fromkeys(keys)
        self._texts |= dict(rows)
        self._last = last[0] if last else None

    def found(self, statement: str, arguments: Arguments) -> Rows | None:
        """What the statement would find; None where that is not known."""
        if statement == chain.LAST:
            return (self._last,) if self._last else None
        if statement != GET or arguments[0] not in self._texts:
            return None
        text = self._texts[arguments[0]]
        return () if text is None else ((text,),)

    def done(self, statement: str, arguments: Arguments) -> None:
        """The statement was, which writes."""
        if statement == PUT:
            self._writes(arguments[0], arguments[1])
        elif statement == ADD:
            if self._texts.get(arguments[0], ADD) is None:
                self._writes(arguments[0], arguments[1])
        elif statement == DELETE:
            self._writes(arguments[0], None)
        elif statement == chain.INSERT:
            seq, utc, *_, hash_ = arguments
            self._last = (seq, utc, hash_)
        elif statement == MARKED:
            self._touched.clear()
            self._last_before = self._last
        elif statement == UNDONE:
            for key in self._touched:
                self._texts.pop(key, None)
            self._last = self._last_before
        elif statement != PASSED:
            self.forget()

    def _writes(self, key: str, text: object) -> None:
        self._texts[key] = text
        self._touched.add(key)
