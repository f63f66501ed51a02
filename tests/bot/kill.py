"""Work in a child process that is killed -9 at an instant of chance, and what it had said by then.

The child is a fork, so it starts in milliseconds with everything imported. What it says is in
the pipe before the saying returns, so no kill can take it back.
"""

import asyncio
import math
import os
import select
import signal
import sys
import threading
from collections.abc import Awaitable, Callable
from time import monotonic

SLOWEST_START_SECONDS = 60.0

Say = Callable[[str], None]
Work = Callable[[Say], Awaitable[None]]


def said_until_killed(work: Work, *, after_seconds: float, after_lines: int = 0) -> list[str]:
    """The lines that the work said before it was killed, so long after its start.

    With `after_lines` the time runs from when so many were said, however slow the machine is.
    Work that ends by itself is a fault of the test, and so is work that raises.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _run(work, writing)
    os.close(writing)
    try:
        heard = _heard(reading, b"", SLOWEST_START_SECONDS, after_lines) if after_lines else b""
        heard = _heard(reading, heard, after_seconds)
        os.kill(child, signal.SIGKILL)
        lines = _heard(reading, heard).decode().splitlines()
    finally:
        os.close(reading)
        _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"the work ended before it was killed: {lines[-3:]}"
    return lines


def unmeasured() -> None:
    """From here on nothing counts which lines run: what is killed could never tell."""
    sys.settrace(None)
    threading.settrace(None)


def _run(work: Work, writing: int) -> None:
    """In the child: never returns, and runs nothing of the parent's on its way out."""
    unmeasured()
    try:
        asyncio.run(work(lambda line: _say(writing, line)))
    except BaseException as error:
        _say(writing, f"raised {error!r}")
    finally:
        os._exit(1)


def _say(writing: int, line: str) -> None:
    os.write(writing, f"{line}\n".encode())


def _heard(
    reading: int, heard: bytes, seconds: float = math.inf, enough_lines: float = math.inf
) -> bytes:
    """What was said by the end of this time, or of the work, or when it is enough."""
    deadline = monotonic() + seconds
    while heard.count(b"\n") < enough_lines and (left := deadline - monotonic()) > 0:
        if select.select([reading], [], [], min(left, SLOWEST_START_SECONDS))[0]:
            part = os.read(reading, 65_536)
            if not part:
                break
            heard += part
    return heard
