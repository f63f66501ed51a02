"""An event loop in which waiting takes no time: its clock jumps to whatever happens next."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from datetime import datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")


class _Jumping(selectors.SelectSelector):
    """A selector that lets the clock jump where it would have waited."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0
        self.passed: Callable[[], object] = bool

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            message = "everybody waits, and nothing will ever happen"
            raise RuntimeError(message)
        if timeout > 0:
            self.seconds += timeout
            self.passed()
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """Time passes only where every task waits for it; `start` is the wall clock at its begin."""

    def __init__(self, start: datetime) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)
        self._clock_resolution = 1e-6  # after months a float of seconds is no finer
        self.start = start

    @property
    def passed(self) -> Callable[[], object]:
        """What is done whenever time has passed, before anybody else sees it."""
        return self._jumping.passed

    @passed.setter
    def passed(self, does: Callable[[], object]) -> None:
        self._jumping.passed = does

    def time(self) -> float:
        """Seconds since it began."""
        return self._jumping.seconds

    def now(self) -> datetime:
        """The time on the wall."""
        return self.start + timedelta(seconds=self.time())

    def run_in_executor(
        self, executor: Executor | None, func: Callable[..., T], *args: Any
    ) -> "asyncio.Future[T]":
        """What it returns, at once: another thread would take time that is not of this clock."""
        if executor is None:
            return super().run_in_executor(None, func, *args)
        done = self.create_future()
        try:
            done.set_result(executor.submit(func, *args).result())
        except Exception as error:
            done.set_exception(error)
        return done

    async def waits(self, seconds: float) -> None:
        """So much time has passed for the caller."""
        done = self.create_future()
        self.call_later(seconds, done.set_result, None)
        await done

    def passes(self, seconds: float) -> None:
        """The clock stands so much later at once, while nobody runs."""
        self._jumping.seconds += seconds
        self.passed()


def run(work: Coroutine[Any, Any, T], loop: VirtualLoop) -> T:
    """What the work returns, on this loop; what it left running is ended."""
    try:
        return loop.run_until_complete(work)
    finally:
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()
