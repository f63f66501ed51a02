"""What whoever reaches the port can bring about as often as they like is said once a minute."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

EVERY_SECONDS = 60.0


class Seldom(logging.Filter):
    """Of each thing the first is let through, and after a minute one with the count of those that
    were kept back since."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        super().__init__()
        self._monotonic = monotonic
        self._said_at: dict[str, float] = {}
        self._kept_back = Counter[str]()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether it is let through."""
        what, now = str(record.msg), self._monotonic()
        if now - self._said_at.get(what, now - EVERY_SECONDS) < EVERY_SECONDS:
            self._kept_back[what] += 1
            return False
        self._said_at[what] = now
        record.count = 1 + self._kept_back.pop(what, 0)
        return True


@contextmanager
def seldom(names: tuple[str, ...], monotonic: Callable[[], float]) -> Iterator[None]:
    """What these loggers say within the block is said so."""
    loggers, only = [logging.getLogger(name) for name in names], Seldom(monotonic)
    for each in loggers:
        each.addFilter(only)
    try:
        yield
    finally:
        for each in loggers:
            each.removeFilter(only)
