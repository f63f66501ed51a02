"""How much of SQLite something takes: counted, not timed."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.store.sqlite import SqliteStore


@contextmanager
def counted(store: SqliteStore) -> Iterator[list[int]]:
    """The instructions that SQLite runs within."""
    steps = [0]

    def one() -> None:
        steps[0] += 1

    store.rows.conn._sqlite.set_progress_handler(one, 1)
    yield steps
    store.rows.conn._sqlite.set_progress_handler(None, 1)
