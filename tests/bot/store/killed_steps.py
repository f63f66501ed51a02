"""Work on files by a process that is stopped at a step which is named by its number."""

import os
import signal
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from bot.store.backups import copy
from bot.store.connection import Bytes, Direct, Looking
from tests.bot.kill import unmeasured

AtStep = Callable[[int], None]
CALLS = ("compact", "copied_to", "execute", "executemany", "select", "select_one", "close")


def in_a_child(work: Callable[[], None], at_step: AtStep) -> int:
    """The work is done by another process, which does this at every step; how it ended."""
    if child := os.fork():
        return os.waitpid(child, 0)[1]
    unmeasured()
    steps = count(1)

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def counting(*args: Any, **named: Any) -> Any:
            at_step(next(steps))
            return call(*args, **named)

        return counting

    for kind in (Bytes, Looking, Direct):
        for name in vars(kind).keys() & set(CALLS):
            setattr(kind, name, counted(getattr(kind, name)))
    for name in ("rename", "unlink"):
        setattr(Path, name, counted(getattr(Path, name)))
    for name in ("on_disk", "removed"):
        setattr(copy, name, counted(getattr(copy, name)))
    try:
        work()
    finally:
        os._exit(0)


def kill_at(number: int) -> AtStep:
    """It is killed -9 at this step."""

    def at_step(step: int) -> None:
        if step == number:
            os.kill(os.getpid(), signal.SIGKILL)

    return at_step
