"""Turns that finish together share one transaction, and so one wait for the disk."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Generic, TypeVar

from bot.store import Full, NotSaved, Stale

T = TypeVar("T")
Failure = Stale | NotSaved | None


class Group(Generic[T]):
    """Collects what one pass of the event loop wants written, and writes it in the next.

    Nothing is handed to another thread: a turn that is alone waits for its own write only.
    """

    def __init__(self, write: Callable[[Sequence[T]], Sequence[Failure]]) -> None:
        self._write = write
        self._waiting: list[tuple[T, asyncio.Future[None]]] = []
        self.free = asyncio.Event()  # while nobody else holds the file
        self.free.set()

    async def written(self, change: T) -> None:
        """The change is written when this returns; raises Stale or NotSaved."""
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_soon(self._in_turn)
        future = loop.create_future()
        self._waiting.append((change, future))
        await future

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nothing is written meanwhile: whoever writes waits for that, and the loop does not."""
        self.free.clear()
        try:
            yield
        finally:
            self.free.set()
            asyncio.get_running_loop().call_soon(self._in_turn)

    def _in_turn(self) -> None:
        if self.free.is_set():
            self.flush()

    def flush(self) -> None:
        """Everybody who waits has an answer."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        try:
            outcomes: Sequence[Exception | None] = self._write([change for change, _ in waiting])
        except Exception as error:
            outcomes = [_not_saved(error) for _ in waiting]
        for (_, future), outcome in zip(waiting, outcomes, strict=True):
            if future.done():  # its turn was cancelled while it waited
                continue
            if outcome is None:
                future.set_result(None)
            else:
                future.set_exception(outcome)


def _not_saved(error: Exception) -> NotSaved:
    kind = Full if isinstance(error, Full) else NotSaved
    failure = kind(f"{type(error).__name__}: {error}")
    failure.__cause__ = error
    return failure
