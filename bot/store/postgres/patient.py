"""A connection of the library that waits for no answer for ever, and lets none wait for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, TypeVar

import psycopg
from psycopg import Connection, Pipeline
from psycopg.abc import PQGen

PATIENCE_SECONDS = 35.0  # for an answer: longer than the server takes before it gives up itself
T = TypeVar("T")


class Patient(Connection[Any]):
    """Whatever is asked over it is answered in time, or it is closed: something between here and
    the server may take all that is said, and pass nothing on."""

    patience: float | None = PATIENCE_SECONDS  # None: for ever

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        """As the library does it, which may be asked to wait for less."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        began = monotonic()
        try:
            return super().wait(gen, interval, self.patience)
        except psycopg.OperationalError:
            if self.patience is not None and monotonic() - began >= self.patience:
                self.close()
            raise

    @contextmanager
    def pipeline(self) -> Iterator[Pipeline]:
        """As the library does it, but for how it ends."""
        with self.lock:
            self._pipeline = self._pipeline or Synced(self)
        with super().pipeline() as there:
            yield there


class Synced(Pipeline):
    """Several statements, the last word of which is that they are all.

    The library asks for the answers after that, and then the server does not count for how long
    nothing more is said within the transaction: what has gone away would hold its locks for ever.
    """

    def _fetch_gen(self, *, flush: bool) -> PQGen[None]:
        they_come = bool(self.result_queue) and self.result_queue[-1] is None
        yield from super()._fetch_gen(flush=flush and not they_come)
